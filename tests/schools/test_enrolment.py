"""A table of organisations: what is read, proposed and refused; all rows or none."""

from __future__ import annotations

import pytest

from schools.codes_proposed import free_codes, prefix_of
from schools.enrolment import EnrolRefused, enrol, vet
from schools.models import School
from tests.cast import make_school

pytestmark = pytest.mark.django_db


def read(municipality, *rows):
    return vet(municipality=municipality, rows=[(line, row) for line, row in enumerate(rows, start=2)])


def row(name="Новая СОШ", locality="село", **cells):
    return {"short_name": name, "locality": locality, **cells}


def seen(vetted):
    found = [(line.school, line.proposed) for line in vetted.schools]
    return [
        (one.code, one.short_name, one.kind, str(one.grades), one.locality, proposed)
        for one, proposed in found
    ]


def test_what_is_missing_is_proposed_and_said_to_be(okrug, school):
    vetted = read(
        okrug,
        row("МБОУ «Липовая  ООШ»", "город"),
        row("Детский сад «Ёлочка»", "Сельская", grades="0"),
        row("Лицей № 1", code="lyceum", kind="Средняя школа", grades="5-11"),
        row("ДДТ", kind="удо"),
    )
    assert vetted.faults == []
    assert seen(vetted) == [
        ("okr-02", "МБОУ «Липовая ООШ»", "basic", "1-9", "urban", ["kind", "grades", "code"]),
        ("okr-03", "Детский сад «Ёлочка»", "preschool", "0", "rural", ["kind", "code"]),
        ("lyceum", "Лицей № 1", "secondary", "5-11", "rural", []),
        ("okr-04", "ДДТ", "supplementary", "", "rural", ["grades", "code"]),
    ]


def test_every_fault_of_every_row_is_named_with_its_line_and_column(okrug, school, neighbour_school):
    vetted = read(
        okrug,
        row(""),
        row("Ёлкинская СОШ"),
        row("Школа", locality="Луна", email="почта"),
        row("СОШ 1", code="gor-01"),
        row("СОШ 2", code="a/b", grades="11-1"),
        row("СОШ 3", code="same"),
        row("СОШ 3", code="same"),
        row("ЦДТ", grades="1-4"),
        row("СОШ 4", grades="all"),
        row("Ш" * 201, kind="basic"),
        row("СОШ 5\x00", code="\x00"),
        row("СОШ 6", email=f"{'a' * 245}@school.example"),
    )
    assert [f"{fault.line} {fault.column}: {fault.message.split(':')[0]}" for fault in vetted.faults] == [
        "2 short_name: нет названия",
        "2 kind: укажите вид",
        "3 short_name: такая организация уже есть",
        "4 email: это не адрес почты",
        "4 kind: укажите вид",
        "4 locality: укажите",
        "5 code: код занят другой организацией",
        "6 grades: «11-1»",
        "6 code: В коде организации не бывает косой черты, а «codes», «.» и «..» заняты",
        "8 short_name: это название уже стоит в строке 7",
        "8 code: этот код уже стоит в строке 7",
        "9 grades: организации этого вида не работают по классам",
        "10 grades: перечислите классы, например 1-11",
        "11 short_name: длиннее 200 знаков",
        "12 code: в тексте служебные знаки",
        "12 short_name: в тексте служебные знаки",
        "12 kind: укажите вид",
        "13 email: длиннее 254 знаков",
    ]
    assert str(vetted.faults[3]) == (
        "строка 4, столбец «Электронная почта», «почта»: это не адрес почты: например, school@example.ru"
    )
    assert vetted.there == 1


def test_codes_go_on_from_those_that_are_there_and_are_free_in_the_whole_portal(okrug, neighbour, faraway):
    assert (prefix_of("Речной округ"), prefix_of("Щёкино"), prefix_of("№ 5")) == ("rec", "sch", "org")
    assert free_codes(okrug, 2, besides={"rec-01"}) == ["rec-02", "rec-03"]
    make_school(neighbour, "rec-07", "Чужая")
    assert free_codes(okrug, 1, besides=set()) == ["rec-08"]
    make_school(okrug, "sel-12", "Своя")
    assert free_codes(okrug, 1, besides=set()) == ["sel-13"]
    assert free_codes(okrug, 0, besides=set()) == []


def test_all_rows_are_written_or_none(okrug, officer, stranger):
    good, twice = read(okrug, row("Первая СОШ"), row("Вторая СОШ")), read(okrug, row("Третья СОШ"))
    with pytest.raises(EnrolRefused, match="специалист их муниципалитета"):
        enrol(municipality=okrug, person=stranger, schools=good.schools)
    enrol(municipality=okrug, person=officer, schools=good.schools)
    assert list(School.objects.values_list("code", "name_key")) == [
        ("rec-02", "вторая сош"),
        ("rec-01", "первая сош"),
    ]
    with pytest.raises(EnrolRefused, match="кто-то ещё"):  # the same code was taken in the meantime
        enrol(municipality=okrug, person=officer, schools=twice.schools)
    assert School.objects.count() == 2
