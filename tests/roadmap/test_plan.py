"""Loading a roadmap: Krasnodar's whole document, twice, changed, for another period, and with faults."""

import copy
import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator, Topic
from roadmap.models import Mark, Measure, MeasureWindow, ResponsibleBody, Roadmap, RoadmapSection
from roadmap.plan import load_roadmap
from roadmap.plan_reading import MEASURE_KEYS
from schools.catalogue_problems import CatalogueRefused
from schools.catalogue_yaml import read_yaml
from schools.models import Transition

KRASNODAR = read_yaml((Path(__file__).resolve().parents[2] / "fixtures/krasnodar_roadmap.yaml").read_bytes())
SMALL = {
    "title": "План округа",
    "period": {"from": "2023-01-01", "to": "2023-12-31"},
    "sections": [
        {
            "number": 1,
            "title": "Методическая работа",
            "measures": [
                {
                    "number": "1.1", "text": "Провести форум", "term": "ноябрь–январь, ежегодно",
                    "windows": [{"from": "11-01", "to": "01-31"}], "recurrence": "yearly", "topic": "support",
                    "responsible": ["ОО", "Центр"], "indicators": ["bilet", "неизвестный"],
                },
            ],
        }
    ],
}  # fmt: skip


def small(**changes):
    document = copy.deepcopy(SMALL)
    document["sections"][0]["measures"][0].update(changes)
    return document


def counts():
    return {
        model.__name__: model.objects.count() for model in (Roadmap, RoadmapSection, Measure, MeasureWindow)
    }


