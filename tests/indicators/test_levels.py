"""Levels of education: which organisations have them, which indicators count them."""

import pytest

from indicators.levels import EducationLevel, concerns, has_level
from indicators.models import Indicator
from indicators.queries import with_terms
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
