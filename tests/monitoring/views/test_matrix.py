"""«Таблица по организациям»: read, filled in, refused, asked about, pasted into."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from monitoring.campaigns import open_campaign
from monitoring.models import (
    Agreement,
    CellChange,
    Cohort,
    Event,
    Metric,
    MetricValue,
    Participation,
    Submission,
    Wave,
)
from monitoring.registers.keeping import keep
from monitoring.registers.kinds import AGREEMENTS
from schools.grades import WITHOUT_GRADES, Grades
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.views.test_form import Page
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
URL = "monitoring:matrix"
BILET = "?column=event.bilet"


@pytest.fixture
def campaign(okrug, school, small_school, kindergarten):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))


class Matrix(Page):
    """The table as a browser holds it; cells are named by the code of the organisation and the grade."""

    def __init__(self, client, schools, query=BILET):
        self.keys = {school.code: school.pk for school in schools}
        super().__init__(client, URL, {"year": 2021}, query)

    def name(self, school, grade):
        return f"cell.{self.keys[school]}.{grade}"

    def save(self, cells, **more):
        return self.post("save", **{self.name(*place): text for place, text in cells.items()}, **more)

    @property
    def cells(self):
        codes = {str(pk): code for code, pk in self.keys.items()}
        found = [(name.split("."), text) for name, text in self.fields.items() if name.startswith("cell.")]
        return {(codes[school], int(grade)): text for (_, school, grade), text in found}


@pytest.fixture
def open_matrix(client_of, campaign, school, small_school, kindergarten):
    return lambda person, **more: Matrix(client_of(person), [school, small_school, kindergarten], **more)


def values():
    rows = Participation.objects.order_by("school__code", "grade")
    return {(row.school.code, row.grade): row.value for row in rows.select_related("school")}


def test_the_table_has_the_grades_the_event_covers_and_somebody_teaches(open_matrix, officer):
    page = open_matrix(officer)
    assert page.cells == {
        **{("okr-01", grade): "" for grade in range(6, 12)}, **{("okr-02", grade): "" for grade in range(6, 10)},
    }  # fmt: skip
    assert page.heading == "«Билет в будущее»: заполнили 0 из 2 организаций"
    assert "Графа не относится к 1 организации: Детский сад «Ручеёк»." in page.text.replace("\xa0", " ")
    assert page.text.count("не применимо</span>") == 2
    assert set(open_matrix(officer, query=f"{BILET}&kind=basic").cells) == {
        ("okr-02", g) for g in range(6, 10)
    }


def test_all_that_was_typed_is_saved_at_once_and_said(open_matrix, officer):
    page = open_matrix(officer).save({("okr-01", 6): "16", ("okr-01", 7): "н/д", ("okr-02", 6): "0"})
    assert (page.status, "Записано: 3 ячейки в 2 организациях." in page.text.replace("\xa0", " ")) == (
        200,
        True,
    )
    assert values() == {("okr-01", 6): 16, ("okr-01", 7): None, ("okr-02", 6): 0}
    assert set(CellChange.objects.values_list("door", "person__username")) == {("matrix", "officer")}
    assert Submission.objects.filter(state="draft").count() == 2
    page.save({})  # a double click
    assert "Изменений нет." in page.text
    page.save({("okr-01", 6): ""})
    assert (values()[("okr-01", 6)], CellChange.objects.count()) == (None, 4)


def test_what_is_wrong_is_told_at_its_cell_and_nothing_is_lost(open_matrix, officer):
    page = open_matrix(officer)
    page.save({("okr-01", 6): "16", ("okr-01", 7): "двадцать", ("okr-02", 9): "-1"})
    assert (page.status, values()) == (422, {})
    assert [(name, text.replace("\xa0", " ")) for name, text in page.summary] == [
        (
            page.name("okr-02", 9),
            "Берёзовская ООШ, 9 класс: число человек не может быть отрицательным: напишите 0 или больше.",
        ),
        (
            page.name("okr-01", 7),
            "Ёлкинская СОШ, 7 класс: это не число: напишите, например, 25 или н/д.",
        ),
    ]
    typed = {place: text for place, text in page.cells.items() if text}
    assert typed == {("okr-01", 6): "16", ("okr-01", 7): "двадцать", ("okr-02", 9): "-1"}
    page.save({("okr-01", 7): "20", ("okr-02", 9): "1"})
    assert (page.status, values()) == (200, {("okr-01", 6): 16, ("okr-01", 7): 20, ("okr-02", 9): 1})


def test_what_somebody_else_wrote_meanwhile_is_shown_and_chosen(open_matrix, client_of, officer, head):
    page = open_matrix(officer)
    send(fact("okr-01", "event", "bilet", 6, 27), person=head, door="form")
    page.save({("okr-01", 6): "30", ("okr-02", 6): "5"})
    assert (page.status, values()) == (422, {("okr-01", 6): 27})
    words = page.text.replace("\xa0", " ")
    assert re.search(r"О\. И\. Ёлкина изменила в \d\d:\d\d: пусто → 27, у вас 30\.", words)
    theirs = {f"take.{page.name('okr-01', 6)}": "theirs"}
    client_of(officer).post(page.path + BILET, {**page.fields, **theirs})
    assert values() == {("okr-01", 6): 27, ("okr-02", 6): 5}
    page.save({})  # knowing it, one's own
    assert (page.status, values()) == (200, {("okr-01", 6): 30, ("okr-02", 6): 5})


def test_reports_handed_in_go_back_to_draft_only_when_that_is_agreed(
    open_matrix, officer, school, small_school
):
    send(fact("okr-01", "event", "bilet", 6, 16), fact("okr-02", "event", "bilet", 6, 5), accept=True)
    page = open_matrix(officer).save({("okr-01", 6): "17"})
    assert (page.status, values()[("okr-01", 6)]) == (422, 16)
    assert "Вернуть в черновик 1 отчёт?" in page.text.replace("\xa0", " ")
    assert page.cells[("okr-01", 6)] == "17"
    page.save({("okr-02", 6): "6"}, agreed=str(school.pk))  # agreed to one, and another was added since
    assert (page.status, values()[("okr-01", 6)]) == (422, 16)
    page.save({}, agreed=f"{school.pk},{small_school.pk}")
    assert (page.status, values()) == (200, {("okr-01", 6): 17, ("okr-02", 6): 6})
    assert "Снова черновик: 2 отчёта" in page.text.replace("\xa0", " ")
    assert set(Participation.objects.values_list("accepted", flat=True)) == {16, 5}


def test_untouched_cells_of_an_accepted_report_ask_nothing(open_matrix, officer):
    send(fact("okr-01", "event", "bilet", 6, 16), accept=True)
    page = open_matrix(officer).save({("okr-02", 6): "5"})
    assert (page.status, Submission.objects.get(school__code="okr-01").state) == (200, "accepted")


def test_a_paste_is_shown_in_the_table_before_it_is_saved(open_matrix, officer):
    page = open_matrix(officer)
    page.post("paste", block="\t6\t7\nЁлкинская СОШ\t16\t17\nЧужая\t1", **{page.name("okr-02", 6): "5"})
    words = page.text.replace("\xa0", " ")
    assert (page.status, values()) == (200, {})
    assert "Вставлено в 2 ячейки 1 организации, ещё не сохранено" in words
    assert "строка 3, «Чужая»: такой организации в таблице нет." in words
    assert re.search(r'data-row-total="\d+">33</td>', words)  # to be compared with the total on paper
    page.save({})
    assert values() == {("okr-01", 6): 16, ("okr-01", 7): 17, ("okr-02", 6): 5}


def test_totals_and_last_year(open_matrix, officer, okrug):
    open_campaign(municipality=okrug, year=2020)
    last = [fact("okr-01", "event", "bilet", grade, 10, year=2020) for grade in range(6, 12)]
    now = [fact("okr-02", "event", "bilet", grade, 4) for grade in range(6, 10)]
    send(*last, fact("okr-02", "event", "bilet", 6, 20, year=2020), accept=True)
    send(*now, fact("okr-01", "event", "bilet", 6, 9))
    table = open_matrix(officer).text.split("<tbody>")[1].split("</table>")[0]
    rows = {name: numbers for name, *numbers in (_texts(row) for row in table.split("<tr")[1:])}
    assert rows == {
        "Берёзовская ООШ": ["16", "20", "−4"], "Ёлкинская СОШ": ["9", "60", "–"],
        "Всего": ["13", "4", "4", "4", "–", "–", "25", "80", "–"],
    }  # fmt: skip


def _texts(row):
    """The name and the numbers of a row; cells to write in, the state and hatched cells have none."""
    cells = re.findall(r"<(th|td class=\"num[^\"]*\"|td class=\"num\")[^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    return [
        re.sub(r"<span class=\"matrix__state.*|<[^>]+>", "", cell, flags=re.DOTALL).strip()
        for _, cell in cells
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", ["okr-02", "okr-01"]), ("-name", ["okr-01", "okr-02"]), ("-total", ["okr-01", "okr-02"]),
     ("total", ["okr-02", "okr-01"]), ("-state", ["okr-01", "okr-02"]), ("nonsense", ["okr-02", "okr-01"])],
)  # fmt: skip
def test_it_is_sorted(open_matrix, officer, sort, order):
    send(fact("okr-01", "event", "bilet", 6, 16), accept=True)
    send(fact("okr-02", "event", "bilet", 6, 5))
    page = open_matrix(officer, query=f"{BILET}&sort={sort}")
    assert list(dict.fromkeys(code for code, _ in page.cells)) == order


def test_a_figure_is_one_answer_each(open_matrix, officer):
    page = open_matrix(officer, query="?column=metric.has_plan")
    assert set(page.cells) == {("okr-01", 13), ("okr-02", 13), ("okr-03", 13)}
    page.save({("okr-01", 13): "да", ("okr-03", 13): "x"})
    assert open_matrix(officer, query="?column=metric.has_plan").cells == {
        ("okr-01", 13): "да", ("okr-02", 13): "", ("okr-03", 13): "x",
    }  # fmt: skip


def test_organisations_without_grades_have_one_total(open_matrix, officer, okrug):
    centre = make_school(okrug, "okr-04", "Центр", Kind.SUPPLEMENTARY)
    page = open_matrix(officer)
    page.keys["okr-04"] = centre.pk
    assert [place for place in page.cells if place[0] == "okr-04"] == [("okr-04", 13)]
    page.save({("okr-04", 13): "40"})
    assert values() == {("okr-04", 13): 40}


def test_readers_see_the_table_and_write_nothing(open_matrix, analyst, region, head, client_of):
    send(fact("okr-01", "event", "bilet", 6, 16))
    for person in (analyst, region):
        page = open_matrix(person)
        assert (page.status, page.cells, ">16</span>" in page.text) == (200, {}, True)
        assert client_of(person).post(page.path + BILET, {"action": "save"}).status_code == 403
    assert client_of(head).get(page.path).status_code == 403


def test_an_officer_writes_before_the_wave_opens_to_the_organisations(open_matrix, officer):
    Wave.objects.update(opens=dt.date(2099, 9, 1), due=None)
    page = open_matrix(officer)
    assert "Организациям сбор откроется 1 сентября 2099." in page.text.replace("\xa0", " ")
    assert (page.save({("okr-01", 6): "16"}).status, values()) == (200, {("okr-01", 6): 16})


def test_numbers_of_a_column_that_is_gone_are_not_those_of_another(open_matrix, officer):
    page = open_matrix(officer)
    Event.objects.filter(code="bilet").update(last_year=2020)
    page.save({("okr-01", 6): "16"})
    assert (page.status, Cohort.objects.count(), values()) == (422, 0, {})
    assert "Ничего не сохранено: такой графы в этом сборе больше нет." in page.text


def test_an_answer_that_is_no_choice_is_kept_and_refused(open_matrix, officer):
    page = open_matrix(officer, query="?column=metric.has_plan")
    page.post("paste", block="okr-01\tнаверное")
    assert page.cells[("okr-01", 13)] == "наверное"
    page.save({})
    assert [text for _, text in page.summary] == [
        "Ёлкинская СОШ: это не число: напишите, например, 25 или н/д."
    ]


def test_an_organisation_that_left_meanwhile_is_told(open_matrix, officer, campaign, school):
    page = open_matrix(officer)
    campaign.all_open = False
    campaign.save()
    campaign.schools.set([school])
    page.save({("okr-02", 6): "5", ("okr-01", 6): "6"})
    assert (page.status, values(), page.cells[("okr-01", 6)]) == (422, {}, "6")
    assert "одна из организаций больше не участвует в сборе" in page.text


def test_contradictions_stay_in_the_draft_and_are_said(open_matrix, officer):
    send(fact("okr-01", "pupils", grade=6, value=10))
    page = open_matrix(officer).save({("okr-01", 6): "16"})
    assert (page.status, values()) == (200, {("okr-01", 6): 16})
    said = page.text.replace("\xa0", " ")
    assert "6 класс: участников 16, а обучающихся 10" in said
    assert said.count("6 класс:") == 1


def test_organisations_that_need_not_answer_are_not_counted(open_matrix, officer, small_school):
    small_school.grades = WITHOUT_GRADES
    small_school.save()
    page = open_matrix(officer)
    assert page.heading == "«Билет в будущее»: заполнили 0 из 1 организаций"
    assert "Ответ не обязателен для 1 организации: Берёзовская ООШ." in page.text.replace("\xa0", " ")
    assert ("okr-02", 13) in page.cells


def test_a_year_without_a_campaign_leads_to_the_board(client_of, officer, year):
    answer = client_of(officer).get("/2021/monitoring/matrix/")
    assert (answer.status_code, answer.url) == (302, "/2021/monitoring/")


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_table_costs_the_same_at_any_number_of_schools(
    number, client_of, officer, okrug, django_assert_num_queries, django_assert_max_num_queries
):
    make_catalogue()
    schools = [make_school(okrug, f"s-{n}", f"Школа {n}") for n in range(number)]
    open_campaign(municipality=okrug, year=2021)
    send(*[fact(f"s-{n}", "event", "bilet", 6, n) for n in range(number)])
    client = client_of(officer)
    client.get("/2021/monitoring/matrix/")  # the session remembers the year
    with django_assert_num_queries(11):
        page = Matrix(client, schools)
    typed = {(f"s-{n}", grade): str(n + grade) for n in range(number) for grade in range(6, 12)}
    data = {**page.fields, **{page.name(*place): text for place, text in typed.items()}, "action": "save"}
    with django_assert_max_num_queries(36):  # SQLite inserts in pieces
        assert client.post(page.path + BILET, data).status_code == 302
    assert Participation.objects.count() == 6 * number


@pytest.fixture
def second_page(client_of, officer, okrug):
    """Page 2 of 102 organisations: of the last two."""
    make_catalogue()
    schools = [make_school(okrug, f"s-{n:03}", f"Школа {n:03}") for n in range(102)]
    open_campaign(municipality=okrug, year=2021)
    page = Matrix(client_of(officer), schools, f"{BILET}&page=2")
    assert {code for code, _ in page.cells} == {"s-100", "s-101"}
    assert f'<form method="post" action="{BILET}&page=2"' in page.text
    return page


def test_a_refusal_on_the_second_page_shows_the_second_page(second_page):
    second_page.save({("s-100", 6): "много", ("s-101", 6): "5"})
    assert (second_page.status, second_page.cells[("s-100", 6)], len(second_page.summary)) == (
        422,
        "много",
        1,
    )
    second_page.save({("s-100", 6): "7"})
    assert (second_page.status, values()) == (200, {("s-100", 6): 7, ("s-101", 6): 5})
    assert {code for code, _ in second_page.cells} == {"s-100", "s-101"}


def test_a_handed_in_report_of_the_second_page_can_be_changed(second_page):
    send(fact("s-101", "event", "bilet", 6, 16), accept=True)
    second_page.take(second_page.client.get(second_page.path + second_page.query))
    second_page.save({("s-101", 6): "17"})
    assert "Вернуть в черновик 1 отчёт?" in second_page.text.replace("\xa0", " ")
    second_page.save({}, agreed=str(second_page.keys["s-101"]))
    assert (second_page.status, values()) == (200, {("s-101", 6): 17})


def test_whatever_is_pasted_or_typed_stands_on_the_page_that_is_shown(second_page):
    pasted = ["s-000", "s-050", "s-101"]
    second_page.post("paste", block="\n".join(f"{code}\t5" for code in pasted))
    assert "Вставлено в 3 ячейки 3 организаций" in second_page.text.replace("\xa0", " ")
    assert list(dict.fromkeys(code for code, _ in second_page.cells)) == ["s-000", "s-050", "s-100", "s-101"]
    second_page.query = BILET  # the same sent from the first page
    second_page.save({("s-050", 7): "много"})
    assert {code for code, _ in second_page.cells} == {*(f"s-{n:03}" for n in range(100)), "s-101"}
    second_page.save({("s-050", 7): "6"})
    assert values() == {("s-000", 6): 5, ("s-050", 6): 5, ("s-050", 7): 6, ("s-101", 6): 5}


def test_grades_of_preschool_stand_first(client_of, officer, okrug, kindergarten, school):
    make_catalogue()
    school.grades = Grades.parse("0-4")
    school.save()
    open_campaign(municipality=okrug, year=2021)
    page = Matrix(client_of(officer), [kindergarten, school], "?column=pupils")
    assert sorted(page.cells) == [*[("okr-01", grade) for grade in range(5)], ("okr-03", 0)]
    assert 'matrix__grade">дошк.' in page.text


class TestOfRegister:
    """The number of agreements: typed only where the register does not speak for the organisation."""

    @pytest.fixture
    def counted(self, campaign, school, officer):
        Metric.objects.filter(code="contracts").update(register="agreements")
        row = Agreement(school=school, partner="Завод", number="1", signed=dt.date(2021, 9, 10))
        keep(register=AGREEMENTS, row=row, person=officer)
        return "?column=metric.contracts"

    def test_each_organisation_is_asked_or_counted_by_itself(self, open_matrix, officer, counted):
        page = open_matrix(officer, query=counted)
        assert page.cells == {("okr-02", 13): ""}
        assert "У 1 организации число считается по реестру" in page.text.replace("\xa0", " ")
        saved = page.save({("okr-02", 13): "4"})
        assert (saved.status, saved.cells) == (200, {("okr-02", 13): "4"})

    def test_what_a_stale_page_sends_for_a_counted_one_is_refused_and_kept(
        self, open_matrix, officer, counted
    ):
        page = open_matrix(officer, query=counted)
        was = {f"was.{page.name('okr-01', 13)}": "1"}
        page = page.save({("okr-01", 13): "7", ("okr-02", 13): "4"}, **was)
        assert (page.status, "там 1 договор: исправьте реестр" in page.text.replace("\xa0", " ")) == (
            422,
            True,
        )
        assert page.cells == {("okr-01", 13): "7", ("okr-02", 13): "4"}
        assert list(MetricValue.objects.values_list("school__code", "value")) == [("okr-01", 1)]

    def test_a_pasted_number_for_a_counted_one_is_told(self, open_matrix, officer, counted):
        page = open_matrix(officer, query=counted).post("paste", block="okr-01\t7\nokr-02\t4")
        assert page.cells == {("okr-02", 13): "4"}
        assert "строка 1, Ёлкинская СОШ: число считается по реестру, пропущено." in page.text.replace(
            "\xa0", " "
        )

    def test_nothing_is_typed_where_all_are_counted(self, open_matrix, officer, counted, small_school):
        row = Agreement(school=small_school, partner="Завод", number="2", signed=dt.date(2021, 9, 10))
        keep(register=AGREEMENTS, row=row, person=officer)
        page = open_matrix(officer, query=counted)
        assert (page.cells, "вносить его не нужно" in page.text) == ({}, True)
