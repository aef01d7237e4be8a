"""«Что если»: the same value as a recomputation of the changed facts, and nothing that cannot be."""

from decimal import Decimal
from fractions import Fraction
from urllib.parse import parse_qs, urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import MunicipalityValue
from indicators.pages.what_if import what_if_page
from indicators.targets import set_target
from monitoring.models import Cohort, Participation
from tests.cast import make_school
from tests.indicators.board import YEAR


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.fixture
def ask(board, okrug):
    return lambda query="", code="bilet": what_if_page(okrug, YEAR, code, QueryDict(query))


def test_those_below_the_plan_are_offered_first_and_nothing_is_supposed_of_anybody(ask):
    found = ask()
    assert [(line.school.code, line.can_tick, line.on_plan) for line in found.lines] == [
        ("okr-01", True, Decimal(18)), ("okr-02", False, Decimal(20)),
    ]  # fmt: skip
    assert (found.changed, found.supposed.after) == ([], found.supposed.before)
    assert parse_qs(found.all_to_plan) == {"to": ["okr-01"]}


def test_a_ticked_organisation_stands_on_its_plan(ask, board, okrug):
    set_target(indicator=board.bilet, year=YEAR, municipality=okrug, value=Decimal(40))
    found = ask("to=okr-01&to=okr-02&to=nobody")
    assert [(line.school.code, line.after.numerator) for line in found.changed] == [
        ("okr-01", Decimal(24)), ("okr-02", Decimal(20)),
    ]  # fmt: skip
    after = found.supposed.after
    assert (after.value, after.status, after.short, found.difference) == (
        44,
        "achieved",
        0,
        "+12,0\u00a0п.п.",
    )
    assert (found.supposed.before.value, plain(found.missing_before), plain(found.more)) == (
        32, "не хватает 8 чел.", "+12 чел.",
    )  # fmt: skip


def test_a_change_too_small_for_the_decimals_of_the_indicator_is_still_a_change(ask, board):
    Cohort.objects.update(value=1000, accepted=1000)
    board.compute()
    assert ask("n-okr-01=13").difference == "+0,01\u00a0п.п."


def test_a_number_goes_before_the_tick_and_the_address_keeps_only_what_is_asked(ask):
    found = ask("to=okr-01&n-okr-01=25&n-okr-02=")
    assert [line.after.numerator for line in found.changed] == [25]
    assert found.address == "n-okr-01=25"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("61", "Из 60 не может участвовать 61. Введите число от 0 до 60."),
        ("много", "«много» – не число участников. Введите число от 0 до 60."),
        ("-1", "«-1» – не число участников. Введите число от 0 до 60."),
        ("40 %", "«40 %» – не число участников. Введите число от 0 до 60."),
        ("2,5", "«2,5»: здесь считают целыми. Введите целое число от 0 до 60."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_as_typed(ask, typed, words):
    found = ask(urlencode({"n-okr-01": typed}))
    assert [(line.typed, plain(line.error)) for line in found.errors] == [(typed, words)]
    assert found.changed == []


def test_indicators_that_do_not_judge_organisations_have_no_what_if(ask):
    assert [ask(code=code) for code in ("juniors", "places", "nothing")] == [None] * 3


ticks = st.lists(st.tuples(st.booleans(), st.none() | st.integers(0, 60)), min_size=4, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ticks)
def test_the_answer_is_what_a_recomputation_of_the_changed_facts_gives(board, okrug, ask, asked):
    with transaction.atomic():
        for code, number in (("okr-04", 7), ("okr-05", 59)):
            one = make_school(okrug, code, code)
            board.pupils(one)
            board.takes_part(one, number)
        board.compute()
        codes = [f"okr-0{n}" for n in (1, 2, 4, 5)]
        query = QueryDict(mutable=True)
        for code, (ticked, number) in zip(codes, asked, strict=True):
            query.appendlist("to", code if ticked else "")
            query[f"n-{code}"] = "" if number is None else str(number)
        supposed = ask(query.urlencode())
        errors = {line.school.code for line in supposed.errors}
        assert errors <= {"okr-02"}  # 40 pupils
        for line in supposed.changed:
            cells = Participation.objects.filter(school=line.school, year=YEAR, grade=6)
            cells.update(accepted=line.after.numerator)
        board.compute()
        stored = MunicipalityValue.objects.get(indicator=board.bilet, municipality=okrug, year=YEAR)
        exactly = Fraction(stored.numerator) * 100 / Fraction(stored.denominator)
        assert supposed.supposed.after.value == exactly
        transaction.set_rollback(True)
