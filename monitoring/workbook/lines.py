"""The preview of an upload: one line for each cell that would change or cannot, kept as plain lists in its row.

`old` is what the portal shows, `new` what the file says. Unchanged cells are counted, not listed. What is left stays as
it is, because its report takes no numbers now; the rest may be written all the same. A refusal stops the whole file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from monitoring.sheet import Ref
from monitoring.tidy import Fact
from schools.grades import UNGRADED

NEW, CHANGED, CONFLICT, LEFT, REFUSED = "new", "changed", "conflict", "left", "refused"


class Line(NamedTuple):
    """One cell; `why` explains a conflict, a refusal or what is left, `sheet` and `at` are its place in the file."""

    school: str
    kind: str
    code: str
    grade: int
    status: str
    old: str
    new: str
    why: str = ""
    sheet: str = ""
    at: str = ""

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.code, self.grade)

    def fact(self, year: int) -> Fact:
        """The row as it is written: only over what the preview has shown."""
        grade = None if self.grade == UNGRADED else self.grade
        return Fact(self.school, year, self.kind, self.code, grade, self.new, shown=self.old)


@dataclass
class Preview:
    """What an upload would do; `notes` are sentences about the file as a whole, `read` how it was understood."""

    lines: list[Line] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    read: str = ""

    @property
    def refused(self) -> bool:
        return any(line.status == REFUSED for line in self.lines)

    @property
    def summary(self) -> dict[str, Any]:
        counts = Counter(line.status for line in self.lines)
        return {
            **{status: counts[status] for status in (NEW, CHANGED, CONFLICT, LEFT, REFUSED)},
            "unchanged": self.unchanged,
            "schools": len({line.school for line in self.lines if line.status != LEFT}),
            "notes": self.notes,
            "read": self.read,
        }


def stored(lines: Iterable[Line]) -> list[list[Any]]:
    return [list(line) for line in lines]


def restored(rows: Iterable[Sequence[Any]]) -> list[Line]:
    return [Line(*row) for row in rows]
