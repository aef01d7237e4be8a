"""What a check has to say of a form: which cell, how grave, one Russian sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitoring.sheet import Ref
from schools.grades import UNGRADED

Level = Literal["contradictory", "doubtful", "missing"]
WHOLE_FORM = Ref("", "", UNGRADED)


@dataclass(frozen=True, slots=True)
class Problem:
    """`check` is the code of the check; the grade UNGRADED of a column with grades means the whole column."""

    check: str
    level: Level
    ref: Ref
    message: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What a finding is known by: the check and the cell."""
        return (self.check, *self.ref)
