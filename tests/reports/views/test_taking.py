"""«Отчёты и выгрузка»: a choice is downloaded, ordered where it is large, saved, shared and taken again."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from indicators.models import Indicator
from reports import taking
from reports.choice import Choice
from reports.models import Job, Selection
from reports.selecting import save
from schools.models import Municipality
from tests.cast import make_school

pytestmark = pytest.mark.django_db
PAGE = "/2021/exports/"
VALUES = {"what": "values", "years": ["2021"], "form": "csv"}


@pytest.fixture
def client(board, client_of, analyst):
    return client_of(analyst)


@pytest.fixture
def saved(board, analyst, okrug):
    save(name="Моя", choice=Choice("values", (2021,), form="csv"), municipality=okrug, person=analyst)
    return Selection.objects.get()


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_what_was_chosen_is_downloaded(client):
    answer = client.post(PAGE, {**VALUES, "indicators": ["bilet"], "whose": "municipality"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="znacheniya-2021.csv"'
    assert body(answer).decode("utf-8-sig").splitlines()[1:] == [
        "2021,municipality,32622000,Речной округ,bilet,32,100,32.0,30,achieved,2,2"
    ]
    book = client.post(PAGE, {"what": "heatmap", "years": ["2021"], "form": "xlsx"})
    assert load_workbook(BytesIO(body(book))).sheetnames == ["2021-2022", "Определения"]


def test_a_large_choice_is_a_file_in_the_background_and_twice_the_same(client, monkeypatch):
    monkeypatch.setattr(taking, "MOST_AT_ONCE", 3)
    first = client.post(PAGE, VALUES)
    assert (first.status_code, client.post(PAGE, VALUES).url) == (302, first.url)
    job = Job.objects.get()
    assert (job.title, job.name, first.url) == (
        "Значения показателей, 2021/2022", "znacheniya-2021.csv", f"/files/{job.pk}/",
    )  # fmt: skip
    taking_again = client.post(f"/files/{job.pk}/erase/", follow=True)
    assert "файл удалён" in taking_again.content.decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({**VALUES, "years": []}, "Отметьте хотя бы один учебный год."),
        ({**VALUES, "what": "comparison"}, "«Сравнение лет»: отметьте хотя бы два года."),
        ({**VALUES, "what": "heatmap"}, "«Тепловая карта» бывает только книгой Excel: выберите XLSX."),
        ({**VALUES, "do": "save", "name": " "}, "Назовите выборку, например «К отчёту за год»."),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_choice_kept(client, words, said):
    answer = client.post(PAGE, {**words, "locality": "rural"})
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert '<option value="rural" selected>' in page
    assert not Selection.objects.exists()


def test_a_choice_is_saved_written_over_and_taken_with_todays_values(client, board, small_school):
    words = {**VALUES, "indicators": ["bilet"], "whose": "municipality", "do": "save", "name": "К отчёту"}
    assert "сохранена" in client.post(PAGE, words, follow=True).content.decode()
    assert "обновлена" in client.post(PAGE, {**words, "form": "xlsx"}, follow=True).content.decode()
    selection = Selection.objects.get()
    page = client.get(f"{PAGE}?selection={selection.pk}").content.decode()
    assert '<input type="checkbox" name="indicators" value="bilet"' in page.replace(
        ' class="form-check-input"', ""
    )
    assert 'value="К отчёту"' in page
    Indicator.objects.filter(code="bilet").update(decimals=0)
    line = body(client.post(f"{PAGE}selections/{selection.pk}/take/", {"form": "csv"})).decode()
    assert ",bilet,32,100,32,30,achieved," in line
    assert body(client.post(f"{PAGE}selections/{selection.pk}/take/")).startswith(b"PK")


def test_colleagues_take_a_selection_and_only_its_owner_changes_it(
    saved, client_of, officer, analyst, head, stranger
):
    address = f"{PAGE}selections/{saved.pk}/"
    colleague = client_of(officer)
    assert "Моя" in colleague.get(PAGE).content.decode()
    assert colleague.post(f"{address}take/").status_code == 200
    assert [colleague.get(address).status_code, colleague.post(f"{address}delete/").status_code] == [403, 403]
    assert [client_of(person).post(f"{address}take/").status_code for person in (head, stranger)] == [
        403,
        404,
    ]
    owner = client_of(analyst)
    assert owner.post(address, {"name": ""}).status_code == 422
    assert "называется «Другая»" in owner.post(address, {"name": "Другая"}, follow=True).content.decode()
    assert "удалена" in owner.post(f"{address}delete/", follow=True).content.decode()
    assert not Selection.objects.exists()


def test_two_selections_of_one_person_have_two_names(saved, client, okrug, analyst):
    save(name="Другая", choice=Choice("facts", (2021,)), municipality=okrug, person=analyst)
    answer = client.post(f"{PAGE}selections/{saved.pk}/", {"name": "Другая"})
    assert (answer.status_code, Selection.objects.get(pk=saved.pk).name) == (422, "Моя")


def test_a_table_that_is_no_more_is_said_instead_of_taken(saved, client):
    Selection.objects.update(words={"what": "gone"})
    assert "Такой таблицы больше нет" in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}selections/{saved.pk}/take/", follow=True)
    assert "такой таблицы больше нет" in answer.content.decode()


def test_a_region_chooses_its_territory_and_others_do_not(board, client_of, region, officer, neighbour):
    page = client_of(region).get(f"{PAGE}?municipality=32622000").content.decode()
    assert "весь регион: Кемеровская область — Кузбасс" in page
    assert "весь регион" not in client_of(officer).get(PAGE).content.decode()
    refused = client_of(region).post(PAGE, {**VALUES, "whose": "region", "area": "municipality"})
    assert "выберите территорию «весь регион»" in refused.content.decode()


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_page_costs_the_same_however_many_there_are(
    number, board, okrug, analyst, client, django_assert_num_queries
):
    for n in range(number):
        make_school(Municipality.objects.get(pk=okrug.pk), f"okr-5{n}", f"Школа {n}")
        save(name=f"Выборка {n}", choice=Choice("values", (2021,)), municipality=okrug, person=analyst)
    client.get(PAGE)
    with django_assert_num_queries(9):
        assert client.get(PAGE).status_code == 200
