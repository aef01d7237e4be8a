"""What the texts beside and above copied numbers say: grades, totals, names of columns.

Recognised are «5 класс», «5 кл.», «5-й класс», «5а», «дошкольные группы», «Итого», «Всего …». A bare «5» is a grade
only among its like (`bare_grades`), because it may as well be five people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schools.grades import LAST_GRADE
from schools.numbers import parse_number

_CLASS = r"(?:кл\.?|класс|классы)"
_GRADE = re.compile(rf"(\d{{1,2}}) ?(?:-?(?:й|ый|ий|е|ые|я))? ?{_CLASS}")
_LETTER = re.compile(rf"(\d{{1,2}}) ?[-–]? ?[«\"]?[а-яa-z][»\"]?(?: ?{_CLASS})?")
_TOTAL = re.compile(r"(итого|всего|сумма)\b")
_QUOTES = str.maketrans("", "", "«»\"“”„'")
_VALUES = ("number", "no_data", "not_applicable")


def plain(text: str) -> str:
    """Lower case, ё as е, one space between words, no quotation marks."""
    return " ".join(text.lower().replace("ё", "е").translate(_QUOTES).split())


def is_value(text: str) -> bool:
    """Something that is written into a cell, not beside it."""
    return parse_number(text).kind in _VALUES or plain(text) in ("да", "нет") or text.startswith("http")


def is_total(text: str) -> bool:
    return _TOTAL.match(plain(text)) is not None


def named_grade(text: str) -> int | None:
    """The grade a heading names in words; a bare number names none."""
    said = plain(text)
    if said.startswith(("дошкол", "дошк.")):
        return 0
    found = _GRADE.fullmatch(said) or _LETTER.fullmatch(said)
    grade = int(found[1]) if found else None
    return grade if grade is None or 1 <= grade <= LAST_GRADE else None


def bare_grades(texts: Sequence[str]) -> bool:
    """Whether numbers stand for grades: at least three, each by one greater than the one before it."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 2]
    if len(numbers) < 3 or len(numbers) != len(texts):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[-1] <= LAST_GRADE


def is_numbering(texts: Sequence[str]) -> bool:
    """«1, 2, 3 …» under the headings of an official form."""
    filled = [text for text in texts if text]
    return len(filled) >= 3 and filled == [str(number) for number in range(1, len(filled) + 1)]
