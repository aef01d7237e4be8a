"""The content of an upload → its preview, whatever kind it is. Raises FactsUnreadable."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from monitoring.contingent.weighing import weigh_contingent
from monitoring.models import Upload
from monitoring.workbook.envelope import check_workbook
from monitoring.workbook.lines import Preview
from monitoring.workbook.reading import read_book
from monitoring.workbook.weighing import Desk, weigh_book

__all__ = ["Desk", "preview_of"]

READ = 60
"""Percent of the work that reading is; the rest is asking what would change."""


def preview_of(kind: str, content: bytes, desk: Desk, report: Callable[[int], None]) -> Preview:
    """`report` is told how many percent are done."""
    if kind == Upload.Kind.CONTINGENT:
        report(READ // 2)
        return weigh_contingent(content, desk)
    check_workbook(BytesIO(content), len(content))
    step = max(1, READ // 10)
    told = 0

    def tell(done: int, of: int) -> None:
        nonlocal told
        percent = READ * done // of
        if percent >= told + step:
            told = percent
            report(percent)

    book = read_book(content, tell)
    return weigh_book(book, desk)
