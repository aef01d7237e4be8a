"""Pages of one organisation: passport, what a number is made of, live percentages."""

from decimal import Decimal

import pytest
from django.utils import timezone

from indicators.models import SchoolValue, Term
from indicators.pages.live import live_page
from indicators.pages.passport import passport_page
from indicators.pages.trace import trace_page
from indicators.targets import set_target
from monitoring.models import CellChange, Cohort, Participation
from schools.models import SchoolYear
from tests.indicators.board import YEAR

pytestmark = pytest.mark.usefixtures("board")


def plain(text):
    return text.replace("\u00a0", " ")


def codes(lines):
    return [line.indicator.code for line in lines]


def test_a_passport_puts_strengths_first_and_folds_the_rest(school, small_school, kindergarten):
    page = passport_page(school, YEAR)
    assert page.heading == "Ёлкинская СОШ: единственный показатель с планом – ниже плана"
    assert (codes(page.achieved), codes(page.missed), codes(page.unplanned)) == (
        [], ["bilet"], ["contracts", "juniors"],
    )  # fmt: skip
    line = page.missed[0]
    assert (plain(line.missing), line.whole.text, line.sides) == (
        "не хватает 6 чел.",
        "32,0\u00a0%",
        "12 из 60",
    )
    other = passport_page(small_school, YEAR)
    assert (codes(other.achieved), codes(other.without_data)) == (["bilet"], ["contracts"])
    nothing = passport_page(kindergarten, YEAR)
    assert (nothing.is_empty, codes(nothing.not_applicable)) == (True, ["bilet", "contracts", "juniors"])


def test_a_passport_remembers_earlier_years(board, school):
    SchoolYear.objects.create(year=2020)
    SchoolValue.objects.create(
        school=school, year=2020, indicator=board.bilet, standing=0, numerator=9, denominator=60
    )
    line = passport_page(school, YEAR).missed[0]
    assert (line.series, line.series_words.replace("\u00a0", " "), line.difference) == (
        [15, 20], "2020/2021 – 15,0 %; 2021/2022 – 20,0 %", 5,
    )  # fmt: skip
    assert (line.trace, line.before_url, line.whole_url) == (
        "/2021/schools/okr-01/indicators/bilet/", "/2020/schools/okr-01/indicators/bilet/", "/2021/indicators/bilet/",
    )  # fmt: skip


def test_a_report_that_waits_is_preliminary_in_the_passport(board, school):
    Participation.objects.filter(school=school, grade=6).update(value=18)
    assert not passport_page(school, YEAR).preliminary
    board.hands_in(school)
    page = passport_page(school, YEAR)
    assert [(line.judged.text, line.judged.preliminary) for line in page.achieved] == [("30,0\u00a0%", True)]


def cells(terms):
    return [
        (cell.label.replace("\u00a0", " "), cell.accepted, cell.now) for term in terms for cell in term.cells
    ]


def test_a_trace_leads_to_the_cells_and_who_entered_them(school, head):
    CellChange.objects.create(
        school=school, year=YEAR, kind="event", code="bilet", grade=6, old="10", new="12", person=head, door="form",
        at=timezone.now(),
    )  # fmt: skip
    page = trace_page(school, YEAR, "bilet")
    assert cells(page.numerator) == [("6 класс", "12", "")] + [(f"{n} класс", "0", "") for n in range(7, 12)]
    assert cells(page.denominator) == [(f"{n} класс", "10", "") for n in range(6, 12)]
    assert (page.total_numerator, page.total_denominator, plain(page.missing)) == (
        "12",
        "60",
        ": не хватает 6 чел.",
    )
    change = page.numerator[0].cells[0].change
    assert (change.person, change.new, page.numerator[0].cells[1].change) == (head, "12", None)


def test_a_trace_shows_only_applicable_cells(small_school, kindergarten):
    assert [label for label, *_ in cells(trace_page(small_school, YEAR, "bilet").numerator)] == [
        "6 класс", "7 класс", "8 класс", "9 класс",
    ]  # fmt: skip
    assert cells(trace_page(kindergarten, YEAR, "bilet").numerator) == []
    assert cells(trace_page(kindergarten, YEAR, "contracts").numerator) == []


def test_a_number_not_yet_accepted_stands_beside_the_accepted_one(board, school):
    Participation.objects.filter(school=school, grade=6).update(value=18)
    draft = trace_page(school, YEAR, "bilet")
    assert (cells(draft.numerator)[0], draft.waiting) == (("6 класс", "12", "18"), None)
    board.hands_in(school)
    waiting = trace_page(school, YEAR, "bilet")
    assert (waiting.shown.text, waiting.official.text) == ("30,0\u00a0%", "20,0\u00a0%")
    assert waiting.total_numerator == "18"


def test_a_grade_without_pupils_counts_as_nobody(board, school):
    Cohort.objects.filter(school=school, grade=11).update(value=0, accepted=0)
    Participation.objects.filter(school=school, grade=11).delete()
    board.compute()
    page = trace_page(school, YEAR, "bilet")
    assert cells(page.numerator)[-1] == ("11 класс", "0, учеников нет", "")
    assert page.official.denominator == 50


def test_a_grade_without_pupils_with_disabilities_counts_as_nobody_in_what_is_for_them(board, school):
    board.event.audience = "disabilities"
    board.event.save()
    Cohort.objects.create(school=school, year_id=YEAR, grade=11, population=1, value=0, accepted=0)
    Participation.objects.filter(school=school, grade=11).delete()
    board.compute()
    page = trace_page(school, YEAR, "bilet")
    assert cells(page.numerator)[-1] == ("11 класс", "0, учеников с ОВЗ нет", "")
    assert page.official.value is not None


def test_of_no_pupils_none_has_a_disability(board, school):
    Term.objects.filter(indicator=board.bilet, side="denominator").update(kind="pupils_with_disabilities")
    Cohort.objects.filter(school=school, grade=11).update(value=0, accepted=0)
    for grade in range(6, 11):
        Cohort.objects.create(school=school, year_id=YEAR, grade=grade, population=1, value=3, accepted=3)
    board.compute()
    page = trace_page(school, YEAR, "bilet")
    assert cells(page.denominator)[-1] == ("11 класс", "0, учеников нет", "")
    assert page.official.denominator == 15


def test_an_own_plan_wins_in_the_trace(board, school):
    set_target(indicator=board.bilet, year=YEAR, school=school, value=Decimal(20))
    assert trace_page(school, YEAR, "bilet").official.status == "achieved"
    assert trace_page(school, YEAR, "declared") is None


def test_live_percentages_come_from_the_working_numbers(school):
    Participation.objects.filter(school=school, grade=6).update(value=18)
    page = live_page(school, YEAR)
    assert [(line.judged.indicator.code, line.judged.text, line.judged.status) for line in page.lines] == [
        ("bilet", "30,0\u00a0%", "achieved"), ("contracts", "3\u00a0шт.", "no_target"),
        ("juniors", "30,0\u00a0%", "no_target"),
    ]  # fmt: skip
    assert (page.waiting, page.missed) == (0, 0)
