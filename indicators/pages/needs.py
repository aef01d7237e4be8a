"""The plan in people of every organisation and of the municipality: read once, for the pages that show it.

The plan of the year, else of the newest year that has one; the contingent that is accepted, else that of a report
handed in; the numerator so far. Four queries, however many organisations and indicators.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.latest_plans import latest_plans
from indicators.models import Indicator, Target
from indicators.needed import Need
from indicators.queries import Plans, indicators_of
from indicators.so_far import Side, Sides, sides_so_far
from schools.grades import Grades


@dataclass(frozen=True)
class Counted:
    """Both sides of an organisation: `known` its contingent, `begun` its numerator; `waiting` = not accepted yet.

    `unchecked` is what reports that are not accepted add to `marked`.
    """

    denominator: Decimal | None
    marked: Decimal
    known: bool
    waiting: bool
    begun: bool
    unchecked: Decimal = Decimal(0)


@dataclass(frozen=True)
class Needs:
    """`counted` by indicator and organisation: those to which the indicator applies."""

    year: int
    over: bool
    indicators: Sequence[Indicator]
    plans: Plans
    counted: dict[int, dict[int, Counted]] = field(default_factory=dict)

    def of_school(self, indicator: Indicator, school_id: int, grades: Grades) -> Need | None:
        """None without a plan of its own or an inherited one, and while its contingent is not known."""
        found = self.counted.get(indicator.pk, {}).get(school_id)
        target = self.plans.of_school(indicator, school_id)
        if found is None or target is None or not found.known:
            return None
        return self._need(indicator, target, found, of_school=True, grades=grades)

    def of_municipality(self, indicator: Indicator) -> Need | None:
        """Sums over the organisations whose contingent is known; None without a plan or where there is none."""
        target = self.plans.of_municipality(indicator)
        rows = self.counted.get(indicator.pk, {}).values()
        known = [row for row in rows if row.known]
        if target is None or not known:
            return None
        denominators = [row.denominator for row in known if row.denominator is not None]
        marking = rows if _is_apart(indicator) else known
        total = Counted(
            sum(denominators, Decimal(0)) if denominators else None,
            sum((row.marked for row in marking), Decimal(0)),
            known=True,
            waiting=any(row.waiting for row in known),
            begun=any(row.begun for row in rows),
            unchecked=sum((row.unchecked for row in marking), Decimal(0)),
        )
        return self._need(indicator, target, total, came=len(known), due=len(rows))

    def _need(self, indicator: Indicator, target: Target, found: Counted, **words: object) -> Need:
        return Need(
            indicator, target.value, target.year_id, found.denominator, found.marked,
            begun=found.begun, preliminary=found.waiting, over=self.over,
            unchecked=found.unchecked, **words,  # type: ignore[arg-type]
        )  # fmt: skip

    def lacking(self, indicator: Indicator) -> dict[int, bool]:
        """Organisations whose contingent is not known."""
        return {
            school: row.waiting for school, row in self.counted.get(indicator.pk, {}).items() if not row.known
        }


def read_needs(municipality_id: int, year: int, *, this_year: int, school: int | None = None) -> Needs:
    """Of all organisations from reports accepted or handed in; of one `school` from its draft as well."""
    indicators = indicators_of(municipality_id, year)
    plans = latest_plans(municipality_id, year)
    so_far = sides_so_far(municipality_id, year, indicators, school=school)
    counted: dict[int, dict[int, Counted]] = defaultdict(dict)
    apart = {indicator.pk for indicator in indicators if _is_apart(indicator)}
    for (place, indicator), accepted in so_far.accepted.items():
        found = _counted(accepted, so_far.waiting.get((place, indicator)), apart=indicator in apart)
        if found is not None:
            counted[indicator][place] = found
    return Needs(year, year < this_year, indicators, plans, dict(counted))


def _is_apart(indicator: Indicator) -> bool:
    """Each side is summed over the organisations that report it."""
    return indicator.level == Indicator.Level.MUNICIPALITY


def _counted(accepted: Sides, waiting: Sides | None, *, apart: bool) -> Counted | None:
    """None where the indicator does not apply: with one side, or, where sides are summed apart, with both."""
    numerator, denominator = accepted
    foreign = [side is not None and side.amount is None for side in accepted]
    if all(foreign) or (any(foreign) and not apart):
        return None
    if denominator is not None and denominator.amount is None:
        denominator = None
    latest = waiting.numerator if waiting is not None and waiting.numerator.amount is not None else numerator
    marked = latest.amount or Decimal(0)
    begun = latest.complete or bool(marked)
    unchecked = marked - (numerator.amount or Decimal(0))
    fresh = bool(unchecked)
    if denominator is None or denominator.complete:
        amount = denominator.amount if denominator else None
        return Counted(amount, marked, known=True, waiting=fresh, begun=begun, unchecked=unchecked)
    theirs = waiting.denominator if waiting else None
    known = theirs is not None and theirs.complete
    amount = theirs.amount if theirs is not None and known else None
    waits = known or _begun(theirs)
    return Counted(amount, marked, known=known, waiting=waits, begun=begun, unchecked=unchecked)


def _begun(side: Side | None) -> bool:
    return side is not None and bool(side.amount)