def writes(queries):
    return [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def refused(okrug, document, **options):
    with pytest.raises(CatalogueRefused) as caught:
        load_roadmap(municipality=okrug, document=document, **options)
    assert Roadmap.objects.count() == 0
    return caught.value.problems


def test_the_whole_roadmap_of_krasnodar_is_loaded_and_a_second_run_writes_nothing(okrug, officer):
    roadmap = load_roadmap(municipality=okrug, document=KRASNODAR, person=officer)
    assert (roadmap.code, roadmap.starts, roadmap.ends) == (
        "32622000-2023",
        dt.date(2023, 1, 1),
        dt.date(2023, 12, 31),
    )
    assert counts() == {"Roadmap": 1, "RoadmapSection": 6, "Measure": 48, "MeasureWindow": 59}
    assert Measure.objects.filter(responsible=None).values_list("section__number", "number").get() == (3, 6)
    assert [body.name for body in ResponsibleBody.objects.filter(is_schools=True)] == ["ОО МО г. Краснодар"]
    with CaptureQueriesContext(connection) as caught:
        assert load_roadmap(municipality=okrug, document=KRASNODAR, person=officer) == roadmap
    assert writes(caught.captured_queries) == []
    assert Transition.objects.filter(entity="roadmap").values_list("person", "target").get() == (
        officer.pk,
        "draft",
    )


def test_the_same_document_serves_another_period_beside_the_first(okrug):
    first = load_roadmap(municipality=okrug, document=KRASNODAR)
    second = load_roadmap(
        municipality=okrug, document=KRASNODAR, title="На текущий год",
        starts=dt.date(2025, 9, 1), ends=dt.date(2026, 8, 31), responsible={"ОО МО г. Краснодар": "ОО"},
    )  # fmt: skip
    assert (second.code, second.title) == ("32622000-2025-2026", "На текущий год")
    assert counts() == {"Roadmap": 2, "RoadmapSection": 12, "Measure": 96, "MeasureWindow": 118}
    assert set(ResponsibleBody.objects.filter(is_schools=True).values_list("name", flat=True)) == {
        "ОО", "ОО МО г. Краснодар",
    }  # fmt: skip
    named = load_roadmap(municipality=okrug, document=KRASNODAR, code="own-code")
    assert len({first.pk, second.pk, named.pk}) == 3
    assert named.code == "own-code"


def test_a_changed_measure_is_the_only_thing_written_and_keeps_its_marks(okrug):
    bilet = Indicator.objects.create(code="bilet", name="«Билет в будущее»")
    load_roadmap(municipality=okrug, document=SMALL)
    measure = Measure.objects.get()
    assert list(measure.indicators.all()) == [bilet]
    mark = Mark.objects.create(measure=measure, done_on=dt.date(2023, 12, 1))
    with CaptureQueriesContext(connection) as caught:
        load_roadmap(municipality=okrug, document=small(text="Провести большой форум"))
    written = [sql.split()[:3] for sql in writes(caught.captured_queries)]
    assert [words[0] for words in written] == ["UPDATE", "INSERT"]
    assert Measure.objects.get().text == "Провести большой форум"
    assert list(Mark.objects.all()) == [mark]


def test_new_dates_bodies_and_links_replace_the_old_ones(okrug):
    load_roadmap(municipality=okrug, document=SMALL)
    load_roadmap(
        municipality=okrug,
        document=small(windows=[{"from": "03-01", "to": "03-31"}], responsible=["Центр"], indicators=[]),
    )
    measure = Measure.objects.get()
    assert [str(window) for window in measure.windows.all()] == ["01.03–31.03"]
    assert [str(body) for body in measure.responsible.all()] == ["Центр"]


def test_what_the_document_no_longer_names_stays(okrug):
    load_roadmap(municipality=okrug, document=SMALL)
    load_roadmap(municipality=okrug, document={**SMALL, "sections": []})
    assert counts() == {"Roadmap": 1, "RoadmapSection": 1, "Measure": 1, "MeasureWindow": 1}


def test_every_fault_is_named_with_its_path_and_nothing_is_saved(okrug):
    document = small(
        number="2.1", text="", recurrence="monthly", windows=[{"from": "13-01", "to": "0930"}], scope="schools",
        responsible=["Центр"], topic="топик", who="я",
    )  # fmt: skip
    document["period"]["to"] = "2022-12-31"
    path = "sections[0].measures[0]"
    assert refused(okrug, document) == [
        "period: период заканчивается 31.12.2022, раньше, чем начинается",
        f"{path}.number: нужен номер вида 1.1, а здесь «2.1»",
        f"{path}.recurrence: недопустимое значение «monthly»; бывает: {', '.join(Measure.Recurrence.values)}",
        f"{path}.responsible: scope: schools, но среди ответственных нет «ОО»: назовите организации так",
        f"{path}.text: обязательное поле: укажите значение",
        f"{path}.topic: недопустимое значение «топик»; бывает: {', '.join(Topic.values)}",
        f"{path}.who: неизвестный ключ; здесь бывают: {', '.join(MEASURE_KEYS)}",
        f"{path}.windows[0].from: нужны месяц и число вида 09-30, а здесь «13-01»",
        f"{path}.windows[0].to: нужны месяц и число вида 09-30, а здесь «0930»",
    ]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "документ: наверху нужны ключи title, period и sections, а здесь «[]»"),
        (
            {"title": "План", "sections": []},
            "period: укажите, с какого и по какой день действует дорожная карта: from и to",
        ),
        ({"title": "План", "period": SMALL["period"]}, "sections: нужны разделы с мероприятиями"),
        (
            {**SMALL, "sections": SMALL["sections"] * 2},
            "sections, раздел 1: номер 1 уже занят: номера не повторяются",
        ),
    ],
)
def test_a_document_without_its_main_parts_is_refused(okrug, document, problem):
    assert problem in refused(okrug, document)


def test_a_period_turned_round_and_a_code_of_somebody_else_are_refused(okrug, neighbour):
    turned = {"starts": dt.date(2024, 1, 1)}
    assert refused(okrug, SMALL, **turned) == [
        "period: период заканчивается 31.12.2023, раньше, чем начинается"
    ]
    load_roadmap(municipality=neighbour, document=SMALL, code="plan")
    with pytest.raises(CatalogueRefused, match="занят дорожной картой другого муниципалитета"):
        load_roadmap(municipality=okrug, document=SMALL, code="plan")
