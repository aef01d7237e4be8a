"""Printed percentages against those their two numbers give: right, rounded by another rule, or reached by none.

Exact fractions, half up once at the printed precision; which other rule gives the printed figure is said in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from indicators.published_rows import PublishedRow, amount, is_total
from schools.numbers import NBSP, format_number, round_half_up, value_of


@dataclass(frozen=True)
class Finding:
    """`table`, `indicator`, `period` and `school` as they came in; of a school, the detail begins with its name."""

    table: str
    indicator: str
    period: str
    kind: str
    detail: str
    school: str = ""


def finding(row: PublishedRow, kind: str, detail: str, *, of_table: bool = False) -> Finding:
    """`of_table`: said of the whole table at this row, whatever school the row is about."""
    school = "" if of_table or is_total(row.school) else row.school.strip()
    words = f"{school}: {detail}" if school else detail
    return Finding(row.table, row.indicator, row.period, kind, words, row.school)


def _truncated(value: Fraction, decimals: int) -> Decimal:
    return Decimal(value.numerator * 10**decimals // value.denominator).scaleb(-decimals)


def _half_even(value: Fraction, decimals: int) -> Decimal:
    scaled = value * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    double = 2 * rest
    up = double > scaled.denominator or (double == scaled.denominator and whole % 2)
    return Decimal(whole + bool(up)).scaleb(-decimals, Context(prec=50, rounding=ROUND_HALF_EVEN))


def is_right(row: PublishedRow) -> bool | None:
    """Does half-up rounding give the printed percentage? None where there is nothing to compare."""
    if row.percent is None or row.numerator is None or row.denominator is None:
        return None
    return bool(row.denominator) and round_half_up(_share(row), row.decimals) == row.percent


def _share(row: PublishedRow) -> Fraction:
    value = value_of(row.numerator, row.denominator, "percent")
    assert value is not None  # asked of rows with both sides only
    return value


def _misprinted(rows: Sequence[PublishedRow]) -> Iterator[tuple[PublishedRow, Fraction, str]]:
    """(row, exact value, the other rule that gives the printed figure) where half-up does not."""
    for row in rows:
        if row.denominator and is_right(row) is False:
            value = _share(row)
            rule = (
                "так выходит, если отбросить дробную часть"
                if _truncated(value, row.decimals) == row.percent
                else ""
            )
            if not rule and _half_even(value, row.decimals) == row.percent:
                rule = "так выходит, если половину округлять до чётного"
            yield row, value, rule


def rounding(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    for row, value, rule in _misprinted(rows):
        if rule:
            right = format_number(round_half_up(value, row.decimals), row.decimals)
            yield finding(
                row,
                "rounding",
                f"{_quotient(row)} = {format_number(value, row.decimals + 2)}{NBSP}%: "
                f"по правилам математики {right}{NBSP}%, напечатано {row.printed}{NBSP}% – {rule}.",
            )


def percent_mismatch(rows: Sequence[PublishedRow]) -> Iterator[Finding]:
    for row, value, rule in _misprinted(rows):
        if not rule:
            yield finding(
                row,
                "percent_mismatch",
                f"{_quotient(row)} = {format_number(value, row.decimals + 2)}{NBSP}%, напечатано {row.printed}{NBSP}%: "
                "ни одно правило округления такого не даёт.",
            )
    for row in rows:
        if row.percent is not None and row.numerator is not None and row.denominator == 0:
            yield finding(
                row,
                "percent_mismatch",
                f"Знаменатель 0, а напечатано {row.printed}{NBSP}%: доли здесь быть не может.",
            )


def _quotient(row: PublishedRow) -> str:
    return f"{amount(row.numerator)} из {amount(row.denominator)}"
