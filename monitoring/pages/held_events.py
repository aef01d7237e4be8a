"""The register of held and planned events of a municipality as a page. Five queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils import timezone

from monitoring.models import Event, HeldEvent
from monitoring.pages.register_lists import ListPage, choice, list_page, schools_to_choose, search, with_words
from monitoring.registers.doubles import in_words, repeated
from monitoring.registers.keeping import place_of_row
from monitoring.rules import may_keep
from schools.calendar import format_date
from schools.numbers import counted
from schools.place import Place

ORDERS = {
    "starts": ("starts", "title_key"),
    "title": ("title_key", "starts"),
    "level": ("level", "starts"),
    "participants": ("participants", "starts"),
}
OF_PLACE = "-"
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Line:
    """`double` names an event that looks the same; `overdue`: planned, and its day has passed."""

    number: int
    event: HeldEvent
    when: str
    overdue: bool
    double: str
    editable: bool

    @property
    def host(self) -> str:
        """What a link is called: nobody wants to read a whole address."""
        return urlsplit(self.event.link).netloc.removeprefix("www.")


@dataclass(frozen=True)
class HeldEventsPage:
    rows: ListPage
    lines: list[Line]
    held: int
    planned: int
    overdue: int
    doubtful: int

    @property
    def heading(self) -> str:
        words = [f"запланировано {self.planned}"] if self.planned else []
        if self.held:
            words.insert(0, f"проведено {counted(self.held, 'мероприятие', 'мероприятия', 'мероприятий')}")
        text = ", ".join(words) or "мероприятия этого года ещё не записаны"
        return text[0].upper() + text[1:]

    @property
    def notices(self) -> list[str]:
        """What somebody should look at."""
        said = []
        if self.overdue:
            events = counted(self.overdue, "мероприятие", "мероприятия", "мероприятий")
            said.append(f"Запланировано, но дата прошла: {events}. Отметьте, что проведено, а что отменено.")
        if self.doubtful:
            rows = counted(self.doubtful, "запись похожа", "записи похожи", "записей похожи")
            said.append(f"{rows[:1].upper()}{rows[1:]} на другие: проверьте, не записано ли одно дважды.")
        return said


def held_events_page(place: Place, asked: Mapping[str, str]) -> HeldEventsPage:
    today = timezone.localdate(timezone=place.municipality.zone)
    of_year = HeldEvent.objects.filter(municipality=place.municipality, year_id=place.year)
    everything = list(
        of_year.only("title", "starts", "ends", "state", "school_id").order_by("starts", "title_key")
    )
    by_pk = {event.pk: event for event in everything}
    doubles = repeated(everything)
    overdue = {event.pk for event in everything if event.is_overdue(today)}
    shown = list_page(held_events(place, asked), asked, orders=ORDERS, filters=_filters(place, asked))
    start = shown.page.start_index()
    lines = [
        Line(
            start + number, event, period(event.starts, event.ends), event.pk in overdue,
            in_words(by_pk[doubles[event.pk][0]]) if event.pk in doubles else "",
            may_keep(place.person, place_of_row(event)),
        )
        for number, event in enumerate(shown.page)
    ]  # fmt: skip
    states = [event.state for event in everything]
    return HeldEventsPage(
        shown, lines, states.count(HeldEvent.State.HELD), states.count(HeldEvent.State.PLANNED), len(overdue),
        len(doubles),
    )  # fmt: skip


def held_events(place: Place, asked: Mapping[str, str]) -> QuerySet[HeldEvent]:
    """The events of the year the filters leave, for the page and its file."""
    rows = HeldEvent.objects.filter(municipality=place.municipality, year_id=place.year)
    rows = rows.select_related("municipality", "school__municipality", "event")
    today = timezone.localdate(timezone=place.municipality.zone)
    state = asked.get("state", "")
    if state == OVERDUE:
        ended = Q(ends__lt=today) | Q(ends__isnull=True, starts__lt=today)
        rows = rows.filter(ended, state=HeldEvent.State.PLANNED)
    elif state in HeldEvent.State.values:
        rows = rows.filter(state=state)
    if asked.get("level") in HeldEvent.Level.values:
        rows = rows.filter(level=asked["level"])
    if code := asked.get("event"):
        rows = rows.filter(event__code=code)
    if code := asked.get("of"):
        rows = rows.filter(school__isnull=True) if code == OF_PLACE else rows.filter(school__code=code)
    return with_words(rows, asked.get("q", ""), "title_key", "school__name_key")


def _filters(place: Place, asked: Mapping[str, str]) -> list[dict[str, object]]:
    used = Event.objects.available_to(place.municipality).active_in(place.year)
    schools = schools_to_choose(place)
    if place.is_head and place.school is not None:
        schools = [place.school]
    return [
        search(asked, "Название"),
        choice(asked, "state", "Состояние", "любое", [*HeldEvent.State.choices, (OVERDUE, "дата прошла, не отмечено")]),
        choice(asked, "level", "Уровень", "любой", HeldEvent.Level.choices),
        choice(asked, "event", "Проект", "любой", [(event.code, event.label) for event in used]),
        choice(
            asked, "of", "Организация", "любая",
            [(OF_PLACE, "весь муниципалитет"), *((school.code, school.short_name) for school in schools)],
        ),
    ]  # fmt: skip


def period(starts: dt.date, ends: dt.date | None) -> str:
    """«5 октября 2021», «5–8 октября 2021», «28 сентября – 3 октября 2021»."""
    if ends is None or ends == starts:
        return format_date(starts, "short")
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{format_date(ends, 'short')}"
    first = format_date(starts, "day" if starts.year == ends.year else "short")
    return f"{first} – {format_date(ends, 'short')}"
