"""Beside the form of an indicator: its formula in words, its values as they would be, and who changed what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from indicators.analysis import Judged, Status
from indicators.catalogue_terms import SIDES
from indicators.defining import ENTITY
from indicators.forms import Formula
from indicators.formula import formula_in_words, quoted
from indicators.models import Indicator, Term
from indicators.pages.printing import sides
from indicators.queries import plans_of
from indicators.trial import Trial, drafted, try_out
from schools.calendar import year_label
from schools.models import Municipality, School, Transition
from schools.numbers import counted

STEPS = {"create": "Показатель создан", "define": "Показатель изменён", "remove": "Показатель удалён"}


@dataclass(frozen=True)
class Preview:
    """`schools` are (name, code, value) for the list to choose from; `notes` say what looks odd, in words."""

    formula: str
    trial: Trial
    school: Judged | None
    school_name: str
    sides: str
    whole_sides: str
    notes: list[str] = field(default_factory=list)

    @property
    def spread(self) -> str:
        """«12 организаций со значением, 3 без данных, к 4 не относится»."""
        no_data, not_applicable = (
            self.trial.count(status) for status in (Status.NO_DATA, Status.NOT_APPLICABLE)
        )
        known = len(self.trial.schools) - no_data - not_applicable
        words = [
            counted(known, "организация со значением", "организации со значением", "организаций со значением")
        ]
        if no_data:
            words.append(f"{no_data} без данных")
        if not_applicable:
            words.append(f"к {not_applicable} не относится")
        return ", ".join(words)


def preview_of(
    *, indicator: Indicator, formula: Formula, municipality: Municipality, year: int, school: School | None
) -> Preview:
    """From a checked form; two queries for plans and one for the names, besides those of the trial."""
    draft = drafted(indicator, {side: formula.drafts(side) for side in SIDES})
    trial = try_out(
        draft=draft, municipality_id=municipality.pk, year=year, plans=plans_of(municipality.pk, year)
    )
    shown = next((judged for judged in trial.schools if school and judged.school_id == school.pk), None)
    return Preview(
        formula=formula_in_words(draft),
        trial=trial,
        school=shown,
        school_name=school.short_name if school else "",
        sides=sides(shown) if shown else "",
        whole_sides=sides(trial.municipality) if trial.municipality else "",
        notes=list(_notes(draft, trial, year)),
    )


def _notes(draft: Indicator, trial: Trial, year: int) -> list[str]:
    label = year_label(year)
    notes = []
    if not draft.valid_in(year):
        notes.append(
            f"В {label} учебном году показатель не действует: значения показаны для проверки формулы."
        )
    for term in draft.terms.all():
        if term.event is not None and not term.event.runs_in(year):
            after = f", продолжение – {term.event.successor}" if term.event.successor else ""
            notes.append(f"{quoted(term.event.label)} в {label} учебном году не проводится{after}.")
        if term.event is not None and term.grades and (beyond := term.grades - term.event.covered):
            named, held = quoted(term.event.label), term.event.covered.label
            notes.append(f"{named} – это {held}: {beyond.label} здесь не считают.")
    if trial.municipality is None and draft.terms.all():
        notes.append(f"В {label} учебном году сбор не открыт: считать не из чего.")
    elif trial.schools and trial.count(Status.NOT_APPLICABLE) == len(trial.schools):
        notes.append("Показатель не относится ни к одной организации: проверьте классы.")
    if _is_above_whole(trial):
        notes.append("Числитель больше знаменателя: доля выше 100 %. Проверьте, та ли это совокупность.")
    return notes


def _is_above_whole(trial: Trial) -> bool:
    return any(
        judged.indicator.is_percent and judged.value is not None and judged.value > 100
        for judged in trial.schools
    )


def history_of(indicator: Indicator) -> list[dict[str, Any]]:
    """Entries of components/history.html, newest first."""
    rows = Transition.objects.filter(entity=ENTITY, entity_id=indicator.pk).select_related("person")
    return [
        {
            "when": row.at,
            "who": str(row.person) if row.person else "загрузка каталога",
            "text": STEPS.get(row.step, row.step),
            "note": row.note,
        }
        for row in rows.order_by("-pk")
    ]


def copy_of(source: Indicator, *, owner: Municipality | None, year: int) -> Indicator:
    """The start of a new indicator from an old one: the same words, valid from the year on, following the old one."""
    fields = {
        field.attname: getattr(source, field.attname)
        for field in Indicator._meta.concrete_fields
        if field.name not in ("id", "code", "municipality", "changed_at")
    }
    copied = Indicator(**fields)
    copied.municipality, copied.predecessor, copied.comparable = owner, source, True
    copied.first_year, copied.last_year = year, None
    return copied


def terms_of(indicator: Indicator) -> list[Term]:
    return sorted(indicator.terms.all(), key=lambda term: term.position)
