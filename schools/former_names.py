"""What organisations were called: rows with new names, not yet saved, in; `FormerName` rows out.

Skips rows that are new or keep their short name. A second renaming on one day keeps the first name of that day.
Two queries however many organisations; to be called before the rows are written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from schools.models import FormerName, School


@transaction.atomic
def keep_former_names(*, schools: Iterable[School], today: dt.date) -> list[FormerName]:
    """Write down the names the database still has; returns what was written."""
    by_key = {school.pk: school for school in schools if school.pk}
    stored = School.objects.in_bulk(list(by_key))
    former = [
        FormerName(school=now, short_name=now.short_name, full_name=now.full_name, until=today)
        for key, now in stored.items()
        if now.short_name != by_key[key].short_name
    ]
    return FormerName.objects.bulk_create(former, ignore_conflicts=True, batch_size=300)
