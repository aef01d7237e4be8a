"""What the texts beside and above numbers say, in a copied block and in a file: grades, totals, names of columns.

A grade is said by «5 класс», «5 кл.», «5-й класс», «класс 5», «дошкольные группы»; «5а» is one class of it, so what
adds no classes up asks `said_grade` and what tells two of them apart `named_grade`. A bare «5» is a grade only where
the place says so (`bare_grade`) or among its like (`bare_grades`), because it may as well be five people. A total is
«Итого», «Всего …».
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schools.grades import LAST_GRADE
from schools.numbers import parse_number

_CLASS = r"(?:кл|класс|классы|классов)\.?"
_ORDINAL = r"(?: ?[-–]? ?(?:й|ый|ий|ой|е|ые|я|х))"
_GRADE = re.compile(rf"(\d{{1,2}}){_ORDINAL}? ?{_CLASS}")
_GRADE_AFTER = re.compile(rf"{_CLASS} ?(\d{{1,2}})")
_BARE = re.compile(rf"(\d{{1,2}})(?:{_ORDINAL}|\.0)?")
_PRESCHOOL = re.compile(r"дошк(?:\.?|ольник\w*|ольн\w+)(?: групп\w*)?")
_LETTER = re.compile(rf"(\d{{1,2}}) ?[-–]? ?[«\"]?[а-яa-z][»\"]?(?: ?{_CLASS})?")
_TOTAL = re.compile(r"(итого|всего|сумма|total)\b")
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


def said_grade(text: str) -> int | None:
    """The whole grade that a heading names; a bare number and one class of it, «5а», name none."""
    said = plain(text)
    if _PRESCHOOL.fullmatch(said):
        return 0
    return _known(_GRADE.fullmatch(said) or _GRADE_AFTER.fullmatch(said))


def named_grade(text: str) -> int | None:
    """The same or the grade of one class."""
    grade = said_grade(text)
    return grade if grade is not None else _known(_LETTER.fullmatch(plain(text)))


def bare_grade(text: str) -> int | None:
    """«5», «5-й» or a grade in words, for a place where nothing but grades stands."""
    grade = said_grade(text)
    return grade if grade is not None else _known(_BARE.fullmatch(plain(text)))


def _known(found: re.Match[str] | None) -> int | None:
    return int(found[1]) if found and 1 <= int(found[1]) <= LAST_GRADE else None


def bare_grades(texts: Sequence[str]) -> bool:
    """Whether numbers stand for grades: at least three, each by one greater than the one before it."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 2]
    if len(numbers) < 3 or len(numbers) != len(texts):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[-1] <= LAST_GRADE


def column_grades(texts: Sequence[str]) -> list[int | None]:
    """The grade of each heading in a row; bare numbers are grades where those of the row are a run."""
    bare = [text for text in texts if text.isascii() and text.isdigit()]
    grade_of = bare_grade if bare_grades(bare) else said_grade
    return [grade_of(text) for text in texts]


def is_numbering(texts: Sequence[str]) -> bool:
    """«1, 2, 3 …» under the headings of an official form."""
    filled = [text for text in texts if text]
    return len(filled) >= 3 and filled == [str(number) for number in range(1, len(filled) + 1)]
