"""The letters of one batch: how far their drafting is, what could not be drafted, and each organisation's letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from recommendations.letters.grounds import without_data
from recommendations.letters.mailing import UNSENT
from recommendations.models import Letter, LetterOrder, LetterRecipient
from recommendations.pages.letters import Line, with_counts
from schools.numbers import counted, plural

SILENT_AFTER = dt.timedelta(seconds=90)
"""A worker takes up what waits within a minute (`config.pipeline`)."""
S = LetterOrder.State


@dataclass(frozen=True)
class Drafting:
    """The orders of a batch; none of a batch that was not ordered."""

    orders: Sequence[LetterOrder]
    now: dt.datetime

    @property
    def total(self) -> int:
        return len(self.orders)

    @property
    def drafted(self) -> int:
        return self._count(S.DRAFTED)

    @property
    def waits(self) -> bool:
        return self._count(S.WAITING) > 0

    @property
    def failed(self) -> list[LetterOrder]:
        return [one for one in self.orders if one.state == S.FAILED]

    @property
    def is_silent(self) -> bool:
        """Nobody has taken up what waits, for longer than a worker needs."""
        return self.waits and self.now - max(one.changed_at for one in self.orders) > SILENT_AFTER

    @property
    def words(self) -> str:
        if not self.drafted and not self.failed:
            return "Ждут очереди: подготовка начнётся в течение минуты."
        return f"Готово {self.drafted} из\u00a0{self.total}."

    @property
    def failed_words(self) -> str:
        return f"Не подготовлено {_letters(len(self.failed))}."

    def _count(self, state: str) -> int:
        return sum(1 for one in self.orders if one.state == state)


@dataclass(frozen=True)
class BatchPage:
    """`line` sums the letters up; None until there is one. Of `rows` those the mail did not reach come first."""

    line: Line | None
    rows: list[LetterRecipient]
    drafting: Drafting

    @property
    def heading(self) -> str:
        if self.drafting.waits or self.line is None:
            return f"{_letters(self.drafting.total)}, каждой организации своё"
        return self.line.whom

    def count(self, state: str) -> int:
        return sum(1 for letter in self.letters if letter.state == state)

    @property
    def letters(self) -> Sequence[Letter]:
        return self.line.letters if self.line else []

    @property
    def drafts(self) -> int:
        return self.count(Letter.State.DRAFT)

    @property
    def registered(self) -> int:
        return self.count(Letter.State.REGISTERED)

    @property
    def nothing_said(self) -> str:
        """How many of the letters still to be sent tell of no values; empty where all do."""
        number = sum(without_data(letter) for letter in self.letters if letter.state != Letter.State.SENT)
        if not number:
            return ""
        verb, them = plural(number, "говорит", "говорят", "говорят"), "его" if number == 1 else "их"
        return (
            f"{_letters(number)} {verb}, что данные организации не представлены или не приняты: проверьте, нужно ли "
            f"отправлять {them} сейчас."
        )

    @property
    def unnumbered(self) -> int:
        return sum(1 for letter in self.letters if not letter.number)


def batch_page(
    letters: QuerySet[Letter], orders: QuerySet[LetterOrder], *, now: dt.datetime
) -> BatchPage | None:
    """Three queries; None = no such batch."""
    found = list(with_counts(letters).order_by("pk"))
    drafting = drafting_of(orders, now=now)
    if not found and not drafting.waits and not drafting.failed:
        return None
    rows = LetterRecipient.objects.filter(letter__in=letters).select_related(
        "letter", "school", "acknowledged_by"
    )
    reached = sorted(
        rows.order_by("letter__pk"), key=lambda row: row.mail not in UNSENT or bool(row.acknowledged_at)
    )
    return BatchPage(Line(found) if found else None, reached, drafting)


def drafting_of(orders: QuerySet[LetterOrder], *, now: dt.datetime) -> Drafting:
    """One query."""
    return Drafting(list(orders.select_related("school").order_by("school__name_key", "pk")), now)


def _letters(number: int) -> str:
    return counted(number, "письмо", "письма", "писем")
