"""How far the recommendations of a year are: a municipality in, lines by section, text and organisation out.

Of what was sent: taken note of, answered, confirmed, overdue, with shares in whole percent, half up. Organisations are
sorted as asked; the others stand in the order of the document. Five queries, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from recommendations.models import Recommendation, Rule, Section
from recommendations.pages.mails import Reminder, reminders
from recommendations.pages.rules import rule_name
from schools.models import Municipality
from schools.numbers import NO_VALUE, counted, decimals_against_plan, format_value, value_of

State = Recommendation.State
UNSENT = (State.PREPARED, *Recommendation.DEAD)
COUNTS = ("sent", "seen", "answered", "confirmed", "overdue", "waiting")
SECTIONS = Section.values
OWN = "Написаны специалистом"
NEVER = Reminder()


@dataclass(frozen=True)
class Line:
    """Counts of what was sent; `seen` = taken note of or further, `answered` = done or confirmed."""

    label: str
    sent: int
    seen: int
    answered: int
    confirmed: int
    overdue: int
    waiting: int
    query: str = ""
    code: str = ""
    key: str = ""
    reminder: Reminder = NEVER

    @property
    def reminded(self) -> str:
        """The day of the last mail that was sent."""
        return self.reminder.day

    @property
    def shares(self) -> list[tuple[int, str]]:
        """(count, «62 %») of those taken note of, answered, confirmed."""
        return [(count, share(count, self.sent)) for count in (self.seen, self.answered, self.confirmed)]


@dataclass(frozen=True)
class ProgressPage:
    total: Line
    sections: list[Line]
    texts: list[Line]
    schools: list[Line]
    sort: str
    prepared: int

    @property
    def heading(self) -> str:
        if not self.total.sent:
            return "Исполнять пока нечего: рекомендации не направлены"
        done, sent = self.total.answered, self.total.sent
        return f"Ответили на {done} из {counted(sent, 'рекомендации', 'рекомендаций', 'рекомендаций')}"

    @property
    def lead(self) -> str:
        if not self.total.sent:
            return (
                f"Ждут проверки: {self.prepared}." if self.prepared else "Они появятся после приёма отчётов."
            )
        late = f", просрочено {self.total.overdue}" if self.total.overdue else ""
        seen = share(self.total.seen, self.total.sent)
        return f"Ознакомлены с {seen}, подтверждено {share(self.total.confirmed, self.total.sent)}{late}."

    @property
    def silent(self) -> list[str]:
        """Codes of organisations with something overdue: ticked at first."""
        return [line.code for line in self.schools if line.overdue]


def share(count: int, of: int) -> str:
    """«62 %»; with the decimals it takes not to read 100 % while some are missing, or 0 % while some are there.

    A dash where there is nothing to share.
    """
    found = value_of(count, of, "percent")
    if found is None:
        return NO_VALUE
    places = max(decimals_against_plan(found, 100, 0), decimals_against_plan(found, 0, 0, "lower"))
    return format_value(found, "percent", places)


def progress_page(
    municipality: Municipality,
    year: int,
    *,
    of: QuerySet[Recommendation],
    today: dt.date,
    asked: Mapping[str, str],
) -> ProgressPage:
    """`of` = what the person may see."""
    year_rows = of.filter(municipality=municipality, year=year)
    rows = year_rows.exclude(state__in=UNSENT).order_by()
    sections = _lines_by(rows, today, "section")
    sort = asked.get("sort", "")
    return ProgressPage(
        total=_total(sections),
        sections=[
            _line(Section(row["section"]).label, row, query=urlencode({"section": row["section"]}))
            for row in sorted(sections, key=lambda row: SECTIONS.index(row["section"]))
        ],
        texts=_texts(_lines_by(rows, today, "rule")),
        schools=sorted_schools(_schools(rows, today), sort),
        sort=sort or "name",
        prepared=0 if sections else year_rows.filter(state=State.PREPARED).count(),
    )


def _lines_by(rows: QuerySet[Recommendation], today: dt.date, *keys: str) -> list[dict[str, Any]]:
    """Counts for each value of the keys; one query."""
    answered = (State.DONE, State.CONFIRMED)
    counts = rows.values(*keys).annotate(
        sent=Count("pk"),
        seen=Count("pk", filter=~Q(state=State.ISSUED)),
        answered=Count("pk", filter=Q(state__in=answered)),
        confirmed=Count("pk", filter=Q(state=State.CONFIRMED)),
        overdue=Count("pk", filter=Q(due__lt=today, state__in=Recommendation.WAITING)),
        waiting=Count("pk", filter=Q(state__in=Recommendation.WAITING)),
    )
    return list(counts)


def _line(label: str, row: Mapping[str, Any], **more: Any) -> Line:
    return Line(label, **{name: row[name] for name in COUNTS}, **more)


def _total(rows: Sequence[Mapping[str, Any]]) -> Line:
    return _line("Всего", {name: sum(row[name] for row in rows) for name in COUNTS})


def _texts(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """By rule in the document's order, what an officer wrote last; one query."""
    by_rule = {row["rule"]: row for row in rows}
    rules = Rule.objects.filter(pk__in=[key for key in by_rule if key]).select_related("indicator")
    lines = [
        _line(rule_name(rule), by_rule[rule.pk], query=urlencode({"rule": rule.code}))
        for rule in sorted(rules, key=lambda rule: (SECTIONS.index(rule.section), rule.position, rule.code))
    ]
    return lines + ([_line(OWN, by_rule[None])] if None in by_rule else [])


def _schools(rows: QuerySet[Recommendation], today: dt.date) -> list[Line]:
    """Two queries: the counts, and when each was last reminded."""
    keys = ("school", "school__code", "school__short_name", "school__name_key")
    reminded = reminders(rows.values("pk"), now=timezone.now())
    return [
        _line(
            row["school__short_name"],
            row,
            query=urlencode({"school": row["school__code"]}),
            code=row["school__code"],
            key=row["school__name_key"],
            reminder=reminded.get(row["school"], NEVER),
        )
        for row in _lines_by(rows, today, *keys)
    ]


def sorted_schools(lines: Sequence[Line], sort: str) -> list[Line]:
    """By name, or by a count; «-overdue» descends. Unknown words mean the name."""
    name = sort.removeprefix("-")
    ordered = sorted(lines, key=lambda line: line.key)
    if name in COUNTS:
        ordered.sort(key=lambda line: _measure(line, name), reverse=sort.startswith("-"))
    elif sort == "-name":
        ordered.reverse()
    return ordered


def _measure(line: Line, name: str) -> Fraction:
    """Shares compare organisations of which one has got more than another; amounts compare as they are."""
    count: int = getattr(line, name)
    return Fraction(count) if name in ("sent", "overdue", "waiting") else Fraction(count, line.sent)
