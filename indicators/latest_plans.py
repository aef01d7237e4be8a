"""Plans of a year, and where an indicator has none yet, those of the newest year that has: the year stands in them."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery

from indicators.models import Target
from indicators.queries import Plans


def latest_plans(municipality_id: int, year: int) -> Plans:
    """Of the municipality and its organisations, an indicator's all from one year; one query."""
    of_place = Q(municipality=municipality_id) | Q(school__municipality=municipality_id)
    known = Target.objects.filter(of_place, year__lte=year)
    newest = known.filter(indicator=OuterRef("indicator")).order_by("-year").values("year")[:1]
    plans = Plans()
    for target in known.filter(year=Subquery(newest)):
        if target.school_id is None:
            plans.municipal[target.indicator_id] = target
        else:
            plans.own[target.school_id, target.indicator_id] = target
    return plans
