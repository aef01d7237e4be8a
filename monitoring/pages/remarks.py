"""The officer's remarks as a list with the school's answers: answered one by one in a draft, read afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitoring.pages.notes import Notes
from monitoring.remarks import CORRECTED
from monitoring.school_reports import Said
from monitoring.sheet import Ref
from monitoring.typed import Typed, cell_name, remark_name


@dataclass(frozen=True, slots=True)
class RemarkView:
    """`cell` is the field of the number (empty: no single one); `missing` = to be answered before handing in."""

    number: int
    cell: str
    where: str
    text: str
    who: str
    shown: str
    answer: str
    missing: bool

    @property
    def name(self) -> str:
        return remark_name(self.number)

    @property
    def corrected(self) -> str:
        """What the tick «исправлено» answers."""
        return CORRECTED


def open_remarks(trail: Iterable[Said], notes: Notes, typed: Typed, *, complain: bool) -> list[RemarkView]:
    """Those that no acceptance has settled, in the order they were made."""
    cells = {cell.ref for cell in notes.sheet.cells}
    views = []
    for said in trail:
        if said.what == "remark" and not said.resolved:
            ref = Ref(said.kind, said.code, said.grade)
            answer = typed.answers.get(said.number, said.more)
            views.append(
                RemarkView(
                    said.number, cell_name(ref) if ref in cells else "", notes.where(ref), said.text,
                    str(said.person or ""), said.more, answer, missing=complain and not said.more,
                )
            )  # fmt: skip
    return views
