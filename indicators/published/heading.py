"""The lines above the figures of a table: how many there are, the years over its columns, its title, its words.

What is said in the caption or the title, «… за 2021/2022 учебный год», holds for the whole table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indicators.published.cells import is_figure
from indicators.published.tables import FoundTable
from schools.calendar import year_meant

_YEAR = re.compile(r"\d{4}(?:\s*[-–—/]\s*\d{2,4})?")
_SAID = re.compile(
    r"[\s,;:(–-]*(?:\b(?:за|в|на|по итогам)\s+)?(?<![\d./№-])(\d{4}(?:\s*[-–—/\\]\s*\d{2,4})?)(?![\d-])(?!\.\d)"
    r"\s*(?:учебн\w*|уч\b\.?)?\s*(?:год[ауе]?\b|г\b\.?)?\)?",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?:январ|феврал|март|апрел|мая|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*\s*$", re.IGNORECASE
)


def heading_of(table: FoundTable) -> int:
    """Lines before the first that holds figures; a line of years or of «1, 2, 3 …» holds none."""
    for place, row in enumerate(table.rows):
        if not is_of_years(row) and not is_numbering(row) and has_figures(row):
            return place
    return len(table.rows)


def has_figures(row: Sequence[str]) -> bool:
    """A year at the beginning of the line is no figure, a year alone neither."""
    return any(is_figure(text) and (place > 0 or year_meant(text) is None) for place, text in enumerate(row))


def is_of_years(row: Sequence[str]) -> bool:
    texts = [text for text in row if text]
    return (
        len(texts) > 1
        and sum(year_meant(text) is not None for text in texts) * 2 > len(texts)
        and not any(is_figure(text) and year_meant(text) is None for text in texts)
    )


def is_numbering(row: Sequence[str]) -> bool:
    texts = [text.rstrip(".") for text in row if text]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def periods_over(table: FoundTable, heading: int) -> tuple[str, ...]:
    """The year over each column; an empty place right of a year belongs to it (a merged cell, copied)."""
    for row in table.rows[:heading]:
        if not is_of_years(row) and sum(year_meant(text) is not None for text in row) < 2:
            continue
        periods, last = [], ""
        for text in row:
            last = text if year_meant(text) is not None else (last if not text else "")
            periods.append(last)
        return tuple(periods)
    over = (words_over(table, place, heading) for place in range(len(table.rows[0])))
    return tuple(
        match[0] if (match := _YEAR.search(words)) and year_meant(match[0]) else "" for words in over
    )


def title_of(table: FoundTable, heading: int) -> str:
    """The line over everything: one text, alone or repeated by a merged cell."""
    for row in table.rows[:heading]:
        texts = {text for text in row if text}
        if len(texts) == 1 and not is_of_years(row):
            return texts.pop()
    return ""


def words_over(table: FoundTable, place: int, heading: int) -> str:
    """The lowest words over the column that are neither a year, nor a number, nor the title over everything."""
    for row in reversed(table.rows[:heading]):
        text = row[place].lower()
        if text and year_meant(text) is None and not is_numbering(row) and len({*row} - {""}) > 1:
            return text
    return ""


def words_above(table: FoundTable, place: int, heading: int) -> list[str]:
    """All words over the column from above, as printed, each once: no years, no numbers, no title."""
    found = [
        row[place]
        for row in table.rows[:heading]
        if row[place] and year_meant(row[place]) is None and not is_numbering(row) and len({*row} - {""}) > 1
    ]
    return list(dict.fromkeys(found))


def year_said(words: str) -> tuple[str, str]:
    """(the one school year the words name, the words without it); no year where they name two, or a date."""
    found = [
        match
        for match in _SAID.finditer(words)
        if year_meant(match[1]) is not None and not _MONTH.search(words[: match.start(1)])
    ]
    if len({year_meant(match[1]) for match in found}) != 1:
        return "", words
    left = words
    for match in reversed(found):
        left = left[: match.start()] + left[match.end() :]
    return found[0][1], left.strip(" ,;:.–-")
