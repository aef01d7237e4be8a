"""Pasting through a browser without JavaScript: shown, put right, written; and what the dialog is answered."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse

from monitoring.campaigns import open_campaign
from monitoring.models import CellChange, Cohort, Event, Metric, Participation, Submission
from schools.grades import Grades
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
PASTE = reverse("monitoring:paste", kwargs={"year": 2021, "school": "okr-01"})
BLOCK = "6 класс\t30\t2\r\n7 класс\t1 234\t17,8\r\nИтого\t1264\t3\r\n"


@pytest.fixture
def campaign(year, school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("7-11"))
    Metric.objects.create(code="money", name="Средства", decimals=1, unit="тыс. руб.")
    return open_campaign(municipality=school.municipality, year=2021)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))).strip()


def promised(answer):
    found = re.search(r'name="cells" value="([^"]*)"', answer.content.decode())
    return html.unescape(found[1])


def look(client, text=BLOCK, **more):
    return client.post(PASTE, {"action": "preview", "text": text, "column": "pupils.", "grade": "6", **more})


def test_what_lands_where_is_shown_before_anything_is_written(campaign, client_of, head):
    answer = look(client_of(head))
    assert answer.status_code == 200
    assert "Запишется 3 ячейки" in text_of(answer)
    assert "3 заполнятся, 1 не запишется." in text_of(answer)
    assert "7 класс, «Из них с ОВЗ и инвалидностью», «17,8»: людей считают целыми числами" in text_of(answer)
    assert "Строка «Итого» пропущена: итоги портал считает сам." in text_of(answer)
    assert json.loads(promised(answer)) == [
        ["cell.pupils..6", "", "30"], ["cell.pupils_with_disabilities..6", "", "2"], ["cell.pupils..7", "", "1234"],
    ]  # fmt: skip
    assert not Cohort.objects.exists()


def test_the_second_word_writes_what_was_promised_and_leads_back(campaign, client_of, head):
    client = client_of(head)
    cells = promised(look(client))
    answer = client.post(PASTE, {"action": "write", "text": BLOCK, "cells": cells}, follow=True)
    assert answer.redirect_chain == [("/2021/schools/okr-01/form/?wave=1", 302)]
    assert "Вставлено: 3 ячейки." in text_of(answer)
    assert sorted(Cohort.objects.values_list("population", "grade", "value")) == [
        (0, 6, 30),
        (0, 7, 1234),
        (1, 6, 2),
    ]
    again = client.post(PASTE, {"action": "write", "text": BLOCK, "cells": cells}, follow=True)
    assert "Изменений нет." in text_of(again)


def test_a_number_changed_meanwhile_is_shown_and_nothing_is_written(campaign, client_of, head, officer):
    client = client_of(head)
    cells = promised(look(client))
    send(fact("okr-01", "pupils", grade=7, value=99), person=officer)
    data = {"action": "write", "text": BLOCK, "column": "pupils.", "grade": "6", "cells": cells}
    answer = client.post(PASTE, data)
    assert answer.status_code == 422
    assert "Ничего не записано: пока вы смотрели, числа изменились. Ниже – как стало" in text_of(answer)
    assert "было 99 → станет 1 234" in text_of(answer)
    assert list(Cohort.objects.values_list("grade", "value")) == [(7, 99)]
    client.post(PASTE, {**data, "cells": promised(answer)})
    assert sorted(Cohort.objects.values_list("population", "grade", "value")) == [
        (0, 6, 30),
        (0, 7, 1234),
        (1, 6, 2),
    ]


def test_the_dialog_gets_the_inside_and_then_the_cells_it_shows(campaign, client_of, head):
    client = client_of(head)
    asked = {"HX-Request": "true"}
    data = {"text": "да\n17,8", "column": "metric.money"}
    answer = client.post(
        PASTE, {"action": "preview", "text": "17,8", "column": "metric.money"}, headers=asked
    )
    assert "<html" not in answer.content.decode()
    written = client.post(PASTE, {**data, "action": "write", "cells": promised(answer)}, headers=asked)
    assert written.json() == {"cells": {"cell.metric.money.13": "17,8"}, "said": "Вставлено: 1\xa0ячейка."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Вставьте сюда скопированные ячейки."),
        ("\t\n", "Вставлять нечего"),
        ("1\n" * 201, "больше 200 строк"),
    ],
)
def test_what_cannot_be_read_is_said_in_words_and_stays_in_the_field(text, said, campaign, client_of, head):
    answer = look(client_of(head), text)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert text.strip() in answer.content.decode()


@pytest.mark.parametrize(
    "cells", ["", "[]", "{}", "[1]", "nonsense", '[["cell.pupils..99", "", "1"]]', "null"]
)
def test_a_forged_promise_writes_nothing(cells, campaign, client_of, head):
    answer = client_of(head).post(PASTE, {"action": "write", "text": "5", "cells": cells})
    assert answer.status_code in (302, 422)
    assert not Cohort.objects.exists()


def test_a_report_handed_in_takes_no_pasting(campaign, client_of, head, school):
    Submission.objects.create(wave=campaign.waves.get(), school=school, state="submitted")
    answer = look(client_of(head))
    assert answer.status_code == 422
    assert "Чтобы изменить числа, откройте отчёт для исправлений." in text_of(answer)


def test_whoever_only_reads_pastes_nothing(campaign, client_of, analyst, region):
    for person in (analyst, region):
        assert client_of(person).get(PASTE).status_code == 403


def test_an_officer_pastes_for_the_organisation(campaign, client_of, officer):
    client = client_of(officer)
    client.post(PASTE, {"action": "write", "text": "1", "cells": promised(look(client))})
    assert set(CellChange.objects.values_list("door", "on_behalf")) == {("paste", True)}


@pytest.mark.parametrize("events", [1, 46])
def test_five_hundred_cells_are_one_request_with_few_queries(
    events, client_of, head, campaign, school, django_assert_max_num_queries
):
    school.grades = Grades.parse("1-11")
    school.save()
    for number in range(events):
        Event.objects.create(code=f"event-{number}", name=f"Событие {number}", position=10)
    client = client_of(head)
    data = {
        "text": "\n".join("\t".join("5" * events) for _ in range(11)),
        "column": "event.event-0",
        "grade": "1",
    }
    client.get(PASTE)
    with django_assert_max_num_queries(11):
        answer = client.post(PASTE, {**data, "action": "preview"})
    with django_assert_max_num_queries(42):  # SQLite takes about a hundred rows at a time
        written = client.post(
            PASTE, {**data, "action": "write", "cells": promised(answer)}, headers={"HX-Request": "true"}
        )
    assert len(written.json()["cells"]) == Participation.objects.count() == 11 * events
