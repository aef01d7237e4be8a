"""One write path: the same wrong value is refused with the same sentence at every door, and the same right one written.

A door takes facts as a person sends them there and gives back what it answered, as plain text. `DOORS` are walked by
every test; a door that cannot carry a case at all is named beside it with the reason.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from monitoring.campaigns import open_campaign
from monitoring.models import (
    CellChange,
    Cohort,
    MetricValue,
    Participation,
    Revision,
    Submission,
    Upload,
    Wave,
)
from monitoring.tidy import COLUMNS
from monitoring.uploading import keep, read_upload
from monitoring.workbook.writing import write_book
from schools.grades import UNGRADED
from schools.models import School, Transition, User
from tests.monitoring.views.test_form import Page
from tests.monitoring.workbook.books import edit
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
YEAR = 2021


@dataclass(frozen=True)
class Sent:
    """One number and its address, as somebody writes it."""

    school: str
    kind: str
    code: str
    grade: int | None
    value: str

    @property
    def name(self) -> str:
        """The field of the form."""
        return f"cell.{self.kind}.{self.code}.{UNGRADED if self.grade is None else self.grade}"


@dataclass
class Visit:
    """Who comes with what; `path` is where files may be laid."""

    client: Client
    person: User
    sent: Sent
    path: object

    @property
    def form_kwargs(self) -> dict[str, object]:
        return {"year": YEAR, "school": self.sent.school}

    def post(self, name: str, kwargs: dict[str, object], data: dict[str, str], query: str = "") -> str:
        return said(self.client.post(reverse(name, kwargs=kwargs) + query, data, follow=True))


def said(response) -> str:
    """The words of an answer, whatever it is made of."""
    text = response.content.decode()
    if response.headers["Content-Type"].startswith("application/json"):
        text = json.dumps(response.json(), ensure_ascii=False).replace('\\"', '"')
    return plain(text)


def plain(text: str) -> str:
    """Without marks, with plain spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", html.unescape(text))))


def form(visit: Visit) -> str:
    name = visit.sent.name
    return visit.post(
        "monitoring:form", visit.form_kwargs, {"action": "save", name: visit.sent.value, f"was.{name}": ""}
    )


def autosave(visit: Visit) -> str:
    cell = {"name": visit.sent.name, "text": visit.sent.value, "shown": ""}
    body = {"person": visit.person.pk, "cells": [cell]}
    path = reverse("monitoring:autosave", kwargs=visit.form_kwargs)
    return said(visit.client.post(path, json.dumps(body), content_type="application/json"))


def paste(visit: Visit) -> str:
    """Looked at first, then written as promised."""
    sent = visit.sent
    data = {"text": sent.value, "column": f"{sent.kind}.{sent.code}", "first": "numbers"}
    if sent.grade is not None:
        data["grade"] = str(sent.grade)
    path = reverse("monitoring:paste", kwargs=visit.form_kwargs)
    looked = visit.client.post(path, {**data, "action": "preview"})
    promised = re.search(r'name="cells" value="([^"]*)"', looked.content.decode())
    cells = html.unescape(promised[1]) if promised else json.dumps([[sent.name, "", sent.value]])
    return said(looked) + said(
        visit.client.post(path, {**data, "action": "write", "cells": cells}, follow=True)
    )


def matrix(visit: Visit) -> str:
    sent = visit.sent
    key = School.objects.get(code=sent.school).pk
    name = f"cell.{key}.{UNGRADED if sent.grade is None else sent.grade}"
    data = {"action": "save", name: sent.value, f"was.{name}": ""}
    return visit.post("monitoring:matrix", {"year": YEAR}, data, f"?column={sent.kind}.{sent.code}")


def matrix_paste(visit: Visit) -> str:
    """Columns from a spreadsheet into the table, then saved with what the table shows."""
    sent = visit.sent
    query, grade = (
        f"?column={sent.kind}.{sent.code}",
        "Всего" if sent.grade is None else f"{sent.grade} класс",
    )
    page = Page(visit.client, "monitoring:matrix", {"year": YEAR}, query)
    looked = page.post("paste", block=f"Организация\t{grade}\n{sent.school}\t{sent.value}").text
    return plain(looked) + plain(page.post("save").text)


def api(visit: Visit) -> str:
    sent = visit.sent
    row = {"school": sent.school, "year": YEAR, "kind": sent.kind, "code": sent.code, "grade": sent.grade}
    body = {"facts": [{**row, "value": sent.value}]}
    return said(visit.client.post("/api/v1/facts/", body, content_type="application/json"))


def _row(sent: Sent) -> list[object]:
    return [sent.school, YEAR, sent.kind, sent.code, "" if sent.grade is None else sent.grade, sent.value]


def csv_file(visit: Visit) -> str:
    path = visit.path / "facts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, _row(visit.sent)])
    return _import(path)


def xlsx_file(visit: Visit) -> str:
    book, path = Workbook(), visit.path / "facts.xlsx"
    for row in (COLUMNS, _row(visit.sent)):
        book.active.append(list(row))
    book.save(path)
    return _import(path)


