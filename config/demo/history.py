"""The recommendations of the years before last: sent in the following autumn, answered and confirmed.

Those of the last accepted year are issued when the demonstration is loaded, so that there is something to act on.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from config.demo.published import YEARS
from indicators.compute import recompute
from recommendations.issue import issue
from recommendations.models import Recommendation
from recommendations.steps import STEPS
from schools.models import Municipality, User
from schools.workflow import take_many

SETTLED = YEARS[:-1]
TALK = ("acknowledge", "start", "answer", "confirm")
NOTE = "Демонстрация: выполнено в течение учебного года."


def load_settled_years(municipality: Municipality, *, officer: User) -> None:
    for year in SETTLED:
        sent = dt.date(year + 1, 11, 27)
        recompute(municipality_id=municipality.pk, year=year)
        issue(municipality_id=municipality.pk, year=year, today=sent)
        ours = Recommendation.objects.filter(municipality=municipality, year=year)
        for step in TALK:
            take_many(ours, STEPS[step], person=officer, note=NOTE)
        at = timezone.make_aware(dt.datetime.combine(sent, dt.time(9)), municipality.zone)
        ours.update(issued_at=at)
