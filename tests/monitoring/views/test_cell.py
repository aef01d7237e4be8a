"""One number of a form: its definition, last year, history, remarks, explanation and comments, as page and panel."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from monitoring.campaigns import open_campaign
from monitoring.models import CellComment, Event, Finding, Metric, Remark, Submission
from schools.grades import Grades
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
CELL = reverse("monitoring:cell", kwargs={"year": 2021, "school": "okr-01"})
FORM = reverse("monitoring:form", kwargs={"year": 2021, "school": "okr-01"})
OF = {"column": "event.bilet", "grade": "7"}


@pytest.fixture
def campaign(year, school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(
        code="bilet", name="Проект «Билет в будущее»", short_name="Билет в будущее", grades=Grades.parse("7-11"),
        definition="Обучающиеся, прошедшие хотя бы одну пробу; каждый один раз.",
    )  # fmt: skip
    Metric.objects.create(code="money", name="Средства", decimals=1, unit="тыс. руб.")
    return open_campaign(municipality=school.municipality, year=2021)


def text_of(answer):
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return re.sub(r"\s+", " ", text).replace(" ,", ",").strip()


def shown(client, **of):
    return text_of(client.get(CELL, of or OF))


def comment(client, text, **more):
    return client.post(f"{CELL}?column=event.bilet&grade=7", {"text": text}, **more)


def test_everything_of_a_number_stands_together(campaign, client_of, head, officer, school):
    send(fact("okr-01", "event", "bilet", 7, 12, year=2020), accept=True)
    send(
        fact("okr-01", "event", "bilet", 7, 25),
        fact("okr-01", "pupils", grade=7, value=20),
        accept=False,
        draft=True,
        person=head,
    )
    send(fact("okr-01", "event", "bilet", 7, 27), draft=True, person=officer, door="matrix")
    report = Submission.objects.get(wave__campaign__year=2021)
    Remark.objects.create(
        submission=report, kind="event", code="bilet", grade=7, text="Сверьте со списком", author=officer
    )
    Finding.objects.create(
        submission=report, check_code="jump", kind="event", code="bilet", grade=7, message="Было 12, стало 27.",
        explanation="Открыли второй класс",
    )  # fmt: skip
    text = shown(client_of(head))
    for words in (
        "7 класс, «Билет в будущее»", "Проект «Билет в будущее»", "Сейчас 27", "Год назад, принято 12",
        "Изменение +15 (+125 %)", "Обучающиеся, прошедшие хотя бы одну пробу; каждый один раз.",
        "Классы 7–11 классы", "Что считается люди, каждый один раз", "участников 27, а обучающихся 20",
        "Сверьте со списком А. П. Соколова", "Пояснение организации: Открыли второй класс", "25 → 27",
        "А. П. Соколова, за организацию; таблица по организациям", "пусто → 25", "О. И. Ёлкина; загрузка файла",
    ):  # fmt: skip
        assert words in text, words


def test_a_comment_is_read_by_both_sides_at_the_cell_and_in_the_panel(campaign, client_of, head, officer):
    answer = comment(client_of(head), "Двое перешли", follow=True)
    assert "Комментарий добавлен." in text_of(answer)
    comment(client_of(officer), "Приложите приказ")
    text = shown(client_of(head))
    assert text.index("Приложите приказ А. П. Соколова") < text.index("Двое перешли О. И. Ёлкина")
    for person in (head, officer):
        form = text_of(client_of(person).get(FORM))
        assert (
            "7 класс, «Билет в будущее»: Приложите приказ Ещё 1 комментарий – в сведениях о ячейке." in form
        )


def test_the_panel_gets_the_inside_alone(campaign, client_of, head):
    client, asked = client_of(head), {"HX-Request": "true"}
    assert "<html" not in client.get(CELL, OF, headers=asked).content.decode()
    answer = comment(client, "Готово", headers=asked)
    assert "Готово О. И. Ёлкина" in text_of(answer)
    refused = comment(client, "а" * 1001, headers=asked)
    assert refused.status_code == 422
    assert "а" * 1001 in text_of(refused)
    assert CellComment.objects.get().text == "Готово"


def test_whoever_only_reads_reads_but_does_not_write(campaign, client_of, analyst, region, head):
    comment(client_of(head), "Двое перешли")
    for person in (analyst, region):
        assert "Двое перешли О. И. Ёлкина" in shown(client_of(person))
        assert "Написать комментарий" not in shown(client_of(person))
        assert comment(client_of(person), "Почему?").status_code == 403


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ({}, "6 класс, «Обучающихся»"),
        ({"column": "event.bilet"}, "7 класс, «Билет в будущее»"),
        ({"column": "metric.money", "grade": "7"}, "«Средства»"),
    ],
)
def test_a_page_without_scripts_finds_a_cell_by_column_and_grade(asked, heading, campaign, client_of, head):
    answer = client_of(head).get(CELL, asked)
    assert (
        html.unescape(re.search(r"<h1>(.*?)</h1>", answer.content.decode())[1]).replace("\xa0", " ")
        == heading
    )


@pytest.mark.parametrize(
    "asked", [{"column": "event.bilet", "grade": "6"}, {"column": "event.no"}, {"column": "x"}]
)
def test_a_cell_that_is_not_in_the_form_is_not_found(asked, campaign, client_of, head):
    assert client_of(head).get(CELL, asked).status_code == 404


@pytest.mark.parametrize(("person", "number"), [("head", 9), ("officer", 11), ("region", 12)])
@pytest.mark.parametrize("comments", [1, 10])
def test_the_page_takes_few_queries(
    person, number, comments, people, client_of, campaign, school, django_assert_num_queries
):
    for n in range(comments):
        CellComment.objects.create(
            school=school, year=2021, kind="event", code="bilet", grade=7, text=f"Слово {n}"
        )
        send(fact("okr-01", "event", "bilet", 7, n), person=people["head"], draft=True)
    client = client_of(people[person])
    client.get(CELL, OF)
    with django_assert_num_queries(number):
        client.get(CELL, OF)
