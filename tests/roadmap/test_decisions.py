"""Loading management decisions: twice, changed, linked, refused."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator
from roadmap.decisions import load_decisions
from roadmap.models import Decision
from roadmap.plan import load_roadmap
from schools.catalogue_problems import CatalogueRefused
from schools.catalogue_yaml import read_yaml
from tests.roadmap.test_plan import KRASNODAR, writes

DECISIONS = read_yaml((Path(__file__).resolve().parents[2] / "fixtures/decisions.yaml").read_bytes())


def one(**changes):
    return {"decisions": [{"number": "7", "date": "2022-12-01", "year": 2021, "title": "О мерах", **changes}]}


def test_the_decisions_of_the_fixture_are_loaded_and_a_second_run_writes_nothing(okrug, officer):
    loaded = load_decisions(municipality=okrug, document=DECISIONS, person=officer)
    assert [(d.number, d.date.isoformat(), d.year_id) for d in loaded] == [
        ("412-пр", "2021-11-24", 2020),
        ("87-пр", "2022-03-02", 2020),
        ("431-пр", "2022-11-28", 2021),
        ("432-пр", "2022-11-28", 2021),
        ("17-пр", "2023-01-20", 2021),
    ]
    with CaptureQueriesContext(connection) as caught:
        assert load_decisions(municipality=okrug, document=DECISIONS, person=officer) == loaded
    assert writes(caught.captured_queries) == []


def test_a_decision_is_linked_to_measures_of_its_indicators_in_the_year_after_it(okrug):
    Indicator.objects.create(code="bilet_6_11", name="«Билет в будущее»")
    load_roadmap(municipality=okrug, document=KRASNODAR)
    load_roadmap(
        municipality=okrug, document=KRASNODAR, starts=dt.date(2025, 9, 1), ends=dt.date(2026, 8, 31)
    )
    load_decisions(municipality=okrug, document=DECISIONS)
    links = {
        decision.number: sorted(
            (m.section.roadmap.code, m.section.number, m.number) for m in decision.measures.all()
        )
        for decision in Decision.objects.all()
    }
    assert links == {
        "412-пр": [],
        "87-пр": [],
        "431-пр": [("32622000-2023", 1, 4), ("32622000-2023", 3, 10)],
        "432-пр": [],
        "17-пр": [],
    }


def test_named_measures_win_over_shared_indicators_and_a_change_is_written(okrug):
    load_roadmap(municipality=okrug, document=KRASNODAR)
    load_decisions(municipality=okrug, document=one(measures=["1.1"]))
    load_decisions(municipality=okrug, document=one(measures=["2.3"], title="О других мерах"))
    decision = Decision.objects.get()
    assert (decision.title, [m.section.number for m in decision.measures.all()]) == ("О других мерах", [2])


def test_decisions_of_another_municipality_are_skipped(okrug):
    assert load_decisions(municipality=okrug, document=one(municipality="0")) == []


@pytest.mark.parametrize(
    ("document", "problems"),
    [
        (None, ["документ: наверху нужен ключ decisions, а здесь «null»"]),
        (one(date="31.02.2022"), ["decisions[0].date: нужна дата вида 2024-09-01, а здесь «31.02.2022»"]),
        (
            one(number="", year="когда-то"),
            [
                "decisions[0].number: обязательное поле: укажите значение",
                "decisions[0].year: «когда-то» – не учебный год: напишите, например, 2021/2022 или 2021",
            ],
        ),
        ({"decisions": one()["decisions"] * 2}, ["decisions: решение № 7 от 01.12.2022 записано дважды"]),
    ],
)
def test_faults_are_named_with_their_path_and_nothing_is_saved(okrug, document, problems):
    with pytest.raises(CatalogueRefused) as caught:
        load_decisions(municipality=okrug, document=document)
    assert caught.value.problems == problems
    assert not Decision.objects.exists()
