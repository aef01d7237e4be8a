"""Effect on the schools of both years: an oracle in plain Python, succession of indicators, recommendations."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.models import Goal, Indicator, MunicipalityValue, SchoolValue, Standing
from recommendations.models import Recommendation
from roadmap.comparison import Verdict
from roadmap.effect import effect_of_indicators, effect_of_recommendations
from schools.models import SchoolYear
from tests.cast import YEAR, make_school

BEFORE = YEAR - 1


def make(code, **fields):
    fields.setdefault("goal", Goal.objects.get_or_create(code="g", topic="support", text="Цель")[0])
    return Indicator.objects.create(code=code, name=f"Показатель {code}", **fields)


def value(year, school, indicator, numerator=None, denominator=None, standing=Standing.KNOWN):
    return SchoolValue.objects.create(
        year=year,
        school=school,
        indicator=indicator,
        standing=standing,
        numerator=numerator,
        denominator=denominator,
    )


def of_municipality(year, municipality, indicator, numerator, denominator=None, **fields):
    MunicipalityValue.objects.create(
        year=year, municipality=municipality, indicator=indicator, standing=Standing.KNOWN,
        numerator=numerator, denominator=denominator, **{"reported": 2, "expected": 3, **fields},
    )  # fmt: skip


def by_code(municipality):
    return {one.indicator.code: one for one in effect_of_indicators(municipality.pk, YEAR)}


def test_only_schools_known_in_both_years_are_summed(
    okrug, school, small_school, kindergarten, neighbour_school
):
    share = make("share")
    of_municipality(YEAR, okrug, share, 50, 100)
    value(BEFORE, school, share, 1, 10)
    value(YEAR, school, share, 3, 10)
    value(BEFORE, small_school, share, 9, 10)  # reported before only
    value(YEAR, small_school, share, standing=Standing.NO_DATA)
    value(YEAR, kindergarten, share, 8, 8)  # reported after only
    for year in (BEFORE, YEAR):
        value(year, neighbour_school, share, 5, 5)
    [one] = effect_of_indicators(okrug.pk, YEAR)
    assert (one.before.text, one.after.text, one.difference) == ("1 из 10", "3 из 10", Fraction(20))
    assert (one.verdict, one.schools, one.expected) == (Verdict.IMPROVED, 1, 3)


def test_a_zero_denominator_counts_its_school_and_adds_nothing(okrug, school, small_school):
    share = make("share")
    for year, numerator in ((BEFORE, 1), (YEAR, 2)):
        value(year, school, share, numerator, 4)
        value(year, small_school, share, 0, 0)
    [one] = effect_of_indicators(okrug.pk, YEAR)
    assert (one.schools, one.after.text) == (2, "2 из 4")


def test_indicators_follow_their_validity_and_their_predecessors(okrug, school):
    old = make("old", last_year=BEFORE, position=1)
    renamed = make("renamed", first_year=YEAR, predecessor=old, comparable=True, position=2)
    other = make("other", last_year=BEFORE, position=3)
    redefined = make("redefined", first_year=YEAR, predecessor=other, position=4)
    new = make("new", first_year=YEAR, position=5)
    ended = make("ended", last_year=BEFORE, position=6)
    silent = make("silent", position=7)
    for indicator in (old, other, ended):
        value(BEFORE, school, indicator, 1, 4)
    for indicator in (renamed, redefined, new):
        value(YEAR, school, indicator, 2, 4)
    found = by_code(okrug)
    assert {code: (str(one.verdict), one.why_not) for code, one in found.items()} == {
        "renamed": ("improved", ""),
        "redefined": ("not_comparable", "с 2021/2022 года считается иначе, чем «Показатель other»"),
        "new": ("not_comparable", "новый показатель: годом раньше его не считали"),
        "ended": ("not_comparable", "больше не рассчитывается"),
        "silent": ("not_comparable", "ни одна организация не представила данные за оба года"),
    }
    assert found["renamed"].changed_name == "Показатель old"
    assert found["silent"].indicator == silent


def test_the_municipalitys_level_compares_its_own_values(okrug):
    places = make("places", unit="count", level="municipality", decimals=0)
    of_municipality(BEFORE, okrug, places, 21)
    of_municipality(YEAR, okrug, places, 23)
    alone = make("alone", unit="count", level="municipality", decimals=0)
    of_municipality(YEAR, okrug, alone, 1)
    found = by_code(okrug)
    assert (found["places"].difference, found["places"].schools) == (Fraction(2), None)
    assert found["alone"].why_not == "в муниципалитете нет данных за прошлый год"


@pytest.mark.parametrize("seed", range(5))
def test_the_sums_equal_those_of_plain_python(okrug, seed):
    rng = random.Random(seed)
    schools = [make_school(okrug, f"s-{n}", f"Школа {n}") for n in range(12)]
    indicators = [make(f"i{n}", position=n, better=rng.choice(["higher", "lower"])) for n in range(6)]
    cells = {}
    for year in (BEFORE, YEAR):
        for school in schools:
            for indicator in indicators:
                standing = rng.choice(
                    [Standing.KNOWN, Standing.KNOWN, Standing.NO_DATA, Standing.NOT_APPLICABLE]
                )
                known = standing == Standing.KNOWN
                pair = (Decimal(rng.randint(0, 9)), Decimal(rng.randint(0, 9))) if known else (None, None)
                value(year, school, indicator, *pair, standing=standing)
                if known:
                    cells[year, school, indicator] = pair
    expected = {}
    for indicator in indicators:
        both = [s for s in schools if (BEFORE, s, indicator) in cells and (YEAR, s, indicator) in cells]
        shares = []
        for year in (BEFORE, YEAR):
            parts = [cells[year, school, indicator] for school in both]
            whole = sum(d for _, d in parts)
            shares.append(Fraction(100 * sum(n for n, _ in parts)) / Fraction(whole) if whole else None)
        known = None not in shares
        expected[indicator.code] = (len(both), shares[1] - shares[0] if known else None)
    found = by_code(okrug)
    assert {code: (one.schools, one.difference) for code, one in found.items()} == expected
    for one in found.values():
        better = one.difference and (one.difference > 0) == (one.indicator.better == "higher")
        wanted = "unchanged" if one.difference == 0 else "improved" if better else "worse"
        assert str(one.verdict) == ("not_comparable" if one.difference is None else wanted)


def recommend(school, indicator, state="issued", **evidence):
    SchoolYear.objects.get_or_create(year=BEFORE)
    return Recommendation.objects.create(
        municipality=school.municipality, school=school, year_id=BEFORE, indicator=indicator, section="I",
        audience="heads", text="Вовлечь", state=state, evidence={"year": BEFORE, "trigger": "below_target", **evidence},
        issued_at="2022-01-01T00:00Z",
    )  # fmt: skip


def test_a_recommendation_compares_its_frozen_evidence_with_the_next_years_value(okrug, school, small_school):
    share = make("share")
    first = recommend(school, share, numerator="2", denominator="10")
    second = recommend(small_school, share, numerator="0", denominator="10")
    common = recommend(small_school, share, scope="municipality", numerator="3", denominator="30")
    recommend(school, share, state="withdrawn")
    value(BEFORE, school, share, 9, 10)  # corrected later: the evidence stands
    value(YEAR, school, share, 5, 10)
    of_municipality(YEAR, okrug, share, 3, 30)
    found = {one.recommendation: one.comparison for one in effect_of_recommendations(okrug.pk, BEFORE)}
    assert {one.pk: (c.before_text, c.after_text, str(c.verdict), c.why_not) for one, c in found.items()} == {
        first.pk: ("20,0\u00a0%", "50,0\u00a0%", "improved", ""),
        second.pk: ("0,0\u00a0%", "–", "not_comparable", "у организации нет данных за этот год"),
        common.pk: ("10,0\u00a0%", "10,0\u00a0%", "unchanged", ""),
    }


@pytest.mark.parametrize("schools", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_schools(
    okrug, schools, django_assert_num_queries
):
    share = make("share")
    for number in range(schools):
        school = make_school(okrug, f"s-{number}", f"Школа {number}")
        recommend(school, share, numerator="2", denominator="10")
        for year in (BEFORE, YEAR):
            value(year, school, share, 1, 4)
    with django_assert_num_queries(4):
        assert [one.verdict for one in effect_of_indicators(okrug.pk, YEAR)] == [Verdict.UNCHANGED]
    with django_assert_num_queries(5):
        assert len(effect_of_recommendations(okrug.pk, BEFORE)) == schools
