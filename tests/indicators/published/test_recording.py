"""Rows of a document → values of the series: seen first, written once, never silently over others, out with a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indicators.models import Indicator, MunicipalityValue, PublishedValue
from indicators.published.columns import propose
from indicators.published.keeping import MEANWHILE, erase, keep, layouts_of, name_columns
from indicators.published.matching import propose as match
from indicators.published.planning import Choice, in_words, plan
from indicators.published.recording import record, record_one, remove
from indicators.published.rows import restored
from indicators.published.tables import split_tables
from schools.models import Transition
from schools.workflow import StepRefused

ROWS = [["Таблица 1. Охват 6–11 классов"], ["2019-2020"] * 3 + ["2020-2021"] * 3, ["Всего", "Из них", "%"] * 2,
        ["80", "46", "57", "100", "40", "40"]]  # fmt: skip
NAME = "Охват 6–11 классов"
TICKED = {1: True}


@pytest.fixture
def document(board, okrug, officer):
    tables = split_tables(ROWS)
    kept = keep(tables=tables, name="Отчёт", file_name="о.docx", size=9, municipality=okrug, person=officer)
    return name_columns(document=kept, layouts=[propose(table) for table in tables], seen=0, person=officer)


@pytest.fixture
def put(document, board, officer):
    """Record with what was seen, the row found false ticked deliberately; returns how many were written."""

    def send(seen=None, name="Отчёт", ticks=TICKED):
        choice = Choice(name, {NAME: board.bilet}, {"2019-2020": 2019, "2020-2021": 2020}, ticks)
        made = plan(municipality=document.municipality, rows=restored(document.rows), choice=choice)
        seen = made.fingerprint if seen is None else seen
        return record(document=document, choice=choice, seen=seen, person=officer)

    return send


def values():
    found = PublishedValue.objects.order_by("year", "document")
    return [(value.year, value.document, in_words(value).replace("\u00a0", " ")) for value in found]


def notes(entity):
    steps = Transition.objects.filter(entity=entity).order_by("pk")
    return [(step.step, step.note.replace("\u00a0", " ")) for step in steps]


def test_what_was_seen_is_written_once_with_who_and_when(put, officer):
    assert [put(), put()] == [2, 0], "a second click writes nothing"
    assert values() == [(2019, "Отчёт", "46 из 80, 57 %"), (2020, "Отчёт", "40 из 100, 40 %")]
    assert {value.person for value in PublishedValue.objects.all()} == {officer}
    assert notes("publishedvalue") == [
        ("record", "«Билет», 2019/2020, «Отчёт»: внесено 46 из 80, 57 %"),
        ("record", "«Билет», 2020/2021, «Отчёт»: внесено 40 из 100, 40 %"),
    ]


def test_a_list_that_changed_since_it_was_seen_is_not_written(put, document, board, okrug):
    choice = Choice("Отчёт", {NAME: board.bilet}, {"2019-2020": 2019, "2020-2021": 2020}, TICKED)
    rows = restored(document.rows)
    seen = plan(municipality=okrug, rows=rows, choice=choice).fingerprint
    PublishedValue.objects.create(
        indicator=board.bilet, municipality=okrug, year=2019, document="Отчёт", percent="58 %"
    )
    with pytest.raises(StepRefused, match="документ изменили"):
        put(seen=seen)
    assert values() == [(2019, "Отчёт", "58 %")]
    made = plan(municipality=okrug, rows=rows, choice=choice)
    lines = [(line.old, line.new.replace("\u00a0", " ")) for line in made.lines]
    assert lines == [("58 %", "46 из 80, 57 %"), ("", "40 из 100, 40 %")]
    assert put() == 2
    assert notes("publishedvalue")[0] == (
        "change",
        "«Билет», 2019/2020, «Отчёт»: было 58 %, стало 46 из 80, 57 %",
    )


def test_another_document_stands_beside_and_replaces_nothing(put):
    assert [put(), put(name="Другой отчёт")] == [2, 2]
    assert [value[:2] for value in values()] == [
        (2019, "Другой отчёт"), (2019, "Отчёт"), (2020, "Другой отчёт"), (2020, "Отчёт"),
    ]  # fmt: skip


def test_two_numbers_for_one_year_are_refused(put, document, board, okrug):
    years, rows = {"2019-2020": 2019, "2020-2021": 2019}, restored(document.rows)

    def made(ticks):
        return plan(municipality=okrug, rows=rows, choice=Choice("О", {NAME: board.bilet}, years, ticks))

    assert [line.kept for line in made({}).lines] == [False, True], (
        "the false one is left, the other is taken"
    )
    assert made({}).problems == []
    [problem] = made({1: True, 2: True}).problems
    assert problem.replace("\u00a0", " ") == (
        "«Билет», 2019/2020: отмечены разные числа – таблица 1, строка 3, 2019-2020 (46 из 80, 57 %) и "
        "таблица 1, строка 3, 2020-2021 (40 из 100, 40 %). Оставьте одно."
    )
    right = [replace(row, percent=None, line=line) for line, row in enumerate(rows, start=4)]
    both = plan(municipality=okrug, rows=right, choice=Choice("О", {NAME: board.bilet}, years))
    assert [line.left for line in both.lines] == [
        "", "другое число за тот же год; предложено то, что таблица 1, строка 4, 2019-2020: 46 из 80",
    ]  # fmt: skip


def test_what_the_check_finds_false_is_left_out_unless_somebody_ticks_it(put, document, board, okrug):
    choice = Choice("Отчёт", {NAME: board.bilet}, {"2019-2020": 2019, "2020-2021": 2020})
    made = plan(municipality=okrug, rows=restored(document.rows), choice=choice)
    lines = [(line.kept, line.left.replace("\u00a0", " ")) for line in made.lines]
    assert lines == [(False, "46 из 80 = 58 %, напечатано 57 %"), (True, "")]
    assert put(ticks={}) == 1
    assert values() == [(2020, "Отчёт", "40 из 100, 40 %")]
    assert put(ticks={1: True}) == 1
    assert len(values()) == 2


def test_lines_of_schools_go_into_no_series(document, board, okrug):
    first, second = restored(document.rows)
    rows = [replace(first, school="МБОУ «СОШ № 1»"), replace(second, school="Итого по округу")]
    choice = Choice("О", {NAME: board.bilet}, {"2019-2020": 2019, "2020-2021": 2020})
    made = plan(municipality=okrug, rows=rows, choice=choice)
    assert [(line.place, line.new.replace("\u00a0", " ")) for line in made.lines] == [(2, "40 из 100, 40 %")]
    assert made.schools == 1


def test_a_second_click_makes_no_second_document(document, okrug, officer):
    tables = split_tables(ROWS[1:])
    said = {
        "tables": tables,
        "name": "Ещё",
        "file_name": "",
        "size": 5,
        "municipality": okrug,
        "person": officer,
    }
    first, again = keep(**said), keep(**said)
    assert again.pk == first.pk
    assert keep(**{**said, "size": 6}).pk != first.pk
    assert [layout.number for layout in layouts_of(first)] == [""]
    two = keep(**{**said, "tables": tables * 2})
    assert [layout.number for layout in layouts_of(two)] == ["без номера (1)", "без номера (2)"]


def test_a_percentage_is_no_value_of_a_count(document, board, okrug):
    row = restored(document.rows)[0]
    choice = Choice("О", {NAME: board.contracts}, {"2019-2020": 2019})
    rows = [replace(row, numerator=None, denominator=None)]
    made = plan(municipality=okrug, rows=rows, choice=choice)
    assert made.problems == [
        "таблица 1, строка 3, 2019-2020: показатель Договоры – не процент: выберите другой или не ведите строку."
    ]
    assert made.lines == []


def test_a_lone_number_of_a_percentage_is_the_percentage(document, board, okrug):
    row = replace(restored(document.rows)[0], denominator=None, percent=None)
    for indicator, words in ((board.bilet, "46 %"), (board.contracts, "46")):
        choice = Choice("О", {NAME: indicator}, {"2019-2020": 2019})
        [line] = plan(municipality=okrug, rows=[row], choice=choice).lines
        assert line.new.replace("\u00a0", " ") == words


def test_a_percentage_beside_a_count_stays_out(document, board, okrug):
    choice = Choice("О", {NAME: board.contracts}, {"2020-2021": 2020})
    [line] = plan(municipality=okrug, rows=restored(document.rows), choice=choice).lines
    assert line.new == "40 из 100"


def test_the_computed_values_know_nothing_of_it(put, board):
    board.compute()
    before = list(MunicipalityValue.objects.values_list())
    put()
    board.compute()
    assert list(MunicipalityValue.objects.values_list()) == before


def test_a_value_by_hand_replaces_only_what_was_said(board, okrug, officer):
    def one(**words):
        return PublishedValue(
            indicator=board.bilet, municipality=okrug, year=2020, document="Письмо № 7", **words
        )

    assert record_one(value=one(achieved=True), seen="", person=officer)
    assert not record_one(value=one(achieved=True), seen="", person=officer), "a double click"
    with pytest.raises(StepRefused, match=r"уже записано: план достигнут\. Сохраните ещё раз"):
        record_one(value=one(achieved=False), seen="", person=officer)
    assert record_one(value=one(achieved=False), seen="план достигнут", person=officer)
    assert values() == [(2020, "Письмо № 7", "план не достигнут")]


def test_values_go_out_with_a_reason_and_come_back_from_the_document(put, officer):
    put()
    gone = list(PublishedValue.objects.all())
    with pytest.raises(StepRefused, match="почему"):
        remove(values=gone, reason=" ", person=officer)
    assert [remove(values=gone, reason="Опечатка", person=officer) for _ in range(2)] == [2, 0]
    assert values() == []
    assert notes("publishedvalue")[-1] == (
        "remove", "«Билет», 2020/2021, «Отчёт»: убрано 40 из 100, 40 %: Опечатка",
    )  # fmt: skip
    assert put() == 2


def test_of_two_officers_the_second_is_told(document, officer):
    layouts = layouts_of(document)
    other = [replace(layout, number="9") for layout in layouts]
    name_columns(document=document, layouts=other, seen=1, person=officer)
    assert name_columns(document=document, layouts=other, seen=1, person=officer).version == 2, (
        "a double click"
    )
    with pytest.raises(StepRefused, match=MEANWHILE[:20]):
        name_columns(document=document, layouts=layouts, seen=1, person=officer)


def test_an_erased_document_leaves_its_trace_and_its_values(document, put, officer):
    put()
    key = document.pk
    erase(document=document, person=officer)
    document.pk = key
    erase(document=document, person=officer)
    assert notes("publisheddocument") == [
        ("read", "о.docx"), ("columns", "строк: 2"), ("record", "Отчёт: записано значений 2, не внесено 0"),
        ("erase", "Отчёт (о.docx)"),
    ]  # fmt: skip
    assert len(values()) == 2


@pytest.mark.parametrize("name", ["analyst", "region", "head", "stranger"])
def test_nobody_else_may_do_any_of_it(document, people, board, okrug, name):
    person = people[name]
    value = PublishedValue(indicator=board.bilet, municipality=okrug, year=2020, document="О", achieved=True)
    for step in (
        lambda: keep(tables=[], name="", file_name="", size=0, municipality=okrug, person=person),
        lambda: name_columns(document=document, layouts=[], seen=1, person=person),
        lambda: erase(document=document, person=person),
        lambda: record_one(value=value, seen="", person=person),
    ):
        with pytest.raises(StepRefused, match="ведёт специалист"):
            step()


@pytest.mark.once
def test_names_find_their_indicator_by_words_grades_and_years():
    names = [
        "Доля выпускников 11 класса, поступивших в профессиональные образовательные организации, от общего числа",
        "Доля выпускников 11 класса, поступивших в образовательные организации высшего образования, от общего числа",
        "Доля обучающихся 5–9 классов, охваченных проектом «Билет в будущее»",
        "Доля обучающихся 10–11 классов, охваченных проектом «Билет в будущее»",
        "Доля участников чемпионата «Молодые мастера»",
        "Доля участников чемпионата «Мастера»",
    ]
    indicators = [
        Indicator(
            pk=key, name=name, first_year=2022 if key == 6 else None, last_year=2021 if key == 5 else None
        )
        for key, name in enumerate(names, start=1)
    ]
    printed = {
        "Доля выпускников 11 классов, поступивших в ОО ВО": {2020},
        "Доля выпускников 11 классов, поступивших в ПОО": {2020},
        "Охват 10-11 кл. проектом «Билет в будущее»": {2020},
        "Охват 5-9 кл. проектом «Билет в будущее»": {2020},
        "доля участников чемпионата мастера": {2020},
        "Число договоров": {2020},
        "Прежнее название": {2020},
    }
    assert match(printed, indicators, {"прежнее название": 6}) == {
        "Прежнее название": 6, "Доля выпускников 11 классов, поступивших в ПОО": 1,
        "Доля выпускников 11 классов, поступивших в ОО ВО": 2, "Охват 5-9 кл. проектом «Билет в будущее»": 3,
        "Охват 10-11 кл. проектом «Билет в будущее»": 4, "доля участников чемпионата мастера": 5,
    }  # fmt: skip
