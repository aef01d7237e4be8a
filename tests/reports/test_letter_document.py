"""The letter of four levels, word for word, in all three forms; its annex counted; the archive of a batch."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from recommendations.letters.registering import register
from recommendations.letters.sending import acknowledge, recipients_of, send
from recommendations.models import Letter, LetterRecipient
from reports.documents import Document, write_docx, write_pdf
from reports.letter_batch import write_batch
from reports.letter_document import file_stem, letter_document
from reports.letter_sheet import sheet_document
from reports.work import JobRefused, Work
from tests.recommendations.letters.world import TODAY, YEAR, Levels

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BREAKS = re.compile(r"[\s\u00ad\u2010-]+")  # lines of a PDF break within words
LETTER = """\
УПРАВЛЕНИЕ ОБРАЗОВАНИЯ РЕЧНОГО ОКРУГА
ул. Речная, д. 1, г. Речной, 650000
тел. (3842) 00-00-00
от 20.01.2022 № 837/1
Руководителям образовательных организаций (по списку)
О результатах мониторинга профессионального самоопределения обучающихся за 2021/2022 учебный год
По итогам мониторинга профессионального самоопределения обучающихся за 2021/2022 учебный год в Речном округе установлено:
доля обучающихся дошкольных образовательных организаций, охваченных мероприятиями, составляет 40 % при плане 75 % (плановые значения не достигнуты);
доля обучающихся по программам начального общего образования, охваченных мероприятиями, составляет 80 % при плане 75 % (плановые значения достигнуты);
доля обучающихся по программам основного общего образования, охваченных мероприятиями, составляет 70 % при плане 75 % (плановые значения не достигнуты);
доля обучающихся по программам среднего общего образования, охваченных мероприятиями, составляет 80 % при плане 75 % (плановые значения достигнуты).
Управление образования Речного округа направляет адресные рекомендации (приложение) для ознакомления и использования в работе.
Руководителям организаций:
Ознакомиться с письмом и отметить ознакомление на портале до 27 января 2022 года.
Обсудить итоги мониторинга с педагогическим коллективом до 3 февраля 2022 года.
Составить план мероприятий на 2022/2023 учебный год и приступить к его исполнению до 15 июня 2022 года.
Приложение: на 1 л. в 1 экз.
Начальник управления
М. А. Речная
Соколова А. П.
8 (3842) 00-00-01
Приложение
к письму от 20.01.2022 № 837/1
Проблемы, выявленные по итогам мониторинга
Низкая доля обучающихся дошкольных образовательных организаций, охваченных мероприятиями.
Низкая доля обучающихся по программам основного общего образования, охваченных мероприятиями.
Адресные рекомендации
Руководителям дошкольных образовательных организаций:
Расширить охват: сейчас 40 % при плане 75 %.
Назначить ответственного за профориентацию.
Руководителям общеобразовательных организаций:
Расширить охват: сейчас 70 % при плане 75 %.
Назначить ответственного за профориентацию.
"""  # noqa: E501 - the letter as it is printed


@pytest.fixture
def levels(okrug, kindergarten, school) -> Levels:
    return Levels(okrug, kindergarten, school)


@pytest.fixture
def letter(levels, officer) -> Letter:
    made = register(letters=[levels.draft(officer)], person=officer, date=TODAY, number="837/1", today=TODAY)
    return made[0]


def plain(html: str) -> str:
    """The lines of a composed document, without its marks."""
    broken = re.sub(r"</(?:p|li|h1|td|th)>|<ul>|<ol>|<br>", "\n", html)
    text = unescape(re.sub(r"<[^>]+>", "", broken)).replace("\u00a0", " ")
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def docx_lines(content: bytes) -> str:
    root = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))
    texts = ("".join(part.text or "" for part in one.iter(W + "t")) for one in root.iter(W + "p"))
    return "".join(f"{text.replace(chr(160), ' ').strip()}\n" for text in texts if text.strip(" \u00a0"))


def test_the_letter_of_four_levels_word_for_word(letter):
    document = letter_document(letter)
    assert plain(document.body) == LETTER
    assert docx_lines(write_docx(document)) == LETTER
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(document))).pages]
    joined = BREAKS.sub("", "".join(pages))
    for line in LETTER.splitlines():
        assert BREAKS.sub("", line) in joined, line
    assert pages[1].split("\n")[:2] == ["2", "Приложение"]
    assert len(pages) == 2


def test_the_annex_is_counted_in_its_own_pages(letter):
    letter.advice = "\n".join(f"Рекомендация {n}: {'слова ' * 60}" for n in range(12))
    document = letter_document(letter)
    pages = [page.extract_text().split("\n") for page in PdfReader(io.BytesIO(write_pdf(document))).pages]
    begins = next(number for number, page in enumerate(pages) if page[1:2] == ["Приложение"])
    assert len(pages) - begins > 1
    assert f"Приложение: на {len(pages) - begins} л. в 1 экз." in plain(document.body)
    letter.advice = letter.problems = ""
    text = plain(letter_document(letter).body)
    assert "Приложение" not in text.replace("(приложение)", "")


def test_a_draft_shows_blanks_and_the_particulars_of_today(levels, officer, okrug):
    draft = levels.draft(officer)
    okrug.letterhead = ""
    draft.municipality = okrug
    assert plain(letter_document(draft).body).splitlines()[:3] == [
        "УПРАВЛЕНИЕ ОБРАЗОВАНИЯ РЕЧНОГО ОКРУГА",
        "от __________ № ________",
        "Руководителям образовательных организаций (по списку)",
    ]
    assert file_stem(draft) == f"pismo-proekt-{draft.pk}"


def test_what_was_registered_keeps_the_particulars_of_its_day(letter, okrug):
    okrug.authority, okrug.letterhead = "Департамент", "другой адрес"
    okrug.save()
    again = Letter.objects.select_related("municipality").get(pk=letter.pk)
    assert plain(letter_document(again).body) == LETTER
    assert file_stem(again) == "pismo-837-1"


def test_what_people_type_is_text_in_the_letter(letter):
    letter.heading = "<b>О</b> #set & <script>"
    letter.findings = "– <i>пункт</i>"
    assert "<b>О</b> #set & <script>\n" in plain(letter_document(letter).body)
    assert "<b>О</b> #set & <script>\n" in docx_lines(write_docx(letter_document(letter)))


def test_the_sheet_of_acknowledgement_names_who_has_read(letter, officer, head, school):
    send(letters=[letter], person=officer)
    acknowledge(recipient=LetterRecipient.objects.select_related("letter").get(school=school), person=head)
    LetterRecipient.objects.update(acknowledged_at="2022-01-21T03:30:00Z")
    LetterRecipient.objects.exclude(school=school).update(acknowledged_at=None)
    text = plain(sheet_document(letter, recipients_of([letter]), now=None).body)
    assert text.splitlines()[2:] == [
        "№", "Организация", "Ознакомлены", "Кто", "1", "Детский сад «Ручеёк»", "2", "Ёлкинская СОШ",
        "21.01.2022, 06:30", "О. И. Ёлкина",
        "Ознакомлены 1 из 2. Отметки сделаны на портале под учётными записями организаций.",
    ]  # fmt: skip


def test_a_batch_is_an_archive_of_all_its_letters_with_a_register(levels, officer, okrug):
    batch = levels.drafts(officer, each=True)
    register(letters=batch, person=officer, date=TODAY, number="20", today=TODAY)
    told: list[int] = []
    file = io.BytesIO()
    parameters = {"year": YEAR, "letters": [letter.pk for letter in batch], "count": 2}
    said = write_batch(Work(parameters, officer, okrug, None, file, told.append))
    assert said.replace("\u00a0", " ") == "2 письма в DOCX и PDF и реестр."
    assert told == [0, 50]
    archive = zipfile.ZipFile(file)
    assert archive.namelist() == [
        "pismo-20-Детский-сад-Ручеёк.docx",
        "pismo-20-Детский-сад-Ручеёк.pdf",
        "pismo-21-Ёлкинская-СОШ.docx",
        "pismo-21-Ёлкинская-СОШ.pdf",
        "reestr.xlsx",
    ]
    assert {part.date_time[:3] for part in archive.infolist()[:4]} == {(TODAY.year, TODAY.month, TODAY.day)}
    assert "Руководителю Детский сад «Ручеёк»" in docx_lines(archive.read("pismo-20-Детский-сад-Ручеёк.docx"))
    rows = list(load_workbook(io.BytesIO(archive.read("reestr.xlsx"))).worksheets[0].values)
    assert [(row[0], row[2], row[5], row[8]) for row in rows[1:]] == [
        ("20", "Детский сад «Ручеёк»", "зарегистрировано", "pismo-20-Детский-сад-Ручеёк.docx"),
        ("21", "Ёлкинская СОШ", "зарегистрировано", "pismo-21-Ёлкинская-СОШ.docx"),
    ]
    Letter.objects.all().delete()
    with pytest.raises(JobRefused, match="больше нет"):
        write_batch(Work(parameters, officer, okrug, None, io.BytesIO(), told.append))


def test_a_foreign_officer_gets_no_letters_of_others(levels, officer, stranger, neighbour):
    batch = levels.drafts(officer, each=True)
    parameters = {"year": YEAR, "letters": [letter.pk for letter in batch], "count": 2}
    with pytest.raises(JobRefused):
        write_batch(Work(parameters, stranger, neighbour, None, io.BytesIO(), lambda percent: None))


def test_a_document_carries_its_title_and_author(letter):
    document = letter_document(letter)
    assert isinstance(document, Document)
    assert document.author == "Управление образования Речного округа"
    assert document.title.startswith("Письмо от\u00a020.01.2022 №\u00a0837/1. О результатах")