def _import(path: object) -> str:
    try:
        call_command("import_facts", path)
    except CommandError as error:
        return " ".join(str(error).split())
    return ""


Door = Callable[[Visit], str]
DRAFTS: tuple[Door, ...] = (form, autosave, paste, matrix, matrix_paste)
FILES: tuple[Door, ...] = (csv_file, xlsx_file)
DOORS: tuple[Door, ...] = (*DRAFTS, api, *FILES)
NAMES = {
    form: "form", autosave: "form", paste: "paste", matrix: "matrix", matrix_paste: "matrix", api: "api",
    csv_file: "file", xlsx_file: "file",
}  # fmt: skip
"""What the history calls each door."""

RIGHT = Sent("okr-01", "event", "bilet", 6, "16")
WRONG = {
    "not a number": (
        Sent("okr-01", "event", "bilet", 6, "двадцать"), "это не число: напишите, например, 25 или н/д.",
    ),
    "negative": (
        Sent("okr-01", "event", "bilet", 6, "-1"),
        "число человек не может быть отрицательным: напишите 0 или больше.",
    ),
    "not whole": (Sent("okr-01", "event", "bilet", 6, "17,5"), "людей считают целыми числами: уберите дробную часть."),
    "two numbers in one": (
        Sent("okr-01", "event", "bilet", 6, "16001700"),
        "больше миллиона человек не бывает: проверьте, не слиплись ли два числа.",
    ),
    "a share for an amount": (
        Sent("okr-01", "metric", "money", None, "17 %"), "нужно число (тыс. руб.), а не процент.",
    ),
    "too exact": (Sent("okr-01", "metric", "money", None, "17,85"), "не больше чем 1 знак после запятой: округлите."),
    "neither yes nor no": (Sent("okr-01", "metric", "has_plan", None, "2"), "ответ – да или нет (1 или 0)."),
    "unknown code": (
        Sent("okr-01", "event", "bile", 6, "16"), "неизвестный код мероприятия. Ближайший известный – «bilet».",
    ),
    "untaught grade": (
        Sent("okr-02", "event", "bilet", 10, "16"),
        "у «Берёзовская ООШ» нет этого класса, есть 1–9 классы: уберите строку или поправьте класс.",
    ),
    "outside the event": (
        Sent("okr-01", "event", "bilet", 5, "16"), "«Билет в будущее» охватывает 6–11 классы, а не 5 класс",
    ),
    "not asked of that kind": (
        Sent("okr-03", "metric", "contracts", None, "1"), "«Договоры» не спрашивается у этого вида организаций",
    ),
}  # fmt: skip
# Doors that have no field, no row or no column for such a number: what is forged there is refused in other words.
NO_PLACE: dict[str, tuple[Door, ...]] = {
    "not a number": (paste,),  # a lone word is the heading of a block
    "unknown code": (paste, matrix, matrix_paste),
    "untaught grade": (paste, matrix_paste),
    "outside the event": (paste, matrix_paste),
    "not asked of that kind": (paste, matrix, matrix_paste),
}


@pytest.fixture
def world(okrug, school, small_school, kindergarten, officer):
    make_catalogue()
    open_campaign(municipality=okrug, year=YEAR, due=dt.date(2022, 6, 1))


@pytest.fixture
def visit(world, client_of, tmp_path):
    return lambda sent, person: Visit(client_of(person), person, sent, tmp_path)


def stored() -> dict[str, list]:
    """Everything a number that went through would have touched; a report that was only begun is no number."""
    models = (Cohort, Participation, MetricValue, CellChange, Revision, Transition)
    found = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    return found | {
        "states": sorted(Submission.objects.exclude(state="draft").values_list("school__code", "state"))
    }


def name_of(door: Door) -> str:
    return door.__name__


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_what_is_impossible_is_refused_with_the_same_words_at_every_door(door, visit, officer):
    before = stored()
    silent = {case: door(visit(sent, officer)) for case, (sent, sentence) in WRONG.items()}
    assert stored() == before
    told = {case for case, answer in silent.items() if WRONG[case][1] in answer}
    assert told == {case for case in WRONG if door not in NO_PLACE.get(case, ())}


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_what_contradicts_another_number_stays_in_a_draft_and_is_refused_elsewhere(door, visit, officer):
    send(fact("okr-01", "pupils", grade=6, value=10))
    before = stored()
    answer = door(visit(RIGHT, officer))
    assert "6 класс: участников 16, а обучающихся 10; проверьте оба числа" in answer or door is autosave
    if door in DRAFTS:
        assert Participation.objects.get().value == 16
    else:
        assert stored() == before


@pytest.mark.parametrize("door", [form, autosave, paste, api], ids=name_of)
def test_a_school_changes_no_report_it_has_handed_in(door, visit, head):
    send(fact("okr-01", "event", "bilet", 6, 10))
    Submission.objects.update(state="submitted")
    before = stored()
    answer = door(visit(RIGHT, head))
    assert stored() == before
    assert "на проверке" in answer or "откройте отчёт для исправлений" in answer


