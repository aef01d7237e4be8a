"""The sheet of acknowledgement: which organisation has read a letter, when, who of it said so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from recommendations.models import Letter, LetterRecipient
from reports.documents import Document, Paper, compose
from reports.letter_document import register_words

PAPER = Paper(left=20, size=12)


def sheet_document(
    letter: Letter, recipients: Sequence[LetterRecipient], *, now: dt.datetime | None
) -> Document:
    """`now` stands below the table; None leaves it out."""
    rows = [
        {
            "number": number,
            "school": row.school.short_name,
            "at": row.acknowledged_at,
            "who": str(row.acknowledged_by or "") if row.acknowledged_at else "",
        }
        for number, row in enumerate(recipients, 1)
    ]
    read = sum(1 for row in recipients if row.acknowledged_at)
    register = register_words(letter)
    context = {
        "letter": letter, "register": register, "rows": rows, "read": read, "total": len(rows), "now": now,
    }  # fmt: skip
    return compose(
        "documents/letter_sheet.html",
        context,
        title=f"Лист ознакомления с письмом {register}",
        author=letter.authority,
        paper=PAPER,
    )
