"""One tidy fact of the demonstration, in the columns of `import_facts`."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("school", "year", "kind", "code", "grade", "value")


class Fact(NamedTuple):
    school: str
    year: int
    kind: str  # pupils | pupils_with_disabilities | event | metric
    code: str  # "" for pupils
    grade: int | None  # None for metrics
    value: int

    def as_row(self) -> dict[str, str]:
        """Text cells as in a CSV file; an absent grade is an empty cell."""
        return {name: "" if cell is None else str(cell) for name, cell in zip(COLUMNS, self, strict=True)}


Cells = dict[tuple[str, int], int]  # (school, grade) → people
BySchool = dict[str, int]


def cell_facts(year: int, kind: str, code: str, cells: Cells) -> list[Fact]:
    return [Fact(school, year, kind, code, grade, value) for (school, grade), value in cells.items()]


def metric_facts(year: int, code: str, values: BySchool) -> list[Fact]:
    return [Fact(school, year, "metric", code, None, value) for school, value in values.items()]


def columns_of(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """The columns (kind, code) that the facts fill, in order of appearance: what a campaign has to ask for."""
    return list(dict.fromkeys((fact.kind, fact.code) for fact in facts))


def write_csv(facts: Iterable[Fact], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS)
        writer.writeheader()
        writer.writerows(fact.as_row() for fact in facts)
