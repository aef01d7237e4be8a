"""The small municipality in two years: 2020/2021 «Билет» school 6 of 60 and small_school 20 of 40, plan 25 %."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from indicators.targets import set_target
from monitoring.models import Campaign
from reports.choice import Choice
from reports.taking import scope_of, write
from schools.models import Municipality, SchoolYear

NOW = dt.datetime(2022, 7, 1, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def two_years(board, okrug, school, small_school):
    SchoolYear.objects.get_or_create(year=2020)
    Campaign.objects.create(municipality=okrug, year_id=2020)
    for place, number in ((school, 6), (small_school, 20)):
        board.pupils(place, 2020)
        board.takes_part(place, number, 2020)
    set_target(indicator=board.bilet, year=2020, municipality=okrug, value=Decimal(25))
    board.compute(2020)
    return board


@pytest.fixture
def take(okrug, analyst):
    """A choice as a file: a workbook read back, or the lines of a CSV."""

    def taken(what, *, person=None, years=(2020, 2021), **words):
        place = Municipality.objects.select_related("region").get(pk=okrug.pk)
        choice = Choice(what, years, **words)
        file = BytesIO()
        write(scope_of(choice, person or analyst, place, NOW), file)
        if choice.form == "csv":
            return file.getvalue().decode("utf-8-sig").splitlines()
        file.seek(0)
        return load_workbook(file)

    return taken


def rows(sheet) -> list[tuple]:
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def control(book) -> list[str]:
    return [row[2] for row in rows(book["Определения"]) if row[1] == "Контроль"]
