"""What is missing, in a few words: for the chat of the heads and for mails."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.campaigns import open_campaign
from monitoring.lacking import lacking_words
from monitoring.models import Submission
from monitoring.pages.chat import chat_text
from monitoring.queries import board
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
DUE, TODAY = dt.date(2022, 6, 1), dt.date(2022, 6, 6)


@pytest.fixture
def campaign(okrug, small_school):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=DUE)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def lacking(campaign, code: str = "okr-02", **options) -> str:
    found = {report.school.code: report.lacking for report in board(campaign=campaign).reports}
    return plain(lacking_words(found[code], **options))


def fill(code: str = "okr-02", grades=range(1, 10)) -> None:
    send(*[fact(code, "pupils", grade=g, value=20) for g in grades])
    send(*[fact(code, "pupils_with_disabilities", grade=g, value=0) for g in grades])
    send(*[fact(code, "event", "lessons", g, 5) for g in grades])
    send(fact(code, "metric", "money", value=1), fact(code, "metric", "has_plan", value=1))


def test_columns_are_named_with_the_grades_that_lack_and_a_whole_column_by_its_name_alone(campaign):
    fill()
    send(fact("okr-02", "event", "bilet", 6, 3), fact("okr-02", "event", "bilet", 7, 0))
    assert lacking(campaign) == "«Билет в будущее» 8–9 классы; «Договоры»; «Страница»"
    assert lacking(campaign, most=1) == "«Билет в будущее» 8–9 классы; и ещё 2 графы"
    send(fact("okr-02", "event", "bilet", 8, 1), fact("okr-02", "event", "bilet", 9, "н/д"))
    send(fact("okr-02", "metric", "contracts", value=1), fact("okr-02", "metric", "page", value="x"))
    assert lacking(campaign) == ""


def test_pupils_are_named_as_people(campaign, okrug):
    make_school(okrug, "okr-09", "Дом творчества", Kind.SUPPLEMENTARY)
    assert lacking(campaign, "okr-09", most=2) == (
        "обучающиеся; обучающиеся с ОВЗ и инвалидностью; и ещё 4 графы"
    )


def test_the_text_for_the_chat_groups_the_late_those_who_have_not_begun_and_those_who_fill_in(
    campaign, okrug, small_school
):
    for code, name in (("okr-11", "Новая СОШ"), ("okr-12", "Полевая СОШ"), ("okr-13", "Сданная СОШ"),
                       ("okr-14", "Тихая СОШ"), ("okr-15", "Ясная ООШ")):  # fmt: skip
        make_school(okrug, code, name, Kind.BASIC)
    wave = campaign.waves.get()
    fill("okr-11")
    fill("okr-12")
    send(fact("okr-13", "pupils", grade=1, value=1))
    Submission.objects.filter(school__code="okr-13").update(state="submitted")
    Submission.objects.filter(school__code="okr-12").update(state="returned")
    Submission.objects.create(wave=wave, school=okrug.schools.get(code="okr-14"))
    Submission.objects.filter(school__code__in=["okr-12", "okr-14"]).update(extended_to=dt.date(2022, 6, 10))
    reports = board(campaign=campaign, today=TODAY).reports
    assert plain(chat_text(wave, reports, TODAY)) == (
        "Коллеги, отчёт «Годовой отчёт»: срок прошёл 5 дней назад. Сдали 1 из 6.\n\n"
        "Срок прошёл (3):\n"
        "– Берёзовская ООШ – отчёт не начат\n"
        "– Новая СОШ – не заполнено: «Билет в будущее»; «Договоры»; «Страница»\n"
        "– Ясная ООШ – отчёт не начат\n\n"
        "Не начали (1):\n"
        "– Тихая СОШ – срок продлён до 10 июня; отчёт не начат\n\n"
        "Заполняют (1):\n"
        "– Полевая СОШ – срок продлён до 10 июня; отчёт на доработке; не заполнено: «Билет в будущее»; "
        "«Договоры»; «Страница»\n\n"
        "Заполнить отчёт: http://localhost:8000"
    )
    assert chat_text(wave, [report for report in reports if report.is_handed_in], TODAY) == ""
