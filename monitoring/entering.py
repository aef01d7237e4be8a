"""What was typed into a form → numbers, late arrivals and explanations of the draft, through `intake.receive`.

`enter` takes a form as it was sent, all of it or nothing: it raises `EntryRefused`, field by field, when anything
typed is impossible or would overwrite what somebody else has written meanwhile. `enter_each` takes fields as they are
left: a refused one stops no other. Neither writes into a report that was handed in: it is opened for corrections first.
Skipped by both: whatever nobody touched; sending the same twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from monitoring.arrivals import state_arrivals
from monitoring.columns import WavePlan
from monitoring.explaining import explain_all
from monitoring.filing import lock_reports
from monitoring.intake import Receipt, receive
from monitoring.models import CellChange, Submission, Wave
from monitoring.overtaken import overtaken
from monitoring.remarks import answer_remarks
from monitoring.rules import why_not_draw_back
from monitoring.school_reports import SchoolReports
from monitoring.sheet import NOTHING, Ref, Sheet, read_sheets
from monitoring.submitting import start
from monitoring.tidy import FactsRefused
from monitoring.typed import Typed, arrived_name, cell_name, remark_name, why_name
from monitoring.values import ValueRefused, is_shown_as, read_people
from schools.models import School, User
from schools.workflow import StepRefused


class EntryRefused(Exception):
    """Nothing was saved: `errors` are sentences by field name, `meanwhile` what stands where somebody was faster.

    `words` is the same for late arrivals, explanations and answers, by field name.
    """

    def __init__(
        self,
        errors: Mapping[str, str],
        meanwhile: Mapping[Ref, str],
        whole: str = "",
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.errors = dict(errors)
        self.meanwhile = dict(meanwhile)
        self.words = dict(words or {})
        self.whole = whole
        super().__init__(whole or "Ничего не сохранено: исправьте отмеченное.")


@transaction.atomic
def enter(*, wave: Wave, school: School, typed: Typed, person: User) -> Receipt:
    """Save what was typed into the form of one report; returns what was written."""
    arrived, errors = _read_arrivals(typed)
    submission = _lock_draft(wave, school) if typed.has_words else None
    words = overtaken(submission=submission, typed=typed, person=person) if submission else {}
    receipt = Receipt(rows=0)
    try:
        if typed.cells:
            facts = typed.facts(school, wave.campaign.year_id)
            receipt = receive(
                facts=facts, person=person, door=CellChange.Door.FORM, draft=True, drafts_only=True
            )
    except FactsRefused as refused:
        refusal = _refusal(refused, typed, errors, words)
        if not refusal.whole or not _stands(school, wave, typed):
            raise refusal from None
    if errors or words:
        raise EntryRefused(errors, {}, words=words)
    if submission is not None:
        _write_words(submission, typed, arrived, person)
    return receipt


@dataclass(frozen=True)
class Outcome:
    """What became of each field: `saved` = what it shows now, `refused` = why not, `meanwhile` = what stands there.

    `words` is `meanwhile` for late arrivals, explanations and answers, by field name.
    """

    saved: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    meanwhile: dict[Ref, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def enter_each(*, reports: SchoolReports, wave: Wave, typed: Typed, person: User) -> Outcome:
    """Save each field by itself; raises `EntryRefused` with `whole` where nothing may be written at all."""
    if whole := why_not_draw_back(reports.of(wave)):
        return _unless_it_stands(reports, wave, typed, EntryRefused({}, {}, whole=whole))
    outcome = Outcome()
    left = dict(typed.cells)
    while left:
        batch = Typed(left)
        facts = batch.facts(reports.school, reports.campaign.year_id)
        try:
            receipt = receive(
                facts=facts,
                person=person,
                door=CellChange.Door.FORM,
                draft=True,
                reports=reports,
                drafts_only=True,
            )
        except FactsRefused as refused:
            refusal = _refusal(refused, batch, {}, {})
            if refusal.whole:
                return _unless_it_stands(reports, wave, typed, refusal)
            outcome.refused.update(refusal.errors)
            outcome.meanwhile.update(refusal.meanwhile)
            left = {ref: entered for ref, entered in left.items() if not _is_in(ref, refusal)}
        else:
            outcome.saved.update(zip(map(cell_name, left), receipt.values, strict=True))
            break
    _write_each_word(reports, wave, typed, person, outcome)
    return outcome


def _unless_it_stands(reports: SchoolReports, wave: Wave, typed: Typed, refusal: EntryRefused) -> Outcome:
    """What arrives after the report was handed in with the same numbers is saved; anything else is refused."""
    if not _stands(reports.school, wave, typed, reports.plan):
        raise refusal
    return Outcome({cell_name(ref): entered.text for ref, entered in typed.cells.items()})


def _stands(school: School, wave: Wave, typed: Typed, plan: WavePlan | None = None) -> bool:
    """Numbers alone, and all of them stored already."""
    if typed.has_words:
        return False
    sheets = read_sheets(schools=[school], year=wave.campaign.year_id, wave_id=wave.pk, plan=plan)
    return is_saved(sheet=sheets[0], typed=typed)


def _is_in(ref: Ref, refusal: EntryRefused) -> bool:
    return cell_name(ref) in refusal.errors or ref in refusal.meanwhile


def _write_each_word(
    reports: SchoolReports, wave: Wave, typed: Typed, person: User, outcome: Outcome
) -> None:
    """Late arrivals, explanations and answers; a step the report does not allow now refuses those that were sent."""
    arrived, errors = _read_arrivals(typed)
    outcome.refused.update(errors)
    typed = typed.without(errors)
    if not typed.has_words:
        return
    saved = {
        arrived_name(population, grade): str(number or "")
        for population, numbers in arrived.items()
        for grade, number in numbers.items()
    }
    saved |= {why_name(key): " ".join(entered.text.split()) for key, entered in typed.explanations.items()}
    saved |= {remark_name(key): " ".join(entered.text.split()) for key, entered in typed.answers.items()}
    try:
        with transaction.atomic():
            submission = _lock_draft(wave, reports.school)
            words = overtaken(submission=submission, typed=typed, person=person)
            typed = typed.without(words)
            _write_words(submission, typed, _read_arrivals(typed)[0], person)
    except StepRefused as refused:
        outcome.refused.update(dict.fromkeys(saved, str(refused)))
    else:
        outcome.words.update(words)
        outcome.saved.update({name: text for name, text in saved.items() if name not in words})


def _lock_draft(wave: Wave, school: School) -> Submission:
    """The report, which nobody moves or writes to until this is done; raises StepRefused where it was handed in."""
    lock_reports([school.pk], [wave.campaign.year_id])
    submission = start(wave=wave, school=school)
    if reason := why_not_draw_back(submission):
        raise StepRefused(reason)
    return submission


def is_saved(*, sheet: Sheet, typed: Typed) -> bool:
    """Whether everything typed stands in the form already: the same sent twice."""
    metrics = {column.code: column.metric for column in sheet.columns if column.metric is not None}
    return all(
        is_shown_as(sheet.held.get(ref, NOTHING).working, entered.text, metrics.get(ref.code))
        for ref, entered in typed.cells.items()
    )


def _write_words(
    submission: Submission, typed: Typed, arrived: Mapping[int, Mapping[int, int]], person: User
) -> None:
    for population, numbers in arrived.items():
        state_arrivals(
            school=submission.school, year=submission.wave.campaign.year_id, arrived=numbers, person=person,
            population=population, submission=submission,
        )  # fmt: skip
    if typed.answers:
        texts = {key: entered.text for key, entered in typed.answers.items()}
        answer_remarks(submission=submission, texts=texts, person=person)
    if typed.explanations:
        lines = {key: entered.text for key, entered in typed.explanations.items()}
        explain_all(submission=submission, texts=lines, person=person)


def _read_arrivals(typed: Typed) -> tuple[dict[int, dict[int, int]], dict[str, str]]:
    """By population and grade; nothing typed = nobody arrived."""
    arrived: dict[int, dict[int, int]] = {}
    errors: dict[str, str] = {}
    for (population, grade), entered in typed.arrived.items():
        try:
            value = read_people(entered.text)
        except ValueRefused as refused:
            errors[arrived_name(population, grade)] = str(refused)
            continue
        if value.mark:
            errors[arrived_name(population, grade)] = (
                "здесь нужно число; если никто не прибыл, оставьте поле пустым."
            )
            continue
        arrived.setdefault(population, {})[grade] = int(value.number or 0)
    return arrived, errors


def _refusal(
    refused: FactsRefused, typed: Typed, errors: dict[str, str], words: dict[str, str]
) -> EntryRefused:
    """Rows of the batch back to the cells they came from; a refusal of the whole report is said once."""
    refs = list(typed.cells)
    meanwhile: dict[Ref, str] = {}
    for error in refused.errors:
        ref = refs[error.row - 1]
        if error.code in ("not_allowed", "not_participating"):
            return EntryRefused({}, {}, whole=f"Ничего не сохранено: {error.message}")
        if error.code == "handed_in":
            return EntryRefused({}, {}, whole=error.message)
        if error.code == "changed_meanwhile":
            meanwhile[ref] = error.stands
        else:
            errors.setdefault(cell_name(ref), error.message)
    return EntryRefused(errors, meanwhile, words=words)
