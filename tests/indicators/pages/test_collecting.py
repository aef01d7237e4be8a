"""What a campaign means for the indicators: cells nobody asks, indicators and events that end with a year."""

from __future__ import annotations

import html

import pytest

from indicators.models import Indicator, Term
from indicators.pages.collecting import ending_page, unasked_page
from monitoring.campaigns import open_campaign
from monitoring.models import Event, Metric, Wave, WaveColumn
from tests.monitoring.world import make_catalogue

pytestmark = pytest.mark.django_db
N, D = Term.Side.NUMERATOR, Term.Side.DENOMINATOR


def indicator(code, *terms, **words):
    """An indicator and its terms: (side, kind, event or metric)."""
    made = Indicator.objects.create(code=code, name=f"Показатель {code}", short_name=code, **words)
    for position, (side, kind, definition) in enumerate(terms):
        named = {"event": definition} if isinstance(definition, Event) else {"metric": definition}
        Term.objects.create(
            indicator=made, side=side, kind=kind, position=position, **(named if definition else {})
        )
    return made


@pytest.fixture
def world(okrug):
    make_catalogue()
    bilet, money = Event.objects.get(code="bilet"), Metric.objects.get(code="money")
    indicator("covered", (N, "event", bilet), (D, "pupils", None))
    indicator("disabled", (N, "event_with_disabilities", bilet), (D, "pupils_with_disabilities", None))
    indicator("cost", (N, "metric", money), (D, "schools", None))
    open_campaign(municipality=okrug, year=2021)
    return okrug


def missing(municipality, year=2021):
    return [(line.indicator.code, line.missing) for line in unasked_page(municipality, year).lines]


def test_a_wave_that_asks_the_rest_leaves_only_participants_with_disabilities_unasked(world):
    assert missing(world) == [("disabled", "Билет в будущее: с ОВЗ и инвалидностью")]
    assert unasked_page(world, 2021).heading.startswith("1\xa0показатель не посчитать")
    WaveColumn.objects.create(wave=Wave.objects.get(), kind="event_with_disabilities", code="bilet")
    assert missing(world) == []
    assert unasked_page(world, 2021).heading == "Этапы спрашивают всё, что нужно показателям года: 3"


def test_each_missing_column_of_an_indicator_is_named_once(world):
    wave = Wave.objects.get()
    Wave.objects.update(whole=False)
    WaveColumn.objects.create(wave=wave, kind="pupils", code="")
    assert missing(world) == [
        ("cost", "Средства"),
        ("covered", "Билет в будущее"),
        ("disabled", "Билет в будущее: с ОВЗ и инвалидностью, Из них с ОВЗ и инвалидностью"),
    ]


def test_an_event_that_does_not_run_is_asked_by_nobody(world):
    Event.objects.filter(code="bilet").update(last_year=2020)
    assert [code for code, _ in missing(world)] == ["covered", "disabled"]


def test_what_ends_stands_with_its_successor_and_what_begins_beside_it(world, client_of, officer):
    old = Indicator.objects.get(code="covered")
    Indicator.objects.filter(pk=old.pk).update(last_year=2021)
    Indicator.objects.filter(code="cost").update(last_year=2021)
    bilet = Event.objects.get(code="bilet")
    indicator("wider", (N, "event", bilet), first_year=2022, predecessor=old, comparable=True)
    indicator("fresh", (N, "metric", Metric.objects.get(code="money")), first_year=2022)
    Event.objects.filter(pk=bilet.pk).update(last_year=2021)
    page = ending_page(world, 2021, 2022)
    assert [(line.indicator.code, line.words) for line in page.ending] == [
        ("cost", "преемника нет"),
        ("covered", "вместо него «wider» (сопоставим)"),
    ]
    assert [one.code for one in page.beginning] == ["fresh"]
    assert [(one.code, names) for one, names in page.gone] == [
        ("disabled", "Билет в будущее"),
        ("wider", "Билет в будущее"),
    ]
    assert (page.heading, page.staying) == (
        "Показатели – заканчивают действовать: 2, остаются без мероприятия: 2", 3,
    )  # fmt: skip
    client = client_of(officer)
    whole = html.unescape(client.get("/2021/monitoring/rollover/indicators/?into=2022").content.decode())
    part = client.get(
        "/2021/monitoring/rollover/indicators/", headers={"HX-Request": "true"}
    ).content.decode()
    assert "преемника нет" in whole
    assert ("<html" in whole, "<html" in part, "преемника нет" in part) == (True, False, True)


def test_a_year_in_which_nothing_ends_says_so(world):
    assert ending_page(world, 2021, 2022).heading == "Все показатели действуют и дальше: 3"


def test_the_fragments_cost_the_same_at_any_number_of_indicators(
    world, client_of, officer, django_assert_num_queries
):
    for number in range(20):
        indicator(f"more_{number}", (N, "event", Event.objects.get(code="bilet")), (D, "pupils", None))
    client = client_of(officer)
    for page, queries in (("campaign", 8), ("rollover", 7)):
        client.get(f"/2021/monitoring/{page}/indicators/")
        with django_assert_num_queries(queries):
            client.get(f"/2021/monitoring/{page}/indicators/", headers={"HX-Request": "true"})
