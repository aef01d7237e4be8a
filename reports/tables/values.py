"""Values of the years, in the columns of `export_values`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from indicators.models import SchoolValue
from reports.choice import Scope
from reports.computed import control_words
from reports.value_file import export_csv, export_xlsx
from reports.value_rows import LEVELS, Narrowed, ValueRow, value_rows

TELL_EVERY = 500


def count(scope: Scope) -> int:
    """About: municipality rows are few beside those of organisations."""
    places = [municipality.pk for municipality in scope.municipalities]
    stored = SchoolValue.objects.filter(year__in=scope.choice.years, school__municipality__in=places)
    return stored.count() if "school" in levels_of(scope) else 0


def xlsx(scope: Scope, file: IO[bytes]) -> int:
    computed = control_words(scope)
    return export_xlsx(file, rows_of(scope), now=scope.now, computed=computed)


def csv(scope: Scope, file: IO[str]) -> int:
    return export_csv(file, rows_of(scope))


def levels_of(scope: Scope) -> tuple[str, ...]:
    whose = scope.choice.whose
    if whose in LEVELS:
        return (whose,)
    return LEVELS if scope.of_region else LEVELS[:2]


def rows_of(scope: Scope) -> Iterator[ValueRow]:
    """Year by year; told after every few hundred rows how many of about how many are done."""
    choice, levels, about, done = scope.choice, levels_of(scope), max(1, count(scope)), 0
    for year in choice.years:
        for row in value_rows(
            year=year, levels=levels, municipalities=scope.municipalities, regions=scope.regions,
            narrowed=Narrowed(choice.takes_indicator, choice.takes_school),
        ):  # fmt: skip
            done += 1
            if done % TELL_EVERY == 0:
                scope.progress(min(99, 100 * done // about))
            yield row
