"""What the columns of a document are, as a form: drop-downs over the first rows of every table; and what was sent.

Plain fields, named by the place of the table and of the column: `t0-role-2`. What was sent is shown again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from indicators.published.columns import FIGURES, PERIOD, ROLES, Layout
from indicators.published.rows import layout_problems
from indicators.published.tables import FoundTable, clean

SHOWN_ROWS = 6
MOST_HEADING = 12
LONGEST = {"number": 30, "name": 500, "period": 60, "over": 200}


@dataclass(frozen=True)
class ColumnField:
    """The drop-down and the period over one column."""

    place: int
    prefix: str
    role: str
    period: str
    name: str

    @property
    def label(self) -> str:
        return f"Столбец {self.place + 1}"

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        return [(role, label, role == self.role) for role, label in ROLES.items()]


@dataclass(frozen=True)
class TableFields:
    place: int
    table: FoundTable
    layout: Layout
    problems: list[str]

    @property
    def prefix(self) -> str:
        return f"t{self.place}"

    @property
    def title(self) -> str:
        return self.table.caption or f"Таблица {self.place + 1} документа, без подписи"

    @property
    def columns(self) -> list[ColumnField]:
        names = self.layout.names or ("",) * len(self.layout.roles)
        over = zip(self.layout.roles, self.layout.periods, names, strict=True)
        return [ColumnField(place, self.prefix, *said) for place, said in enumerate(over)]

    @property
    def of_years(self) -> bool:
        """Years stand over groups of columns, or have to: one kind of figures is there twice."""
        figures = [(role, name) for role, _, name in self.layout.columns if role in FIGURES]
        return any(self.layout.periods) or (
            PERIOD not in self.layout.roles and len(set(figures)) < len(figures)
        )

    @property
    def of_programmes(self) -> bool:
        """Several indicators side by side; or one kind of figures is there twice, and nothing says of what."""
        figures = [column for column in self.layout.columns if column[0] in FIGURES]
        return any(self.layout.names) or len({*figures}) < len(figures)

    @property
    def rows(self) -> list[tuple[bool, list[tuple[str, int]]]]:
        """(is it above the figures, (text, columns)): the heading with its merged cells, the first lines of figures."""
        shown = self.table.rows[: self.layout.heading + SHOWN_ROWS]
        return [
            (above, _merged(row) if above else [(text, 1) for text in row])
            for above, row in ((place < self.layout.heading, row) for place, row in enumerate(shown))
        ]

    @property
    def more(self) -> int:
        return max(0, len(self.table.rows) - self.layout.heading - SHOWN_ROWS)

    @property
    def headings(self) -> list[tuple[int, bool]]:
        most = min(MOST_HEADING, len(self.table.rows))
        return [
            (number, number == self.layout.heading) for number in range(max(most, self.layout.heading) + 1)
        ]


def _merged(row: Sequence[str]) -> list[tuple[str, int]]:
    """Equal neighbours are one merged cell."""
    return [(text, len(list(same))) for text, same in groupby(row)]


def fields_of(
    tables: Sequence[FoundTable], layouts: Sequence[Layout], problems: Sequence[tuple[int, str]] = ()
) -> list[TableFields]:
    return [
        TableFields(place, table, layout, [text for at, text in problems if at == place])
        for place, (table, layout) in enumerate(zip(tables, layouts, strict=True))
    ]


def read_layouts(
    tables: Sequence[FoundTable], sent: Mapping[str, str]
) -> tuple[list[Layout], list[tuple[int, str]]]:
    """The columns as sent, and what has to be said about them: (table's place, sentence)."""
    layouts = [_read(place, table, sent) for place, table in enumerate(tables)]
    problems = [
        (place, text)
        for place, (table, layout) in enumerate(zip(tables, layouts, strict=True))
        for text in layout_problems(table, layout)
    ]
    return layouts, problems


def _read(place: int, table: FoundTable, sent: Mapping[str, str]) -> Layout:
    prefix = f"t{place}"
    places = range(len(table.rows[0]))
    heading = sent.get(f"{prefix}-heading", "0")
    roles = [sent.get(f"{prefix}-role-{at}", "") for at in places]
    names = tuple(clean(sent.get(f"{prefix}-over-{at}"))[: LONGEST["over"]] for at in places)
    return Layout(
        take=f"{prefix}-take" in sent,
        heading=min(int(heading), len(table.rows)) if heading.isascii() and heading.isdecimal() else 0,
        number=clean(sent.get(f"{prefix}-number"))[: LONGEST["number"]],
        name=clean(sent.get(f"{prefix}-name"))[: LONGEST["name"]],
        period=clean(sent.get(f"{prefix}-period"))[: LONGEST["period"]],
        roles=tuple(role if role in ROLES else "" for role in roles),
        names=names if any(names) else (),
        periods=tuple(clean(sent.get(f"{prefix}-period-{at}"))[: LONGEST["period"]] for at in places),
    )
