"""Rows of the officer's list: one text (`Group`) in, its organisations with figures, states and counts in words out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from recommendations.models import Recommendation
from recommendations.pages.card import lack_text, plan_text
from recommendations.queries import Group, Row
from recommendations.wording import BLANK, lack_words, value_text
from schools.calendar import format_date
from schools.numbers import counted

State = Recommendation.State
NAMED = 2


@dataclass(frozen=True)
class Line:
    """One organisation under a text."""

    row: Row

    @cached_property
    def value(self) -> str:
        return value_text(self.row.evidence) if self.row.evidence.value is not None else ""

    @property
    def plan(self) -> str:
        return plan_text(self.row.evidence)

    @property
    def lack(self) -> str:
        """Under «Не хватает»; where less is better «больше плана на 12 чел.»."""
        found, evidence = lack_text(self.row.evidence), self.row.evidence
        return f"{lack_words(evidence)} {found}" if found and evidence.better == "lower" else found

    @cached_property
    def due(self) -> str:
        return format_date(self.row.recommendation.due, "short")


@dataclass(frozen=True)
class Text:
    """One text and the organisations it goes to; `whom` = «всем организациям» or their number."""

    group: Group
    lines: list[Line]
    whom: str

    @property
    def words(self) -> str:
        """A blank at the end of a sentence takes its full stop along."""
        return self.group.text.replace(f"{BLANK}.", BLANK)

    @cached_property
    def has_figures(self) -> bool:
        """Figures of the organisations: those of the municipality are the same for all and stand above."""
        return any(line.value and line.row.evidence.scope == "school" for line in self.lines)

    @property
    def common(self) -> str:
        """What the municipality's miss is, where the text goes to everybody for it."""
        first = self.lines[0].row
        return first.why if first.evidence.scope == "municipality" else ""

    @cached_property
    def due(self) -> str:
        """The term that all share; empty when they differ."""
        days = {line.due for line in self.lines}
        return days.pop() if len(days) == 1 else ""

    @property
    def differs(self) -> bool:
        return not self.due and any(line.due for line in self.lines)

    @cached_property
    def state(self) -> str:
        """The state that all share: said once above them; empty when they differ."""
        states = {line.row.recommendation.state for line in self.lines}
        return states.pop() if len(states) == 1 and not self.has_figures else ""

    @property
    def counts(self) -> list[tuple[str, str, str]]:
        """(words, tone, sign) of what waits for somebody."""
        states = [line.row.recommendation.state for line in self.lines]
        found = (
            (sum(line.row.overdue for line in self.lines), "просрочено", "missed", "!"),
            (sum(line.row.disputed for line in self.lines), "не согласны", "attention", "!"),
            (states.count(State.PREPARED), "не направлено", "attention", "✎"),
            (sum(line.row.recommendation.reworded for line in self.lines), "текст изменён", "", ""),
            (states.count(State.DONE), "ждут проверки", "brand", "→"),
            (states.count(State.CONFIRMED), "подтверждено", "achieved", "✓"),
        )
        return [(f"{words}: {count}", tone, sign) for count, words, tone, sign in found if count]

    def keys(self, state: str) -> str:
        made = [line.row.recommendation for line in self.lines]
        return ",".join(str(row.pk) for row in made if row.state == state)

    @property
    def prepared(self) -> str:
        return self.keys(State.PREPARED)

    @property
    def done(self) -> str:
        return self.keys(State.DONE)


@dataclass
class Part:
    """A section, or as much of it as the page holds; `prepared` = how many of all of it can be sent, `count` = all."""

    title: str
    code: str = ""
    prepared: int = 0
    count: int = 0
    texts: list[Text] = field(default_factory=list)


def text_of(group: Group, everybody: int) -> Text:
    """`everybody` = how many organisations the list is about; 0 = it is narrowed, so nobody can tell."""
    count = len(group.rows)
    if count <= NAMED:
        names = ", ".join(row.recommendation.school.short_name for row in group.rows)
        return Text(group, [Line(row) for row in group.rows], names)
    whom = f"всем организациям: {count}" if everybody and count == everybody else to_organisations(count)
    return Text(group, [Line(row) for row in group.rows], whom)


def to_organisations(count: int) -> str:
    """«12 организациям»."""
    return counted(count, "организации", "организациям", "организациям")
