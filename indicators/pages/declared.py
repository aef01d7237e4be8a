"""«Заявлены, но без значений»: indicators valid in the year that have no value, each with the reason and the way out.

Five queries: indicators with terms, values of the year, plans, the last year in which each had a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max

from indicators.analysis import Judged
from indicators.formula import formula_in_words
from indicators.models import Indicator, MunicipalityValue, Standing
from indicators.queries import indicators_of, judged_municipality
from schools.calendar import year_label
from schools.models import Municipality
from schools.numbers import counted


@dataclass(frozen=True)
class Line:
    """`reason` says why there is no value, `advice` what to do about it; `last` is the last year with one."""

    indicator: Indicator
    formula: str
    reason: str
    advice: str
    last: str


def declared_page(municipality: Municipality, year: int) -> list[Line]:
    indicators = indicators_of(municipality.pk, year)
    judged = {
        row.indicator.pk: row for row in judged_municipality(municipality.pk, year, indicators=indicators)
    }
    without = [i for i in indicators if i.pk not in judged or judged[i.pk].value is None]
    last = dict(
        MunicipalityValue.objects.filter(
            municipality=municipality, standing=Standing.KNOWN, indicator__in=[i.pk for i in without]
        )
        .values_list("indicator")
        .annotate(last=Max("year"))
    )
    return [
        Line(
            indicator,
            formula_in_words(indicator),
            *_why(indicator, judged.get(indicator.pk), year),
            year_label(last[indicator.pk]) if indicator.pk in last else "",
        )
        for indicator in without
    ]


def _why(indicator: Indicator, judged: Judged | None, year: int) -> tuple[str, str]:
    """Reason and advice; the first that holds."""
    if not any(term.side == term.Side.NUMERATOR for term in indicator.terms.all()):
        return "Формула не задана.", "Задайте числитель и знаменатель."
    if over := list(_not_running(indicator, year)):
        names = ", ".join(f"«{name}»" for name in over)
        return (
            f"В этом году не проводится: {names}.",
            "Замените мероприятие в формуле или завершите показатель.",
        )
    if judged is None or not judged.expected:
        return (
            "Не относится ни к одной организации, участвующей в сборе.",
            "Проверьте классы формулы, виды организаций и список участников сбора.",
        )
    if judged.standing != Standing.KNOWN:
        asked = counted(judged.expected, "организации", "организаций", "организаций")
        return (
            f"Приняты не все нужные числа: ни от одной из {asked} нет обеих сторон формулы.",
            "Посмотрите, спрашивает ли сбор эти графы и кто не сдал отчёт.",
        )
    return "Знаменатель равен нулю: доли нет.", "Проверьте, верно ли, что таких обучающихся нет."


def _not_running(indicator: Indicator, year: int) -> Iterator[str]:
    for term in indicator.terms.all():
        if term.event is not None and not term.event.runs_in(year):
            yield term.event.label
