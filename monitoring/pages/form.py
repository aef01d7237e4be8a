"""The form of one school, year and wave as a page: one object with everything that is shown, from four queries more.

The same page after a refusal: `typed` is what was written and not saved, `refused` why, `complain` = the report was to
be handed in, so that missing answers and unexplained doubts are errors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from monitoring.checks import blocking_problems, doubts
from monitoring.checks.completeness import Completeness, completeness
from monitoring.checks.problem import Problem
from monitoring.entering import EntryRefused
from monitoring.history import last_changes
from monitoring.models import CellKind, Population, Submission, Wave
from monitoring.pages.arrivals import ArrivalRow, arrival_rows
from monitoring.pages.asked import Asked, shown_state
from monitoring.pages.cells import HeadView, LineView, Painter, RowView
from monitoring.pages.changes import ChangedLine, changed_cells, changed_lines
from monitoring.pages.counted import count_of
from monitoring.pages.doubts import DoubtView, add_doubts, doubts_to_explain, explained_doubts
from monitoring.pages.error_list import blocking_errors, error_title, refused_errors
from monitoring.pages.notes import (
    Note,
    Notes,
    add_comments,
    add_contradictions,
    add_refused,
    add_remarks,
    overtaken_notes,
)
from monitoring.pages.remarks import RemarkView, open_remarks
from monitoring.pages.words import DONE, NOT_STARTED, form_heading, form_lead
from monitoring.queries import HANDED_IN
from monitoring.rules import FILLABLE, is_officer_of, may_review
from monitoring.school_reports import Said, SchoolReports, trail_of
from monitoring.sheet import Sheet, read_sheets
from monitoring.submitting import ON_BEHALF
from monitoring.typed import NOTHING_TYPED, Typed
from schools.models import User


@dataclass(frozen=True, slots=True)
class Tab:
    wave: Wave
    state: str
    active: bool


@dataclass(frozen=True)
class FormPage:
    """What templates/monitoring/form.html draws."""

    asked: Asked
    sheet: Sheet
    filled: Completeness
    trail: list[Said]
    notes: Notes
    doubts: list[DoubtView]
    open_remarks: list[RemarkView]
    heads: list[HeadView]
    rows: list[RowView]
    lines: list[LineView]
    arrivals: list[ArrivalRow]
    blocking: list[Problem]
    errors: list[dict[str, str]] = field(default_factory=list)
    error_title: str = ""
    complain: bool = False

    @property
    def editable(self) -> bool:
        return not self.asked.why_read_only

    @property
    def key(self) -> str:
        """The form of this person: what is not saved yet is kept in their browser under this name."""
        asked = self.asked
        return f"{asked.person.pk}.{asked.school.code}.{asked.reports.campaign.year_id}.{asked.wave.number}"

    @property
    def for_school(self) -> bool:
        """Somebody fills in for the organisation: said on the page and kept in the history."""
        return self.editable and is_officer_of(self.asked.person, self.asked.school)

    @property
    def reviews(self) -> bool:
        return may_review(self.asked.person, self.asked.school)

    @property
    def tabs(self) -> list[Tab]:
        reports = self.asked.reports
        return [
            Tab(wave, shown_state(self.sheet, wave, reports.of(wave)), wave == self.asked.wave)
            for wave in reports.waves
        ]

    @property
    def remarks(self) -> int:
        """Those that wait for an answer."""
        return sum(1 for remark in self.open_remarks if not remark.shown)

    @property
    def heading(self) -> str:
        asked = self.asked
        if self.complain and self.errors:
            return "Отчёт не направлен"
        return form_heading(
            asked.wave,
            asked.state,
            self.filled,
            self.remarks,
            reviews=self.reviews,
            fills=self.editable,
            opens_later=asked.opens_later,
        )

    @property
    def lead(self) -> str:
        asked = self.asked
        return form_lead(
            asked.wave, asked.submission, asked.state, asked.today, submits="submit" in asked.steps
        )

    @property
    def changed(self) -> list[ChangedLine]:
        """Since the last acceptance."""
        return changed_lines(changed_cells(self.sheet, self.asked.submission), {})

    @property
    def handed_in(self) -> bool:
        return self.asked.state in HANDED_IN

    @property
    def unplaced(self) -> list[Note]:
        return self.notes.rest

    @property
    def has_last_year(self) -> bool:
        return any(cell.last for row in self.rows for cell in row.cells)

    @property
    def arrivals_open(self) -> bool:
        """Used already, or the way out of a contradiction."""
        return any(row.is_used for row in self.arrivals) or any(
            problem.check.startswith("participants_above") for problem in self.blocking
        )

    @property
    def shows_arrivals(self) -> bool:
        return bool(self.arrivals) and (self.editable or self.arrivals_open)

    @property
    def offers_steps(self) -> bool:
        """Is there a step beside the numbers, with words of its own?"""
        return bool(self.asked.steps & {"return", "reopen", "recall", "dispute"})

    @property
    def history(self) -> list[dict[str, object]]:
        """Parameters of components/history.html, the newest first."""
        steps = [said for said in self.trail if said.what == "transition"]
        return [_entry(said) for said in reversed(steps)]


def _state(submission: Submission | None) -> str:
    return submission.state if submission else ""


def _entry(said: Said) -> dict[str, object]:
    who = f"{said.person}, за организацию" if said.for_school and said.more == "submit" else said.person
    return {
        "when": said.at,
        "who": who or "",
        "text": DONE.get(said.more, said.more),
        "note": "" if said.text == ON_BEHALF else said.text,
    }


def choose_wave(reports: SchoolReports, wanted: str, *, reviews: bool, today: dt.date) -> Wave:
    """The named one; else what waits for this person, else the last that is open."""
    opened = [wave for wave in reports.waves if wave.opens is None or wave.opens <= today] or [
        reports.waves[0]
    ]
    waiting = (Submission.State.SUBMITTED,) if reviews else (NOT_STARTED, *FILLABLE)
    named = [wave for wave in reports.waves if str(wave.number) == wanted]
    own = [wave for wave in opened if (_state(reports.of(wave)) or NOT_STARTED) in waiting]
    unfinished = [wave for wave in opened if _state(reports.of(wave)) != Submission.State.ACCEPTED]
    return next(iter([*named, *own, *unfinished]), opened[-1])


def form_page(
    reports: SchoolReports, wave: Wave, person: User, *, typed: Typed = NOTHING_TYPED,
    refused: EntryRefused | None = None, complain: bool = False,
) -> FormPage:  # fmt: skip
    today = timezone.localdate(timezone=reports.school.municipality.zone)
    asked = Asked(reports, wave, person, today)
    year = reports.campaign.year_id
    sheet = read_sheets(
        schools=[reports.school],
        year=year,
        wave_id=wave.pk,
        plan=reports.plan,
        with_peers=not asked.why_read_only,
    )[0]
    trail = trail_of(asked.submission or Submission(wave=wave, school=reports.school))
    blocking = blocking_problems(sheet)
    notes = _notes(sheet, asked, trail, typed, refused, blocking)
    painter = Painter(sheet, typed, notes, complain, count_of(sheet))
    said = overtaken_notes(refused, typed)
    to_explain = _doubts(sheet, asked, trail, typed, notes, complain, said)
    remarks = (
        open_remarks(trail, notes, typed, said, complain=complain)
        if asked.state != Submission.State.ACCEPTED
        else []
    )
    short = len(sheet.rows) <= 1
    return FormPage(
        asked, sheet, completeness(sheet), trail, notes, to_explain, remarks,
        heads=[] if short else painter.heads(),
        rows=[] if short else painter.rows(),
        lines=[*(painter.short_lines() if short else []), *painter.metric_lines()],
        arrivals=_arrivals(sheet, typed, refused, said),
        blocking=blocking,
        errors=(
            blocking_errors(notes, blocking, to_explain, remarks) if complain
            else refused_errors(notes, typed, refused, said)
        ),
        error_title=error_title(refused),
        complain=complain,
    )  # fmt: skip


def _notes(
    sheet: Sheet,
    asked: Asked,
    trail: list[Said],
    typed: Typed,
    refused: EntryRefused | None,
    blocking: list[Problem],
) -> Notes:
    notes = Notes(sheet)
    if refused is not None:
        changes = last_changes(sheet.school, sheet.year, refused.meanwhile) if refused.meanwhile else {}
        add_refused(notes, refused, typed, changes, me=asked.person.pk)
    if asked.state != Submission.State.ACCEPTED:
        add_contradictions(notes, blocking)
        add_remarks(notes, trail)
    add_comments(notes, trail)
    return notes


def _doubts(
    sheet: Sheet,
    asked: Asked,
    trail: list[Said],
    typed: Typed,
    notes: Notes,
    complain: bool,
    said: Mapping[str, Note],
) -> list[DoubtView]:
    if not asked.why_read_only:
        views = doubts_to_explain(doubts(sheet), trail, typed, notes, said, complain=complain)
    else:
        views = explained_doubts(trail, notes)
    add_doubts(notes, views)
    return views


def _arrivals(
    sheet: Sheet, typed: Typed, refused: EntryRefused | None, said: Mapping[str, Note]
) -> list[ArrivalRow]:
    """Late arrivals matter where people are counted against pupils."""
    if not any(column.kind != CellKind.METRIC for column in sheet.columns):
        return []
    return arrival_rows(sheet, typed, refused.errors if refused else {}, said, tuple(Population))
