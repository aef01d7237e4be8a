"""What is still open about the reports of one wave: remarks, contradictions, doubts without a word, comments.

Contradictions and doubts are those of `monitoring.checks`, found on sheets that are read for all organisations at once.
Reading them is what costs, so an organisation is read anew only when something it depends on has changed: a report of
it, its grades, the columns of the year, the accepted numbers of the year before. What was found is kept in the cache of
the process. Accepted reports and those not begun leave nothing open but comments. Left out: how far a share lies from
those of other organisations (`outlier`), which every number of anybody changes; the school is asked when it hands in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from monitoring.board_trail import Trail
from monitoring.checks import doubts
from monitoring.checks.contradictory import check_contradictory
from monitoring.checks.explained import is_stale, value_at
from monitoring.columns import Column, WavePlan
from monitoring.models import Submission, Wave
from monitoring.sheet import Sheet, read_sheets
from schools.models import School
from schools.numbers import counted

KEPT_SECONDS = 24 * 3600
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Questions:
    """How many of each kind are open in one report."""

    remarks: int = 0
    contradictions: int = 0
    doubts: int = 0
    comments: int = 0

    @property
    def total(self) -> int:
        return self.remarks + self.contradictions + self.doubts + self.comments

    @property
    def words(self) -> list[str]:
        """«2 замечания», «1 противоречие», «3 необычных числа без пояснения», «1 комментарий без ответа»."""
        parts = (
            (self.contradictions, "противоречие", "противоречия", "противоречий", ""),
            (self.doubts, "необычное число", "необычных числа", "необычных чисел", " без пояснения"),
            (self.remarks, "замечание", "замечания", "замечаний", " без ответа"),
            (self.comments, "комментарий", "комментария", "комментариев", " без ответа"),
        )
        return [f"{counted(number, *forms)}{more}" for number, *forms, more in parts if number]


NO_QUESTIONS = Questions()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the checks said of one organisation, and what they said it of; the figures of every doubt beside it."""

    of: tuple[object, ...]
    contradictions: int
    doubts: Mapping[Key, str]


def open_questions(
    *,
    schools: Sequence[School],
    year: int,
    wave: Wave,
    plan: WavePlan,
    columns: Sequence[Column],
    trail: Trail,
) -> dict[int, Questions]:
    """By school, those with none left out. One query at most, for whatever changed since the last look."""
    unsettled = [school for school in schools if _is_unsettled(trail.reports.get((wave.pk, school.pk)))]
    found = _found(unsettled, year, wave, plan, columns, trail)
    comments: dict[int, int] = {}
    for (owner, kind, code), number in trail.comments.items():
        if plan.wave_of(kind, code) == wave.pk:
            comments[owner] = comments.get(owner, 0) + number
    open_ones = {}
    for school in schools:
        report = trail.reports.get((wave.pk, school.pk))
        checked = found.get(school.pk)
        explained = trail.explained.get(report.pk, {}) if report else {}
        questions = Questions(
            remarks=trail.remarks.get(report.pk, 0) if report else 0,
            contradictions=checked.contradictions if checked else 0,
            doubts=_unexplained(checked.doubts, explained) if checked else 0,
            comments=comments.get(school.pk, 0),
        )
        if questions.total:
            open_ones[school.pk] = questions
    return open_ones


def _unexplained(found: Mapping[Key, str], explained: Mapping[Key, str]) -> int:
    """An explanation belongs to the figures it was given for."""
    return sum(
        1 for key, figures in found.items() if key not in explained or is_stale(explained[key], figures)
    )


def _is_unsettled(report: Submission | None) -> bool:
    return report is not None and report.state != Submission.State.ACCEPTED


def _found(
    schools: Sequence[School], year: int, wave: Wave, plan: WavePlan, columns: Sequence[Column], trail: Trail
) -> Mapping[int, _Found]:
    """From the cache, and read anew where what it was found of has changed."""
    key = f"questions:{wave.pk}:{_digest(columns)}"
    kept: dict[int, _Found] = cache.get(key) or {}
    moments: dict[int, list[object]] = {}
    for (_, owner), report in sorted(trail.reports.items()):
        moments.setdefault(owner, []).append(report.changed_at)
    of = {
        school.pk: (school.grades.mask, school.kind, trail.last_year, *moments[school.pk])
        for school in schools
    }
    stale = [school for school in schools if school.pk not in kept or kept[school.pk].of != of[school.pk]]
    if stale:
        sheets = read_sheets(schools=stale, year=year, wave_id=wave.pk, plan=plan, columns=columns)
        kept = kept | {sheet.school.pk: _check(sheet, of[sheet.school.pk]) for sheet in sheets}
        cache.set(key, kept, KEPT_SECONDS)
    return {school.pk: kept[school.pk] for school in schools}


def _check(sheet: Sheet, of: tuple[object, ...]) -> _Found:
    contradictions = sum(1 for _ in check_contradictory(sheet))
    return _Found(of, contradictions, {doubt.key: value_at(sheet, doubt.ref) for doubt in doubts(sheet)})


def _digest(columns: Sequence[Column]) -> str:
    """Of the definitions the checks read: a changed one makes everything found before worthless."""
    said = [
        (
            column.kind, column.code, column.label, column.wave_id, column.asked,
            (column.event.covered.mask, column.event.counts, column.event.audience) if column.event else None,
            sorted(column.metric.kinds) if column.metric else None,
        )
        for column in columns
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]
