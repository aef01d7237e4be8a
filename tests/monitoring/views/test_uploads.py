"""«Книга Excel» as people see it: taken away, brought back, looked at, confirmed; by whom and at what cost."""

from __future__ import annotations

import datetime as dt
import html
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from monitoring.models import CellChange, Cohort, Submission, Upload
from monitoring.uploading import keep, read_upload
from schools.models import Membership
from tests.cast import make_school
from tests.monitoring.workbook.books import ENCRYPTED, OLD_XLS, download, edit, fill, the_wave
from tests.monitoring.workbook.conftest import campaign  # noqa: F401
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
SCHOOL = "Ёлкинская СОШ"
PAGE = ("monitoring:school_book", {"year": 2021, "school": "okr-01"})
ALL = ("monitoring:books", {"year": 2021})


def text_of(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def heading(response) -> str:
    return re.search(r"<h1>(.*?)</h1>", text_of(response))[1]


def bring(client, content, page=PAGE, kind="workbook", name="отчёт.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(page[0], kwargs=page[1]), {"kind": kind, f"{kind}-file": file})


def patience_lost():
    """As if no worker had come for a minute."""
    Upload.objects.update(created_at=timezone.now() - dt.timedelta(minutes=1))


@pytest.fixture
def sent(campaign, head, school):  # noqa: F811
    def send_in(person=head, at=school, **cells):
        content = fill(download(person, *([at] if at else [])), SCHOOL, **(cells or {"C6": 25}))
        upload = keep(
            kind="workbook", file=BytesIO(content), name="отчёт.xlsx", wave=the_wave(), school=at, person=person
        )  # fmt: skip
        read_upload(upload.pk)
        return upload.pk

    return send_in


def address(name, pk):
    return reverse(f"monitoring:{name}", kwargs={"year": 2021, "pk": pk})


def test_the_workbook_has_a_russian_name_and_an_ascii_one(campaign, client_of, head, officer):  # noqa: F811
    one = client_of(head).get(reverse("monitoring:school_book_file", kwargs=PAGE[1]))
    assert one["Content-Disposition"] == (
        "attachment; filename=\"report-okr-01-2021.xlsx\"; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%20"
        "%D0%81%D0%BB%D0%BA%D0%B8%D0%BD%D1%81%D0%BA%D0%B0%D1%8F%20%D0%A1%D0%9E%D0%A8%202021-2022.xlsx"
    )
    everything = client_of(officer).get(reverse("monitoring:book_file", kwargs=ALL[1]))
    assert len(load_workbook(BytesIO(everything.content)).sheetnames) == 7


def test_without_a_broker_and_without_javascript_a_file_is_brought_and_written(
    campaign, client_of, head, school  # noqa: F811
):  # fmt: skip
    client = client_of(head)
    page = bring(client, fill(download(head, school), SCHOOL, C5=29, C6=25))
    pk = Upload.objects.get().pk
    assert page.url == address("upload", pk)
    waiting = client.get(page.url)
    assert (heading(waiting), "обновите её" in text_of(waiting)) == ("Файл читается", True)
    assert heading(client.get(page.url)) == "Файл читается"
    patience_lost()
    preview = client.get(page.url)
    assert heading(preview) == "Проверьте и внесите 2 изменения"
    assert re.findall(r'data-label="(?:Было|Станет)">([^<]*)', text_of(preview)) == [
        "28",
        "29",
        "пусто",
        "25",
    ]
    done = client.post(address("upload_apply", pk), follow=True)
    assert (heading(done), "Внесено: 2 изменения." in text_of(done)) == ("Внесено: 2 изменения", True)
    again = client.post(address("upload_apply", pk), follow=True)
    assert "Уже сделано" in text_of(again)
    assert CellChange.objects.filter(door="workbook").count() == 2


def test_the_progress_asks_again_and_then_for_the_whole_page(campaign, client_of, head, school):  # noqa: F811
    client = client_of(head)
    bring(client, download(head, school))
    pk = Upload.objects.get().pk
    assert 'hx-trigger="load delay:1s"' in text_of(client.get(address("upload_state", pk)))
    patience_lost()
    assert client.get(address("upload_state", pk)).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ENCRYPTED, "Книга закрыта паролем: снимите его"),
        (OLD_XLS, "Это старый формат Excel (.xls), даже если файл назван .xlsx"),
        (b"0" * 16 * 1024 * 1024, "Файл – 16 МБ, а можно не больше 15 МБ"),
        (b"year;value", "Это не книга Excel"),
        (b"", "Файл пуст"),
    ],
)
def test_what_is_no_workbook_is_refused_at_once_beside_the_field(
    content, words, campaign, client_of, head  # noqa: F811
):  # fmt: skip
    page = bring(client_of(head), content)
    assert (page.status_code, words in text_of(page), Upload.objects.count()) == (422, True, 0)