@pytest.mark.parametrize("door", [matrix, matrix_paste], ids=name_of)
def test_an_officer_is_asked_before_a_report_goes_back_to_draft(door, visit, officer):
    send(fact("okr-01", "event", "bilet", 7, 10), accept=True)
    before = stored()
    assert "Вернуть в черновик 1 отчёт?" in door(visit(RIGHT, officer))
    assert stored() == before


@pytest.mark.parametrize("door", [api, *FILES], ids=name_of)
def test_a_file_takes_an_accepted_report_back_to_draft_and_keeps_what_counts(door, visit, officer):
    send(fact("okr-01", "event", "bilet", 6, 10), accept=True)
    revision = Revision.objects.get().number
    door(visit(RIGHT, officer))
    cell = Participation.objects.get()
    assert (cell.value, cell.accepted, Submission.objects.get().state) == (16, 10, "draft")
    assert Revision.objects.get().number == revision


@pytest.mark.parametrize("door", [*DRAFTS, api], ids=name_of)
def test_nobody_writes_where_they_may_not(door, visit, people):
    before = stored()
    for who in ("analyst", "region", "stranger", "second_head"):
        door(visit(RIGHT, people[who]))
        assert (who, stored()) == (who, before)


@pytest.mark.parametrize("door", [*DRAFTS, api], ids=name_of)
def test_a_wave_that_opens_later_is_filled_by_its_officer_only(door, visit, people):
    Wave.objects.update(opens=dt.date(2099, 9, 1), due=None)
    before = stored()
    answer = door(visit(RIGHT, people["head"]))
    assert stored() == before
    if door not in (matrix, matrix_paste):  # a head has no such table
        assert "ткроется 1 сентября 2099" in answer or "Пока можно посмотреть" in answer
    door(visit(RIGHT, people["officer"]))
    assert Participation.objects.get().value == 16


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_a_right_value_is_the_same_number_with_one_line_of_history(door, visit, officer):
    door(visit(RIGHT, officer))
    door(visit(RIGHT, officer))  # the same again changes nothing
    cell = Participation.objects.values_list(
        "school__code", "event__code", "grade", "population", "value", "mark", "accepted"
    )
    assert list(cell) == [("okr-01", "bilet", 6, 0, 16, "", None)]
    lines = CellChange.objects.values_list(
        "door", "kind", "code", "grade", "old", "new", "person__username", "on_behalf"
    )
    by = (None, False) if door in FILES else ("officer", True)
    assert list(lines) == [(NAMES[door], "event", "bilet", 6, "", "16", *by)]
    assert (Submission.objects.get().state, Revision.objects.count()) == ("draft", 0)


@pytest.mark.parametrize("door", DOORS, ids=name_of)
def test_an_answer_without_a_number_is_read_alike(door, visit, officer):
    for grade, text in enumerate(("н/д", " – ", "Н.Д."), start=6):
        door(visit(Sent("okr-01", "event", "bilet", grade, text), officer))
    assert list(Participation.objects.values_list("value", "mark")) == [(None, "n")] * 3


def workbook(visit: Visit) -> str:
    """The book of the organisation downloaded, one cell filled in, uploaded, looked through and confirmed."""
    sent = visit.sent
    school = School.objects.select_related("municipality").get(code=sent.school)
    wave = Wave.objects.select_related("campaign__municipality").get()
    content = write_book(wave=wave, schools=[school], person=visit.person, now=timezone.now()).content
    content = edit(content, lambda book: _write_in(book[school.short_name], sent))
    kept = keep(
        kind=Upload.Kind.WORKBOOK,
        file=BytesIO(content),
        name="книга.xlsx",
        wave=wave,
        school=school,
        person=visit.person,
    )
    read_upload(kept.pk)
    path = {"year": YEAR, "pk": kept.pk}
    looked = visit.client.get(reverse("monitoring:upload", kwargs=path))
    return said(looked) + visit.post("monitoring:upload_apply", path, {})


def _write_in(sheet, sent: Sent) -> None:
    """The number where the hidden keys of the sheet cross: «event.bilet» above, «grade.6» at the left."""
    column = next(cell.column for cell in sheet[1] if cell.value == f"{sent.kind}.{sent.code}")
    row = next(cell.row for cell in sheet["A"] if cell.value == f"grade.{sent.grade}")
    sheet.cell(row, column).value = sent.value


def test_a_workbook_is_refused_with_the_same_words(visit, officer):
    before = stored()
    for case in ("not a number", "negative", "not whole", "two numbers in one"):
        sent, sentence = WRONG[case]
        assert sentence[1:] in workbook(visit(sent, officer))  # there it begins a line
        assert (case, stored()) == (case, before)


def test_a_workbook_writes_the_same_number_with_its_own_line_of_history(visit, officer):
    workbook(visit(RIGHT, officer))
    workbook(visit(RIGHT, officer))
    assert list(Participation.objects.values_list("grade", "value", "accepted")) == [(6, 16, None)]
    assert list(CellChange.objects.values_list("door", "new", "on_behalf")) == [("workbook", "16", True)]
    assert (Submission.objects.get().state, Revision.objects.count()) == ("draft", 0)
