"""How far the values of a year are computed from what is there now: of one municipality, or of all of a region.

A slice that a worker is computing at the moment counts as stale: readers still see its old values. Five queries.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from indicators.stale import fill_state
from schools.numbers import counted, format_number


@dataclass(frozen=True)
class Recount:
    """`done` of `total` municipalities are fresh."""

    done: int
    total: int

    @property
    def is_over(self) -> bool:
        return self.done == self.total

    @property
    def text(self) -> str:
        if self.is_over:
            return "Показатели пересчитаны по последним данным."
        if self.total == 1:
            return "Показатели пересчитываются. Новые значения появятся здесь, как только будут готовы."
        whole = counted(self.total, "муниципалитета", "муниципалитетов", "муниципалитетов")
        return f"Пересчёт: готово {format_number(self.done)} из {whole}."


def recount_of(municipality_ids: Collection[int], year: int) -> Recount:
    members, stale = fill_state(year=year, municipality_ids=municipality_ids)
    return Recount(len(members) - len(stale), len(members))
