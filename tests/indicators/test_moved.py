"""Schools that move to another municipality take their years along; nothing of them stays where they take no part."""

import pytest

from indicators.compute import recompute
from indicators.models import Indicator, SchoolValue
from indicators.stale import slices_of, stale_slices
from indicators.sweep import sweep
from monitoring.models import Campaign, Cohort, Submission, Wave
from monitoring.revisions import bump_schools
from monitoring.submitting import accept
from schools.models import Municipality, School
from tests.cast import make_school
from tests.indicators.test_compute import stored
from tests.indicators.world import YEAR, build, expected

pytestmark = pytest.mark.django_db


@pytest.fixture
def donor():
    """Computed; it has indicators of its own beside the shared ones."""
    world = build(51, schools=4, indicators=9)
    own = Indicator.objects.filter(municipality=world.municipality).values("pk")
    recompute(municipality_id=world.municipality.pk, year=YEAR)
    assert SchoolValue.objects.filter(indicator__in=own).exists()
    return world


@pytest.fixture
def without_campaign(donor):
    return Municipality.objects.create(code="none", region=donor.municipality.region, name="Без кампании")


def moved(world, to):
    """Two schools, by a plain UPDATE: no time of change, no revision tells of it."""
    pks = list(
        School.objects.filter(municipality=world.municipality).order_by("pk").values_list("pk", flat=True)
    )
    School.objects.filter(pk__in=pks[:2]).update(municipality=to)
    return pks[:2]


def is_as_computed_anew(*worlds):
    assert stale_slices() == []
    assert [stored(world) for world in worlds] == [expected(world) for world in worlds]
    assert sweep(force=True).rows_changed == 0


def test_the_receiver_computes_them_by_its_own_indicators(donor):
    receiver = build(52, schools=3, indicators=9)
    recompute(municipality_id=receiver.municipality.pk, year=YEAR)
    moved(donor, receiver.municipality)
    assert sweep().slices == 2
    is_as_computed_anew(donor, receiver)


def test_a_report_of_the_former_municipality_is_accepted_into_the_present_one(donor):
    receiver = build(52, schools=3, indicators=9)
    wave = Wave.objects.create(campaign=Campaign.objects.get(municipality=donor.municipality), name="Этап")
    school, _ = moved(donor, receiver.municipality)
    report = Submission.objects.create(wave=wave, school_id=school, state=Submission.State.SUBMITTED)
    sweep()
    Cohort.objects.filter(school=school).update(value=7)
    accept(submission=report, person=None)
    assert Cohort.objects.filter(school=school, accepted=7).exists()
    is_as_computed_anew(donor, receiver)


def test_one_that_comes_back_before_its_municipality_was_computed_without_it_has_its_values_again(donor):
    receiver = build(52, schools=3, indicators=9)
    sweep()
    schools = moved(donor, receiver.municipality)
    accepted_of = School.objects.filter(municipality=receiver.municipality).latest("pk").pk
    bump_schools([((receiver.municipality.pk, YEAR), accepted_of)])
    recompute(municipality_id=receiver.municipality.pk, year=YEAR, schools=[accepted_of])
    School.objects.filter(pk__in=schools).update(municipality=donor.municipality)
    sweep()
    is_as_computed_anew(donor, receiver)


def test_a_receiver_without_a_campaign_that_year_has_no_values_of_it(donor, without_campaign):
    schools = moved(donor, without_campaign)
    assert slices_of(municipality_id=without_campaign.pk) == {YEAR: [without_campaign.pk]}
    assert stale_slices(municipality_id=without_campaign.pk) == [(without_campaign.pk, YEAR)]
    assert sweep().slices == 2
    assert not SchoolValue.objects.filter(school__in=schools).exists()
    is_as_computed_anew(donor)
    School.objects.filter(pk__in=schools).update(municipality=donor.municipality)
    sweep()
    assert SchoolValue.objects.filter(school__in=schools).exists()
    is_as_computed_anew(donor)


def test_what_is_left_in_a_slice_that_seems_fresh_is_removed(donor, without_campaign):
    """Its campaign lists others: neither facts nor participants nor definitions change with the arrival."""
    campaign = Campaign.objects.create(municipality=without_campaign, year_id=YEAR, all_open=False)
    listed = make_school(without_campaign, "listed", "Своя")
    campaign.schools.add(listed)
    sweep()
    assert stale_slices() == []
    schools = moved(donor, without_campaign)
    assert not recompute(municipality_id=without_campaign.pk, year=YEAR).fresh
    assert not SchoolValue.objects.filter(school__in=schools).exists()
    sweep()
    assert SchoolValue.objects.filter(school=listed).exists()
    is_as_computed_anew(donor)
