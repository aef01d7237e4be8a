"""A judged value in the words of a page: pieces that several pages print alike."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from indicators.analysis import Judged, Status, missed_words, unit_name_of
from indicators.models import Indicator
from schools.numbers import counted, decimals_against_plan, format_number, round_half_up

SMALL = "*"


def bare(judged: Judged) -> str:
    """The number without its unit, for a column whose heading names the unit."""
    if judged.value is None:
        return ""
    return format_number(judged.value, _decimals(judged))


def shown_number(judged: Judged | None) -> Decimal | None:
    """The number a page prints, as a number for files: rounded once, with as many decimals as are printed."""
    if judged is None or judged.value is None:
        return None
    return round_half_up(judged.value, _decimals(judged))


def _decimals(judged: Judged) -> int:
    assert judged.value is not None
    indicator = judged.indicator
    return decimals_against_plan(judged.value, judged.target, indicator.decimals, indicator.better)


def sides(judged: Judged) -> str:
    """«34 из 152»; nothing where there is no denominator: the value is the numerator itself."""
    if judged.numerator is None or judged.denominator is None:
        return ""
    return f"{format_number(judged.numerator)} из {format_number(judged.denominator)}"


def missing(judged: Judged) -> str:
    """«не хватает 12 чел.»; for closed results «не хватило», for «меньше – лучше» «больше плана на»."""
    if not judged.missed or not judged.short_text:
        return ""
    if judged.indicator.better == Indicator.Better.LOWER:
        return f"больше плана на {judged.short_text}"
    return f"{'не хватило' if judged.indicator.outcome else 'не хватает'} {judged.short_text}"


def hint(judged: Judged) -> str:
    """What stands behind a number, as hover words: «34 из 152; план 30 %; не хватает 12 чел.»."""
    words = [sides(judged)]
    if judged.target is not None:
        words.append(f"план {judged.target_text}")
    elif judged.school_id is not None and not judged.indicator.judges_schools and judged.value is not None:
        words.append("оценивается по муниципалитету в целом")
    words += [missing(judged), "малая группа" if is_small(judged) else ""]
    words.append("предварительно, отчёт на проверке" if judged.preliminary else "")
    return "; ".join(word for word in words if word)


class Printed:
    """The words of a row that carries a judged value."""

    judged: Judged

    @property
    def sides(self) -> str:
        return sides(self.judged)

    @property
    def missing(self) -> str:
        return missing(self.judged)

    @property
    def is_small(self) -> bool:
        return is_small(self.judged)

    @property
    def reported(self) -> str:
        return reported(self.judged)


def is_small(judged: Judged) -> bool:
    """Fewer in the denominator than rules judge."""
    least = judged.indicator.min_denominator
    return bool(least and judged.value is not None and judged.denominator and judged.denominator < least)


def unit_sign(indicator: Indicator) -> str:
    """«шт.», «тыс. руб.» for the heading of a column; percentages are the rule and not marked."""
    name = "" if indicator.is_percent else unit_name_of(indicator)
    return "" if name and indicator.heading.endswith(name) else name


def finding(rows: Sequence[Judged]) -> str:
    """The heading of a page over the municipality's values: «3 показателя из 14 ниже плана»."""
    judged = [row for row in rows if row.status in (Status.ACHIEVED, Status.MISSED)]
    missed = sum(row.missed for row in judged)
    if missed:
        below = missed_words(*(row.indicator.better for row in judged if row.missed))
        return f"{counted(missed, 'показатель', 'показателя', 'показателей')} из {len(judged)} {below}"
    if judged:
        return f"План достигнут по всем показателям, где он задан: {len(judged)}"
    if any(row.value is not None for row in rows):
        return "Значения есть, план ещё не задан"
    return "Значений показателей пока нет"


def widest(rows: Sequence[Judged]) -> Fraction | None:
    """The largest value or plan, the full width of bars that are no percentages."""
    numbers = [row.value for row in rows if row.value] + [Fraction(row.target) for row in rows if row.target]
    return max(numbers, default=None)


def reported(judged: Judged) -> str:
    """«18 из 19»."""
    return "" if judged.expected is None else f"{judged.reported} из {judged.expected}"


def change(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    return None if now is None or before is None else now - before


def options(
    name: str, label: str, anything: str, choices: Sequence[tuple[str, str]], chosen: str
) -> dict[str, Any]:
    """One select of components/filter_bar.html."""
    found = [("", anything), *choices]
    return {
        "name": name,
        "label": label,
        "options": [{"value": v, "label": words, "selected": v == chosen} for v, words in found],
    }
