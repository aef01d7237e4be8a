"""«Прибыли после даты учёта»: who may stand among participants without being counted among the pupils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitoring.columns import POPULATIONS
from monitoring.models import Population
from monitoring.pages.notes import Note
from monitoring.sheet import NOTHING, Ref, Sheet
from monitoring.typed import Typed, arrived_name
from schools.grades import UNGRADED, grade_label


@dataclass(frozen=True, slots=True)
class ArrivalField:
    name: str
    label: str
    text: str
    shown: str
    error: str
    note: Note | None


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    label: str
    fields: tuple[ArrivalField, ...]

    @property
    def is_used(self) -> bool:
        return any(field.text or field.error for field in self.fields)


_WHO = {Population.ALL: "все обучающиеся", Population.DISABILITIES: "с ОВЗ и инвалидностью"}
_KINDS = {population: kind for kind, population in POPULATIONS.items() if kind.startswith("pupils")}


def arrival_rows(
    sheet: Sheet,
    typed: Typed,
    errors: Mapping[str, str],
    said: Mapping[str, Note],
    populations: Sequence[Population],
) -> list[ArrivalRow]:
    """A row for each grade of the school; 0 is shown as nothing; `said` of a number written by somebody meanwhile."""
    rows = []
    for grade in sheet.school.grades:
        fields = []
        for population in populations:
            stored = sheet.held.get(Ref(_KINDS[population], "", grade), NOTHING).arrived_later
            shown = str(stored) if stored else ""
            name = arrived_name(population, grade)
            entered = typed.arrived.get((population, grade))
            label = f"{grade_label(grade)}, прибыли позже, {_WHO[population]}"
            fields.append(
                ArrivalField(
                    name,
                    label,
                    entered.text if entered else shown,
                    shown,
                    errors.get(name, ""),
                    said.get(name),
                )
            )
        rows.append(ArrivalRow("всего" if grade == UNGRADED else grade_label(grade), tuple(fields)))
    return rows
