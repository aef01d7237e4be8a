"""Whose data a year rests on: «представили 8 из 19», the same in every letter and document.

Expected are the organisations of the campaign to which at least one indicator of the year applies, reported are those
of them with two known sides of at least one – over all indicators what `reported` and `expected` are for each. Values
are made of accepted cells, so a report that is late counts nobody, and one that was reopened or has a cell in dispute
still counts: its accepted figures are in the sums. Who closed before the year, or does not take part, is not expected.
A year known from a publication alone has no values of organisations: nobody is expected of it, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from indicators.analysis import Judged
from indicators.models import Standing
from schools.numbers import NBSP, counted


class Reporting(NamedTuple):
    """Organisations whose data are in the sums of a year, of those that are asked."""

    reported: int
    expected: int

    @property
    def is_partial(self) -> bool:
        return self.reported < self.expected

    @property
    def text(self) -> str:
        """«8 из 19 организаций»; empty where nobody is asked."""
        if not self.expected:
            return ""
        return (
            f"{self.reported} из{NBSP}{counted(self.expected, 'организации', 'организаций', 'организаций')}"
        )


def reporting(whole: Iterable[Judged], schools: Iterable[Judged]) -> Reporting:
    """From the year's official values of a municipality and of its organisations (`indicators.rows.judged_places`).

    Indicators summed for the municipality leave no values of organisations, only their counts: where one of them asks
    more organisations than all others together, its counts stand.
    """
    asked: set[int] = set()
    known: set[int] = set()
    for row in schools:
        if row.standing != Standing.NOT_APPLICABLE:
            asked.add(row.place_id)
        if is_known(row):
            known.add(row.place_id)
    counts = [Reporting(row.reported or 0, row.expected or 0) for row in whole]
    return max([Reporting(len(known), len(asked)), *counts], key=lambda one: one.expected)


def is_known(row: Judged) -> bool:
    """Whether its two sides are in the sums; of a zero denominator they are, without a value."""
    return row.standing == Standing.KNOWN
