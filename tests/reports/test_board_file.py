"""The board as a workbook: typed cells, the rows and the order in view."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from monitoring.campaigns import open_campaign
from monitoring.models import Remark, Submission
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
FILE = "/2021/exports/board.xlsx"
NOW = dt.datetime(2022, 6, 6, 9, tzinfo=dt.UTC)


@pytest.fixture
def campaign(okrug, school, small_school, head, officer):
    make_catalogue()
    campaign = open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))
    with time_machine.travel(dt.datetime(2022, 6, 2, 8, 30, tzinfo=dt.UTC), tick=False):
        send(*[fact("okr-01", "pupils", grade=g, value=30) for g in range(1, 12)], person=head)
    small_school.short_name = "=1+1 «ООШ»"
    small_school.save()
    Remark.objects.create(submission=Submission.objects.get(), text="Проверьте", author=officer)
    return campaign


def moment(*parts: int) -> dt.datetime:
    """As a workbook holds it: without a zone."""
    return dt.datetime(*parts, tzinfo=dt.UTC).replace(tzinfo=None)


def sheet_of(client, query: str = ""):
    with time_machine.travel(NOW):
        answer = client.get(f"{FILE}{query}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="otchety-2021-1.xlsx"'
    return load_workbook(BytesIO(answer.content))


def test_the_sheet_has_typed_cells_a_filter_and_a_frozen_heading(campaign, client_of, officer):
    with time_machine.travel(NOW):
        client = client_of(officer)
    book = sheet_of(client, "?sort=-filled")
    sheet = book["Отчёты организаций"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, book.sheetnames[-1]) == ("A2", "A1:T3", "Определения")
    heads, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert dict(zip(heads, first, strict=True)) == {
        "Код": "okr-01", "Организация": "Ёлкинская СОШ", "Вид": "средняя школа", "Местность": "село",
        "Состояние": "черновик", "Заполнено": 11, "Из": 50, "Доля": 22, "Срок": moment(2022, 6, 1),
        "Продлён": None, "Просрочен на, дней": 5, "Направлен": None, "Принят": None,
        "Чего не хватает": "обучающиеся с ОВЗ и инвалидностью; «Абилимпикс»; «Билет в будущее»; «Открытые уроки»; "
        "«Договоры»; «Есть план»; «Средства»; «Страница»",
        "Противоречий": 0, "Необычных чисел": 0, "Замечаний": 1, "Комментариев": 0,
        "Последнее действие": moment(2022, 6, 2, 11, 30), "Кто": "О.\xa0И.\xa0Ёлкина",
    }  # fmt: skip
    assert second[1] == "'=1+1 «ООШ»"
    assert [cell.data_type for cell in sheet[2]][5:9] == ["n", "n", "n", "d"]


def test_the_filters_of_the_page_hold_and_readers_get_no_questions(campaign, client_of, analyst):
    with time_machine.travel(NOW):
        client = client_of(analyst)
    sheet = sheet_of(client, "?state=not_started&wave=1")["Отчёты организаций"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["okr-02"]
    assert "Замечаний" not in [cell.value for cell in sheet[1]]
