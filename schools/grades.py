"""Sets of grades, kept as one integer: bit g is grade g, bit 13 is the total of an organisation without grades.

0 stands for preschool groups, 1…12 for classes. One number makes «which cells are applicable» a bitwise AND
of school, event and term, the same in Python, SQLite and PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

UNGRADED = 13
LAST_GRADE = 12
ALL_GRADES_MASK = (1 << UNGRADED) - 1
EVERYTHING_MASK = (1 << (UNGRADED + 1)) - 1

_DASHES = re.compile(r"[‐-―−]")


class GradesError(ValueError):
    """Text that is no set of grades; the message says, in Russian, what is expected."""


@dataclass(frozen=True, slots=True)
class Grades:
    """An immutable set of grades; `mask` has 14 bits."""

    mask: int = 0

    @classmethod
    def of(cls, grades: Iterable[int]) -> Grades:
        mask = 0
        for grade in grades:
            mask |= 1 << grade
        return cls(mask)

    @classmethod
    def parse(cls, text: str | int) -> Grades:
        """`6-11`, `9`, `5-9,11`, `0`, `all` → Grades; raises GradesError."""
        cleaned = _DASHES.sub("-", str(text)).replace(" ", "")
        if cleaned == "all":
            return EVERYTHING
        found: list[int] = []
        for part in cleaned.split(","):
            match = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", part)
            if match is None:
                raise GradesError(f"«{text}» – не перечень классов; напишите, например, 6-11, 9 или 5-9,11")
            first, last = int(match[1]), int(match[2] or match[1])
            if first > last or last > LAST_GRADE:
                raise GradesError(f"«{text}»: классы – от 0 (дошкольные группы) до 12, меньший сначала")
            found.extend(range(first, last + 1))
        return cls.of(found)

    def __iter__(self) -> Iterator[int]:
        return (grade for grade in range(UNGRADED + 1) if self.mask >> grade & 1)

    def __contains__(self, grade: object) -> bool:
        return isinstance(grade, int) and bool(self.mask >> grade & 1)

    def __and__(self, other: Grades) -> Grades:
        return Grades(self.mask & other.mask)

    def __or__(self, other: Grades) -> Grades:
        return Grades(self.mask | other.mask)

    def __sub__(self, other: Grades) -> Grades:
        return Grades(self.mask & ~other.mask)

    def __bool__(self) -> bool:
        return self.mask != 0

    def __len__(self) -> int:
        return self.mask.bit_count()

    def __str__(self) -> str:
        """The form `parse` reads: `5-9,11`; a set with the ungraded total and all grades is `all`."""
        if self.mask == EVERYTHING_MASK:
            return "all"
        return ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in self.ranges())

    def ranges(self) -> list[tuple[int, int]]:
        """Runs of neighbouring grades, without the ungraded total."""
        runs: list[tuple[int, int]] = []
        for grade in self:
            if grade == UNGRADED:
                continue
            if runs and runs[-1][1] == grade - 1:
                runs[-1] = (runs[-1][0], grade)
            else:
                runs.append((grade, grade))
        return runs

    @property
    def label(self) -> str:
        """«6–11 классы», «9 класс», «5–9, 11 классы», «дошкольные группы», «без классов»."""
        if self.mask & ALL_GRADES_MASK == ALL_GRADES_MASK:
            return "все классы"
        classes = [(a, b) for a, b in (self & Grades(ALL_GRADES_MASK & ~1)).ranges()]
        parts = []
        if classes:
            text = ", ".join(f"{a}–{b}" if a != b else f"{a}" for a, b in classes)
            single = len(classes) == 1 and classes[0][0] == classes[0][1]
            parts.append(f"{text}\u00a0{'класс' if single else 'классы'}")
        if 0 in self:
            parts.insert(0, "дошкольные группы")
        return ", ".join(parts) or "без классов"


EVERYTHING = Grades(EVERYTHING_MASK)
WITHOUT_GRADES = Grades(1 << UNGRADED)


def grade_label(grade: int) -> str:
    """How one cell's grade is called beside a number."""
    if grade == UNGRADED:
        return "всего"
    return "дошкольные группы" if grade == 0 else f"{grade}\u00a0класс"


def every_grade() -> Grades:
    """Default of columns: all grades and the ungraded total."""
    return EVERYTHING
