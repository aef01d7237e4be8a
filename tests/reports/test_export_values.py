"""`export_values`: the stable columns, all levels, CSV and XLSX, and refusals in words."""

from __future__ import annotations

import csv

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from indicators.compute import recompute
from indicators.models import Indicator, Target
from monitoring.models import Campaign, Cohort, Event, Participation
from schools.grades import Grades

pytestmark = pytest.mark.django_db


def people(model, school, year, grade, number, **key):
    model.objects.create(
        school=school, year=year, grade=grade, population=0, value=number, accepted=number, **key
    )


@pytest.fixture
def world(okrug, neighbour, school, small_school, neighbour_school, kindergarten, year):
    """Okrug: school 1 of 8 in grade 9, small_school without data in grade 9, kindergarten has no grade 9."""
    event = Event.objects.create(code="bilet", name="Билет")
    indicator = Indicator.objects.create(code="bilet_9", name="Доля", decimals=1)
    indicator.terms.create(side="numerator", position=0, kind="event", event=event, grades=Grades.parse("9"))
    indicator.terms.create(side="denominator", position=0, kind="pupils", grades=Grades.parse("9"))
    for place in (okrug, neighbour):
        Campaign.objects.create(municipality=place, year=year)
    people(Cohort, school, year, 9, 8)
    people(Participation, school, year, 9, 1, event=event)
    people(Cohort, neighbour_school, year, 9, 40)
    people(Participation, neighbour_school, year, 9, 23, event=event)
    Target.objects.create(indicator=indicator, year=year, municipality=okrug, value=30)
    Target.objects.create(indicator=indicator, year=year, school=neighbour_school, value="57.5")
    for place in (okrug, neighbour):
        recompute(municipality_id=place.pk, year=year.year)
    return year.year


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def short(row):
    return [row[name] for name in ("place_code", "numerator", "denominator", "value", "target", "status")]


def test_all_levels_are_exported_with_their_plan_and_counts(
    world, tmp_path, okrug, neighbour, kuzbass, school, small_school, neighbour_school, kindergarten
):
    path = tmp_path / "v.csv"
    call_command("export_values", year=world, output=path)
    rows = read(path)
    assert list(rows[0]) == [
        "year", "level", "place_code", "place", "indicator", "numerator", "denominator", "value", "target", "status",
        "reported", "expected",
    ]  # fmt: skip
    by_level = {
        level: [r for r in rows if r["level"] == level] for level in ("school", "municipality", "region")
    }
    assert sorted(short(row) for row in by_level["school"]) == sorted([
        [school.code, "1", "8", "12.5", "30", "missed"],
        [small_school.code, "", "", "", "30", "no_data"],
        [kindergarten.code, "", "", "", "30", "not_applicable"],
        [neighbour_school.code, "23", "40", "57.5", "57.5", "achieved"],
    ])  # fmt: skip
    assert [(*short(r), r["reported"], r["expected"]) for r in by_level["municipality"]] == [
        (okrug.code, "1", "8", "12.5", "30", "missed", "1", "2"),
        (neighbour.code, "23", "40", "57.5", "", "no_target", "1", "1"),
    ]
    assert [(*short(r), r["reported"], r["expected"]) for r in by_level["region"]] == [
        (kuzbass.code, "24", "48", "50.0", "", "no_target", "2", "3")
    ]
    assert {row["reported"] for row in by_level["school"]} == {""}


def test_places_where_nobody_is_known_have_no_data_even_if_nobody_could_be(
    world, tmp_path, okrug, neighbour, kuzbass
):
    Event.objects.update(last_year=world - 1)
    for place in (okrug, neighbour):
        recompute(municipality_id=place.pk, year=world)
    path = tmp_path / "v.csv"
    call_command("export_values", year=world, output=path)
    rows = read(path)
    assert {row["status"] for row in rows if row["level"] == "school"} == {"not_applicable"}
    assert [(*short(r), r["reported"], r["expected"]) for r in rows if r["level"] != "school"] == [
        (okrug.code, "", "", "", "30", "no_data", "0", "0"),
        (neighbour.code, "", "", "", "", "no_data", "0", "0"),
        (kuzbass.code, "", "", "", "", "no_data", "0", "0"),
    ]


def test_level_and_municipality_limit_the_rows(world, tmp_path, okrug):
    path = tmp_path / "v.csv"
    call_command("export_values", year=world, level="municipality", municipality=okrug.code, output=path)
    assert [(row["level"], row["place_code"]) for row in read(path)] == [("municipality", okrug.code)]


def test_xlsx_has_typed_cells_frozen_heading_filter_and_definitions(world, tmp_path):
    path = tmp_path / "v.xlsx"
    call_command("export_values", year=world, level="school", output=path)
    book = load_workbook(path)
    assert book.sheetnames == ["Значения", "Показатели", "Определения"]
    sheet = book["Значения"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L5"
    row = next(r for r in sheet.iter_rows(min_row=2, values_only=True) if r[9] == "missed")
    assert (row[0], row[5], row[6], row[7], row[8]) == (2021, 1, 8, 12.5, 30)
    assert all(sheet.column_dimensions[letter].width >= 7 for letter in "ABCDEFGHIJKL")
    texts = [cell for r in book["Определения"].iter_rows(values_only=True) for cell in r if cell]
    assert any("Строк: 4" in text for text in texts)


def test_a_name_that_looks_like_a_formula_is_exported_as_text(world, tmp_path, school):
    school.short_name = "=1+1"
    school.save()
    for name in ("v.csv", "v.xlsx"):
        call_command("export_values", year=world, level="school", output=tmp_path / name)
    assert "'=1+1" in {row["place"] for row in read(tmp_path / "v.csv")}
    sheet = load_workbook(tmp_path / "v.xlsx")["Значения"]
    assert {cell.data_type for cell in sheet["D"] if cell.value == "'=1+1"} == {"s"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"municipality": "000"}, "Нет муниципального образования с кодом «000»"),
        ({"output": "v.pdf"}, "окончанием .csv или .xlsx"),
        ({"output": "/no/such/folder/v.csv"}, "Не удалось записать"),
    ],
)
def test_what_cannot_be_exported_is_said_in_words(world, tmp_path, options, message):
    from pathlib import Path

    output = Path(options.pop("output", tmp_path / "v.csv"))
    with pytest.raises(CommandError, match=message):
        call_command("export_values", year=world, output=output, **options)
