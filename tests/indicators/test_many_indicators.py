"""More indicators than a table has columns: computed in parts, each value as if it were the only one."""

import pytest

from indicators.compute import recompute
from indicators.models import Indicator, MunicipalityValue, SchoolValue, Term
from indicators.preliminary import preliminary_schools
from indicators.so_far import sides_so_far
from monitoring.models import Campaign, Cohort
from monitoring.revisions import bump
from schools.models import SchoolYear
from tests.cast import make_school

MANY = 510
YEAR = 2021


@pytest.fixture
def indicators(okrug):
    """The pupils of one grade each; every third one is summed for the municipality."""
    made = Indicator.objects.bulk_create(
        Indicator(code=f"i{n}", name=f"Показатель {n}", level="school" if n % 3 else "municipality")
        for n in range(MANY)
    )
    Term.objects.bulk_create(
        Term(indicator=one, side=side, position=0, kind="pupils", grades=1 << n % 9 + 1)
        for n, one in enumerate(made)
        for side in ("numerator", "denominator")
    )
    return made


def stored():
    return (
        {v.indicator_id: v.numerator for v in SchoolValue.objects.all()},
        {v.indicator_id: v.numerator for v in MunicipalityValue.objects.all()},
    )


def counted(indicators, pupils):
    """Grade g has g times as many."""
    every = {one.pk: (n % 9 + 1) * pupils for n, one in enumerate(indicators)}
    return {one.pk: every[one.pk] for one in indicators if one.level == "school"}, every


def as_shown(okrug, school, indicators):
    """The numerators before acceptance, and those of the year so far; the same numbers here."""
    preliminary = preliminary_schools(okrug.pk, YEAR, [school.pk], indicators=indicators)
    accepted, waiting = sides_so_far(okrug.pk, YEAR, indicators, school=school.pk)
    assert accepted == waiting
    assert {pk for _, pk in accepted} == {one.pk for one in indicators}
    return {
        judged.indicator.pk: judged.numerator
        for judged in preliminary
        if accepted[school.pk, judged.indicator.pk].numerator == (judged.numerator, True)
    }


def test_hundreds_of_indicators_are_computed_and_corrected(okrug, indicators):
    SchoolYear.objects.create(year=YEAR)
    Campaign.objects.create(municipality=okrug, year_id=YEAR)
    school = make_school(okrug, "one", "Школа", kind="basic")
    Cohort.objects.bulk_create(
        Cohort(school=school, year_id=YEAR, grade=grade, population=0, value=grade, accepted=grade)
        for grade in range(1, 10)
    )
    outcome = recompute(municipality_id=okrug.pk, year=YEAR)
    assert stored() == counted(indicators, 1)
    assert outcome.rows_changed == MANY * 5 // 3
    assert as_shown(okrug, school, list(Indicator.objects.with_terms())) == stored()[0]
    for cell in Cohort.objects.all():
        Cohort.objects.filter(pk=cell.pk).update(accepted=cell.grade * 2)
    bump([(okrug.pk, YEAR)])
    recompute(municipality_id=okrug.pk, year=YEAR, schools=[school.pk])
    assert stored() == counted(indicators, 2)
    Indicator.objects.exclude(pk=indicators[1].pk).update(last_year=YEAR - 1, first_year=2000)
    recompute(municipality_id=okrug.pk, year=YEAR)
    assert stored() == ({indicators[1].pk: 4}, {indicators[1].pk: 4})
