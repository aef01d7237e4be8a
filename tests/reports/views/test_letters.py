"""A letter on its page and as files; the preview of what is typed; the archive of a batch."""

from __future__ import annotations

import io
import zipfile

import pytest

from recommendations.letters.registering import register
from recommendations.letters.sending import send
from recommendations.models import Letter
from reports.models import Job
from tests.cast import make_school
from tests.recommendations.letters.world import TODAY, Levels


@pytest.fixture
def levels(okrug, kindergarten, school) -> Levels:
    return Levels(okrug, kindergarten, school)


def sent(levels: Levels, officer) -> Letter:
    made = register(letters=[levels.draft(officer)], person=officer, date=TODAY, number="837/1", today=TODAY)
    send(letters=made, person=officer)
    return Letter.objects.get(pk=made[0].pk)


@pytest.mark.parametrize("person", ["officer", "analyst", "region", "head"])
def test_who_sees_a_letter_takes_its_files(person, levels, people, client_of):
    letter = sent(levels, people["officer"])
    browser = client_of(people[person])
    page = browser.get(f"/2021/letters/{letter.pk}/").content.decode()
    assert "плановые значения не достигнуты" in page
    docx = browser.get(f"/2021/letters/{letter.pk}/file/docx/")
    assert docx["Content-Disposition"] == 'attachment; filename="pismo-837-1.docx"'
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(docx.content)).namelist()
    assert browser.get(f"/2021/letters/{letter.pk}/file/pdf/").content[:5] == b"%PDF-"
    assert browser.get(f"/2021/letters/{letter.pk}/file/odt/").status_code == 404


def test_nobody_else_finds_it(levels, officer, second_head, stranger, client_of):
    letter = sent(levels, officer)
    for person in (second_head, stranger):
        for path in ("", "file/pdf/", "file/docx/"):
            assert client_of(person).get(f"/2021/letters/{letter.pk}/{path}").status_code == 404
    assert client_of(officer).get(f"/2020/letters/{letter.pk}/").status_code == 404


def test_the_sheet_of_acknowledgement_is_for_those_who_read_the_municipality(
    levels, officer, head, client_of
):
    letter = sent(levels, officer)
    sheet = client_of(officer).get(f"/2021/letters/{letter.pk}/sheet/pdf/")
    assert sheet["Content-Disposition"] == 'attachment; filename="list-oznakomleniya-pismo-837-1.pdf"'
    assert client_of(head).get(f"/2021/letters/{letter.pk}/sheet/pdf/").status_code == 403
    draft = levels.draft(officer)
    assert client_of(officer).get(f"/2021/letters/{draft.pk}/sheet/pdf/").status_code == 404


def test_the_preview_shows_what_is_typed_and_saves_nothing(levels, officer, analyst, client_of):
    letter = levels.draft(officer)
    data = {"letter": letter.pk, "heading": "Набираемый <заголовок>", "findings": "– пункт"}
    browser = client_of(officer)
    fragment = browser.post("/2021/letters/preview/", data, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="letter-preview"')
    assert "<h1>Набираемый &lt;заголовок&gt;</h1>" in fragment
    assert "<li>пункт</li>" in fragment
    whole = browser.post("/2021/letters/preview/", data).content.decode()
    assert "Текст ещё не сохранён" in whole
    assert Letter.objects.get().heading == letter.heading
    assert client_of(analyst).post("/2021/letters/preview/", data).status_code == 403
    assert browser.post("/2021/letters/preview/", {"letter": "x"}).status_code == 404


def test_a_document_that_cannot_be_made_is_said_on_the_page(levels, officer, client_of, monkeypatch):
    letter = sent(levels, officer)
    monkeypatch.setattr("reports.documents.running.LARGEST", 10)
    browser = client_of(officer)
    assert "Документ слишком большой" in browser.get(f"/2021/letters/{letter.pk}/").content.decode()
    answer = browser.get(f"/2021/letters/{letter.pk}/file/docx/")
    assert (answer.status_code, answer.url) == (302, f"/2021/letters/{letter.pk}/")


def test_the_archive_of_a_batch_is_ordered_once(levels, officer, analyst, client_of):
    batch = levels.drafts(officer, each=True)[0].batch
    browser = client_of(officer)
    first = browser.post(f"/2021/letters/batch/{batch}/archive/")
    assert browser.post(f"/2021/letters/batch/{batch}/archive/").url == first.url
    job = Job.objects.get()
    assert (job.title, job.name) == ("Письма организациям: 2", "pisma-2021.zip")
    assert client_of(analyst).post(f"/2021/letters/batch/{batch}/archive/").status_code == 403
    assert browser.post("/2021/letters/batch/none/archive/").status_code == 404


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_page_costs_the_same_queries_with_any_number_of_organisations(
    number, levels, officer, okrug, client_of, django_assert_num_queries
):
    schools = [make_school(okrug, f"new-{n}", f"Школа {n}") for n in range(number)]
    levels.schools = (*levels.schools, *schools)
    letter = sent(levels, officer)
    browser = client_of(officer)
    browser.get(f"/2021/letters/{letter.pk}/")
    with django_assert_num_queries(7):
        browser.get(f"/2021/letters/{letter.pk}/")
