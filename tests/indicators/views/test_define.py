"""The page that writes an indicator."""

from __future__ import annotations

import pytest

from indicators.models import Indicator
from monitoring.models import Event
from schools.templatetags.formats import JOINER

NEW = "/2021/indicators/new/"
ROWS = {
    **{f"{side}-{name}_FORMS": count for side in ("numerator", "denominator") for name, count in
       (("TOTAL", "2"), ("INITIAL", "0"), ("MIN_NUM", "0"), ("MAX_NUM", "12"))},
    "numerator-0-what": "event:fair", "numerator-0-grades": "8–9", "denominator-0-what": "pupils",
    "denominator-0-grades": "8-9",
}  # fmt: skip
WORDS = {
    "name": "Охват 8–9 классов", "unit": "percent", "decimals": "1", "better": "higher", "label": "school_year",
    "level": "school", "judged_at": "school", "min_denominator": "0", "first_year": "2021/2022",
}  # fmt: skip


@pytest.fixture
def post(client_of, officer, board):
    client = client_of(officer)
    ROWS["numerator-0-what"] = f"event:{board.event.code}"

    def send(path=NEW, htmx=False, **words):
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(path, {**ROWS, **WORDS, "action": "save", **words}, headers=headers)

    return send


def test_an_officer_writes_an_indicator_and_sees_its_values_at_once(post, okrug):
    answer = post()
    assert (answer.status_code, answer.url) == (302, "/2021/indicators/32622000-own-1/")
    saved = Indicator.objects.get(code="32622000-own-1")
    assert (saved.municipality, saved.first_year, saved.last_year, saved.terms.count()) == (
        okrug,
        2021,
        None,
        2,
    )


def test_the_preview_says_formula_and_values_and_saves_nothing(post, client_of, officer):
    answer = post(action="check", htmx=True, on="okr-02")
    assert f"участники: «Билет в будущее», 8{JOINER}–{JOINER}9" in answer.text
    assert "<html" not in answer.text
    assert not Indicator.objects.filter(name=WORDS["name"]).exists()
    assert "Что получится" in post(action="check").text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"name": ""}, "Обязательное поле"),
        ({"numerator-0-what": ""}, "Выберите, что считать, или очистите строку."),
        ({"numerator-0-grades": "5-99"}, "классы – от 0"),
        ({"numerator-0-grades": "1-4"}, "общих классов нет"),
        ({"denominator-0-what": "", "denominator-0-grades": ""}, "должен быть знаменатель"),
        ({"denominator-0-counts_schools": "on"}, "Считать организации можно по мероприятию"),
        ({"denominator-0-what": "schools"}, "Здесь классов нет"),
        ({"first_year": "когда-то"}, "Напишите учебный год, например 2026/2027."),
        ({"first_year": "2023/2024", "last_year": "2021/2022"}, "Последний год показателя раньше первого."),
        ({"comparable": "on"}, "с которым значения сопоставимы"),
        ({"end_predecessor": "on"}, "Назовите показатель, который завершается."),
        ({"decimals": "7"}, "Не больше четырёх знаков"),
        ({"numerator-0-what": "event:nobody"}, "Выберите корректный вариант"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_place_and_kept(post, words, message):
    before = Indicator.objects.count()
    answer = post(**words)
    assert answer.status_code == 422
    assert message in answer.text
    assert (words.get("name", WORDS["name"])) in answer.text
    assert Indicator.objects.count() == before


def test_one_more_row_keeps_what_was_typed(post):
    answer = post(action="more-numerator")
    assert answer.status_code == 200
    assert 'name="numerator-2-what"' in answer.text
    assert WORDS["name"] in answer.text
    assert 'role="alert"' not in answer.text


def test_attendances_do_not_stand_over_people(post, board):
    Event.objects.filter(pk=board.event.pk).update(counts="attendances")
    assert "считает посещения, их нельзя делить на людей" in post().text


def test_a_copy_begins_with_the_words_of_its_source(client_of, officer, board):
    page = client_of(officer).get(f"{NEW}?from={board.bilet.code}").text
    assert board.bilet.name in page
    assert f'<option value="{board.bilet.pk}" selected>' in page
    assert client_of(officer).get(f"{NEW}?from=nobody").status_code == 404


def test_who_saves_after_somebody_else_is_told_once(post, board, okrug):
    board.bilet.municipality = okrug
    board.bilet.save()
    path = f"/2021/indicators/{board.bilet.code}/edit/"
    old = post(path, seen="2020-01-01T00:00:00+00:00")
    assert (old.status_code, "Пока вы писали, показатель изменили" in old.text) == (422, True)
    seen = Indicator.objects.get(pk=board.bilet.pk).changed_at.isoformat()
    assert post(path, seen=seen).status_code == 302


def test_shared_indicators_are_written_by_the_region_and_copied_by_officers(client_of, people, board):
    Indicator.objects.filter(pk=board.bilet.pk).update(municipality=None)
    paths = [f"/2021/indicators/{board.bilet.code}/edit/", f"{NEW}?from={board.bilet.code}"]
    answers = {
        name: [client_of(person).get(path).status_code for path in paths] for name, person in people.items()
    }
    assert answers == {
        "region": [200, 200], "officer": [403, 200], "stranger": [403, 200], "admin": [200, 200],
        **{name: [403, 403] for name in ("head", "second_head", "analyst")},
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_at_any_number_of_schools(
    client_of, officer, board, okrug, number, django_assert_num_queries
):
    from tests.cast import make_school

    Indicator.objects.filter(pk=board.bilet.pk).update(municipality=okrug)
    for place in range(number):
        make_school(okrug, f"more-{place}", f"Школа {place}")
    client = client_of(officer)
    ROWS["numerator-0-what"] = f"event:{board.event.code}"
    path = f"/2021/indicators/{board.bilet.code}/edit/"
    client.get(path)
    with django_assert_num_queries(11):
        assert client.get(path).status_code == 200
    fragment = {**ROWS, **WORDS, "action": "check"}
    with django_assert_num_queries(11):
        assert client.post(path, fragment, headers={"HX-Request": "true"}).status_code == 200


def test_grades_the_event_is_not_held_in_are_named_before_they_are_left_out(post):
    wide = {"numerator-0-grades": "5-9", "denominator-0-grades": "5-9"}
    said = "«Билет в будущее» – это 6–11 классы: 5 класс здесь не считают."
    assert said in post(action="check", htmx=True, **wide).text.replace("\u00a0", " ")
    assert "здесь не считают" not in post(action="check", htmx=True).text
