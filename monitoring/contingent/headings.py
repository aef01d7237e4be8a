"""What the headings of a contingent file mean: tolerant of how they are written, never a guess.

A heading is compared whole, without case, dots and superfluous blanks; what is not known here is not read, and said.
Grades and totals are those of `monitoring.headings`.
"""

from __future__ import annotations

import re

from monitoring import headings

_NAMES = frozenset({
    "наименование", "название", "наименование оо", "наименование оу", "наименование организации", "организация",
    "наименование образовательной организации", "образовательная организация", "наименование школы", "школа", "оо",
    "оу",
})  # fmt: skip
_CODES = frozenset({"код", "код оо", "код организации", "код школы"})
_CLASSES = frozenset({"класс", "классы", "параллель", "параллели", "наименование классов"})
_PUPILS = frozenset({
    "обучающихся", "обучающиеся", "учащихся", "численность", "численность обучающихся", "численность учащихся",
    "количество обучающихся", "количество учащихся", "число обучающихся", "контингент", "контингент обучающихся",
    "всего", "всего обучающихся", "всего учащихся", "всего чел", "обучающихся всего", "обучающихся, всего",
})  # fmt: skip
_TOTAL_AFTER = re.compile(r".*\b(?:всего|итого)")
_WITH_DISABILITIES = re.compile(r".*\b(?:овз|инвалид\w*)\b.*")
_NUMBER = re.compile(r"№.*|n|n п/п|номер|номер п/п|п/п")


def plain(cell: object) -> str:
    """A heading to be compared: «1 Кл.» → «1 кл»."""
    return headings.plain("" if cell is None else str(cell)).strip(" .:*")


def is_name(text: str) -> bool:
    return text in _NAMES


def is_code(text: str) -> bool:
    return text in _CODES


def is_class(text: str) -> bool:
    return text in _CLASSES


def is_pupils(text: str) -> bool:
    return text in _PUPILS


def is_total(text: str) -> bool:
    total = headings.is_total(text) or bool(_TOTAL_AFTER.fullmatch(text))
    return total and not is_with_disabilities(text)


def is_with_disabilities(text: str) -> bool:
    return bool(_WITH_DISABILITIES.fullmatch(text))


def is_number(text: str) -> bool:
    """The running number of a row: read past."""
    return bool(_NUMBER.fullmatch(text))
