"""Dates as people write them in tables → days; whatever could be read in two ways is refused with a sentence.

Read: 12.03.2022, 12.03.22, 2022-03-12, 12 марта 2022 (года); as a period also 12–14.03.2022, 28.02–03.03.2022,
12–14 марта 2022, 28 сентября – 3 октября 2021. A month alone («март 2022») and 03/12/2022 say no day.
"""

from __future__ import annotations

import datetime as dt
import re

from schools.calendar import MONTHS

MOST_CHARACTERS = 60
EXAMPLE = "напишите день, например 12.03.2022"
_MONTH = "|".join(MONTHS)
_DIGITS = re.compile(r"(\d{1,2})(?:\.(\d{1,2})(?:\.(\d{4}|\d{2}))?)?\.?", re.ASCII)
_WORDS = re.compile(rf"(\d{{1,2}})(?: ({_MONTH})(?: (\d{{4}}))?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", re.ASCII)
_MONTH_ALONE = re.compile(r"[а-я]+ \d{4}")
_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_TAIL = re.compile(r"\s*(?:года|год|г\.?)$")


def read_day(text: str) -> dt.date:
    """One day; raises ValueError with what to write instead."""
    starts, ends = read_period(text)
    if ends is not None:
        raise ValueError(f"здесь нужен один день, а не период: {EXAMPLE}.")
    return starts


def read_period(text: str) -> tuple[dt.date, dt.date | None]:
    """The first and, if there are several, the last day."""
    plain = _TAIL.sub("", " ".join(text.lower().split()))
    if len(plain) > MOST_CHARACTERS:
        raise ValueError(f"это не дата: {EXAMPLE}.")
    if iso := _ISO.fullmatch(plain):
        return _day(*(int(part) for part in iso.groups())), None
    if _MONTH_ALONE.fullmatch(plain):
        raise ValueError("назван только месяц: укажите день, например 12.03.2022, или период 12–14.03.2022.")
    parts = _DASH.split(plain)
    if len(parts) > 2:
        raise ValueError(f"непонятный период: {EXAMPLE} или 12–14.03.2022.")
    day, month, year = _parts(parts[-1])
    if month is None or year is None:
        raise ValueError(f"не назван год или месяц: {EXAMPLE}.")
    last = _day(year, month, day)
    if len(parts) == 1:
        return last, None
    day, own_month, own_year = _parts(parts[0])
    first = _day(own_year or year, own_month or month, day)
    if first > last:
        raise ValueError("период заканчивается раньше, чем начинается: поправьте одну из дат.")
    return first, (last if last != first else None)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    """Day, month, year, as far as they are named; two digits of a year are those of this century."""
    text = _TAIL.sub("", text.strip())
    if found := _DIGITS.fullmatch(text):
        day, month, year = (int(part) if part else None for part in found.groups())
        assert day is not None
        return day, month, year + 2000 if year is not None and year < 100 else year
    if found := _WORDS.fullmatch(text):
        month = MONTHS.index(found[2]) + 1 if found[2] else None
        return int(found[1]), month, int(found[3]) if found[3] else None
    raise ValueError(f"это не дата: {EXAMPLE}.")


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError(f"такого дня нет в календаре: {EXAMPLE}.") from None