def test_a_faulty_workbook_comes_back_marked(sent, client_of, head):
    pk = sent(C6="много", C7=20)
    client = client_of(head)
    page = client.get(address("upload", pk))
    assert heading(page) == "Ничего не внесено: 1 ошибка в файле"
    assert "Это не число" in text_of(page)
    assert "Внести в отчёт" not in text_of(page)
    marked = client.get(address("upload_marked", pk))
    assert load_workbook(BytesIO(marked.content))[SCHOOL]["C6"].comment.text.startswith(
        "Ориентир: это не число"
    )
    assert client.post(address("upload_withdraw", pk)).url == reverse(PAGE[0], kwargs=PAGE[1])
    assert client.get(address("upload_marked", pk)).status_code == 404


def test_a_faulty_cell_inside_merged_ones_comes_back_marked(campaign, client_of, head, school):  # noqa: F811
    merged = edit(download(head, school), lambda book: book[SCHOOL].merge_cells("C5:C7"))
    upload = keep(
        kind="workbook", file=BytesIO(merged), name="отчёт.xlsx", wave=the_wave(), school=school, person=head
    )  # fmt: skip
    read_upload(upload.pk)
    marked = load_workbook(BytesIO(client_of(head).get(address("upload_marked", upload.pk)).content))
    assert "объединена с соседними" in marked[SCHOOL]["C5"].comment.text


def test_of_two_numbers_the_page_asks_and_keeps_the_portals_by_default(sent, client_of, head, officer):
    first, second = sent(C5=29), sent(C5=29)
    send(fact("okr-01", "pupils", grade=6, value=31), person=officer, door="form")
    client = client_of(head)
    pk = sent(C5=30, C6=25)
    Upload.objects.filter(pk__in=(first, second)).delete()
    send(fact("okr-01", "pupils", grade=6, value=32), person=officer, door="form")
    refused = client.post(address("upload_apply", pk), {"conflicts": "keep"}, follow=True)
    assert "Ничего не записано: пока вы смотрели, что-то изменилось" in text_of(refused)
    patience_lost()
    page = client.get(address("upload", pk))
    assert "1 число изменили на портале" in text_of(page)
    client.post(address("upload_apply", pk), {"conflicts": "keep"})
    assert dict(Cohort.objects.filter(year=2021).values_list("grade", "value")) == {6: 32, 7: 25}


def test_who_may_handle_an_upload(sent, client_of, people):
    pk = sent()
    answers = {
        name: client_of(person).get(address("upload", pk)).status_code for name, person in people.items()
    }
    assert answers == {
        "region": 404, "officer": 200, "head": 200, "second_head": 404, "analyst": 404, "stranger": 404, "admin": 200,
    }  # fmt: skip
    for name in ("second_head", "analyst", "stranger", "region"):
        assert client_of(people[name]).post(address("upload_apply", pk)).status_code == 404
    assert not CellChange.objects.filter(door="workbook").exists()


def test_whoever_has_left_does_not_see_what_they_sent(
    sent, client_of, head, officer, neighbour, small_school
):
    of_school, of_all = sent(C6="много"), sent(person=officer, at=None, C6="много")
    Membership.objects.filter(user=head).update(school=small_school)
    Membership.objects.filter(user=officer).update(municipality=neighbour)
    for person, pk in ((head, of_school), (officer, of_all)):
        client = client_of(person)
        assert client.get(address("upload", pk)).status_code == 404
        assert client.get(address("upload_marked", pk)).status_code == 404
        assert client.post(address("upload_withdraw", pk)).status_code == 404


def test_a_reader_has_no_workbook(campaign, client_of, analyst, officer):  # noqa: F811
    assert client_of(analyst).get(reverse(ALL[0], kwargs=ALL[1])).status_code == 403
    board = text_of(client_of(analyst).get("/2021/monitoring/"))
    assert "Книга Excel" not in board
    assert "Книга Excel" in text_of(client_of(officer).get("/2021/monitoring/"))


def test_the_officer_is_told_of_all_organisations_and_narrows_the_list(sent, client_of, officer):
    pk = sent(person=officer, at=None, C5=29, C6=25)
    client = client_of(officer)
    assert "новых 1, изменится 1" in text_of(client.get(address("upload", pk)))
    only = text_of(client.get(address("upload", pk), {"status": "new"}))
    assert re.findall(r'books__new" data-label="Станет">([^<]*)', only) == ["25"]


@pytest.mark.parametrize("number", [1, 3, 60])
def test_pages_take_the_same_queries_however_many_schools(
    number, sent, client_of, officer, okrug, django_assert_num_queries
):
    for n in range(number):
        make_school(okrug, f"okr-2{n}", f"Школа {n}")
    pk = sent(person=officer, at=None, C6=25)
    client = client_of(officer)
    for url, queries in ((reverse(ALL[0], kwargs=ALL[1]), 8), (address("upload", pk), 10)):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)


def test_the_form_and_the_workbook_lead_to_each_other(campaign, client_of, head):  # noqa: F811
    form = text_of(client_of(head).get(reverse("monitoring:form", kwargs=PAGE[1])))
    assert f'href="{reverse(PAGE[0], kwargs=PAGE[1])}?wave=1"' in form
    Submission.objects.update(state="accepted")
    assert client_of(head).get(reverse(PAGE[0], kwargs=PAGE[1])).status_code == 200
