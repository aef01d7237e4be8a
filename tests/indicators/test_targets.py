"""Setting plans: history, and two people at once."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator, Target, TargetVersion
from indicators.targets import set_target


@pytest.fixture
def indicator(db) -> Indicator:
    return Indicator.objects.create(code="bilet", name="Охват проектом")


def versions() -> list[tuple[int, Decimal, str]]:
    return list(TargetVersion.objects.order_by("version").values_list("version", "value", "reason"))


def test_every_change_of_the_value_is_a_version(indicator, okrug, officer):
    first = {"indicator": indicator, "year": 2021, "municipality": okrug, "person": officer}
    set_target(**first, value=Decimal(30), reason="приказ")
    set_target(**first, value=Decimal(30), reason="тот же")
    set_target(**first, value=Decimal(30), basis="Приказ № 5")
    set_target(**first, value=Decimal("37.5"), reason="уточнили")
    assert versions() == [(1, Decimal(30), "приказ"), (2, Decimal("37.5"), "уточнили")]
    target = Target.objects.get()
    assert (target.value, target.version, target.basis) == (Decimal("37.5"), 2, "Приказ № 5")


def test_one_plan_reads_no_other_places(indicator, okrug, neighbour, school, small_school):
    for place in ({"municipality": okrug}, {"municipality": neighbour}, {"school": small_school}):
        set_target(indicator=indicator, year=2021, value=Decimal(30), **place)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        set_target(indicator=indicator, year=2021, value=Decimal(20), school=school)
    (read,) = [
        q["sql"] for q in queries if q["sql"].startswith("SELECT") and 'indicators_target"' in q["sql"]
    ]
    assert f'"school_id" IN ({school.pk})' in read


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_first_plans_waits_and_becomes_the_next_version(
    transactional_db, indicator, okrug, year
):
    errors = []

    def set_another() -> None:
        try:
            set_target(indicator=indicator, year=2021, municipality=okrug, value=Decimal(40))
        except Exception as error:  # noqa: BLE001 - compared below with none
            errors.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=set_another)
    with transaction.atomic():
        set_target(indicator=indicator, year=2021, municipality=okrug, value=Decimal(30))
        other.start()
        other.join(0.5)  # the other has looked for a plan by now, and waits
    other.join()
    assert errors == []
    assert versions() == [(1, Decimal(30), ""), (2, Decimal(40), "")]
