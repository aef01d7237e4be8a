"""What a form of a school brought back, by the names of its fields; what nobody touched is skipped.

A cell is `cell.KIND.CODE.GRADE`, late arrivals `arrived.POPULATION.GRADE`, the explanation of a doubt
`why.CHECK.KIND.CODE.GRADE`; `keep.CHECK.KIND.CODE.GRADE`, a tick, gives the one of another figure again. Beside each
stands `was.NAME`: what the page showed. Only fields that differ from it were touched, and what was shown goes along, so
that nobody overwrites what they have not seen. `take.NAME` = «theirs» leaves a cell as
somebody else has written it, whatever stands in the field.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from monitoring.models import CellKind
from monitoring.remarks import CORRECTED
from monitoring.sheet import Ref
from monitoring.tidy import Fact
from schools.grades import UNGRADED
from schools.models import School
from schools.parsing import read_key

PUPILS = (CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value)
DoubtKey = tuple[str, str, str, int]
"""As `Problem.key`: the check and the cell."""


def cell_name(ref: Ref) -> str:
    return f"cell.{ref.kind}.{ref.code}.{ref.grade}"


def arrived_name(population: int, grade: int) -> str:
    return f"arrived.{population}.{grade}"


def why_name(key: DoubtKey) -> str:
    return "why." + ".".join(str(part) for part in key)


def remark_name(remark: int) -> str:
    return f"remark.{remark}"


def keep_name(key: DoubtKey) -> str:
    return why_name(key).replace("why", "keep", 1)


@dataclass(frozen=True, slots=True)
class Entered:
    """One touched field: what was typed, and what had been shown."""

    text: str
    shown: str


@dataclass(frozen=True)
class Typed:
    """The touched fields of one form."""

    cells: Mapping[Ref, Entered] = field(default_factory=dict)
    arrived: Mapping[tuple[int, int], Entered] = field(default_factory=dict)
    explanations: Mapping[DoubtKey, Entered] = field(default_factory=dict)
    answers: Mapping[int, Entered] = field(default_factory=dict)

    @property
    def has_words(self) -> bool:
        """Is there anything besides numbers?"""
        return bool(self.arrived or self.explanations or self.answers)

    def without(self, names: Collection[str]) -> Typed:
        """The same but for these fields of late arrivals, explanations and answers."""
        return Typed(
            self.cells,
            {key: entered for key, entered in self.arrived.items() if arrived_name(*key) not in names},
            {key: entered for key, entered in self.explanations.items() if why_name(key) not in names},
            {key: entered for key, entered in self.answers.items() if remark_name(key) not in names},
        )

    def facts(self, school: School, year: int) -> list[Fact]:
        return [
            Fact(
                school.code, year, ref.kind, ref.code, None if ref.grade == UNGRADED else ref.grade,
                entered.text, shown=entered.shown,
            )
            for ref, entered in self.cells.items()
        ]  # fmt: skip


NOTHING_TYPED = Typed()


def shown_pupils(posted: Mapping[str, str]) -> dict[Ref, str]:
    """What the page had shown in each of its cells of pupils."""
    refs = [Ref(kind, "", grade) for kind in PUPILS for grade in range(UNGRADED + 1)]
    names = {ref: f"was.{cell_name(ref)}" for ref in refs}
    return {ref: _plain(posted[name]) for ref, name in names.items() if name in posted}


def read_typed(posted: Mapping[str, str]) -> Typed:
    """Fields whose names make no sense are skipped: they belong to no form of ours."""
    cells: dict[Ref, Entered] = {}
    arrived: dict[tuple[int, int], Entered] = {}
    explanations: dict[DoubtKey, Entered] = {}
    kept: dict[DoubtKey, Entered] = {}
    answers: dict[int, Entered] = {}
    for name, text in posted.items():
        entered = Entered(_plain(text), _plain(posted.get(f"was.{name}", "")))
        what, *parts = name.split(".")
        left = posted.get(f"take.{name}") == "theirs"
        number = read_key(parts[-1]) if parts else None
        if number is None:
            continue
        if len(parts) == 1 and (what == "fixed" or (what == "remark" and entered.text != entered.shown)):
            _take_answer(answers, number, posted)
        if left or entered.text == entered.shown or number > UNGRADED:
            continue
        grade = number
        if what == "cell" and len(parts) == 3:
            cells[Ref(parts[0], parts[1], grade)] = entered
        elif what == "arrived" and len(parts) == 2 and parts[0] in ("0", "1"):
            arrived[int(parts[0]), grade] = entered
        elif what == "why" and len(parts) == 4:
            explanations[parts[0], parts[1], parts[2], grade] = entered
        elif what == "keep" and len(parts) == 4:
            kept[parts[0], parts[1], parts[2], grade] = entered
    return Typed(cells, arrived, {**kept, **explanations}, answers)


def _take_answer(answers: dict[int, Entered], remark: int, posted: Mapping[str, str]) -> None:
    """Words go before the tick «исправлено»."""
    name = remark_name(remark)
    if posted.get(f"take.{name}") != "theirs":
        words = _plain(posted.get(name, "")) or (CORRECTED if f"fixed.{remark}" in posted else "")
        answers[remark] = Entered(words, _plain(posted.get(f"was.{name}", "")))


def _plain(text: str) -> str:
    """Browsers send line ends of their own and people send spaces."""
    return "\n".join(text.strip().splitlines())
