"""Tidy facts in → working values, history, reports: the one write path of form, paste, file, admin and API.

All or nothing: either every row is written, or `FactsRefused` tells every error of every row and nothing is. What is
impossible is refused at every door, and so is what would overwrite a value its sender has not seen (`Fact.shown`), or
another number than a register counts, but for the register's own door; what contradicts other numbers too, except in
a draft (`draft=True`, the form), where it stays and blocks submitting; in a draft an empty value clears its cell.
A form (`drafts_only=True`) writes nothing into a report that was handed in meanwhile.
Pupils of a file of others (`unconfirmed=True`) wait for the word of the school.

Skipped: cells that already hold the value (writing the same facts twice changes nothing, no state, no history).
Created when missing: school year, campaign with one wave, report. A changed number takes a submitted or accepted
report back to draft; with `accept=True` the cells sent become accepted, and their reports too, whatever is missing or
doubtful in them (doubts are recorded as findings), and the revision of each touched municipality and year grows
by one if an accepted value changed, naming whose.

Set-based: the number of queries grows with thousands of rows, not with rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from monitoring.checks.contradictory import contradictions
from monitoring.checks.findings import record_findings
from monitoring.filing import Files, complete_files, find_files, move_accepted, move_changed, place_of
from monitoring.held import NOTHING, Cells, Held, Ref, read_cells
from monitoring.models import CellChange, CellKind, Submission
from monitoring.register import Register, register_for, register_of
from monitoring.registers.refusing import refuse_typed_counts
from monitoring.remarks import answer_changed
from monitoring.revisions import bump_schools
from monitoring.rules import why_not_draw_back, why_not_fill
from monitoring.school_reports import SchoolReports
from monitoring.storing import Write, write_cells, write_history
from monitoring.tidy import Fact, FactsRefused
from monitoring.values import EMPTY, is_shown_as, printed
from monitoring.vetting import Entry, Vetting, school_codes
from schools.models import User
from schools.numbers import counted

__all__ = ["Change", "Fact", "FactsRefused", "Receipt", "receive"]


@dataclass(frozen=True, slots=True)
class Change:
    """One working value that changed (or would), in printed form."""

    school: str
    year: int
    ref: Ref
    old: str
    new: str


@dataclass(frozen=True)
class Receipt:
    """What was done, or, after a dry run, what would be; `values`: what each row says, as a field prints it."""

    rows: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    cells_accepted: int = 0
    submissions_accepted: int = 0
    submissions_reopened: int = 0
    slices: frozenset[tuple[int, int]] = frozenset()
    changes: tuple[Change, ...] = field(default=(), repr=False)
    values: tuple[str, ...] = field(default=(), repr=False)
    dry_run: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed or self.cells_accepted or self.submissions_accepted)

    @property
    def summary(self) -> str:
        """One Russian sentence."""
        read = f"Прочитано: {counted(self.rows, 'строка', 'строки', 'строк')}"
        if self.is_empty:
            return f"{read}; изменений нет."
        parts = [f"новых ячеек {self.created}", f"изменено {self.changed}", f"без изменений {self.unchanged}"]
        if self.cells_accepted or self.submissions_accepted:
            parts.append(f"принято ячеек {self.cells_accepted}, отчётов {self.submissions_accepted}")
        if self.submissions_reopened:
            parts.append(f"возвращено в черновик отчётов {self.submissions_reopened}")
        return f"{read}; {', '.join(parts)}."


@dataclass(frozen=True, slots=True)
class _Sending:
    """Who writes by which door, and whether it is accepted or only tried."""

    person: User | None
    door: str
    accept: bool
    dry_run: bool
    unconfirmed: bool = False


@transaction.atomic
def receive(
    *,
    facts: Iterable[Fact],
    person: User | None,
    door: str,
    accept: bool = False,
    draft: bool = False,
    dry_run: bool = False,
    unconfirmed: bool = False,
    reports: SchoolReports | None = None,
    drafts_only: bool = False,
) -> Receipt:
    """Write the facts; `person` None = the command line, which may write everything.

    `reports`: facts of one school, seen by the person, and of one year; what was read of them is not read again.
    """
    rows = list(facts)
    register = _register(rows, person, reports)
    vetting = Vetting(register, draft=draft)
    vetting.vet(rows)
    files = find_files(vetting.entries, reports)
    if drafts_only:
        _check_drafts(vetting, files)
    if person is not None:
        _check_rights(vetting, files, person)
    if not vetting.errors:
        complete_files(files, vetting.entries)
    cells = _read_cells(vetting.entries, register)
    _check_shown(vetting, cells)
    if door != CellChange.Door.REGISTER:
        refuse_typed_counts(vetting, cells)
    if not draft:
        _check_contradictions(vetting, cells, register)
    if vetting.errors:
        raise FactsRefused(vetting.errors)
    sending = _Sending(person, door, accept, dry_run, unconfirmed)
    writes = _to_write(vetting.entries, cells, sending)
    receipt = _write(len(rows), vetting.entries, writes, files, sending)
    if dry_run:
        transaction.set_rollback(True)
    return receipt


def _register(rows: list[Fact], person: User | None, reports: SchoolReports | None) -> Register:
    if reports is None:
        return register_for(school_codes(rows), person)
    return register_of(reports, {str(fact.kind) for fact in rows}, person)


def _check_drafts(vetting: Vetting, files: Files) -> None:
    for entry in vetting.entries:
        if reason := why_not_draw_back(files.of(entry)):
            vetting.refuse(entry, "school", "handed_in", reason)


def _check_rights(vetting: Vetting, files: Files, person: User) -> None:
    reasons: dict[tuple[int, int, int | None], str] = {}
    for entry in vetting.entries:
        key = (entry.school.pk, entry.year, files.wave_of(entry))
        if key not in reasons:
            campaign = files.campaigns.get(place_of(entry))
            reasons[key] = why_not_fill(
                person, entry.school, files.of(entry), campaign, opens=files.opens(entry)
            )
        if reasons[key]:
            vetting.refuse(entry, "school", "not_allowed", reasons[key])


def _read_cells(entries: Collection[Entry], register: Register) -> Cells:
    codes = (
        {event.pk: event.code for event in register.events.values()},
        {metric.pk: metric.code for metric in register.metrics.values()},
    )
    schools: dict[int, set[int]] = {}
    for entry in entries:
        schools.setdefault(entry.year, set()).add(entry.school.pk)
    cells: Cells = {}
    for year, keys in schools.items():
        cells |= read_cells(sorted(keys), [year], codes)
    return cells


def _check_shown(vetting: Vetting, cells: Cells) -> None:
    """Two people in one form: what the sender did not see is not overwritten, unless both wrote the same."""
    for entry in vetting.entries:
        if entry.fact.shown is None or entry.value is None:
            continue
        stands = cells.get((entry.school.pk, entry.year), {}).get(entry.ref, NOTHING).working
        if stands != entry.value and not is_shown_as(stands, entry.fact.shown, entry.metric):
            message = f"здесь уже записано другое: «{stands}»."
            vetting.refuse(entry, "value", "changed_meanwhile", message, stands=printed(stands, entry.metric))


def _check_contradictions(vetting: Vetting, cells: Cells, register: Register) -> None:
    """Compare the sent numbers, over the stored ones, per school and year; reported at a row that was sent."""
    sent: dict[tuple[int, int], dict[Ref, Entry]] = {}
    for entry in vetting.entries:
        if entry.ref.kind != CellKind.METRIC:
            sent.setdefault((entry.school.pk, entry.year), {})[entry.ref] = entry
    for place, entries in sent.items():
        held = cells.get(place, {})
        arrived = {ref: cell.arrived_later for ref, cell in held.items() if cell.arrived_later}
        for found in contradictions(_numbers(entries, held), register.events, arrived):
            reported = entries.get(found.part) or entries.get(found.whole)
            if reported is not None:
                vetting.refuse(reported, "value", found.code, found.message)


def _numbers(entries: Mapping[Ref, Entry], held: Mapping[Ref, Held]) -> dict[Ref, int]:
    numbers = {ref: cell.working.number for ref, cell in held.items() if ref.kind != CellKind.METRIC}
    numbers |= {ref: entry.value.number if entry.value else None for ref, entry in entries.items()}
    return {ref: int(number) for ref, number in numbers.items() if number is not None}


def _to_write(entries: Iterable[Entry], cells: Cells, sending: _Sending) -> list[Write]:
    writes = []
    for entry in entries:
        held = cells.get((entry.school.pk, entry.year), {}).get(entry.ref, NOTHING)
        assert entry.value is not None
        write = Write(entry, held, entry.value, sending.accept, sending.unconfirmed)
        if write.changes_working or write.changes_accepted:
            writes.append(write)
    return writes


def _write(
    rows: int, entries: Collection[Entry], writes: list[Write], files: Files, sending: _Sending
) -> Receipt:
    at = timezone.now()
    working = [write for write in writes if write.changes_working]
    if not sending.dry_run:  # a trial says the same without the dearest part, which would be rolled back
        write_cells(writes, accept=sending.accept)
        write_history(working, person=sending.person, door=sending.door, at=at)
    answer_changed(((files.of(write.entry), write) for write in working), person=sending.person, at=at)
    accepted = {(place_of(write.entry), write.entry.school.pk) for write in writes if write.changes_accepted}
    move = _accept_reports if sending.accept else _reopen_reports
    moved = move(entries, writes, files, sending, at)
    bump_schools(accepted)
    created = sum(1 for write in working if write.held.working.is_empty)
    return Receipt(
        rows=rows,
        created=created,
        changed=len(working) - created,
        unchanged=len(entries) - len(working),
        cells_accepted=sum(1 for write in writes if write.changes_accepted),
        submissions_accepted=moved if sending.accept else 0,
        submissions_reopened=0 if sending.accept else moved,
        slices=frozenset(place for place, _ in accepted),
        changes=tuple(_change(write) for write in working),
        values=tuple(printed(entry.value or EMPTY, entry.metric) for entry in entries),
        dry_run=sending.dry_run,
    )


def _change(write: Write) -> Change:
    entry = write.entry
    return Change(entry.school.code, entry.year, entry.ref, str(write.held.working), str(write.value))


def _accept_reports(
    entries: Iterable[Entry], writes: Iterable[Write], files: Files, sending: _Sending, at: dt.datetime
) -> int:
    """Every report the rows belong to is accepted; the doubts of those that were not, or have changed, recorded."""
    touched = _submissions(entries, files)
    changed = set(_submissions((write.entry for write in writes), files))
    moved = move_accepted(touched, changed=changed, person=sending.person, note=_note(writes, sending), at=at)
    accepted = Submission.State.ACCEPTED
    record_findings([row for row in touched.values() if row.pk in changed or row.state != accepted])
    return moved


def _reopen_reports(
    _: Iterable[Entry], writes: Iterable[Write], files: Files, sending: _Sending, at: dt.datetime
) -> int:
    """Submitted and accepted reports whose numbers changed are drafts again."""
    changed = _submissions((write.entry for write in writes), files)
    return move_changed(changed, person=sending.person, note=_note(writes, sending), at=at)


def _note(writes: Iterable[Write], sending: _Sending) -> str:
    """The reports of one file share it: how many numbers it changed is said where it changed those of one school."""
    changed = [write.entry.school.pk for write in writes if write.changes_working]
    if len(set(changed)) > 1:
        return CellChange.Door(sending.door).label
    number = len(changed)
    return f"{CellChange.Door(sending.door).label}: изменено {counted(number, 'число', 'числа', 'чисел')}"


def _submissions(entries: Iterable[Entry], files: Files) -> dict[int, Submission]:
    found = (files.of(entry) for entry in entries)
    return {submission.pk: submission for submission in found if submission is not None}
