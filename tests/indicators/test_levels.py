"""Levels of education: which organisations have them, which indicators count them."""

import pytest

from indicators.levels import EducationLevel, concerns, has_level, level_of
from indicators.models import Indicator
from indicators.queries import with_terms
from schools.grades import Grades
from schools.models import Kind
from tests.cast import make_school
from tests.indicators.board import YEAR


@pytest.mark.once
def test_an_organisation_has_the_levels_it_teaches(school, small_school, kindergarten, okrug):
    club = make_school(okrug, "okr-04", "Дом творчества", Kind.SUPPLEMENTARY)
    found = {
        one.code: [level.value for level in EducationLevel if has_level(one, level)]
        for one in (school, small_school, kindergarten, club)
    }
    assert found == {
        "okr-01": ["noo", "ooo", "soo"], "okr-02": ["noo", "ooo"], "okr-03": ["doo"], "okr-04": ["udo"],
    }  # fmt: skip


@pytest.mark.once
def test_an_indicator_concerns_the_levels_both_its_sides_count(board):
    indicators = Indicator.objects.prefetch_related(with_terms())
    found = {
        one.code: [level.value for level in EducationLevel if concerns(one, level, YEAR)]
        for one in indicators
    }
    everything = ["doo", "noo", "ooo", "soo", "udo"]
    assert found == {
        "bilet": ["ooo", "soo"], "juniors": ["ooo", "soo"], "contracts": ["noo", "ooo", "soo"], "places": everything,
        "declared": everything,
    }  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Доля воспитанников дошкольных организаций", "doo"),
        ("Доля обучающихся по программам начального общего образования", "noo"),
        ("Доля обучающихся основного общего образования", "ooo"),
        ("Доля обучающихся среднего общего образования", "soo"),
        ("Доля программ дополнительного образования", "udo"),
        ("Доля обучающихся основного и среднего общего образования", None),
        ("Доля поступивших на программы среднего профессионального образования", None),
        ("Договоры", None),
    ],
)
def test_an_indicator_without_grades_stands_under_the_level_its_name_says(board, name, level):
    contracts = Indicator.objects.prefetch_related(with_terms()).get(code="contracts")
    contracts.name = name
    assert level_of(contracts, YEAR) == level


@pytest.mark.once
def test_the_grades_of_the_formula_decide_before_the_name(board):
    bilet = Indicator.objects.prefetch_related(with_terms()).get(code="bilet")
    bilet.name = "Доля детей дошкольных организаций"
    assert level_of(bilet, YEAR) is None  # grades of two levels
    for term in bilet.terms.all():
        term.grades = Grades.parse("9")
    assert level_of(bilet, YEAR) == "ooo"
