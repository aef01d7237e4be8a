"""One row of tidy facts as it was sent, and the refusal of rows.

`Fact` holds what a person, a file or another program wrote, untouched: reading is `monitoring.vetting`. Rows are
numbered from 1 in the order they were sent; `line` is the line of a file (0 where there is none).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schools.numbers import counted

COLUMNS = ("school", "year", "kind", "code", "grade", "value")
SHOWN_ERRORS = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell: `grade` empty for metrics and organisations without grades, `code` empty for pupils.

    `problem` is what the reader of the file already found wrong with the whole row. `shown` is what the sender saw in
    the cell before writing: if something else stands there by now, the row is refused instead of overwriting it.
    """

    school: object
    year: object
    kind: object
    code: object
    grade: object
    value: object
    line: int = 0
    problem: str = ""
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class FactError:
    """What is wrong with one field of one row; `code` is for programs, `message` for people.

    `stands` is what a cell somebody else has changed holds now, as a field prints it.
    """

    row: int
    line: int
    field: str
    code: str
    value: str
    message: str
    stands: str = ""

    def __str__(self) -> str:
        place = f"строка {self.line}" if self.line else f"запись {self.row}"
        column = f", столбец {self.field}" if self.field else ""
        shown = self.value if len(self.value) <= 60 else f"{self.value[:60]}…"
        return f"{place}{column}, «{shown}»: {self.message}"


class FactsRefused(Exception):
    """Nothing was saved; every error of every row is in `errors`, in the order of the rows."""

    def __init__(self, errors: Sequence[FactError]) -> None:
        self.errors = sorted(
            errors, key=lambda error: (error.row, COLUMNS.index(error.field) if error.field else -1)
        )
        super().__init__(f"Ничего не сохранено: {counted(len(errors), 'ошибка', 'ошибки', 'ошибок')}.")

    def lines(self, most: int = SHOWN_ERRORS) -> list[str]:
        """The first errors in words, and how many more there are."""
        shown = [str(error) for error in self.errors[:most]]
        rest = len(self.errors) - most
        return [*shown, f"… и ещё {counted(rest, 'ошибка', 'ошибки', 'ошибок')}"] if rest > 0 else shown
