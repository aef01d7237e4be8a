"""The officer's remarks as a list with the school's answers: answered one by one in a draft, read afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitoring.pages.notes import Note, Notes
from monitoring.remarks import CORRECTED
from monitoring.school_reports import Said
from monitoring.sheet import Ref
from monitoring.typed import Typed, cell_name, remark_name


@dataclass(frozen=True, slots=True)
class RemarkView:
    """`cell` is the field of the number (empty: no single one); `missing` = to be answered before handing in.

    `note` tells of an answer somebody else has given meanwhile.
    """

    number: int
    cell: str
    where: str
    text: str
    who: str
    shown: str
    answer: str
    missing: bool
    note: Note | None

    @property
    def name(self) -> str:
        return remark_name(self.number)

    @property
    def corrected(self) -> str:
        """What the tick «исправлено» answers."""
        return CORRECTED


def open_remarks(
    trail: Iterable[Said], notes: Notes, typed: Typed, told: Mapping[str, Note], *, complain: bool
) -> list[RemarkView]:
    """Those that no acceptance has settled, in the order they were made; `told` of a field, by its name."""
    cells = {cell.ref for cell in notes.sheet.cells}
    views = []
    for said in trail:
        if said.what == "remark" and not said.resolved:
            ref = Ref(said.kind, said.code, said.grade)
            entered = typed.answers.get(said.number)
            views.append(
                RemarkView(
                    said.number, cell_name(ref) if ref in cells else "", notes.where(ref), said.text,
                    str(said.person or ""), said.more, entered.text if entered else said.more,
                    missing=complain and not said.more, note=told.get(remark_name(said.number)),
                )
            )  # fmt: skip
    return views
