"""The board of a campaign."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.campaigns import open_campaign, participants, set_participants
from monitoring.checks.completeness import completeness
from monitoring.models import Revision, Submission, Wave, WaveColumn
from monitoring.queries import board
from monitoring.sheet import read_sheets
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
DUE = dt.date(2022, 6, 1)


@pytest.fixture
def campaign(okrug):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=DUE)


def test_schools_without_a_report_have_not_started_and_are_late(campaign, school, small_school, kindergarten):
    send(fact("okr-01", "pupils", grade=6, value=30), accept=True)
    send(fact("okr-02", "pupils", grade=6, value=30))
    Submission.objects.filter(school=small_school).update(extended_to=dt.date(2022, 7, 1))
    found = board(campaign=campaign, today=dt.date(2022, 6, 2))
    assert [(r.school.code, r.state_label, r.due, r.late) for r in found.reports] == [
        ("okr-02", "черновик", dt.date(2022, 7, 1), False),
        ("okr-03", "не начат", DUE, True),
        ("okr-01", "принят", DUE, False),
    ]
    assert found.counts == {"not_started": 1, "draft": 1, "submitted": 0, "returned": 0, "accepted": 1}
    assert found.late == 1
    assert not any(report.late for report in board(campaign=campaign, today=DUE).reports)


def test_completeness_is_that_of_the_form(campaign, school, small_school, kindergarten, okrug):
    make_school(okrug, "okr-09", "Дом творчества", Kind.SUPPLEMENTARY)
    autumn = Wave.objects.create(campaign=campaign, number=2, name="Осень", whole=False)
    for kind, code in (("pupils", ""), ("event_with_disabilities", "bilet"), ("metric", "page")):
        WaveColumn.objects.create(wave=autumn, kind=kind, code=code)
    send(
        *[fact("okr-01", "pupils", grade=g, value=g) for g in range(1, 12)],
        *[fact("okr-01", "pupils_with_disabilities", grade=g, value=g % 2) for g in range(1, 12)],
        fact("okr-02", "pupils", grade=6, value=0),
        fact("okr-02", "event", "bilet", 7, "н/д"),
        fact("okr-02", "event", "lessons", 6, 3),
        fact("okr-01", "event", "bilet", 7, 3),
        fact("okr-01", "event_with_disabilities", "bilet", 7, 1),
        fact("okr-01", "metric", "contracts", value="x"),
        fact("okr-01", "metric", "page", value="https://school.example/"),
        fact("okr-09", "pupils", value=100),
        fact("okr-03", "metric", "has_plan", value=1),
    )
    for wave in campaign.waves.all():
        reports = board(campaign=campaign).of_wave(wave)
        sheets = read_sheets(schools=[report.school for report in reports], year=2021, wave_id=wave.pk)
        expected = [completeness(sheet) for sheet in sheets]
        assert [(r.filled, r.asked) for r in reports] == [(e.filled, e.asked) for e in expected]
        assert sum(report.filled for report in reports) > 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_takes_six_queries(number, campaign, django_assert_num_queries):
    for n in range(number):
        make_school(campaign.municipality, f"okr-1{n}", f"Школа {n}")
        send(fact(f"okr-1{n}", "pupils", grade=6, value=30))
    with django_assert_num_queries(6):
        assert len(board(campaign=campaign).reports) == number


def test_the_participants_are_the_open_or_the_listed_ones(
    campaign, school, small_school, neighbour_school, okrug
):
    make_school(okrug, "okr-10", "Закрытая ООШ", Kind.BASIC, closed=dt.date(2021, 9, 1))
    assert [s.code for s in participants(campaign)] == ["okr-02", "okr-01"]
    set_participants(campaign=campaign, schools=[school, neighbour_school])
    assert [s.code for s in participants(campaign)] == ["okr-01"]
    set_participants(campaign=campaign, schools=None)
    assert [s.code for s in participants(campaign)] == ["okr-02", "okr-01"]
    assert Revision.objects.get(municipality=okrug, year=2021).number == 2


def test_opening_a_year_twice_gives_the_same_campaign(campaign, okrug):
    again = open_campaign(municipality=okrug, year=2021, due=dt.date(2030, 1, 1))
    assert again == campaign
    assert [wave.due for wave in again.waves.all()] == [DUE]
