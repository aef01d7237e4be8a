"""School years and dates: how they are stored, read and printed.

A school year is stored as its starting year: 2021 is «2021/2022», from 1 September 2021 on.
"""

import datetime as dt
import re
from typing import Literal

from schools.numbers import NBSP, counted

YearLabel = Literal["school_year", "calendar_year"]
DateStyle = Literal["long", "short", "day", "digits"]

FIRST_YEAR, LAST_YEAR = 1990, 2099
FIRST_MONTH = 9
SUMMER = (6, 7, 8)
SATURDAY = 5
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_YEAR = re.compile(
    r"(\d{4})(?:\s*[-/\\\u2010-\u2015\u2212]\s*(\d{4}|\d{2}))?\s*(?:уч(?:ебный|\.)?\s*)?(?:год|гг?\.?)?",
    re.ASCII,
)


def year_label(start: int, label: YearLabel = "school_year") -> str:
    """«2021/2022»; for indicators labelled by calendar year, the year in which it ends: «2022»."""
    return str(start + 1) if label == "calendar_year" else f"{start}/{start + 1}"


def parse_year(text: object) -> int:
    """The starting year of «2021/2022», «2021-2022», «2021\\22», «2021/22», «2021» or the number 2021.

    Any dash will do. Raises `ValueError` with a Russian sentence otherwise.
    """
    match = _YEAR.fullmatch(" ".join(str(text).split()))
    if not match or isinstance(text, bool):
        raise ValueError(f"«{text}» – не учебный год: напишите, например, 2021/2022 или 2021.")
    start = int(match[1])
    if not FIRST_YEAR <= start <= LAST_YEAR:
        raise ValueError(f"«{text}» – год вне пределов {FIRST_YEAR}–{LAST_YEAR}.")
    if match[2] and (start + 1) % 10 ** len(match[2]) != int(match[2]):
        raise ValueError(f"«{text}» – учебный год длится с {start} по {start + 1}.")
    return start


def year_meant(period: str) -> int | None:
    """The starting year that a printed period means; None where it is no school year.

    «2019-2020», «2019/20 уч. г.», «за 2019–2020 учебный год» → 2019. One calendar year («2020», «2020 г.») is the one
    in which the school year ends → 2019.
    """
    words = re.sub(r"^(?:за|в|на)\s+", "", " ".join(period.split()).lower())
    match = _YEAR.fullmatch(re.sub(r"\s*году?$", " год", words))
    if match is None:
        return None
    first = int(match[1])
    start = first if match[2] else first - 1
    if match[2] and (first + 1) % 10 ** len(match[2]) != int(match[2]):
        return None
    return start if FIRST_YEAR <= start <= LAST_YEAR else None


def school_year_of(day: dt.date) -> int:
    """The starting year of the school year that the day belongs to."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def workday_from(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend. Public holidays are not known here: they change every year."""
    return day + dt.timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


LONG_AGO = 60


def passed(due: dt.date, today: dt.date) -> str:
    """«срок прошёл 3 дня назад»; of a term that passed long ago the date says more: «срок прошёл 15 июня 2022»."""
    days = (today - due).days
    if days > LONG_AGO:
        return f"срок прошёл {format_date(due, 'short')}"
    return f"срок прошёл {counted(days, 'день', 'дня', 'дней')} назад"


def format_date(day: dt.date | None, style: DateStyle = "long") -> str:
    """Long «15 мая 2022 года», short «15 мая 2022», day «15 мая», digits «15.05.2022»; no line breaks."""
    if day is None:
        return ""
    if style == "digits":
        return f"{day:%d.%m.}{day.year:04d}"
    words = [str(day.day), MONTHS[day.month - 1]]
    if style != "day":
        words.append(str(day.year))
    if style == "long":
        words.append("года")
    return NBSP.join(words)
