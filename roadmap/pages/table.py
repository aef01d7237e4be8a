"""The roadmap as a table (position 7): a place, a year and filters in, sections with their lines ready to print out.

Shown is the roadmap whose period has most days of the school year, or the one that is asked for by its code. A
head gets the measures the schools answer for, as they stand for the own school. Six queries.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicators.models import Indicator, Topic
from indicators.pages.printing import options
from roadmap.doubts import Doubt, doubts_of
from roadmap.models import Measure, Roadmap, RoadmapSection
from roadmap.queries import (
    Line,
    covering,
    dated,
    indicators_in,
    lines_of,
    marks_of,
    owning_schools,
    period_of,
    roadmaps_of,
)
from roadmap.rules import can_keep_roadmap, concerns
from roadmap.terms import State
from schools.calendar import format_date, year_label
from schools.models import Municipality, School, User
from schools.numbers import counted, plural

MEASURES = ("мероприятие", "мероприятия", "мероприятий")


@dataclass(frozen=True)
class Row:
    """A line, the words of its doubts («повтор») and the indicators that have a page in the shown year."""

    line: Line
    doubts: tuple[str, ...]
    indicators: list[Indicator]

    @property
    def topic(self) -> str:
        return Topic(self.line.measure.topic).label if self.line.measure.topic else ""


@dataclass(frozen=True)
class Group:
    section: RoadmapSection
    rows: list[Row]


@dataclass(frozen=True)
class TablePage:
    """`roadmap` is None when the year has none; `others` are those there are, by code and words."""

    roadmap: Roadmap | None
    year: int
    covers_year: bool
    school: School | None
    keeps: bool
    heading: str
    lead: str
    groups: list[Group] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    filters: list[dict[str, Any]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    total: int = 0

    @property
    def shown(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def period_label(roadmap: Roadmap) -> str:
    """«2023 год», «2026/2027 учебный год», «01.01.2023–31.08.2025»."""
    starts, ends = roadmap.starts, roadmap.ends
    if (starts.month, starts.day, ends.month, ends.day) == (1, 1, 12, 31) and starts.year == ends.year:
        return f"{starts.year}\u00a0год"
    if (starts.month, starts.day, ends.month, ends.day, ends.year) == (9, 1, 8, 31, starts.year + 1):
        return f"{year_label(starts.year)} учебный год"
    return f"{format_date(starts, 'digits')}–{format_date(ends, 'digits')}"


def table_page(
    municipality: Municipality,
    year: int,
    *,
    person: User,
    school: School | None,
    today: dt.date,
    asked: Mapping[str, str],
) -> TablePage:
    """`school` is a head's own organisation."""
    roadmaps = roadmaps_of(municipality.pk)
    of_year = covering(roadmaps, year)
    roadmap = next(
        (one for one in roadmaps if one.code == asked.get("roadmap")), of_year[0] if of_year else None
    )
    keeps = can_keep_roadmap(person, municipality)
    choices = [(one.code, period_label(one)) for one in roadmaps]
    if roadmap is None:
        heading = (
            f"На {year_label(year)} учебный год дорожной карты нет" if roadmaps else "Дорожной карты пока нет"
        )
        return TablePage(None, year, False, school, keeps, heading, "", others=choices)
    lines = _lines(roadmap, school, today)
    narrowed = _narrowed(lines, asked)
    doubts = doubts_of(lines) if keeps else []
    return TablePage(
        roadmap,
        year,
        roadmap in of_year,
        school,
        keeps,
        heading_of(lines, school),
        _lead(roadmap, lines),
        _groups(narrowed, doubts, year),
        doubts,
        _filters(lines, choices, roadmap, asked),
        [choice for choice in choices if choice[0] != roadmap.code],
        len(lines),
    )


def _lines(roadmap: Roadmap, school: School | None, today: dt.date) -> list[Line]:
    measures = dated(Measure.objects.filter(section__roadmap=roadmap))
    if school is not None:
        measures = [one for one in measures if concerns(one.measure, school)]
    schools = owning_schools(roadmap.municipality_id, period_of(roadmap))
    return lines_of(measures, marks=marks_of(roadmap), schools=schools, today=today, school=school)


