"""One indicator of one place over several years: stored and published values in, steps and changes out.

The definitions of a year are those of the chain of predecessors. Two years compare when every definition between them
says that it compares with its predecessor: they share a `run`. A published figure fills a year of the municipality
where no value was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from indicators.analysis import Judged, difference_number, difference_text
from indicators.models import Indicator, PublishedValue, Target
from indicators.pages.printing import is_small, reported
from indicators.pages.years import YearLine, line_of, published_line
from schools.calendar import year_label

Find = Callable[[Indicator, Indicator, int], Judged | None]
"""A value as the newest definition of its run prints it: (newest, counted by, year) → judged, None = no row."""


Published = Mapping[tuple[int, int], Sequence[PublishedValue]]
"""Published figures by (indicator, year); the first document fills a year that has no value."""


@dataclass(frozen=True)
class Step:
    """One year; `run` counts the breaks between its definition and the newest, `line` is None where there is no row."""

    year: int
    label: str
    indicator: Indicator
    run: int
    line: YearLine | None = None
    judged: Judged | None = None

    @property
    def value(self) -> Fraction | None:
        point = self.line.point if self.line else None
        return None if point is None or point.value is None else Fraction(point.value)

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def is_small(self) -> bool:
        return self.judged is not None and is_small(self.judged)

    @property
    def named(self) -> str:
        """«2021/2022», «2022 календарный год»: one year by itself does not look like the page's school year."""
        return f"{self.label} календарный год" if self.label.isdecimal() else self.label

    @property
    def partial(self) -> str:
        """«представили 8 из 19», where not everybody's value is in the sum; empty for organisations."""
        row = self.judged
        if row is None or not row.expected or row.reported == row.expected or row.value is None:
            return ""
        return f"представили {reported(row)}"

    @property
    def sides(self) -> tuple[str, str]:
        """As printed."""
        return (self.line.numerator, self.line.denominator) if self.line else ("–", "–")

    @property
    def status(self) -> str:
        return self.line.status if self.line else "no_data"

    @property
    def number(self) -> str:
        """As printed, without the sign of the unit: the heading of the column names it."""
        if self.line is None or self.value is None:
            return ""
        return (
            self.line.text.removesuffix("%").rstrip("\u00a0 ")
            if self.indicator.is_percent
            else self.line.text
        )


@dataclass(frozen=True)
class Change:
    """From one year to a later one of the same run; `difference` is exact."""

    before: Step
    after: Step

    @property
    def difference(self) -> Fraction:
        assert self.before.value is not None
        assert self.after.value is not None
        return self.after.value - self.before.value

    @property
    def gain(self) -> Fraction:
        """The difference with the sign of «better»: above zero where the value moved to the better."""
        return self.difference if self.after.indicator.better == Indicator.Better.HIGHER else -self.difference

    @property
    def text(self) -> str:
        return difference_text(self.after.indicator, self.difference)

    @property
    def number(self) -> Decimal | None:
        """As printed, for files."""
        return difference_number(self.after.indicator, self.difference)

    @property
    def since(self) -> str:
        """«к 2021/2022», where years between the two have no value; empty for the year just before."""
        return f"к {self.before.label}" if self.before.year < self.after.year - 1 else ""


@dataclass(frozen=True)
class Series:
    """`indicator` is the newest definition; the steps stand in the order of the years."""

    indicator: Indicator
    steps: tuple[Step, ...]

    @property
    def known(self) -> list[Step]:
        return [step for step in self.steps if step.is_known]

    @property
    def change(self) -> Change | None:
        """From the first to the last known year of the newest run that is known."""
        of_run = [step for step in self.known if step.run == self.known[-1].run]
        return Change(of_run[0], of_run[-1]) if len(of_run) > 1 else None

    @property
    def changes(self) -> list[Change | None]:
        """A place for each step: the change from the known year before it."""
        found: list[Change | None] = []
        before: Step | None = None
        for step in self.steps:
            comparable = step.is_known and before is not None and before.run == step.run
            found.append(Change(before, step) if comparable and before else None)
            before = step if step.is_known else before
        return found

    @property
    def line(self) -> list[Fraction | None]:
        """The values for a small chart: a gap where a year is not known and where definitions part."""
        found: list[Fraction | None] = []
        before: Step | None = None
        for step in self.steps:
            if step.is_known and before is not None and before.run != step.run:
                found.append(None)
            found.append(step.value)
            before = step if step.is_known else before
        return found

    @property
    def has_partial(self) -> bool:
        return any(step.partial for step in self.steps)

    @property
    def has_changes(self) -> bool:
        """Of one year to the next; two years have the same change for the whole period."""
        return len(self.known) > 2 and any(self.changes)

    @property
    def has_plans(self) -> bool:
        return any(step.line is not None and step.line.point.plan is not None for step in self.steps)

    @property
    def height(self) -> int:
        """Rows of its table of periods."""
        return 1 + self.has_changes + self.has_plans + self.has_partial

    @property
    def words(self) -> str:
        """The small chart for those who hear it."""
        return "; ".join(
            f"{step.label} – {step.line.text if step.line else 'нет данных'}" for step in self.steps
        )

    @property
    def parted_after(self) -> Step | None:
        """The last known year that does not compare with the newest known one."""
        return next((step for step in reversed(self.known) if step.run != self.known[-1].run), None)

    @property
    def documents(self) -> list[str]:
        """What documents say: the source of each published figure, and their figures beside computed values."""
        found = []
        for step in self.steps:
            if step.line is not None and step.line.document:
                found.append(f"† {step.label} – по опубликованному отчёту: {step.line.document}")
            found += [
                f"{step.label} – по опубликованному отчёту: {words}"
                for words in (step.line.published if step.line else ())
            ]
        return found


