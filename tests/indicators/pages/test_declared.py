"""Indicators without a value say why, and what to do."""

from __future__ import annotations

import pytest

from indicators.compute import recompute
from indicators.models import Indicator, MunicipalityValue, Term
from indicators.pages.declared import declared_page
from monitoring.models import Event
from tests.cast import make_school


def test_every_reason_is_named(board, okrug):
    ended = Event.objects.create(code="old", name="Прежний конкурс", last_year=2019)
    nobody = Event.objects.create(code="new", name="Новый проект", grades=board.event.grades)
    for code, event in (("over", ended), ("unanswered", nobody)):
        indicator = Indicator.objects.create(code=code, name=code, unit="count", position=9)
        Term.objects.create(indicator=indicator, side="numerator", kind="event", event=event)
    recompute(municipality_id=okrug.pk, year=2021)
    MunicipalityValue.objects.create(
        municipality=okrug, year=2020, indicator=Indicator.objects.get(code="over"), standing=0, numerator=5,
        reported=1, expected=1,
    )  # fmt: skip
    assert [(line.indicator.code, line.reason, line.last) for line in declared_page(okrug, 2021)] == [
        ("declared", "Формула не задана.", ""),
        ("over", "В этом году не проводится: «Прежний конкурс».", "2020/2021"),
        ("unanswered", "Приняты не все нужные числа: ни от одной из 2\u00a0организаций нет обеих сторон формулы.", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_at_any_number_of_schools(
    board, okrug, number, client_of, officer, django_assert_num_queries
):
    for place in range(number):
        make_school(okrug, f"more-{place}", f"Школа {place}")
    client = client_of(officer)
    client.get("/2021/indicators/declared/")
    with django_assert_num_queries(10):
        assert "Формула не задана." in client.get("/2021/indicators/declared/").text
