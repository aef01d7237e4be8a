"""What a report still lacks, short enough for messages: «Билет в будущее» 8–9 классы; «Договоры»; и ещё 4 графы."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.columns import Column
from monitoring.models import CellKind
from schools.grades import UNGRADED, Grades
from schools.numbers import counted

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Lacking:
    """A column with the grades that are not answered; `whole`: not one of them is."""

    column: Column
    grades: Grades
    whole: bool

    @property
    def words(self) -> str:
        name = short_name(self.column)
        return name if self.whole or UNGRADED in self.grades else f"{name} {self.grades.label}"


def quoted(label: str) -> str:
    return label if "«" in label else f"«{label}»"


def short_name(column: Column) -> str:
    """A column in the middle of a sentence."""
    if column.event is None and column.metric is None:
        return str(CellKind(column.kind).label)
    if column.event is not None and column.kind == CellKind.EVENT_WITH_DISABILITIES:
        return f"{quoted(column.event.label)}: с ОВЗ"
    return quoted(column.label)


def lacking_words(lacking: Sequence[Lacking], *, most: int = MOST_NAMED) -> str:
    """Empty when nothing is lacking."""
    named = [one.words for one in lacking[:most]]
    if rest := len(lacking) - len(named):
        named.append(f"и ещё {counted(rest, 'графа', 'графы', 'граф')}")
    return "; ".join(named)
