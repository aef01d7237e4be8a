"""By when: a rule's `due` and the day of issue in, a date out.

"05-15" is the first 15 May at least ten days after issue, "+30" is thirty days after issue, empty = no date.
29 February falls on the 28th in a year without it.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from schools.calendar import format_date
from schools.numbers import counted

LEAST_DAYS = 10
_DAY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_AFTER = re.compile(r"\+(\d{1,3})", re.ASCII)


@lru_cache(maxsize=512)
def due_date(due: str, issued: dt.date) -> dt.date | None:
    """The date a recommendation issued on that day is due; None when the rule sets none."""
    if after := _AFTER.fullmatch(due):
        return issued + dt.timedelta(days=int(after[1]))
    if day := _DAY.fullmatch(due):
        earliest = issued + dt.timedelta(days=LEAST_DAYS)
        month, number = int(day[1]), int(day[2])
        return next(
            date
            for year in (earliest.year, earliest.year + 1)
            if (date := _date(year, month, number)) >= earliest
        )
    return None


def due_words(due: str) -> str:
    """«до 15 мая», «через 30 дней»; empty without a term."""
    if after := _AFTER.fullmatch(due):
        return f"через {counted(int(after[1]), 'день', 'дня', 'дней')}"
    if day := _DAY.fullmatch(due):
        return f"до {format_date(_date(2024, int(day[1]), int(day[2])), 'day')}"
    return ""


def check_due(due: str) -> list[str]:
    """What is wrong with the `due` of a rule, in sentences for people; empty = nothing."""
    day = _DAY.fullmatch(due)
    if not due or _AFTER.fullmatch(due) or (day and _exists(int(day[1]), int(day[2]))):
        return []
    return [f"Срок «{due}» непонятен: напишите месяц и день (05-15) или число дней после направления (+30)."]


def _exists(month: int, day: int) -> bool:
    try:
        dt.date(2024, month, day)  # a leap year: 29 February is a day of rules
    except ValueError:
        return False
    return True


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return dt.date(year, 2, 28)
