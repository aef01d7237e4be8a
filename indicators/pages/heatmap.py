"""The heatmap organisation × indicator (position 5): a municipality, a year and filters in, a table ready to print out.

Columns are the indicators counted by organisation that have a value; rows are the organisations to which one of
them applies. Official values, or preliminary ones where the report waits to be accepted. The row of the municipality is
always its official value; with a filter of organisations the sums of the chosen ones stand beside it. Six queries.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from indicators.analysis import Judged, Status, judge
from indicators.models import Indicator, Standing, Topic
from indicators.pages.links import Links
from indicators.pages.printing import SMALL, bare, finding, hint, is_small, options, unit_sign
from indicators.preliminary import handed_in_schools
from indicators.queries import Plans, indicators_of, plans_of
from indicators.rows import judged_places
from schools.models import Kind, Locality, Municipality, School


@dataclass(frozen=True)
class Asked:
    """What the page is asked for: filters and sorting, unknown words taken as nothing."""

    kind: str = ""
    locality: str = ""
    topic: str = ""
    sort: str = "name"

    @classmethod
    def of(cls, words: dict[str, str]) -> Asked:
        def one(name: str, known: list[str]) -> str:
            return words.get(name, "") if words.get(name) in known else ""

        return cls(
            one("kind", Kind.values),
            one("locality", Locality.values),
            one("topic", Topic.values),
            words.get("sort") or "name",
        )

    @property
    def narrows_schools(self) -> bool:
        return bool(self.kind or self.locality)

    @property
    def filters(self) -> list[dict[str, Any]]:
        return [
            options("kind", "Вид организации", "все виды", Kind.choices, self.kind),
            options("locality", "Местность", "город и село", Locality.choices, self.locality),
            options("topic", "Тема", "все темы", Topic.choices, self.topic),
        ]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        found = [("kind", self.kind), ("locality", self.locality), ("topic", self.topic)]
        return [pair for pair in found if pair[1]]


@dataclass(frozen=True)
class Column:
    indicator: Indicator
    url: str
    unit: str
    plan: str


@dataclass(frozen=True)
class Cell:
    """`value` sorts; None = nothing to show."""

    text: str
    status: str
    url: str = ""
    title: str = ""
    preliminary: bool = False
    value: Fraction | None = None


@dataclass(frozen=True)
class Row:
    school: School
    url: str
    cells: list[Cell]

    @property
    def missed(self) -> int:
        return sum(cell.status == Status.MISSED for cell in self.cells)


@dataclass(frozen=True)
class HeatmapPage:
    heading: str
    asked: Asked
    columns: list[Column]
    rows: list[Row]
    chosen: list[Cell]
    whole: list[Cell]
    came: int
    waiting: int
    apart: list[Judged]
    without_values: int
    has_small: bool

    @property
    def has_preliminary(self) -> bool:
        return self.waiting > 0


@dataclass
class _World:
    """What was read, shared by the steps below."""

    links: Links
    plans: Plans
    official: dict[int, dict[int, Judged]] = field(default_factory=dict)
    waiting: dict[int, dict[int, Judged]] = field(default_factory=dict)
    whole: dict[int, Judged] = field(default_factory=dict)

    def shown(self, school: int, indicator: int) -> Judged | None:
        """The official value, unless the report that waits says something else."""
        official = self.official.get(school, {}).get(indicator)
        waiting = self.waiting.get(school, {}).get(indicator)
        if waiting is None or waiting.standing != Standing.KNOWN:
            return official
        same = official is not None and (official.numerator, official.denominator) == (
            waiting.numerator,
            waiting.denominator,
        )
        return official if same else waiting

    def has_value(self, indicator: int) -> bool:
        return any(
            row[indicator].value is not None
            for table in (self.official, self.waiting)
            for row in table.values()
            if indicator in row
        )


def heatmap_page(municipality: Municipality, year: int, asked: Asked) -> HeatmapPage:
    indicators = indicators_of(municipality.pk, year)
    plans = plans_of(municipality.pk, year)
    world = _World(Links(year), plans)
    schools, whole = judged_places(municipality.pk, year, indicators=indicators, plans=plans)
    world.official, world.whole = _by_place(schools), {row.indicator.pk: row for row in whole}
    world.waiting = _by_place(handed_in_schools(municipality.pk, year, indicators=indicators, plans=plans))
    of_topic = [i for i in indicators if not asked.topic or (i.goal and i.goal.topic == asked.topic)]
    shown = [i for i in of_topic if i.level == Indicator.Level.SCHOOL and world.has_value(i.pk)]
    rows = _sorted(_rows(municipality, asked, shown, world), shown, asked.sort)
    found = [world.whole[i.pk] for i in of_topic if i.pk in world.whole]
    cells = [cell for row in rows for cell in row.cells]
    return HeatmapPage(
        heading=finding(found),
        asked=asked,
        columns=[_column(i, world) for i in shown],
        rows=rows,
        chosen=[_chosen(i, rows, world) for i in shown] if asked.narrows_schools else [],
        whole=[_cell(world.whole.get(i.pk), world.links.indicator(i.code)) for i in shown],
        came=sum(_came(row, world) for row in rows),
        waiting=sum(row.school.pk in world.waiting for row in rows),
        apart=[
            row for row in found if row.indicator.level != Indicator.Level.SCHOOL and row.value is not None
        ],
        without_values=sum(i.level == Indicator.Level.SCHOOL for i in of_topic) - len(shown),
        has_small=any(SMALL in cell.text for cell in cells),
    )


def _by_place(rows: list[Judged]) -> dict[int, dict[int, Judged]]:
    table: dict[int, dict[int, Judged]] = defaultdict(dict)
    for row in rows:
        table[row.place_id][row.indicator.pk] = row
    return dict(table)


def _rows(municipality: Municipality, asked: Asked, shown: list[Indicator], world: _World) -> list[Row]:
    """One query: the organisations taking part, those without a single applicable cell left out."""
    schools = School.objects.filter(municipality=municipality).order_by("name_key", "code")
    if asked.kind:
        schools = schools.filter(kind=asked.kind)
    if asked.locality:
        schools = schools.filter(locality=asked.locality)
    taking_part = world.official.keys() | world.waiting.keys()
    rows = []
    for school in schools:
        found = [world.shown(school.pk, i.pk) for i in shown] if school.pk in taking_part else []
        if any(one is not None and one.standing != Standing.NOT_APPLICABLE for one in found):
            cells = [
                _cell(one, world.links.trace(school.code, i.code))
                for one, i in zip(found, shown, strict=True)
            ]
            rows.append(Row(school, world.links.passport(school.code), cells))
    return rows


def _column(indicator: Indicator, world: _World) -> Column:
    target = world.plans.of_municipality(indicator)
    whole = world.whole.get(indicator.pk)
    plan = whole.target_text if whole is not None and target is not None else ""
    return Column(indicator, world.links.indicator(indicator.code), unit_sign(indicator), plan)


def _cell(judged: Judged | None, url: str) -> Cell:
    if judged is None or judged.status == Status.NOT_APPLICABLE:
        return Cell("", Status.NOT_APPLICABLE.value, title="не применимо")
    return Cell(
        text=bare(judged) + (SMALL if is_small(judged) else ""),
        status=judged.status.value,
        url=url,
        title=hint(judged) or judged.status.label,
        preliminary=judged.preliminary,
        value=judged.value,
    )


def _chosen(indicator: Indicator, rows: list[Row], world: _World) -> Cell:
    """Sums over the organisations the filter leaves, official values only, against the municipality's plan."""
    found = [world.official.get(row.school.pk, {}).get(indicator.pk) for row in rows]
    known = [one for one in found if one is not None and one.standing == Standing.KNOWN]
    applies = any(one is not None and one.standing != Standing.NOT_APPLICABLE for one in found)
    without_denominator = any(one.denominator is None for one in known)
    judged = judge(
        indicator,
        year=world.links.year,
        place_id=0,
        school_id=None,
        standing=Standing.KNOWN if known else Standing.NO_DATA if applies else Standing.NOT_APPLICABLE,
        numerator=sum((one.numerator or Decimal(0) for one in known), Decimal(0)),
        denominator=None
        if without_denominator
        else sum((one.denominator or Decimal(0) for one in known), Decimal(0)),
        target=world.plans.of_municipality(indicator) if indicator.inherits_target else None,
    )
    return _cell(judged, "")


def _came(row: Row, world: _World) -> bool:
    return any(one.standing == Standing.KNOWN for one in world.official.get(row.school.pk, {}).values())


def _sorted(rows: list[Row], shown: list[Indicator], sort: str) -> list[Row]:
    """By name, by the number of misses, or by a column; nothing to show stands last in either direction."""
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    if key == "missed":
        return sorted(rows, key=lambda row: -row.missed if descending else row.missed)
    place = next((n for n, indicator in enumerate(shown) if indicator.code == key), None)
    if place is None:
        return rows[::-1] if sort == "-name" else rows
    known = [row for row in rows if row.cells[place].value is not None]
    known.sort(key=lambda row: row.cells[place].value or Fraction(0), reverse=descending)
    return known + [row for row in rows if row.cells[place].value is None]
