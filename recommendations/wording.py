"""The texts of rules: placeholders in braces in, Russian sentences out.

`check_text` names everything that is wrong with a text when a rule is saved; `fill` puts the figures in. A figure that
does not exist reads «нет данных», a plan that was not set «не установлен», a date that was not given «конца учебного
года» (after «до»). Numbers carry non-breaking spaces: «22,4 %», «7,6 п.п.», «12 чел.», «15 мая 2022 года».
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from recommendations.evidence import Evidence
from schools.calendar import format_date
from schools.numbers import (
    NBSP,
    counted,
    decimals_against_plan,
    format_against_plan,
    format_number,
    format_plan,
    format_value,
)
from schools.placeholders import fill, named_in, problems

PLACEHOLDERS: Mapping[str, str] = {
    "школа": "краткое название организации",
    "год": "учебный год данных",
    "показатель": "название показателя",
    "значение": "значение организации",
    "план": "плановое значение",
    "отставание": "разница с планом",
    "не_хватает": "сколько не хватает до плана",
    "классы": "классы показателя в этой организации",
    "муниципалитет": "название муниципалитета",
    "значение_муниципалитета": "значение муниципалитета",
    "срок": "до какого числа исполнить",
}
WITHOUT_FIGURES = ("школа", "год", "муниципалитет", "срок")
NO_DATA = "нет данных"
NO_PLAN = "не установлен"
NO_DATE = "конца учебного года"
BLANK = "…"


def check_text(text: str) -> list[str]:
    """What is wrong with the text of a rule, in sentences for people; empty = it can be saved."""
    return problems(text, PLACEHOLDERS, empty="Напишите текст рекомендации.", example="план")


def unfounded(text: str) -> str:
    """What is wrong with a text about no indicator: it asks for figures of one. Empty = it does not."""
    asked = [f"{{{name}}}" for name in PLACEHOLDERS if name in named_in(text) and name not in WITHOUT_FIGURES]
    if not asked:
        return ""
    return f"Без показателя подставить нечего: {', '.join(asked)}. Выберите показатель или уберите это из текста."


def outline(text: str, readings: Iterable[Mapping[str, str]] = ()) -> str:
    """The text as it reads for many organisations at once: what differs between them is «…».

    `readings` are the `values_for` each of them; without any every placeholder is left open.
    """
    common: dict[str, str] | None = None
    for values in readings:
        common = dict(values) if common is None else {k: v for k, v in common.items() if values[k] == v}
    return fill(text, {**dict.fromkeys(PLACEHOLDERS, BLANK), **(common or {})})


def values_for(
    evidence: Evidence,
    *,
    school: str,
    municipality: str,
    due: dt.date | None,
    names: Collection[str] = PLACEHOLDERS.keys(),
) -> dict[str, str]:
    """What every placeholder, or each of some `names`, means for one organisation."""
    given = {"школа": school, "муниципалитет": municipality, "срок": format_date(due) if due else NO_DATE}
    return {name: given[name] if name in given else _FIGURES[name](evidence) for name in names}


def renewed(text: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A text that a person has changed, with the figures and the date as they are now.

    A figure is put in where the old one stands as it was filled in, whatever spaces are between its words. Left alone:
    what has no digit, and what two placeholders read alike before and differently now.
    """
    news: dict[str, set[str]] = {}
    for name, old in before.items():
        news.setdefault(old, set()).add(after[name])
    changed = {
        " ".join(old.split()): found.pop()
        for old, found in news.items()
        if len(found) == 1 and old not in found and any(sign.isdigit() for sign in old)
    }
    if not changed:
        return text
    longest_first = sorted(changed, key=len, reverse=True)
    olds = "|".join(re.escape(old).replace(r"\ ", r"\s+") for old in longest_first)
    return re.sub(rf"(?<![\d,])(?:{olds})(?!\d)", lambda found: changed[" ".join(found[0].split())], text)


def plan_text(evidence: Evidence) -> str:
    return _plan_text(evidence.target, evidence.unit, evidence.unit_name)


@lru_cache(maxsize=512)
def _plan_text(target: Decimal | None, unit: str, unit_name: str) -> str:
    """Most organisations of a municipality have the same plan."""
    return format_plan(target, unit, unit_name, empty=NO_PLAN)


def grades_text(evidence: Evidence) -> str:
    grades = evidence.grade_set
    return grades.label if grades else "все классы"


def municipality_text(evidence: Evidence) -> str:
    return format_value(
        evidence.municipality_value, evidence.unit, evidence.decimals, evidence.unit_name, NO_DATA
    )


def value_text(evidence: Evidence) -> str:
    """The value; with one more decimal where rounding would show a missed one as the plan."""
    return format_against_plan(
        evidence.value,
        evidence.target,
        evidence.unit,
        evidence.decimals,
        evidence.better,
        evidence.unit_name,
        NO_DATA,
    )


def gap_text(evidence: Evidence) -> str:
    """«7,6 п.п.» for a percent, the indicator's unit otherwise."""
    if evidence.value is None or evidence.target is None or evidence.gap is None:
        return NO_DATA
    places = decimals_against_plan(evidence.value, evidence.target, evidence.decimals, evidence.better)
    if evidence.unit == "percent":
        return f"{format_number(evidence.gap, places)}{NBSP}п.п."
    return format_value(evidence.gap, evidence.unit, places, evidence.unit_name)


def short_text(evidence: Evidence) -> str:
    """«12 чел.», «3 организации» or an amount in the indicator's unit."""
    if evidence.short is None:
        return NO_DATA
    if evidence.unit != "percent":
        return format_value(evidence.short, evidence.unit, None, evidence.unit_name)
    if evidence.counts == "schools":
        return counted(evidence.short, "организация", "организации", "организаций")
    return f"{format_number(evidence.short)}{NBSP}чел."


def lack_words(evidence: Evidence) -> str:
    """Before `short_text`: «не хватает», of a closed result «не хватило», where less is better «больше плана на»."""
    if evidence.better == "lower":
        return "больше плана на"
    return "не хватило" if evidence.outcome else "не хватает"


_FIGURES: Mapping[str, Callable[[Evidence], str]] = {
    "год": lambda evidence: evidence.year_label,
    "показатель": lambda evidence: evidence.name or NO_DATA,
    "значение": value_text,
    "план": plan_text,
    "отставание": gap_text,
    "не_хватает": short_text,
    "классы": grades_text,
    "значение_муниципалитета": municipality_text,
}
