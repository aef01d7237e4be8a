"""The register of letters of a year: letters and batches as lines, how many organisations have read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from recommendations.letters.mailing import UNSENT
from recommendations.models import Letter, LetterOrder, LetterRecipient
from schools.calendar import year_label
from schools.models import Municipality, School
from schools.numbers import counted, plural

STATE_TONES = {"draft": ("empty", "○"), "registered": ("attention", "!"), "sent": ("achieved", "✓")}


@dataclass(frozen=True)
class Line:
    """A letter, or the letters of one batch."""

    letters: Sequence[Letter]

    @property
    def first(self) -> Letter:
        return self.letters[0]

    @property
    def is_batch(self) -> bool:
        return bool(self.first.batch)

    @property
    def number(self) -> str:
        """«45», of a batch «45–164»; empty before registration."""
        numbers = [letter.number for letter in self.letters if letter.number]
        if len(numbers) > 1:
            return f"{numbers[0]}–{numbers[-1]}"
        return numbers[0] if numbers else ""

    @property
    def whom(self) -> str:
        if self.is_batch:
            return f"{counted(len(self.letters), 'письмо', 'письма', 'писем')}, каждой организации своё"
        return self.first.addressee

    @property
    def states(self) -> list[tuple[str, str, str]]:
        """(words, tone, sign), one for each state the letters are in."""
        found = []
        for state in Letter.State:
            count = sum(1 for letter in self.letters if letter.state == state)
            if count:
                words = state.label if count == len(self.letters) else f"{state.label}: {count}"
                found.append((words, *STATE_TONES[state]))
        return found

    @property
    def sent(self) -> bool:
        return any(letter.state == Letter.State.SENT for letter in self.letters)

    @property
    def read(self) -> str:
        """«12 из 19»."""
        return f"{self._sum('read')} из {self._sum('total')}"

    @property
    def unsent(self) -> int:
        """Mails that did not reach their organisation."""
        return self._sum("unsent")

    def _sum(self, name: str) -> int:
        return sum(vars(letter)[name] for letter in self.letters)  # annotations are attributes no type knows


@dataclass(frozen=True)
class LettersPage:
    """`elsewhere` are the other years that have letters, the newest first: a register ends with its school year."""

    year: int
    lines: list[Line]
    unfinished: list[Unfinished]
    elsewhere: list[int]

    @property
    def heading(self) -> str:
        letters = [letter for line in self.lines for letter in line.letters]
        if not letters:
            return (
                f"Писем за {year_label(self.year)} учебный год ещё нет" if self.elsewhere else "Писем ещё нет"
            )
        sent = sum(1 for letter in letters if letter.state == Letter.State.SENT)
        if not sent:
            return f"{counted(len(letters), 'письмо', 'письма', 'писем')}, отправленных нет"
        verb = plural(sent, "отправлено", "отправлены", "отправлено")
        return f"{counted(sent, 'письмо', 'письма', 'писем')} {verb}"

    @property
    def lead(self) -> str:
        unread = sum(line._sum("total") - line._sum("read") for line in self.lines if line.sent)
        if not any(line.sent for line in self.lines):
            return "Письмо готовится по значениям и рекомендациям года, регистрируется и отправляется."
        if not unread:
            return "Все организации ознакомились."
        marks = plural(unread, "отметка не поставлена", "отметки не поставлены", "отметок не поставлено")
        return f"Ознакомились не все: {unread}\u00a0{marks}."


@dataclass(frozen=True)
class Unfinished:
    """A batch some of whose letters are not drafted yet, or could not be."""

    batch: str
    total: int
    drafted: int
    failed: int

    @property
    def waits(self) -> bool:
        return self.drafted + self.failed < self.total

    @property
    def words(self) -> str:
        """«Письма организациям готовятся: 45 из 120», «Не подготовлено 2 письма из 120»."""
        if self.waits:
            return f"Письма организациям готовятся: {self.drafted} из\u00a0{self.total}"
        return f"Не подготовлено {counted(self.failed, 'письмо', 'письма', 'писем')} из\u00a0{self.total}"


def letters_page(municipality: Municipality, year: int) -> LettersPage:
    """The newest first; three queries."""
    written = Letter.objects.filter(municipality=municipality)
    letters = with_counts(written.filter(year=year))
    groups: dict[str, list[Letter]] = {}
    for letter in letters.order_by("-pk"):
        groups.setdefault(letter.batch or f"letter {letter.pk}", []).append(letter)
    lines = [Line(members[::-1]) for members in groups.values()]
    waiting = _unfinished(LetterOrder.objects.filter(municipality=municipality, year=year))
    others = written.exclude(year=year).order_by("-year").values_list("year", flat=True).distinct()
    return LettersPage(year, lines, waiting, list(others))


def _unfinished(orders: QuerySet[LetterOrder]) -> list[Unfinished]:
    """The newest first."""
    open_ = orders.exclude(state=LetterOrder.State.DRAFTED).values("batch")
    states = orders.filter(batch__in=open_).order_by("-pk").values_list("batch", "state")
    found: dict[str, list[str]] = defaultdict(list)
    for batch, state in states:
        found[batch].append(state)
    return [
        Unfinished(batch, len(of), of.count(LetterOrder.State.DRAFTED), of.count(LetterOrder.State.FAILED))
        for batch, of in found.items()
    ]


def with_counts(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """`total` organisations, `read` of them, `unsent` mails."""
    read = Q(recipients__acknowledged_at__isnull=False)
    return letters.annotate(
        total=Count("recipients"),
        read=Count("recipients", filter=read),
        unsent=Count("recipients", filter=Q(recipients__mail__in=UNSENT) & ~read),
    )


@dataclass(frozen=True)
class MineLine:
    recipient: LetterRecipient

    @property
    def letter(self) -> Letter:
        return self.recipient.letter


def letters_of(school: School) -> list[MineLine]:
    """What was sent to an organisation, in all years, the unread first, then the newest; one query."""
    rows = LetterRecipient.objects.filter(school=school, letter__state=Letter.State.SENT)
    found = rows.select_related("letter", "acknowledged_by").order_by("-letter__date", "-letter__pk")
    return sorted(map(MineLine, found), key=lambda line: line.recipient.acknowledged_at is not None)