def heading_of(lines: Sequence[Line], school: School | None = None) -> str:
    """The finding: what is overdue, else what runs now, else what is done."""
    count = Counter(line.standing.state for line in lines)
    late, now, done = count[State.OVERDUE], count[State.NOW], count[State.DONE]
    whose = " школы" if school else ""
    if not lines:
        return (
            "В дорожной карте нет мероприятий вашей организации"
            if school
            else "В дорожной карте ещё нет мероприятий"
        )
    if late:
        word = plural(late, "Просрочено", "Просрочены", "Просрочено")
        running = f", сейчас {plural(now, 'идёт', 'идут', 'идут')} {now}" if now else ""
        return f"{word} {counted(late, *MEASURES)}{whose} из {len(lines)}{running}"
    if now:
        word = plural(now, "Сейчас идёт", "Сейчас идут", "Сейчас идут")
        return f"{word} {counted(now, *MEASURES)}{whose} из {len(lines)}, просроченных нет"
    if done == len(lines):
        return f"Исполнены все мероприятия{whose}: {done}"
    unmarked = f", у {count[State.UNMARKED]} нет отметки" if count[State.UNMARKED] else ""
    return f"Исполнено {counted(done, *MEASURES)}{whose} из {len(lines)}{unmarked}"


def _lead(roadmap: Roadmap, lines: Sequence[Line]) -> str:
    """The period and what comes next."""
    period = f"Период: {period_label(roadmap)}."
    open_ = [line for line in lines if line.standing.state in (State.NOW, State.SOON)]
    if not open_:
        return period
    nearest = min(line.standing.span.ends for line in open_)
    numbers = [line.number for line in open_ if line.standing.span.ends == nearest]
    word = plural(len(numbers), "мероприятие", "мероприятия", "мероприятия")
    return f"{period} Ближайший срок – {format_date(nearest)}: {word} {', '.join(numbers)}."


def _narrowed(lines: Sequence[Line], asked: Mapping[str, str]) -> list[Line]:
    section, body, state = (_known(lines, asked, name) for name in ("section", "responsible", "state"))
    return [
        line
        for line in lines
        if (not section or str(line.measure.section.number) == section)
        and (not body or body in {str(one.pk) for one in line.measure.responsible.all()})
        and (not state or line.standing.state == state)
    ]


def _choices(lines: Sequence[Line], name: str) -> list[tuple[str, str]]:
    if name == "section":
        sections = {line.measure.section.number: str(line.measure.section) for line in lines}
        return [(str(number), _short(title)) for number, title in sections.items()]
    if name == "responsible":
        bodies = {body.pk: body.name for line in lines for body in line.measure.responsible.all()}
        return sorted(((str(pk), title) for pk, title in bodies.items()), key=lambda pair: pair[1])
    present = {line.standing.state for line in lines}
    return [(state.value, state.label) for state in State if state in present]


def _known(lines: Sequence[Line], asked: Mapping[str, str], name: str) -> str:
    """An unknown word filters nothing."""
    value = asked.get(name, "")
    return value if value in dict(_choices(lines, name)) else ""


def _filters(
    lines: Sequence[Line], roadmaps: list[tuple[str, str]], roadmap: Roadmap, asked: Mapping[str, str]
) -> list[dict[str, Any]]:
    found = [
        options(name, label, anything, _choices(lines, name), _known(lines, asked, name))
        for name, label, anything in (
            ("section", "Раздел", "все разделы"),
            ("responsible", "Ответственный", "все ответственные"),
            ("state", "Состояние", "все состояния"),
        )
    ]
    if len(roadmaps) > 1:
        choice = options("roadmap", "Дорожная карта", "", roadmaps, roadmap.code)
        choice["options"] = choice["options"][1:]
        found.insert(0, choice)
    return found


def _groups(lines: Sequence[Line], doubts: Sequence[Doubt], year: int) -> list[Group]:
    groups: list[Group] = []
    for line in lines:
        words = tuple(doubt.word for doubt in doubts if line.number in doubt.numbers)
        row = Row(line, words, indicators_in(line.measure, year))
        if groups and groups[-1].section.pk == line.measure.section.pk:
            groups[-1].rows.append(row)
        else:
            groups.append(Group(line.measure.section, [row]))
    return groups


def _short(title: str, most: int = 60) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"
