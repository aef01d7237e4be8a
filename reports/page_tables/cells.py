"""Cells that several tables of pages have in common."""

from __future__ import annotations

from decimal import Decimal

from indicators.analysis import Judged
from indicators.pages.printing import shown_number
from reports.writers import Cell, shortest

EXACT = "#,##0.####"


def number_format(number: Cell) -> str | None:
    """Of a rounded number: just its decimals; nothing for anything else."""
    if not isinstance(number, Decimal):
        return None
    decimals = -int(number.as_tuple().exponent)
    return "0." + "0" * decimals if decimals > 0 else "0"


def value_cells(judged: Judged | None) -> list[Cell]:
    """Numerator, denominator, value, plan, what is missing, status; the columns of `VALUE_COLUMNS`."""
    if judged is None:
        return [None] * 6
    return [
        shortest(judged.numerator), shortest(judged.denominator), shown_number(judged), shortest(judged.target),
        judged.lacking, judged.status_words,
    ]  # fmt: skip


def rounded_formats(rows: list[list[Cell]], columns: set[int]) -> list[list[str | None]]:
    """Number formats of the cells whose decimals differ from row to row."""
    return [
        [number_format(cell) if place in columns else None for place, cell in enumerate(row)] for row in rows
    ]
