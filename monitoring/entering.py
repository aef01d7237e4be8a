"""A form as it was sent → numbers, late arrivals and explanations of the draft, all of them or none.

Raises `EntryRefused`, field by field, when anything typed is impossible or would overwrite what somebody else has
written meanwhile; then nothing is saved. Skipped: whatever nobody touched. Numbers go through `intake.receive`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from monitoring.arrivals import state_arrivals
from monitoring.intake import Receipt, receive
from monitoring.models import CellChange, Submission, Wave
from monitoring.sheet import NOTHING, Ref, Sheet
from monitoring.submitting import explain_all, start
from monitoring.tidy import FactsRefused
from monitoring.typed import Typed, arrived_name, cell_name
from monitoring.values import ValueRefused, is_shown_as, read_people
from schools.calendar import format_date
from schools.models import School, User


class EntryRefused(Exception):
    """Nothing was saved: `errors` are sentences by field name, `meanwhile` the cells somebody else changed."""

    def __init__(self, errors: Mapping[str, str], meanwhile: set[Ref], whole: str = "") -> None:
        self.errors = dict(errors)
        self.meanwhile = meanwhile
        self.whole = whole
        super().__init__(whole or "Ничего не сохранено: исправьте отмеченное.")


@transaction.atomic
def enter(*, wave: Wave, school: School, typed: Typed, person: User) -> Receipt:
    """Save what was typed into the form of one report; returns what was written."""
    if wave.opens is not None and wave.opens > timezone.localdate(timezone=school.municipality.zone):
        opens = format_date(wave.opens, "short")
        raise EntryRefused({}, set(), whole=f"Ничего не сохранено: сбор откроется {opens}.")
    arrived, errors = _read_arrivals(typed)
    year = wave.campaign.year_id
    receipt = Receipt(rows=0)
    try:
        if typed.cells:
            facts = typed.facts(school, year)
            receipt = receive(facts=facts, person=person, door=CellChange.Door.FORM, draft=True)
    except FactsRefused as refused:
        raise _refusal(refused, typed, errors) from None
    if errors:
        raise EntryRefused(errors, set())
    if arrived or typed.explanations:
        _write_words(start(wave=wave, school=school), typed, arrived, person)
    return receipt


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
    if typed.explanations:
        texts = {key: entered.text for key, entered in typed.explanations.items()}
        explain_all(submission=submission, texts=texts, person=person)


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
        arrived.setdefault(population, {})[grade] = int(value.number or 0)
    return arrived, errors


def _refusal(refused: FactsRefused, typed: Typed, errors: dict[str, str]) -> EntryRefused:
    """Rows of the batch back to the cells they came from; a refusal of the whole report is said once."""
    refs = list(typed.cells)
    meanwhile: set[Ref] = set()
    for error in refused.errors:
        ref = refs[error.row - 1]
        if error.code in ("not_allowed", "not_participating"):
            return EntryRefused({}, set(), whole=f"Ничего не сохранено: {error.message}")
        if error.code == "changed_meanwhile":
            meanwhile.add(ref)
        else:
            errors.setdefault(cell_name(ref), error.message)
    return EntryRefused(errors, meanwhile)
