"""Rows that may be the same thing recorded twice: pointed out, never refused.

An event: the same title (any case, ё as е, without quotes and signs) within a week, of the same organisation or where
one of the two is of the whole municipality; cancelled ones do not count. An agreement: the same partner of the same
organisation, with days in common. A person has no doubles beyond the key: the same name may work in two schools.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from monitoring.models import Agreement, HeldEvent
from schools.calendar import format_date
from schools.models.fields import name_key

NEAR = dt.timedelta(days=7)
FOREVER = dt.date.max
_SIGNS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Letters and digits only, to compare names by."""
    return " ".join(_SIGNS.sub(" ", name_key(text)).split())


def doubles_of(row: models.Model) -> list[Any]:
    """Stored rows that look like this one, which may be new. One query."""
    others: Iterable[Any]
    if isinstance(row, HeldEvent):
        near = (row.starts - NEAR, row.starts + NEAR)
        others = HeldEvent.objects.filter(municipality_id=row.municipality_id, starts__range=near)
    elif isinstance(row, Agreement):
        others = Agreement.objects.filter(school_id=row.school_id)
    else:
        return []
    return [other for other in others if other.pk != row.pk and alike(row, other)]


def repeated(rows: Iterable[Any]) -> dict[int, list[int]]:
    """Among these rows, for each that has doubles their primary keys."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_name[name_of(row)].append(row)
    found: dict[int, list[int]] = {}
    for same in by_name.values():
        for row in same:
            doubles = [other.pk for other in same if other.pk != row.pk and alike(row, other)]
            if doubles:
                found[row.pk] = doubles
    return found


def in_words(row: Any) -> str:
    """«Ярмарка вакансий» от 12 марта 2022."""
    if isinstance(row, HeldEvent):
        title = row.title if "«" in row.title else f"«{row.title}»"
        return f"{title} от {format_date(row.starts, 'short')}"
    return str(row)


def in_full(row: Any) -> str:
    """A row of a file as somebody checks it before it is saved: an agreement with its organisation, end and subject."""
    if not isinstance(row, Agreement):
        return in_words(row)
    until = f"до {format_date(row.valid_until, 'short')}" if row.valid_until else "бессрочно"
    return "; ".join(part for part in (f"{row.school.short_name}: {row}", until, row.subject) if part)


def name_of(row: Any) -> str:
    return bare(row.title if isinstance(row, HeldEvent) else row.partner)


def alike(one: Any, other: Any) -> bool:
    if name_of(one) != name_of(other):
        return False
    if isinstance(one, Agreement):
        ends = (one.valid_until or FOREVER, other.valid_until or FOREVER)
        return one.school_id == other.school_id and max(one.signed, other.signed) <= min(ends)
    if HeldEvent.State.CANCELLED in (one.state, other.state):
        return False
    somewhere = one.school_id == other.school_id or None in (one.school_id, other.school_id)
    return somewhere and abs(one.starts - other.starts) <= NEAR
