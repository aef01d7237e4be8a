"""The measures of the collection: a form saved and pasted into, the board, the table of organisations.

Each prepares a place of its own and gives an action that does real work every time it is called: numbers alternate, so
that nothing is written twice for nothing.
"""

from __future__ import annotations

import datetime as dt
import html
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from monitoring.campaigns import open_campaign
from monitoring.entering import enter_each
from monitoring.intake import receive
from monitoring.models import CellChange, Event
from monitoring.school_reports import school_reports
from monitoring.sheet import Ref
from monitoring.tidy import Fact
from monitoring.typed import Entered, Typed
from schools.grades import Grades
from schools.models import Kind, Municipality, Region, Role, School, User
from tests.cast import make_municipality, make_person, make_school

YEAR = 2021
GRADES = range(1, 12)
Action = Callable[[], object]


@dataclass(frozen=True)
class Measure:
    """`prepare` makes the place and gives the action; more queries than `most_queries` are a fault."""

    name: str
    prepare: Callable[[], Action]
    most_queries: int


@dataclass(frozen=True)
class Place:
    municipality: Municipality
    schools: list[School]
    officer: User

    @property
    def client(self) -> Client:
        client = Client()
        client.force_login(self.officer, backend="django.contrib.auth.backends.ModelBackend")
        return client


def make_place(code: str, *, schools: int, events: int) -> Place:
    """A municipality with its campaign, schools of grades 1–11 and events for all grades."""
    region = Region.objects.get_or_create(code="42", defaults={"name": "Область"})[0]
    name = f"Округ {code}"
    municipality = make_municipality(region, code, name, name, name)
    there = [
        make_school(municipality, f"{code}-{number:03}", f"Школа № {number} округа {code}", Kind.SECONDARY)
        for number in range(1, schools + 1)
    ]
    for number in range(events):
        Event.objects.create(
            municipality=municipality, code=f"{code}-e{number}", name=f"Мероприятие {number} ({code})",
            grades=Grades.parse("1-11"), position=number,
        )  # fmt: skip
    open_campaign(municipality=municipality, year=YEAR, due=dt.date(2022, 6, 1))
    officer = make_person(
        f"officer-{code}", "Анна", "Петровна", "Соколова", role=Role.OFFICER, municipality=municipality
    )
    return Place(municipality, there, officer)


def fill(place: Place, *codes: str) -> None:
    """Pupils, and participants of these events, in every grade of every school."""
    facts = [Fact(school.code, YEAR, "pupils", "", grade, 30) for school in place.schools for grade in GRADES]
    facts += [
        Fact(school.code, YEAR, "event", code, grade, 5 + grade)
        for code in codes
        for school in place.schools
        for grade in GRADES
    ]
    receive(facts=facts, person=None, door=CellChange.Door.FILE)


def autosave() -> Action:
    """One cell of a form, as its script sends it."""
    place = make_place("10", schools=1, events=10)
    fill(place, "10-e0")
    client, numbers = place.client, itertools.cycle(("7", "8"))
    path = reverse("monitoring:autosave", kwargs={"year": YEAR, "school": "10-001"})
    shown = "11"

    def save() -> None:
        nonlocal shown
        number = next(numbers)
        cell = {"name": "cell.event.10-e0.6", "text": number, "shown": shown}
        body = {"person": place.officer.pk, "door": "form", "cells": [cell]}
        answer = client.post(path, json.dumps(body), content_type="application/json")
        assert answer.json()["fields"][cell["name"]]["state"] == "saved", answer.content
        shown = number

    return save


def writing() -> Action:
    """The same without the request: what the verb asks once person, place and report are known."""
    place = make_place("15", schools=1, events=10)
    fill(place, "15-e0")
    ref, numbers, shown = Ref("event", "15-e0", 6), itertools.cycle(("7", "8")), "11"

    def write() -> None:
        nonlocal shown
        number = next(numbers)
        outcome = enter_each(
            reports=known,
            wave=known.waves[0],
            typed=Typed({ref: Entered(number, shown)}),
            person=place.officer,
        )
        assert list(outcome.saved.values()) == [number], outcome
        shown = number

    known = school_reports(place.schools[0], YEAR)
    assert known is not None
    return write


def paste() -> Action:
    """506 cells: 11 grades × 46 columns, written in the one request that follows the preview."""
    place = make_place("20", schools=1, events=44)
    fill(place)
    client, numbers = place.client, itertools.cycle((3, 4))
    path = reverse("monitoring:paste", kwargs={"year": YEAR, "school": "20-001"})
    promises = {}
    for number in (3, 4):
        text = "\n".join("\t".join(["30", "2", *[str(number)] * 44]) for _ in GRADES)
        looked = client.post(path, {"action": "preview", "text": text, "first": "numbers"})
        promises[number] = html.unescape(
            re.search(r'name="cells" value="([^"]*)"', looked.content.decode())[1]
        )
    shown: dict[str, str] = {}

    def write() -> None:
        number = next(numbers)
        cells = [[name, shown.get(name, was), text] for name, was, text in json.loads(promises[number])]
        data = {"action": "write", "text": "-", "cells": json.dumps(cells)}
        assert client.post(path, data).status_code == 302
        shown.update({name: text for name, _, text in cells})

    return write


def board() -> Action:
    """The board of 200 schools."""
    place = make_place("30", schools=200, events=10)
    fill(place, "30-e0", "30-e1")
    return _page(place, reverse("monitoring:board", args=[YEAR]))


def table() -> Action:
    """60 schools × 11 grades of one event, shown."""
    place = make_place("40", schools=60, events=10)
    fill(place, "40-e0")
    return _page(place, reverse("monitoring:matrix", args=[YEAR]) + "?column=event.40-e0")


def _page(place: Place, path: str) -> Action:
    client = place.client

    def show() -> None:
        assert client.get(path).status_code == 200

    return show


def table_saved() -> Action:
    """All 660 cells of it written at once."""
    place = make_place("50", schools=60, events=10)
    client, path = place.client, reverse("monitoring:matrix", args=[YEAR]) + "?column=event.50-e0"
    names = [f"cell.{school.pk}.{grade}" for school in place.schools for grade in GRADES]
    numbers, shown = itertools.cycle(("3", "4")), ""

    def save() -> None:
        nonlocal shown
        number = next(numbers)
        data = {"action": "save"} | dict.fromkeys(names, number) | {f"was.{name}": shown for name in names}
        assert client.post(path, data).status_code == 302
        shown = number

    return save


MEASURES = (
    Measure("одна ячейка формы сохранена, весь запрос", autosave, 12),
    Measure("то же, сама запись", writing, 6),
    Measure("506 ячеек вставлено одним запросом", paste, 40),
    Measure("таблица сбора, 200 организаций", board, 12),
    Measure("таблица по организациям, 60 × 11, показана", table, 12),
    Measure("то же, 660 ячеек сохранено", table_saved, 45),
)
