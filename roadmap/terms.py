"""Machine dates of a measure: windows (day and month), recurrence and the roadmap's period → spans of days and a state.

A window that ends before it begins runs over the new year («ноябрь–январь»); so do two windows that meet there. A span
belongs to the period in which most of its days lie: one roadmap, of a calendar or a school year, has it once a year
wherever it is cut. What goes on all the time or by its own schedule is marked once in each year of the period.
Pure: no query, no clock.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schools.calendar import format_date

SOON = dt.timedelta(days=30)
DAY = dt.timedelta(days=1)
ONCE, HALF_YEARLY, CONTINUOUS, BY_SCHEDULE = "once", "half_yearly", "continuous", "by_schedule"


class State(StrEnum):
    """How a measure stands on a day."""

    OVERDUE = "overdue"
    NOW = "now"
    SOON = "soon"
    AHEAD = "ahead"
    ALWAYS = "always"
    BY_SCHEDULE = "by_schedule"
    DONE = "done"
    UNMARKED = "unmarked"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def tone(self) -> str:
        """Of components/badge.html."""
        return _TONES.get(self, "empty")

    @property
    def sign(self) -> str:
        return _SIGNS.get(self, "")


_LABELS = {
    State.OVERDUE: "просрочено",
    State.NOW: "сейчас",
    State.SOON: "скоро",
    State.AHEAD: "впереди",
    State.ALWAYS: "постоянно",
    State.BY_SCHEDULE: "по графику",
    State.DONE: "исполнено",
    State.UNMARKED: "нет отметки",
}
_TONES = {State.OVERDUE: "missed", State.NOW: "brand", State.SOON: "attention", State.DONE: "achieved"}
_SIGNS = {State.OVERDUE: "!", State.NOW: "→", State.SOON: "○", State.DONE: "✓", State.UNMARKED: "–"}


@dataclass(frozen=True, slots=True)
class Window:
    """From a day and month to a day and month of each year."""

    from_month: int
    from_day: int
    to_month: int
    to_day: int

    @property
    def is_whole_year(self) -> bool:
        return (self.from_month, self.from_day, self.to_month, self.to_day) == (1, 1, 12, 31)

    def in_year(self, year: int) -> Span:
        """The span that begins in the year; 31 of a shorter month is its last day."""
        wraps = (self.to_month, self.to_day) < (self.from_month, self.from_day)
        ends = _day(year + wraps, self.to_month, self.to_day)
        return Span(_day(year, self.from_month, self.from_day), ends)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """From the first to the last day, both included."""

    starts: dt.date
    ends: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.starts <= day <= self.ends

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1

    def cut_to(self, other: Span) -> Span | None:
        """The days both have."""
        starts, ends = max(self.starts, other.starts), min(self.ends, other.ends)
        return Span(starts, ends) if starts <= ends else None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a measure on a day and the span it speaks of."""

    state: State
    span: Span
    today: dt.date

    @property
    def text(self) -> str:
        """«сейчас, до 31 октября», «скоро (до 31 января 2027)», «просрочено с 1 октября»."""
        label = self.state.label
        if self.state == State.OVERDUE:
            return f"{label} с\u00a0{self._date(self.span.ends + DAY)}"
        if self.state == State.NOW:
            return f"{label}, до\u00a0{self._date(self.span.ends)}"
        if self.state == State.SOON:
            return f"{label} (до\u00a0{self._date(self.span.ends)})"
        if self.state == State.AHEAD:
            return f"{label}, с\u00a0{self._date(self.span.starts)}"
        return label

    def _date(self, day: dt.date) -> str:
        return format_date(day, "day" if day.year == self.today.year else "short")


def spans_of(windows: Sequence[Window], recurrence: str, period: Span) -> tuple[Span, ...]:
    """What is marked one by one: each time the measure is due within the period; never empty."""
    if not windows or recurrence in (CONTINUOUS, BY_SCHEDULE) or any(w.is_whole_year for w in windows):
        return years_of(period)
    years = range(period.starts.year - 1, period.ends.year + 2)
    spans = sorted(window.in_year(year) for year in years for window in windows)
    if recurrence != HALF_YEARLY:
        spans = _joined_at_new_year(spans)
    own = [span for span in spans if _is_mostly_in(span, period)]
    if not own:  # a period shorter than the year may hold only a part
        own = [part for span in spans if (part := span.cut_to(period))]
    found = tuple(own) or years_of(period)
    return found[:1] if recurrence == ONCE else found


def years_of(period: Span) -> tuple[Span, ...]:
    """The period in years, counted from its first day; the last one may be shorter."""
    found, starts = [], period.starts
    while starts <= period.ends:
        following = _day(starts.year + 1, starts.month, starts.day)
        found.append(Span(starts, min(following - DAY, period.ends)))
        starts = following
    return tuple(found)


def occurrence_on(spans: Sequence[Span], day: dt.date) -> Span:
    """The one that runs on the day, else the next, else the last."""
    return next((span for span in spans if span.ends >= day), spans[-1])


def span_of_mark(spans: Sequence[Span], done_on: dt.date) -> Span:
    """Which of them a mark closes: the latest that had begun, so a late mark counts and an early one too."""
    begun = [span for span in spans if span.starts <= done_on]
    return begun[-1] if begun else spans[0]


def standing_of(
    spans: Sequence[Span], done: Collection[Span], recurrence: str, today: dt.date, period: Span
) -> Standing:
    """The most urgent thing to say; after the period only «исполнено» and «нет отметки» are left."""

    def is_(state: State, span: Span) -> Standing:
        return Standing(state, span, today)

    open_ = [span for span in spans if span not in done]
    if not open_:
        return is_(State.DONE, spans[-1])
    if today > max(period.ends, spans[-1].ends):
        return is_(State.UNMARKED, open_[0])
    current = occurrence_on(spans, today)
    if recurrence in (CONTINUOUS, BY_SCHEDULE):
        flowing = State.ALWAYS if recurrence == CONTINUOUS else State.BY_SCHEDULE
        return is_(State.DONE if current in done else flowing, current)
    if open_[0].ends < today:
        return is_(State.OVERDUE, open_[0])
    if current in done:
        return is_(State.DONE, current)
    soon = State.SOON if current.starts - today <= SOON else State.AHEAD
    return is_(State.NOW if today in current else soon, current)


def _day(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _joined_at_new_year(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (span.starts.month, span.starts.day) == (1, 1) and last.ends + DAY == span.starts:
            joined[-1] = Span(last.starts, span.ends)
        else:
            joined.append(span)
    return joined


def _is_mostly_in(span: Span, period: Span) -> bool:
    part = span.cut_to(period)
    if part is None:
        return False
    return 2 * part.days > span.days or (2 * part.days == span.days and part.ends == span.ends)
