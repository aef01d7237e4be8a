"""What the scripts of a form speak to: fields saved one by one, each answered for itself; few queries."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from monitoring.campaigns import move, open_campaign
from monitoring.models import (
    CellChange,
    Cohort,
    Event,
    Finding,
    Metric,
    MetricValue,
    Participation,
    Submission,
    Wave,
    WaveColumn,
)
from schools.grades import Grades
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
KWARGS = {"year": 2021, "school": "okr-01"}
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("7-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1, unit="тыс. руб.")
    Metric.objects.create(code="plan", name="Есть план", type=Metric.Type.YES_NO)
    return open_campaign(municipality=school.municipality, year=2021)


@pytest.fixture
def save(client_of, campaign):
    """Send fields {NAME: text or (text, shown)} as the scripts of the page of this person do."""

    def post(person, fields, *, wave=1, claims=None, client=None, **message):
        cells = []
        for name, sent in fields.items():
            text, shown = sent if isinstance(sent, tuple) else (sent, "")
            cells.append({"name": name, "text": text, "shown": shown})
        body = {"person": claims or person.pk, "cells": cells, **message}
        url = f"{reverse('monitoring:autosave', kwargs=KWARGS)}?wave={wave}"
        client = client or client_of(person)
        return client.post(url, json.dumps(body), content_type="application/json")

    return post


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def said(response):
    """By field: what it shows now, or «! why not»."""
    return {
        name: field["text"] if field["state"] == "saved" else words(field["html"])
        for name, field in response.json()["fields"].items()
    }


def test_each_field_is_saved_by_itself_and_answered_as_it_is_printed(save, head):
    answer = save(head, {
        "cell.pupils..6": "1 234", "cell.pupils..7": "н/Д", "cell.event.bilet.7": "двадцать", "cell.event.bilet.6": "3",
        "cell.metric.money.13": "17.80", "cell.metric.plan.13": "да", "cell.event.other.7": "1", "x.y": "1",
    })  # fmt: skip
    assert said(answer) == {
        "cell.pupils..6": "1234", "cell.pupils..7": "н/д", "cell.metric.money.13": "17,8", "cell.metric.plan.13": "да",
        "cell.event.bilet.7": "! это не число: напишите, например, 25 или н/д.",
        "cell.event.bilet.6": "! «Билет в будущее» охватывает 7–11 классы, а не 6 класс: "
        "уберите строку или поправьте класс.",
        "cell.event.other.7": "! неизвестный код мероприятия. Коды – в справочнике.",
        "x.y": "! это поле не прочитано: обновите страницу и введите его заново.",
    }  # fmt: skip
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["at"])
    assert list(Cohort.objects.order_by("grade").values_list("grade", "value", "mark")) == [
        (6, 1234, ""), (7, None, "n"),
    ]  # fmt: skip
    assert MetricValue.objects.count() == 2
    assert not Participation.objects.exists()
    assert set(CellChange.objects.values_list("person__username", "door")) == {("head", "form")}


def test_sending_the_same_twice_changes_nothing(save, head):
    first, again = (save(head, {"cell.pupils..6": "30", "cell.pupils..7": ("", "")}) for _ in range(2))
    assert said(first) == said(again) == {"cell.pupils..6": "30", "cell.pupils..7": ""}
    assert CellChange.objects.count() == 1


def test_what_somebody_else_has_written_is_not_overwritten_but_told(save, head, officer):
    send(fact("okr-01", "pupils", grade=6, value=25), fact("okr-01", "metric", "plan", value="да"))
    save(officer, {"cell.pupils..6": ("27", "25"), "cell.metric.plan.13": ("нет", "да")})
    answer = save(
        head, {"cell.pupils..6": ("30", "25"), "cell.metric.plan.13": ("н/д", "да"), "cell.pupils..7": "40"}
    )
    told = said(answer)
    assert re.fullmatch(
        r"! А\. П\. Соколова изменила в \d\d:\d\d: 25 → 27, у вас 30\. Оставить 27 Записать 30",
        told["cell.pupils..6"],
    )
    assert re.fullmatch(
        r"! А\. П\. .* да → нет, у вас н/д\. Оставить нет Записать н/д", told["cell.metric.plan.13"]
    )
    assert told["cell.pupils..7"] == "40"
    assert answer.json()["fields"]["cell.pupils..6"]["stands"] == "27"
    assert list(Cohort.objects.order_by("grade").values_list("value", flat=True)) == [27, 40]
    save(head, {"cell.pupils..6": ("30", "27")})  # chosen: mine
    assert Cohort.objects.get(grade=6).value == 30
    other_tab = save(head, {"cell.pupils..6": ("29", "27")})
    assert re.search(
        r"в другой вкладке вы записали в \d\d:\d\d: 27 → 30, у вас 29\.", said(other_tab)["cell.pupils..6"]
    )


def test_late_arrivals_and_explanations_are_saved_like_cells(save, head):
    send(fact("okr-01", "pupils", grade=6, value=100, year=2020), accept=True)
    save(head, {"cell.pupils..6": "20"})
    answer = save(head, {
        "arrived.0.6": "2", "arrived.1.6": "много", "why.jump.pupils..6": "Объединили  классы",
        "why.jump.pupils..7": "лишнее",
    })  # fmt: skip
    assert said(answer) == {
        "arrived.0.6": "2", "arrived.1.6": "! это не число: напишите, например, 25 или н/д.",
        "why.jump.pupils..6": "Объединили классы", "why.jump.pupils..7": "лишнее",
    }  # fmt: skip
    assert Cohort.objects.get(population=0, grade=6, year=2021).arrived_later == 2
    assert list(Finding.objects.values_list("check_code", "grade", "explanation")) == [
        ("jump", 6, "Объединили классы"),
    ]  # fmt: skip


def test_words_somebody_else_has_written_are_not_overwritten_but_told(save, head, officer):
    send(fact("okr-01", "pupils", grade=6, value=100, year=2020), accept=True)
    save(officer, {"cell.pupils..6": "20", "arrived.0.6": "2", "why.jump.pupils..6": "Переезд"})
    sent = {"arrived.0.6": "3", "arrived.1.6": "1", "why.jump.pupils..6": "Объединили классы"}
    answer = save(head, sent)
    assert said(answer) == {
        "arrived.0.6": "! пока форма была открыта, здесь стало 2, у вас 3. Оставить 2 Записать 3",
        "arrived.1.6": "1",
        "why.jump.pupils..6": "! пока форма была открыта, здесь стало Переезд, у вас Объединили классы. "
        "Оставить Переезд Записать Объединили классы",
    }
    field = answer.json()["fields"]["why.jump.pupils..6"]
    assert (field["state"], field["stands"]) == ("changed", "Переезд")
    assert Finding.objects.get().explanation == "Переезд"
    assert list(Cohort.objects.filter(year=2021, grade=6).values_list("population", "arrived_later")) == [
        (0, 2), (1, 1),
    ]  # fmt: skip
    save(head, {"why.jump.pupils..6": ("Объединили классы", "Переезд")})  # chosen: mine
    assert Finding.objects.get().explanation == "Объединили классы"


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_report_that_was_handed_in_meanwhile_is_not_drawn_back(state, save, head, officer):
    save(head, {"cell.pupils..6": "30"})
    Submission.objects.update(state=state)
    for person in (head, officer):
        answer = save(person, {"cell.pupils..6": ("31", "30")})
        assert answer.status_code == 422
        assert answer.json()["whole"].startswith("Отчёт уже – «")
        same = save(person, {"cell.pupils..6": ("30", "25")})  # sent at the same time as the form itself
        assert (same.status_code, said(same)) == (200, {"cell.pupils..6": "30"})
    assert (Cohort.objects.get().value, Submission.objects.get().state) == (30, state)


def test_a_closed_collection_and_a_wave_not_open_yet_take_nothing_and_say_so(save, head, officer, campaign):
    wave = Wave.objects.create(
        campaign=campaign, number=2, name="Итоги", whole=False, opens=dt.date(2099, 9, 15)
    )
    WaveColumn.objects.create(wave=wave, kind="event", code="bilet")
    later = save(head, {"cell.event.bilet.7": "3"}, wave=2)
    move(campaign=campaign, step="close", person=officer)
    closed = save(head, {"cell.pupils..6": "30"})
    assert [(answer.status_code, answer.json()["whole"].replace("\xa0", " ")) for answer in (later, closed)] == [
        (422, "Ничего не сохранено: сбор откроется 15 сентября 2099."),
        (422, "Ничего не сохранено: сбор за этот год закрыт: обратитесь к специалисту муниципалитета."),
    ]  # fmt: skip
    assert not CellChange.objects.exists()


def test_the_page_of_one_person_does_not_save_in_the_name_of_another(save, head, officer):
    answer = save(officer, {"cell.pupils..6": "30"}, claims=head.pk)
    assert (answer.status_code, Cohort.objects.exists()) == (409, False)
    assert "вошёл другой человек" in answer.json()["whole"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"person": 1}', '{"person": 1, "cells": [1]}',
     '{"person": 1e999, "cells": []}', "[" * 5000],
)  # fmt: skip
def test_what_no_form_sends_is_refused_in_words(body, client_of, campaign, head):
    url = reverse("monitoring:autosave", kwargs=KWARGS)
    answer = client_of(head).post(url, body, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["whole"])


@pytest.mark.parametrize(
    "name", ["cell.pupils..{}", "remark.{}", "fixed.{}", "why.jump.pupils..{}", "cell.pupils..٦"]
)
def test_names_with_endless_or_foreign_numbers_are_refused_and_nothing_breaks(name, save, head):
    for digits in ("9" * 25, "9" * 5000):
        answer = save(head, {name.format(digits): "30", "cell.pupils..6": "31"})
        fields = answer.json()["fields"]
        assert (answer.status_code, fields.pop("cell.pupils..6")["state"]) == (200, "saved")
        assert {field["state"] for field in fields.values()} == {"refused"}


def test_signs_no_database_keeps_are_refused_field_by_field(save, head):
    answer = save(
        head, {"cell.pupils..6": "30", "why.jump.pupils..6": "a\x00", "cell.metric.plan\x00.13": "да"}
    )
    assert (said(answer)["cell.pupils..6"], Cohort.objects.get().value) == ("30", 30)
    assert {
        field["state"] for name, field in answer.json()["fields"].items() if name != "cell.pupils..6"
    } == {"refused"}


@pytest.mark.parametrize(
    ("person", "reads", "writes"),
    [("officer", 200, 200), ("head", 200, 200), ("admin", 200, 200), ("analyst", 200, 403), ("region", 200, 403),
     ("second_head", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_writes(person, reads, writes, people, client_of, save, small_school):
    url = reverse("monitoring:autosave", kwargs=KWARGS)
    assert client_of(people[person]).get(url).status_code == reads
    assert save(people[person], {"cell.pupils..6": "30"}).status_code == writes
    assert Cohort.objects.exists() == (writes == 200)


def test_whoever_is_logged_out_is_sent_to_the_log_in(client_of, campaign):
    url = reverse("monitoring:autosave", kwargs=KWARGS)
    answer = client_of(None).post(url, "{}", content_type="application/json")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


def test_the_form_as_it_stands_now(save, client_of, head):
    save(head, {"cell.pupils..7": "10", "cell.event.bilet.7": "11"})
    state = client_of(head).get(f"{reverse('monitoring:autosave', kwargs=KWARGS)}?wave=1").json()
    known = ("person", "editable", "why", "heading", "filled", "asked", "arrivals_open")
    assert {key: state[key] for key in known} == {
        "person": head.pk, "editable": True, "why": "", "heading": "Осталось заполнить 5\xa0ячеек", "filled": 2,
        "asked": 7, "arrivals_open": True,
    }  # fmt: skip
    assert list(state["rows"]) == ["7"]
    assert "участников 11, а обучающихся 10" in words(state["rows"]["7"])
    cell = state["cells"]["cell.event.bilet.7"]
    assert (cell["text"], cell["tone"], cell["invalid"], bool(cell["said"])) == ("11", "missed", True, True)
    assert len(state["csrf"]) > 30


def statements(captured):
    """Those that read or write rows, apart from the bounds of transactions."""
    return [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]


@pytest.mark.parametrize(
    ("name", "verb"), [("cell.pupils..6", 5), ("cell.event.bilet.7", 6), ("cell.metric.money.13", 6)]
)
@pytest.mark.parametrize(("person", "way"), [("head", 5), ("officer", 6)])
def test_one_field_takes_six_queries_of_the_verb(name, verb, person, way, people, client_of, save):
    """`way`: session, person, roles, years, (the organisation,) its reports. The first field of a report makes it."""
    save(people["head"], {name: "1"})
    client = client_of(people[person])
    save(
        people[person], {name: ("2", "1")}, client=client
    )  # the year of the address is kept in the session once
    with CaptureQueriesContext(connection) as captured:
        assert said(save(people[person], {name: ("3", "2")}, client=client)) == {name: "3"}
    for q in statements(captured):
        print(q[:160])
    assert len(statements(captured)) == way + verb


@pytest.mark.parametrize(("person", "most"), [("head", 11), ("officer", 12)])
def test_how_the_form_stands_takes_few_queries(
    person, most, people, client_of, save, django_assert_max_num_queries
):
    save(people["head"], {"cell.pupils..7": "10", "cell.event.bilet.7": "11"})
    client, url = client_of(people[person]), f"{reverse('monitoring:autosave', kwargs=KWARGS)}?wave=1"
    client.get(url)
    with django_assert_max_num_queries(most):
        assert client.get(url).status_code == 200


def test_five_hundred_cells_are_saved_in_one_request(
    people, save, client_of, campaign, school, django_assert_max_num_queries
):
    school.grades = Grades.parse("1-11")
    school.save()
    for number in range(46):
        Event.objects.create(code=f"event-{number}", name=f"Событие {number}")
    client, head = client_of(people["head"]), people["head"]
    save(head, {"cell.pupils..1": "30"}, client=client)
    cells = {f"cell.event.event-{number}.{grade}": "5" for number in range(46) for grade in range(1, 12)}
    cells["cell.event.event-1.1"] = "пять"
    with django_assert_max_num_queries(30):
        fields = save(head, cells, client=client).json()["fields"]
    assert [name for name, field in fields.items() if field["state"] != "saved"] == ["cell.event.event-1.1"]
    assert Participation.objects.count() == 505
