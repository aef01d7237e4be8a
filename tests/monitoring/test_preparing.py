"""Two officers press «Создать сбор» at once: one campaign, its waves once; of two changing waves one waits."""

from __future__ import annotations

import pytest

from monitoring.models import Campaign, Wave, WaveColumn
from monitoring.preparing import NewWave, prepare_campaign
from monitoring.waves import add_wave
from schools.models import SchoolYear
from tests.recommendations.test_issue_concurrently import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_at_once_make_one_campaign_in_a_year_the_database_did_not_have(okrug, officer):
    waves = [NewWave("Контингент", columns=[("pupils", "")]), NewWave("Остальное", whole=True)]
    results = at_once(
        lambda: prepare_campaign(municipality=okrug, year=2035, person=officer, waves=waves), times=2
    )
    campaign = Campaign.objects.get()
    assert sorted(created for _, created in results) == [False, True]
    assert {found for found, _ in results} == {campaign}
    assert (campaign.state, SchoolYear.objects.filter(year=2035).exists()) == ("planned", True)
    assert list(Wave.objects.values_list("number", "name", "whole")) == [
        (1, "Контингент", False),
        (2, "Остальное", True),
    ]


def test_two_officers_adding_a_wave_with_one_column_leave_it_one_owner(okrug, officer):
    campaign, _ = prepare_campaign(
        municipality=okrug, year=2035, person=officer, waves=[NewWave("Первый", whole=True)]
    )
    names = iter(["Этап одной", "Этап другой"])  # of one name it would be a double click
    results = at_once(
        lambda: (
            add_wave(campaign=campaign, person=officer, name=next(names), columns=[("pupils", "")]).number
        ),
        times=2,
    )
    assert sorted(results) == [2, 3]
    assert WaveColumn.objects.get().wave.number == 3
