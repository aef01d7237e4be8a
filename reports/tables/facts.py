"""Raw facts: every cell that was entered, its working and its accepted value, in tidy columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from monitoring.fact_rows import count_facts, fact_rows, tidy
from reports.bulk import write_bulk
from reports.choice import Scope
from reports.computed import filter_words
from reports.writers import Cell, Column, Table, write_csv
from schools.models import School

COLUMNS = (
    Column("school", "Код организации."),
    Column("year", "Учебный год по году его начала: 2021 – это 2021/2022."),
    Column(
        "kind",
        "pupils – обучающиеся, event – участники мероприятия, metric – показатель сбора; _with_disabilities – из них "
        "с ОВЗ или инвалидностью.",
    ),
    Column("code", "Код мероприятия или показателя сбора; у обучающихся пусто."),
    Column("grade", "Класс; 0 – дошкольные группы; пусто – без деления на классы."),
    Column(
        "value", "Внесённое число, «н/д» – нет данных, «x» – не применимо; пусто – стёрто после принятия."
    ),
    Column("accepted", "Принятое: только оно входит в показатели; пусто – ещё не принято."),
)
NOTES = ("Столбцы school…value без столбца accepted читает команда import_facts.",)
CHUNK = 2_000
TELL_EVERY = 5_000


def count(scope: Scope) -> int:
    """At most: organisations that are left out are counted, too; three queries."""
    codes = [municipality.code for municipality in scope.municipalities]
    return count_facts(scope.person, years=scope.choice.years, municipalities=codes)


def xlsx(scope: Scope, file: IO[bytes]) -> int:
    table = Table("Исходные числа", COLUMNS, _cells(scope), NOTES)
    return write_bulk(file, [table], now=scope.now, computed=filter_words(scope.choice))


def csv(scope: Scope, file: IO[str]) -> int:
    return write_csv(file, [column.heading for column in COLUMNS], _cells(scope))


def _places(scope: Scope) -> Iterator[dict[str, Any]]:
    """The conditions of `fact_rows`, one municipality and year after the other; two queries at most."""
    choice = scope.choice
    for municipality in scope.municipalities:
        codes: list[str] = []
        if choice.narrows_schools:
            schools = School.objects.filter(municipality=municipality)
            codes = [school.code for school in schools if choice.takes_school(school)]
            if not codes:
                continue
        for year in choice.years:
            yield {"year": year, "municipality": municipality.code, "schools": codes}


def _cells(scope: Scope) -> Iterator[list[Cell]]:
    """Through the cursor of the database: no more than a chunk is in memory."""
    about, done = max(1, count(scope)), 0
    for place in _places(scope):
        for row in fact_rows(scope.person, **place).iterator(chunk_size=CHUNK):
            fact = tidy(row)
            done += 1
            if done % TELL_EVERY == 0:
                scope.progress(min(99, 100 * done // about))
            yield [fact[column.heading] for column in COLUMNS]
