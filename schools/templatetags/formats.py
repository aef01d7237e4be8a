"""Template tags that print numbers, years and dates in Russian; all arithmetic is in `schools.numbers`."""

import datetime as dt
import re
from collections.abc import Iterable

from django import template
from django.utils import timezone

from schools import calendar, numbers

register = template.Library()
JOINER = "\u2060"
_BETWEEN_NUMBERS = re.compile(r"(\d)–(?=\d)")


def _forms(forms: str) -> tuple[str, str, str]:
    one, few, many = (form.strip() for form in forms.split(","))
    return one, few, many


@register.filter
def number(value: numbers.Exact | None, decimals: int | None = None) -> str:
    """`{{ n|number }}` → «1 234»; `{{ n|number:1 }}` → «17,8»; nothing → «–»."""
    return numbers.format_number(value if value != "" else None, decimals)


@register.filter
def signed(value: numbers.Exact | None, decimals: int | None = None) -> str:
    """`{{ difference|signed }}` → «+12», «−3»."""
    return numbers.format_signed(value, decimals)


@register.filter
def points(value: numbers.Exact | None, decimals: int = 1) -> str:
    """`{{ difference|points }}` → «+3,2 п.п.»."""
    return numbers.format_points(value, decimals)


@register.filter
def plan(target: numbers.Exact | None, unit: numbers.Unit = "percent") -> str:
    """`{{ target|plan:indicator.unit }}` → «30 %», as it was set, not rounded."""
    return numbers.format_plan(target, unit)


@register.filter
def plural(value: numbers.Exact, forms: str) -> str:
    """`{{ n|plural:"школа,школы,школ" }}` → the word alone."""
    return numbers.plural(value, *_forms(forms))


@register.filter
def counted(value: numbers.Exact, forms: str) -> str:
    """`{{ n|counted:"школа,школы,школ" }}` → «5 школ», never parted."""
    return numbers.counted(value, *_forms(forms))


@register.simple_tag
def value(
    amount: numbers.Exact | None,
    unit: numbers.Unit = "percent",
    decimals: int | None = 1,
    target: numbers.Exact | None = None,
    better: numbers.Better = "higher",
    unit_name: str = "",
    empty: str = numbers.NO_VALUE,
) -> str:
    """`{% value v unit decimals target=t better=b %}` → «22,4 %»; a missed value never prints as its plan."""
    return numbers.format_against_plan(amount, target, unit, decimals or 0, better, unit_name, empty)


@register.simple_tag
def share(
    numerator: numbers.Exact | None,
    denominator: numbers.Exact | None,
    decimals: int = 1,
    empty: str = numbers.NO_VALUE,
) -> str:
    """`{% share n d %}` → «22,4 %», computed and rounded once; a zero denominator has no value."""
    return numbers.format_value(
        numbers.percent(numerator, denominator, decimals), "percent", decimals, empty=empty
    )


@register.filter
def school_year(start: int | None, label: calendar.YearLabel = "school_year") -> str:
    """`{{ 2021|school_year }}` → «2021/2022»; with `"calendar_year"` «2022»."""
    return "" if start is None else calendar.year_label(int(start), label)


@register.filter
def ru_date(day: dt.date | None, style: calendar.DateStyle = "long") -> str:
    """`{{ d|ru_date }}` → «15 мая 2022 года»; styles short, day, digits as in `schools.calendar`."""
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return calendar.format_date(day or None, style)


@register.filter
def ru_datetime(moment: dt.datetime | None, style: calendar.DateStyle = "short") -> str:
    """`{{ m|ru_datetime }}` → «15 мая 2022, 14:02» in the active time zone; a bare date has no hour."""
    if not isinstance(moment, dt.datetime):
        return ru_date(moment, style)
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{calendar.format_date(moment, style)}, {moment:%H:%M}"


@register.filter
def grades(values: Iterable[int]) -> str:
    """`{{ [5, 6, 7, 9]|grades }}` → «5–7, 9»; joined with an en dash, commas between runs."""
    runs: list[list[int]] = []
    for grade in sorted(set(values)):
        if runs and grade == runs[-1][1] + 1:
            runs[-1][1] = grade
        else:
            runs.append([grade, grade])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in runs)


@register.filter
def glued(text: object) -> str:
    """Every space becomes non-breaking: for short things like «МБОУ № 5» or «9 класс»."""
    return str(text).replace(" ", numbers.NBSP)


@register.filter
def unbroken(text: object) -> str:
    """«6–11 классы»: no line ends after the dash between two numbers (on pages only; files keep the plain dash)."""
    return _BETWEEN_NUMBERS.sub(f"\\1{JOINER}–{JOINER}", str(text))
