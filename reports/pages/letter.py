"""One letter: its text as it will be printed, what became of it at its organisations, what may be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from recommendations.letters.mailing import is_unknown
from recommendations.letters.sending import recipients_of
from recommendations.models import Letter, LetterRecipient
from recommendations.rules import may_answer, may_recommend
from reports.documents import Document, DocumentFailed
from reports.letter_document import letter_document, register_words
from schools.access import Permission, may
from schools.models import School, User

M = LetterRecipient.Mail
TONES = {
    M.WAITING.value: ("empty", "…"),
    M.SENDING.value: ("empty", "…"),
    M.SENT.value: ("achieved", "✓"),
    M.FAILED.value: ("missed", "!"),
    M.NOBODY.value: ("attention", "!"),
}
UNKNOWN = "неизвестно, ушло ли"


@dataclass(frozen=True)
class RecipientLine:
    row: LetterRecipient
    unknown: bool

    @property
    def mail(self) -> str:
        return UNKNOWN if self.unknown else self.row.get_mail_display()

    @property
    def tone(self) -> str:
        return "attention" if self.unknown else TONES.get(self.row.mail, ("", ""))[0]

    @property
    def sign(self) -> str:
        return "?" if self.unknown else TONES.get(self.row.mail, ("", ""))[1]

    @property
    def may_repeat(self) -> bool:
        open_ = self.row.acknowledged_at is None
        return open_ and (self.unknown or self.row.mail in (M.FAILED, M.NOBODY))


@dataclass(frozen=True)
class LetterPage:
    """`own` is the row of the reader's organisation; `problem` is said where the text could not be set."""

    letter: Letter
    document: Document | None
    problem: str
    lines: Sequence[RecipientLine]
    own: LetterRecipient | None
    acts: bool
    reads_all: bool

    @property
    def heading(self) -> str:
        return self.letter.heading

    @property
    def register(self) -> str:
        return register_words(self.letter)

    @property
    def is_draft(self) -> bool:
        return self.letter.state == Letter.State.DRAFT

    @property
    def is_registered(self) -> bool:
        return self.letter.state == Letter.State.REGISTERED

    @property
    def is_sent(self) -> bool:
        return self.letter.state == Letter.State.SENT

    @property
    def read(self) -> int:
        return sum(1 for line in self.lines if line.row.acknowledged_at)

    @property
    def repeatable(self) -> int:
        return sum(1 for line in self.lines if line.may_repeat)


def letter_page(letter: Letter, person: User, *, now: dt.datetime) -> LetterPage:
    """Two or three queries; a head sees of the recipients the own organisation alone."""
    reads_all = may(person, Permission.READ, letter.municipality)
    rows = recipients_of([letter])
    own = [row for row in rows if may_answer(person, _placed(row, letter))]
    try:
        document, problem = letter_document(letter), ""
    except DocumentFailed as failed:
        document, problem = None, str(failed)
    return LetterPage(
        letter=letter,
        document=document,
        problem=problem,
        lines=[RecipientLine(row, is_unknown(row, now)) for row in rows] if reads_all else [],
        own=own[0] if own else None,
        acts=may_recommend(person, letter.municipality),
        reads_all=reads_all,
    )


def _placed(row: LetterRecipient, letter: Letter) -> School:
    """The organisation with its municipality, which is the letter's."""
    row.school.municipality = letter.municipality
    return row.school
