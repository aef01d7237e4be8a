"""One organisation in two years: what changed, or why nothing can be compared; their ranking and their sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from indicators.analysis import Judged, judge
from indicators.models import Standing
from indicators.pages.series import Change, Series, Step
from indicators.pages.years import line_of
from schools.calendar import format_date
from schools.models import School


@dataclass(frozen=True)
class Compared:
    """`series` has two steps. `joined` are organisations that became part of this one in between; small groups and
    those that cannot be compared have no `rank`.
    """

    school: School
    series: Series
    url: str = ""
    why_not: str = ""
    joined: str = ""
    rank: int | None = None

    @classmethod
    def of(
        cls, school: School, series: Series, *, everybody: Sequence[School] = (), url: str = ""
    ) -> Compared:
        """`everybody` are the organisations of the municipality, for names of successors."""
        return cls(
            school, series, url, _why_not(school, series, everybody), _joined(school, series, everybody)
        )

    @property
    def before(self) -> Step:
        return self.series.steps[0]

    @property
    def after(self) -> Step:
        return self.series.steps[1]

    @property
    def change(self) -> Change | None:
        return self.series.change

    @property
    def is_small(self) -> bool:
        return self.before.is_small or self.after.is_small


def ranked(lines: Sequence[Compared], sort: str) -> list[Compared]:
    """The largest move to the better first, equal ones share a place; then in the order asked for."""
    found: list[Compared] = []
    by_gain = sorted(lines, key=lambda line: -_gain(line))
    for number, line in enumerate(by_gain, start=1):
        shared = found and _gain(found[-1]) == _gain(line)
        found.append(replace(line, rank=found[-1].rank if shared else number))
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    if key == "name":
        return sorted(found, key=lambda line: line.school.name_key, reverse=descending)
    if key in ("before", "last"):
        return sorted(
            found,
            key=lambda line: (line.before if key == "before" else line.after).value or Fraction(0),
            reverse=descending,
        )
    return found[::-1] if sort == "change" else found


def matched(lines: Sequence[Compared]) -> Change | None:
    """The sums over the organisations with a value in both years, small groups too: Σ numerators ÷ Σ denominators."""
    both = [line for line in lines if line.change]
    if not both:
        return None
    before, after = (_summed([line.series.steps[n] for line in both]) for n in (0, 1))
    return Change(before, after) if before.is_known and after.is_known else None


def _gain(line: Compared) -> Fraction:
    assert line.change is not None
    return line.change.gain


def _summed(steps: Sequence[Step]) -> Step:
    first = steps[0]
    rows: list[Judged] = [step.judged for step in steps if step.judged is not None]
    denominators = [row.denominator for row in rows if row.denominator is not None]
    total = judge(
        first.indicator,
        year=first.year,
        place_id=0,
        school_id=None,
        standing=Standing.KNOWN,
        numerator=sum((row.numerator for row in rows if row.numerator is not None), Decimal(0)),
        denominator=sum(denominators, Decimal(0)) if denominators else None,
        target=None,
    )
    return replace(first, line=line_of(total), judged=total)


def _why_not(school: School, series: Series, everybody: Sequence[School]) -> str:
    """Empty where there is a change, and where neither year has a value."""
    before, after = series.steps
    if series.change is not None or not series.known:
        return ""
    if before.is_known and after.is_known:
        return "показатель считался иначе, не сопоставимо"
    if after.is_known:
        return _no_value(before, school.opened, f"открыта {format_date(school.opened)}")
    successor = next((one for one in everybody if one.pk == school.successor_id), None)
    follows = f", правопреемник – {successor.short_name}" if successor else ""
    ended = school.closed if school.closed and school.closed <= _last_day(after.year) else None
    return _no_value(after, None, "") if ended is None else f"закрыта {format_date(ended)}{follows}"


def _no_value(step: Step, opened: dt.date | None, words: str) -> str:
    if opened is not None and opened > _last_day(step.year):
        return words
    if step.line is None:
        return f"в {step.label} не участвовала"
    return f"за {step.named} {'не применимо' if step.status == 'not_applicable' else 'данных нет'}"


def _joined(school: School, series: Series, everybody: Sequence[School]) -> str:
    """«с 1 сентября 2021 г. в неё вошла Заречная ООШ»: its numbers of the two years are of different organisations."""
    first, last = _last_day(series.steps[0].year - 1), _last_day(series.steps[-1].year)
    found = [
        one
        for one in everybody
        if one.successor_id == school.pk and one.closed is not None and first < one.closed <= last
    ]
    names = ", ".join(one.short_name for one in found)
    return f"присоединены: {names}" if len(found) > 1 else f"присоединена {names}" if found else ""


def _last_day(year: int) -> dt.date:
    return dt.date(year + 1, 8, 31)
