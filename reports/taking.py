"""A choice → a file: its name and title, whether it is large enough for the background, and the writing of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import IO, Any

from django.utils import timezone

from reports.bulk import TooManyRows
from reports.choice import Choice, Scope
from reports.computed import moments_of
from reports.tables.exports import EXPORTS
from reports.work import JobRefused, Work
from schools.calendar import year_label
from schools.models import Municipality, User
from schools.numbers import counted
from schools.snapshot import one_snapshot

MOST_AT_ONCE = 5_000
"""Rows a page may be kept waiting for."""
NOWHERE = "Муниципалитета больше нет: выберите другой и закажите файл заново."
COMPUTING = (
    "Показатели всё время пересчитываются, файл был бы из разных чисел: закажите его ещё раз чуть позже."
)
MOST_READINGS = 3
UNKNOWN = "Такой таблицы больше нет: закажите файл заново на странице «Отчёты и выгрузка»."


def scope_of(
    choice: Choice, person: User, municipality: Municipality, now: dt.datetime | None = None
) -> Scope:
    moment = now or timezone.localtime(timezone=municipality.zone)
    return Scope(choice, person, municipality, moment)


def is_large(scope: Scope) -> bool:
    return EXPORTS[scope.choice.what].rows(scope) > MOST_AT_ONCE


def write(scope: Scope, file: IO[bytes]) -> int:
    """All of one moment; returns the number of rows, TooManyRows where a sheet would not hold them."""
    with one_snapshot():
        return EXPORTS[scope.choice.what].write(scope, file)


def _write_telling(scope: Scope, file: IO[bytes]) -> int:
    """The same where progress has to be seen, so in no transaction: what is computed meanwhile is read again."""
    for _ in range(MOST_READINGS):
        before = moments_of(scope)
        count = EXPORTS[scope.choice.what].write(scope, file)
        if moments_of(scope) == before:
            return count
        file.seek(0)
        file.truncate()
    raise JobRefused(COMPUTING)


def title_of(parameters: Mapping[str, Any]) -> str:
    choice = Choice.of(parameters)
    export = EXPORTS.get(choice.what)
    return f"{export.title if export else 'Таблица'}, {years_label(choice.years)}"


def name_of(parameters: Mapping[str, Any]) -> str:
    """«sravnenie-2019-2021.xlsx»."""
    choice = Choice.of(parameters)
    export = EXPORTS.get(choice.what)
    ends = sorted({*choice.years[:1], *choice.years[-1:]})
    return f"{'-'.join([export.stem if export else 'tablitsa', *map(str, ends)])}.{choice.form}"


def years_label(years: tuple[int, ...]) -> str:
    """«2021/2022»; «2019/2020–2021/2022» for neighbours; else one by one."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{year_label(years[0])}–{year_label(years[-1])}"
    return ", ".join(map(year_label, years))


def write_job(work: Work) -> str:
    """The same in the background; the parameters are the words of the choice."""
    if work.municipality is None:
        raise JobRefused(NOWHERE)
    choice = Choice.of(work.parameters)
    if choice.what not in EXPORTS:
        raise JobRefused(UNKNOWN)
    now = timezone.localtime(timezone=work.municipality.zone)
    scope = Scope(choice, work.owner, work.municipality, now, work.progress)
    try:
        return f"{counted(_write_telling(scope, work.file), 'строка', 'строки', 'строк')}."
    except TooManyRows as why:
        raise JobRefused(str(why)) from None
