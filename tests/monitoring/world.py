"""A small catalogue for tests of the collection: two events, one for disabilities, attendances, four metrics."""

from __future__ import annotations

from monitoring.intake import Receipt, receive
from monitoring.models import CellChange, Event, Metric
from monitoring.tidy import Fact
from schools.grades import Grades


def make_catalogue() -> None:
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("6-11"), first_year=2018)
    Event.objects.create(
        code="abilimpix", name="Абилимпикс", grades=Grades.parse("5-11"), audience=Event.Audience.DISABILITIES
    )
    Event.objects.create(
        code="lessons", name="Открытые уроки", grades=Grades.parse("all"), counts=Event.Counts.ATTENDANCES
    )
    Metric.objects.create(code="contracts", name="Договоры", unit="шт.", kinds=["basic", "secondary"])
    Metric.objects.create(code="money", name="Средства", unit="тыс. руб.", decimals=1)
    Metric.objects.create(code="has_plan", name="Есть план", type=Metric.Type.YES_NO)
    Metric.objects.create(code="page", name="Страница", type=Metric.Type.LINK)


def fact(school: str, kind: str, code: str = "", grade: object = None, value: object = None, **more) -> Fact:
    return Fact(school, more.pop("year", 2021), kind, code, grade, value, **more)


def send(*facts: Fact, person=None, door=CellChange.Door.FILE, **options) -> Receipt:
    return receive(facts=facts, person=person, door=door, **options)
