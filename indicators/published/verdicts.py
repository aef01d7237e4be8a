"""What the check says of every row that might go into a series: found false, so left out unless an officer decides
otherwise, or only remarked.

False is a percentage its numbers do not give, and a table copied from another one. What may be so – denominators that
differ or jump, sums that do not add up, more than everybody – is remarked. Names of years and numbers of tables say
nothing of a value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.published.wording import NAMES
from indicators.published_checks import Finding, check_published, is_right
from indicators.published_rows import PublishedRow, amount
from schools.numbers import NBSP, format_number, value_of

DOUBTS = ("denominator_conflict", "denominator_sum", "numerator_sum", "denominator_jump")
ABOVE_ALL = "Больше, чем всего"


@dataclass(frozen=True)
class Verdict:
    """`false` says why the row is left out; `remarks` are names of findings."""

    false: str = ""
    remarks: tuple[str, ...] = ()


def verdicts(rows: Sequence[PublishedRow]) -> list[Verdict]:
    """One for every row, in their order."""
    doubts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    copies: dict[tuple[str, str], Finding] = {}
    for finding in check_published(rows):
        if finding.kind in DOUBTS:
            key = (finding.table, finding.indicator, finding.period, finding.school)
            doubts[key].append(NAMES[finding.kind])
        elif finding.kind == "repeated_table":
            copies[finding.table, finding.indicator] = finding
    found = []
    for row in rows:
        copy = copies.get((row.table, row.indicator))
        remarks = doubts[row.table, row.indicator, row.period, row.school]
        found.append(
            Verdict(
                wrong_percent(row) or (copy.detail if copy else ""),
                tuple(dict.fromkeys(remarks + [ABOVE_ALL] * is_above_all(row))),
            )
        )
    return found


def wrong_percent(row: PublishedRow) -> str:
    """«281 из 420 = 66,9 %, напечатано 76,9 %» where the printed percentage is not what its numbers give."""
    if is_right(row) is not False:
        return ""
    share = value_of(row.numerator, row.denominator, "percent")
    right = f"{format_number(share, row.decimals)}{NBSP}%" if share is not None else "нет значения"
    sides = f"{amount(row.numerator)} из {amount(row.denominator)}"
    return f"{sides} = {right}, напечатано {row.printed}{NBSP}%"


def is_above_all(row: PublishedRow) -> bool:
    """A share of more than everything: a remark, no kind of the checker – visits may outnumber people."""
    if row.percent is None or row.numerator is None or row.denominator is None:
        return False
    return row.numerator > row.denominator