def incomplete(found: Iterable[Series]) -> str:
    """«За 2026/2027 представили 8 из 19, данные неполные»; by the compared indicator most organisations answer for.

    Empty where everybody is in the sums of every year.
    """
    widest: dict[int, Step] = {}
    compared = [series for series in found if series.change]
    for step in (step for series in compared for step in series.steps if step.partial):
        known = widest.get(step.year)
        if known is None or _expected(step) > _expected(known):
            widest[step.year] = step
    words = [f"за {year_label(year)} {step.partial}" for year, step in sorted(widest.items())]
    return f"{'; '.join(words).capitalize()}, данные неполные" if words else ""


def _expected(step: Step) -> int:
    return step.judged.expected or 0 if step.judged else 0


def chains_of(indicators: Sequence[Indicator], years: Sequence[int]) -> list[list[Indicator]]:
    """Definitions, newest first, for every indicator valid in one of the years, in their order.

    A predecessor stands in the chain of what followed it and begins one of its own only where it is still valid in
    the last of the years.
    """
    by_id = {one.pk: one for one in indicators}
    valid = [one for one in indicators if any(one.valid_in(year) for year in years)]
    followed = {one.predecessor_id for one in valid if one.predecessor_id}
    heads = [one for one in valid if one.pk not in followed or one.valid_in(years[-1])]
    return [_chain(head, by_id) for head in heads]


def _chain(head: Indicator, by_id: Mapping[int, Indicator]) -> list[Indicator]:
    chain = [head]
    while (before := by_id.get(chain[-1].predecessor_id or 0)) is not None and before not in chain:
        chain.append(before)
    return chain


def series_of(
    chain: Sequence[Indicator],
    years: Iterable[int],
    find: Find,
    published: Published | None = None,
    plans: Mapping[tuple[int, int], Target] | None = None,
) -> Series:
    """`published` and `plans` of the municipality by (indicator, year); a place within it has none of the first."""
    members = _members(chain)
    steps = [_step(members, year, find, published or {}, plans or {}) for year in years]
    return Series(chain[0], tuple(steps))


@dataclass(frozen=True)
class _Member:
    indicator: Indicator
    newest: Indicator
    run: int


def _members(chain: Sequence[Indicator]) -> list[_Member]:
    found = [_Member(chain[0], chain[0], 0)]
    for newer, older in pairwise(chain):
        last = found[-1]
        same = newer.comparable and (newer.unit, newer.level) == (older.unit, older.level)
        found.append(_Member(older, last.newest if same else older, last.run if same else last.run + 1))
    return found


def _step(
    members: Sequence[_Member],
    year: int,
    find: Find,
    published: Published,
    plans: Mapping[tuple[int, int], Target],
) -> Step:
    """The newest definition with a value wins, then one with a published figure, then one with a row at all."""
    label = members[0].indicator.year_label(year)
    judged = {one.indicator.pk: find(one.newest, one.indicator, year) for one in members}
    for one in members:
        row = judged[one.indicator.pk]
        if row is not None and row.value is not None:
            figures = published.get((one.indicator.pk, year), ())
            return Step(year, label, one.newest, one.run, line_of(row, figures), row)
    for one in members:
        key = one.indicator.pk, year
        for figure in published.get(key, ()):
            return Step(year, label, one.newest, one.run, published_line(figure, one.newest, plans.get(key)))
    for one in members:
        if (row := judged[one.indicator.pk]) is not None:
            return Step(year, label, one.newest, one.run, line_of(row), row)
    valid = next((one for one in members if one.indicator.valid_in(year)), members[0])
    return Step(year, label, valid.newest, valid.run)
