"""The form's data: rows, columns, three values per cell, and the number of queries it takes."""

from __future__ import annotations

import pytest

from monitoring.campaigns import open_campaign
from monitoring.models import Wave, WaveColumn
from monitoring.sheet import read_sheet, read_sheets
from monitoring.values import EMPTY, CellValue
from schools.models import Kind
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db):
    make_catalogue()


def test_a_cell_has_working_accepted_and_last_years_value(school):
    send(fact("okr-01", "pupils", grade=6, value=20, year=2020), accept=True)
    send(fact("okr-01", "pupils", grade=6, value=25), accept=True)
    send(fact("okr-01", "pupils", grade=6, value=27))
    sheet = read_sheet(school=school, year=2021)
    cell = next(row for row in sheet.rows if row.grade == 6).cells[0]
    assert (cell.value, cell.accepted, cell.last_year) == (CellValue(27), CellValue(25), CellValue(20))
    assert cell.changed_since_acceptance


def test_rows_are_grades_and_cells_outside_the_event_do_not_apply(small_school):
    sheet = read_sheet(school=small_school, year=2021)
    assert [column.code or column.kind for column in sheet.people_columns] == [
        "pupils", "pupils_with_disabilities", "abilimpix", "bilet", "lessons",
    ]  # fmt: skip
    assert [row.grade for row in sheet.rows] == list(range(1, 10))
    applicable = {row.grade: [cell.applicable for cell in row.cells] for row in sheet.rows}
    assert applicable[4] == [True, True, False, False, True]
    assert applicable[5] == [True, True, True, False, True]
    assert applicable[6] == [True, True, True, True, True]
    assert [cell.ref.code for cell in sheet.metrics] == ["contracts", "has_plan", "money", "page"]


def test_an_organisation_without_grades_has_one_total_per_column(okrug):
    club = make_school(okrug, "okr-09", "Дом творчества", Kind.SUPPLEMENTARY)
    send(fact("okr-09", "pupils", value=300))
    sheet = read_sheet(school=club, year=2021)
    assert sheet.is_one_total
    assert [row.label for row in sheet.rows] == ["всего"]
    assert sheet.totals == (300, None, None, None, None)
    assert [cell.ref.code for cell in sheet.metrics] == ["has_plan", "money", "page"]


def test_an_event_of_other_years_or_another_municipality_is_no_column(school):
    assert "bilet" not in [column.code for column in read_sheet(school=school, year=2017).columns]


def test_participants_with_disabilities_are_shown_when_entered_and_asked_when_named(school):
    send(fact("okr-01", "event", "bilet", 6, 5), fact("okr-01", "event_with_disabilities", "bilet", 6, 1))
    columns = {(c.kind, c.code): c for c in read_sheet(school=school, year=2021).columns}
    assert not columns["event_with_disabilities", "bilet"].asked
    assert ("event_with_disabilities", "lessons") not in columns
    WaveColumn.objects.create(wave=Wave.objects.get(), kind="event_with_disabilities", code="bilet")
    columns = {(c.kind, c.code): c for c in read_sheet(school=school, year=2021).columns}
    assert columns["event_with_disabilities", "bilet"].asked


def test_a_wave_shows_its_own_columns_and_knows_the_others(school):
    campaign = open_campaign(municipality=school.municipality, year=2021)
    autumn = Wave.objects.create(campaign=campaign, number=2, name="Контингент", whole=False)
    WaveColumn.objects.create(wave=autumn, kind="pupils")
    send(fact("okr-01", "pupils", grade=6, value=30))
    assert [c.kind for c in read_sheet(school=school, year=2021, wave_id=autumn.pk).columns] == ["pupils"]
    whole = read_sheet(school=school, year=2021, wave_id=campaign.waves.get(whole=True).pk)
    assert "pupils" not in [c.kind for c in whole.columns]
    assert whole.number("pupils", "", 6) == 30


def test_where_there_are_no_pupils_nothing_more_is_to_fill(school):
    send(fact("okr-01", "pupils", grade=6, value=0))
    [row] = [row for row in read_sheet(school=school, year=2021).rows if row.grade == 6]
    assert [cell.to_fill for cell in row.cells] == [True, False, False, False, False]
    assert [cell.value for cell in row.cells][1:] == [EMPTY] * 4


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_schools(
    number, school, small_school, kindergarten, django_assert_num_queries
):
    schools = [school, small_school, kindergarten][:number]
    with django_assert_num_queries(4):
        sheets = read_sheets(schools=schools, year=2021)
        assert [sheet.rows for sheet in sheets]
