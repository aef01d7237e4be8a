"""The roadmap as a workbook: the lines in view with typed cells; a head takes those of the own school."""

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from roadmap.models import Mark, Measure
from roadmap.plan import load_roadmap
from schools.models import SchoolYear
from tests.roadmap.test_plan import KRASNODAR

ADDRESS = "/2023/exports/roadmap.xlsx"


@pytest.fixture
def roadmap(okrug):
    SchoolYear.objects.create(year=2023)
    return load_roadmap(municipality=okrug, document=KRASNODAR)


def plain(cell):
    return cell.date() if isinstance(cell, dt.datetime) else cell


def sheet(answer):
    return load_workbook(BytesIO(answer.content))["Дорожная карта"]


def test_the_whole_roadmap_with_its_marks(roadmap, officer, school, client_of):
    measure = Measure.objects.get(section__number=4, number=2)
    Mark.objects.create(measure=measure, school=school, person=officer, done_on=dt.date(2023, 9, 20))
    Mark.objects.create(measure=measure, person=officer, done_on=dt.date(2023, 10, 1), text="=1+1")
    rows = [[plain(cell) for cell in row] for row in sheet(client_of(officer).get(ADDRESS)).values]
    assert len(rows) == 49
    [row] = [row for row in rows if row[0] == "4.2"]
    assert row[1].startswith("4. ")
    term = ["сентябрь–октябрь, ежегодно", dt.date(2023, 9, 1), dt.date(2023, 10, 31)]
    assert row[3:7] == [*term, "ОО МО г. Краснодар"]
    assert row[9:] == ["исполнено", 1, 1, dt.date(2023, 10, 1), "'=1+1"]


def test_filters_of_the_page_hold_and_a_head_takes_the_own_lines(roadmap, officer, head, client_of):
    assert sheet(client_of(officer).get(ADDRESS, {"section": "4"})).max_row == 7
    assert sheet(client_of(head).get(ADDRESS)).max_row == 25
