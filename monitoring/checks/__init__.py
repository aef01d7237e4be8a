"""Checks of a form: each in its own file, registered here; a check is a pure function over a `Sheet`.

Contradictory problems and missing cells block submitting; doubtful ones want one line of explanation that the
officer sees. What is impossible never gets in (`monitoring.vetting`). Sentences and thresholds: docs/checks.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitoring.checks.completeness import check_missing
from monitoring.checks.contradictory import check_contradictory
from monitoring.checks.jump import check_jump
from monitoring.checks.levels_shifted import check_levels_shifted
from monitoring.checks.moved_up import check_moved_up
from monitoring.checks.outlier import check_outlier
from monitoring.checks.problem import Level, Problem
from monitoring.checks.same_as_last_year import check_same_as_last_year
from monitoring.checks.same_columns import check_same_columns
from monitoring.checks.stated_total import check_stated_total
from monitoring.checks.sudden_zero import check_sudden_zero
from monitoring.checks.unconfirmed import check_unconfirmed
from monitoring.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Check:
    """What finds problems of one level, and the codes it gives them."""

    find: Callable[[Sheet], Iterator[Problem]]
    level: Level
    codes: tuple[str, ...]


CHECKS = (
    Check(
        check_contradictory,
        "contradictory",
        (
            "participants_above_pupils",
            "participants_above_disabilities",
            "disabilities_above_participants",
            "disabilities_above_pupils",
        ),
    ),
    Check(check_missing, "missing", ("missing",)),
    Check(check_unconfirmed, "missing", ("unconfirmed",)),
    Check(check_jump, "doubtful", ("jump",)),
    Check(check_sudden_zero, "doubtful", ("sudden_zero",)),
    Check(check_moved_up, "doubtful", ("moved_up",)),
    Check(check_levels_shifted, "doubtful", ("levels_shifted",)),
    Check(check_stated_total, "doubtful", ("stated_total",)),
    Check(check_same_columns, "doubtful", ("same_columns",)),
    Check(check_same_as_last_year, "doubtful", ("same_as_last_year",)),
    Check(check_outlier, "doubtful", ("outlier",)),
)


def blocking_problems(sheet: Sheet) -> list[Problem]:
    return [problem for check in CHECKS if check.level != "doubtful" for problem in check.find(sheet)]


def doubts(sheet: Sheet) -> list[Problem]:
    """The sheet is to be read with its peers: `outlier` compares with the other organisations."""
    return [problem for check in CHECKS if check.level == "doubtful" for problem in check.find(sheet)]
