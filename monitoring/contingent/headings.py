"""What the headings of a contingent file mean: tolerant of how they are written, never a guess.

A heading is compared whole, without case, dots and superfluous blanks; what is not known here is not read, and said.
"""

from __future__ import annotations

import re

from schools.grades import LAST_GRADE

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
_TOTAL = re.compile(r"(?:всего|итого)\b.*|.*\b(?:всего|итого)")
_WITH_DISABILITIES = re.compile(r".*\b(?:овз|инвалид\w*)\b.*")
_GRADE = re.compile(r"(\d{1,2})\s?(?:-?\s?(?:й|ый|ий|е|ые))?\s?(?:класс|классы|классов|кл|х классов)")
_GRADE_AFTER = re.compile(r"(?:класс|кл)\s?(\d{1,2})")
_BARE = re.compile(r"(\d{1,2})(?:-?\s?(?:й|ый|ий|е|ые))?(?:\.0)?")
_NUMBER = re.compile(r"№.*|n|n п/п|номер|номер п/п|п/п")


def plain(cell: object) -> str:
    """A heading to be compared: «1 Кл.» → «1 кл»."""
    text = "" if cell is None else str(cell)
    return " ".join(text.lower().replace("ё", "е").replace("\xa0", " ").strip(" .:*").split())


def is_name(text: str) -> bool:
    return text in _NAMES


def is_code(text: str) -> bool:
    return text in _CODES


def is_class(text: str) -> bool:
    return text in _CLASSES


def is_pupils(text: str) -> bool:
    return text in _PUPILS


def is_total(text: str) -> bool:
    return bool(_TOTAL.fullmatch(text)) and not is_with_disabilities(text)


def is_with_disabilities(text: str) -> bool:
    return bool(_WITH_DISABILITIES.fullmatch(text))


def is_number(text: str) -> bool:
    """The running number of a row: read past."""
    return bool(_NUMBER.fullmatch(text))


def grade_of(text: str) -> int | None:
    """«1 класс», «1-й кл.», «класс 1», «дошкольные группы»; a bare number is none, and neither is «1а класс»."""
    if text in {"дошкольные группы", "дошкольная группа"}:
        return 0
    match = _GRADE.fullmatch(text) or _GRADE_AFTER.fullmatch(text)
    return _known(match)


def grade_in_class_column(text: str) -> int | None:
    """Under the heading «Класс» a bare number is a grade, too."""
    found = grade_of(text)
    return found if found is not None else _known(_BARE.fullmatch(text))


def _known(match: re.Match[str] | None) -> int | None:
    return int(match[1]) if match and 1 <= int(match[1]) <= LAST_GRADE else None
