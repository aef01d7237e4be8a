"""The world of the workbook's tests: a campaign of two schools and a kindergarten."""

from __future__ import annotations

import pytest

from monitoring.campaigns import open_campaign
from schools.grades import Grades
from tests.monitoring.world import fact, make_catalogue, send


@pytest.fixture
def campaign(okrug, school, small_school, kindergarten):
    make_catalogue()
    school.grades = Grades.parse("6-8")
    school.save()
    send(
        fact("okr-01", "pupils", grade=6, value=30, year=2020),
        fact("okr-01", "metric", "money", value="17,8", year=2020),
        accept=True,
    )
    send(
        fact("okr-01", "pupils", grade=6, value=28),
        fact("okr-01", "event", "bilet", 6, 5),
        fact("okr-01", "metric", "money", value="17,5"),
        fact("okr-01", "metric", "has_plan", value="да"),
    )
    return open_campaign(municipality=okrug, year=2021)
