"""What one check says of a school's form: (column, grade) of each problem, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from monitoring.checks.problem import Problem
from monitoring.sheet import read_sheet
from schools.models import School
from tests.monitoring.world import fact, send


def problems(check: Callable[..., Iterable[Problem]], school: School) -> list[Problem]:
    return list(check(read_sheet(school=school, year=2021, with_peers=True)))


def cells(check: Callable[..., Iterable[Problem]], school: School) -> list[tuple[str, str, int]]:
    return [tuple(problem.ref) for problem in problems(check, school)]


def send_grades(code: str, kind: str, event: str, numbers: dict[int, object], year: int = 2021) -> None:
    """Numbers by grade; those of the year before are accepted."""
    rows = [fact(code, kind, event, grade, value, year=year) for grade, value in numbers.items()]
    if year == 2021:
        send(*rows, draft=True)
    else:
        send(*rows, accept=True)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
