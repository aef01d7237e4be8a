"""The register of held and planned events of a municipality as a page. Two queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.paginator import Page, Paginator
from django.utils import timezone

from monitoring.models import HeldEvent
from schools.calendar import format_date
from schools.models import Municipality
from schools.numbers import counted

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    event: HeldEvent
    when: str
    planned: bool

    @property
    def host(self) -> str:
        """What a link is called: nobody wants to read a whole address."""
        return urlsplit(self.event.link).netloc.removeprefix("www.")


@dataclass(frozen=True)
class HeldEventsPage:
    page: Page[HeldEvent]
    lines: list[Line]
    held: int
    planned: int

    @property
    def heading(self) -> str:
        if not (self.held or self.planned):
            return "Мероприятия этого года ещё не записаны"
        words = (
            [f"проведено {counted(self.held, 'мероприятие', 'мероприятия', 'мероприятий')}"]
            if self.held
            else []
        )
        words += [f"запланировано {self.planned}"] if self.planned else []
        text = ", ".join(words)
        return text[0].upper() + text[1:]


def held_events_page(municipality: Municipality, year: int, number: str) -> HeldEventsPage:
    today = timezone.localdate(timezone=municipality.zone)
    events = HeldEvent.objects.filter(municipality=municipality, year_id=year).select_related(
        "school", "event"
    )
    planned = sum(1 for starts in events.values_list("starts", flat=True) if starts > today)
    page = Paginator(events.order_by("starts", "title"), PAGE).get_page(number)
    lines = [
        Line(page.start_index() + place, event, period(event.starts, event.ends), event.starts > today)
        for place, event in enumerate(page)
    ]
    return HeldEventsPage(page, lines, page.paginator.count - planned, planned)


def period(starts: dt.date, ends: dt.date | None) -> str:
    """«5 октября 2021», «5–8 октября 2021», «28 сентября – 3 октября 2021»."""
    if ends is None or ends == starts:
        return format_date(starts, "short")
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{format_date(ends, 'short')}"
    first = format_date(starts, "day" if starts.year == ends.year else "short")
    return f"{first} – {format_date(ends, 'short')}"
