"""The columns of `export_values`, in files and in the API: one row is one place and indicator of one year."""

from __future__ import annotations

from decimal import Decimal

from indicators.analysis import Judged

COLUMNS = (
    "year", "level", "place_code", "place", "indicator", "numerator", "denominator", "value", "target", "status",
    "reported", "expected",
)  # fmt: skip


def value_cells(
    level: str, place_code: str, place: str, judged: Judged
) -> tuple[int | str | Decimal | None, ...]:
    """Typed values in the order of `COLUMNS`; empty ones are None."""
    return (
        judged.year, level, place_code, place, judged.indicator.code, judged.numerator, judged.denominator,
        judged.rounded, judged.target, judged.status.value, judged.reported, judged.expected,
    )  # fmt: skip
