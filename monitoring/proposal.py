"""Last year's campaign and a new year → what the new campaign could be, each difference said in words.

Nothing is written. Dates move by whole years; an opening or a due date that falls on a weekend moves on to Monday,
a date of counting does not (it is a statistical day). Columns stay; events that do not run in the new year are
listed with their successors, those that begin are listed beside them; metrics have no years and stay. Participants:
closed organisations leave, new ones join. Numbers are not part of a campaign and stay in their year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitoring.models import Campaign, CellKind, Event, Metric, Wave
from monitoring.school_reports import existed_in
from schools.calendar import format_date, workday_from, years_later
from schools.models import School

Key = tuple[str, str]
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class ProposedWave:
    """`remarks` say where a date is not simply the same day a year later."""

    source: Wave
    name: str
    counted_on: dt.date | None
    opens: dt.date | None
    due: dt.date | None
    remarks: Sequence[str]
    columns: Sequence[Key]


@dataclass(frozen=True)
class EndedEvent:
    """An event of last year that does not run in the new one; `waves` name it, none = the wave that asks the rest."""

    event: Event
    successor: Event | None
    keys: Sequence[tuple[int, Key]]
    successor_is_asked: bool = False

    @property
    def is_named(self) -> bool:
        return bool(self.keys)


@dataclass(frozen=True)
class Proposal:
    """`whole` is the wave that asks the rest, if there is one; `beginning` events are new in the year."""

    source: Campaign
    into: int
    waves: Sequence[ProposedWave]
    ended: Sequence[EndedEvent]
    beginning: Sequence[Event]
    whole: Wave | None
    schools: Sequence[School]
    marked: frozenset[int]
    leaving: Sequence[School]
    joining: Sequence[School] = field(default_factory=tuple)

    @property
    def recommendations_due(self) -> dt.date | None:
        day = self.source.recommendations_due
        return workday_from(years_later(day, self.into - self.source.year_id)) if day else None


def propose(source: Campaign, into: int) -> Proposal:
    """Seven queries however many schools, waves and columns."""
    waves = list(source.waves.order_by("number", "pk").prefetch_related("columns"))
    years = into - source.year_id
    named: dict[Key, int] = {}
    for wave in waves:
        for column in wave.columns.all():
            named.setdefault((column.kind, column.code), wave.pk)
    events = list(Event.objects.available_to(source.municipality_id))
    metrics = set(Metric.objects.available_to(source.municipality_id).values_list("code", flat=True))
    ended = _ended(events, named, source.year_id, into)
    kept = _kept(events, metrics, named, into)
    successors = {line.successor.pk for line in ended if line.successor}
    beginning = [
        event for event in events
        if event.runs_in(into) and not event.runs_in(source.year_id) and event.pk not in successors
    ]  # fmt: skip
    whole = next((wave for wave in waves if wave.whole), None)
    proposed = [_wave(wave, years, [key for key, owner in kept if owner == wave.pk]) for wave in waves]
    return Proposal(source, into, proposed, ended, beginning, whole, *_participants(source, into))


def _wave(wave: Wave, years: int, columns: Sequence[Key]) -> ProposedWave:
    remarks: list[str] = []
    if wave.counted_on:
        _say_february(wave.counted_on, years, remarks)
    opens = _moved(wave.opens, years, "открытие", remarks)
    due = _moved(wave.due, years, "срок", remarks)
    counted_on = years_later(wave.counted_on, years) if wave.counted_on else None
    return ProposedWave(wave, shift_years(wave.name, years), counted_on, opens, due, remarks, columns)


def _moved(day: dt.date | None, years: int, what: str, remarks: list[str]) -> dt.date | None:
    if day is None:
        return None
    _say_february(day, years, remarks)
    same = years_later(day, years)
    moved = workday_from(same)
    if moved != same:
        remarks.append(
            f"{format_date(same, 'short')} – выходной: {what} – понедельник, {format_date(moved, 'day')}"
        )
    return moved


def _say_february(day: dt.date, years: int, remarks: list[str]) -> None:
    same = years_later(day, years)
    if same.day != day.day:
        remarks.append(f"29 февраля в {same.year} году нет: взято 28 февраля")


def shift_years(text: str, years: int) -> str:
    """Years in a name move, too: «Участие 2021/2022» → «Участие 2022/2023»."""
    return _YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _ended(events: Sequence[Event], named: Mapping[Key, int], year: int, into: int) -> list[EndedEvent]:
    by_id = {event.pk: event for event in events}
    found = []
    for event in events:
        keys = [
            (named[kind, event.code], (kind, event.code))
            for kind in (CellKind.EVENT.value, CellKind.EVENT_WITH_DISABILITIES.value)
            if (kind, event.code) in named
        ]
        if event.runs_in(into) or not (event.runs_in(year) or keys):
            continue
        successor = _successor(event, into, by_id)
        asked = successor is not None and (CellKind.EVENT.value, successor.code) in named
        found.append(EndedEvent(event, successor, keys, asked))
    return found


def _successor(event: Event, into: int, by_id: Mapping[int, Event]) -> Event | None:
    """The first of its line that runs in the year; a line may not be a circle, yet is followed once round at most."""
    seen = {event.pk}
    following = by_id.get(event.successor_id or 0)
    while following is not None and following.pk not in seen:
        if following.runs_in(into):
            return following
        seen.add(following.pk)
        following = by_id.get(following.successor_id or 0)
    return None


def _kept(
    events: Sequence[Event], metrics: set[str], named: Mapping[Key, int], into: int
) -> list[tuple[Key, int]]:
    """Named columns that exist in the new year."""
    running = {event.code for event in events if event.runs_in(into)}
    known = {CellKind.EVENT.value: running, CellKind.EVENT_WITH_DISABILITIES.value: running,
             CellKind.METRIC.value: metrics}  # fmt: skip
    return [(key, owner) for key, owner in named.items() if key[1] in known.get(key[0], {""})]


def _participants(
    source: Campaign, into: int
) -> tuple[list[School], frozenset[int], list[School], list[School]]:
    """Organisations of the new year, which of them are marked, who leaves, who joins."""
    every = list(School.objects.filter(municipality=source.municipality_id))
    before = {school.pk for school in every if existed_in(school, source.year_id)}
    taking_part = before if source.all_open else set(source.schools.values_list("pk", flat=True))
    there = [school for school in every if existed_in(school, into)]
    joining = [school for school in there if school.pk not in before]
    marked = frozenset({school.pk for school in there if school.pk in taking_part} | {s.pk for s in joining})
    leaving = [school for school in every if school.pk in taking_part and not existed_in(school, into)]
    return there, marked, leaving, joining
