"""Checks of a form: each in its own file, registered here; a check is a pure function over a `Sheet`.

Contradictory problems and missing cells block submitting; doubtful ones want one line of explanation that the
officer sees. What is impossible never gets in (`monitoring.vetting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from monitoring.checks.completeness import check_missing
from monitoring.checks.contradictory import check_contradictory
from monitoring.checks.jump import check_jump
from monitoring.checks.problem import Problem
from monitoring.checks.same_as_last_year import check_same_as_last_year
from monitoring.checks.same_columns import check_same_columns
from monitoring.checks.sudden_zero import check_sudden_zero
from monitoring.checks.unconfirmed import check_unconfirmed
from monitoring.sheet import Sheet

Check = Callable[[Sheet], Iterator[Problem]]

BLOCKING: tuple[Check, ...] = (check_contradictory, check_missing, check_unconfirmed)
DOUBTFUL: tuple[Check, ...] = (check_jump, check_sudden_zero, check_same_columns, check_same_as_last_year)


def blocking_problems(sheet: Sheet) -> list[Problem]:
    return [problem for check in BLOCKING for problem in check(sheet)]


def doubts(sheet: Sheet) -> list[Problem]:
    return [problem for check in DOUBTFUL for problem in check(sheet)]
