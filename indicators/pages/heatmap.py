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

from indicators.analysis import Judged, Status, missed_words
from indicators.models import Indicator, Standing
from indicators.pages.filters import Asked, in_order
from indicators.pages.links import Links
from indicators.pages.printing import SMALL, bare, finding, hint, is_small, shown_number, unit_sign
from indicators.preliminary import handed_in_schools
from indicators.queries import Plans, indicators_of, plans_of
from indicators.rows import judged_places
from indicators.sums import sum_of
from schools.models import Municipality, School


@dataclass(frozen=True)
class Column:
    indicator: Indicator
    url: str
    unit: str
    plan: str
    target: Decimal | None


@dataclass(frozen=True)
class Cell:
    """`value` sorts, `number` is what files take; None = nothing to show. `better` is its indicator's."""

    text: str
    status: str
    url: str = ""
    title: str = ""
    preliminary: bool = False
    value: Fraction | None = None
    number: Decimal | None = None
    better: str = Indicator.Better.HIGHER


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
    all_rows: int
    all_columns: int

    @property
    def shown(self) -> str:
        """«Показано: организаций – 12 из 22, показателей – 8 из 17»."""
        return (
            f"Показано: организаций – {len(self.rows)} из {self.all_rows},"
            f" показателей – {len(self.columns)} из {self.all_columns}"
        )

    @property
    def below(self) -> str:
        """What missing a plan is called on this page: «ниже плана»."""
        return missed_words(*(column.indicator.better for column in self.columns))

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
    with_value = [i for i in indicators if i.level == Indicator.Level.SCHOOL and world.has_value(i.pk)]
    of_topic = [i for i in indicators if asked.takes_indicator(i, year)]
    shown = [i for i in with_value if i in of_topic]
    taking_part = _taking_part(municipality, with_value, world)
    rows = _sorted(
        _rows([one for one in taking_part if asked.takes_school(one)], shown, world), shown, asked.sort
    )
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
        all_rows=len(taking_part),
        all_columns=len(with_value),
    )


def _by_place(rows: list[Judged]) -> dict[int, dict[int, Judged]]:
    table: dict[int, dict[int, Judged]] = defaultdict(dict)
    for row in rows:
        table[row.place_id][row.indicator.pk] = row
    return dict(table)


def _taking_part(municipality: Municipality, shown: list[Indicator], world: _World) -> list[School]:
    """One query: the organisations taking part to which one of the indicators applies."""
    known = world.official.keys() | world.waiting.keys()
    schools = School.objects.filter(municipality=municipality).order_by("name_key", "code")
    return [one for one in schools if one.pk in known and _applies(world, one, shown)]


def _applies(world: _World, school: School, shown: list[Indicator]) -> bool:
    found = (world.shown(school.pk, indicator.pk) for indicator in shown)
    return any(one is not None and one.standing != Standing.NOT_APPLICABLE for one in found)


def _rows(schools: list[School], shown: list[Indicator], world: _World) -> list[Row]:
    return [
        Row(
            school,
            world.links.passport(school.code),
            [_cell(world.shown(school.pk, i.pk), world.links.trace(school.code, i.code)) for i in shown],
        )
        for school in schools
        if _applies(world, school, shown)
    ]


def _column(indicator: Indicator, world: _World) -> Column:
    target = world.plans.of_municipality(indicator)
    whole = world.whole.get(indicator.pk)
    plan = whole.target_text if whole is not None and target is not None else ""
    value = target.value if target is not None else None
    return Column(indicator, world.links.indicator(indicator.code), unit_sign(indicator), plan, value)


def _cell(judged: Judged | None, url: str) -> Cell:
    if judged is None:
        return Cell("", Status.NO_DATA.value, title="нет данных")
    if judged.status == Status.NOT_APPLICABLE:
        return Cell("", Status.NOT_APPLICABLE.value, title="не применимо")
    return Cell(
        text=bare(judged) + (SMALL if is_small(judged) else ""),
        status=judged.status.value,
        url=url,
        title=hint(judged) or judged.status_words,
        preliminary=judged.preliminary,
        value=judged.value,
        number=shown_number(judged),
        better=judged.indicator.better,
    )


def _chosen(indicator: Indicator, rows: list[Row], world: _World) -> Cell:
    """Sums over the organisations the filter leaves, official values only, against the municipality's plan."""
    found = [world.official.get(row.school.pk, {}).get(indicator.pk) for row in rows]
    target = world.plans.of_municipality(indicator) if indicator.inherits_target else None
    known = [one for one in found if one is not None]
    return _cell(sum_of(known, indicator, year=world.links.year, target=target), "")


def _came(row: Row, world: _World) -> bool:
    return any(one.standing == Standing.KNOWN for one in world.official.get(row.school.pk, {}).values())


def _sorted(rows: list[Row], shown: list[Indicator], sort: str) -> list[Row]:
    """By name, by the number of misses, or by a column; nothing to show stands last in either direction."""
    if sort == "-name":
        return rows[::-1]
    places = {indicator.code: place for place, indicator in enumerate(shown)}
    columns = {code: lambda row, place=place: row.cells[place].value for code, place in places.items()}
    return in_order(rows, sort, {"missed": lambda row: row.missed, **columns})
