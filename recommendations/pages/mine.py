"""What a head sees first: what is asked of the organisation and why, what it has reached, what others did.

Out: `MinePage`. The organisation's own figures stand first, then what the whole municipality misses, then the
recommendations for everybody. The reports it has still to hand in and the letters nobody of it has read stand above.
Eight queries, however many recommendations and organisations.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.forms import Form
from django.utils import timezone

from indicators.analysis import Judged, Status
from indicators.models import Indicator, SchoolValue
from indicators.pages.printing import is_small
from indicators.queries import judge_school_value, plans_of, with_terms
from monitoring.pages.own_reports import OwnReport, own_reports
from recommendations.models import Letter, LetterRecipient, Recommendation
from recommendations.pages.card import COMPARABLE, Card, card
from recommendations.queries import HeadList, Row, head_list
from schools.calendar import format_date, school_year_of, year_label
from schools.models import School, User
from schools.numbers import NBSP, counted, plural

MOST_OTHERS = 3
SHOWN_ACHIEVED = 6


@dataclass(frozen=True)
class MinePage:
    school: School
    year: int
    today: dt.date
    own: bool
    cards: list[Card]
    municipal: list[Card]
    general: list[Card]
    finished: list[Card]
    taken_back: list[Card]
    achieved: list[Judged]
    judged: int
    reports: list[OwnReport]
    letters: list[Letter]

    @property
    def waiting(self) -> list[Card]:
        return [*self.cards, *self.municipal, *self.general]

    @property
    def unread(self) -> list[Card]:
        """General and municipal ones that can be taken up at once."""
        rows = [*self.municipal, *self.general]
        return [one for one in rows if one.can_take_up and one.made.state == Recommendation.State.ISSUED]

    @property
    def heading(self) -> str:
        if self.waiting:
            count = counted(len(self.waiting), "рекомендация", "рекомендации", "рекомендаций")
            return f"{self.school}: {count} на{NBSP}{self._for_year} учебный год"
        if not self.finished:
            return f"{self.school}: рекомендаций нет"
        if all(one.made.state == Recommendation.State.CONFIRMED for one in self.finished):
            return f"{self.school}: все рекомендации выполнены и подтверждены"
        return f"{self.school}: ответы даны на все рекомендации"

    @property
    def lead(self) -> str:
        if self.waiting:
            return f"{self._sent} {self._by_when}".strip()
        if self.finished:
            done = sum(one.made.state == Recommendation.State.DONE for one in self.finished)
            return f"Ждут проверки специалистом: {done}." if done else "Ничего делать не нужно."
        if self.achieved:
            reached = counted(len(self.achieved), "показателю", "показателям", "показателям")
            return f"План достигнут по {reached} из {self.judged}. Отвечать ни на что не нужно."
        return "Они появятся, если после приёма отчётов какой-то показатель не достигнет плана."

    @property
    def _for_year(self) -> str:
        """The school year the last of them is due in, else the one they were sent in."""
        days = [one.made.due for one in self.waiting if one.made.due]
        sent = self._sent_on
        near = [day for day in days if school_year_of(day) <= school_year_of(self.today)] or sent or days
        return year_label(school_year_of(max(near)) if near else self.year)

    @property
    def _sent_on(self) -> list[dt.date]:
        """The days by the clock of the municipality, as the history of each has them."""
        return [timezone.localtime(one.made.issued_at).date() for one in self.waiting if one.made.issued_at]

    @property
    def _sent(self) -> str:
        days = self._sent_on
        day = f" {format_date(days[0], 'day')}" if len(set(days)) == 1 else ""
        own, rest = len(self.cards), len(self.waiting) - len(self.cards)
        common = counted(rest, "общая", "общие", "общих")
        parts = f": {own}{NBSP}по{NBSP}показателям организации, {common}" if own and rest else ""
        verb = plural(len(self.waiting), "Направлена", "Направлены", "Направлены")
        return f"{verb}{day} по данным за {year_label(self.year)} учебный год{parts}."

    @property
    def _by_when(self) -> str:
        overdue = sum(one.row.overdue and not one.row.disputed for one in self.waiting)
        if overdue:
            first = plural(overdue, "неё", "них", "них")
            return f"Срок прошёл у {overdue} из {len(self.waiting)}: ответьте сначала на {first}."
        days = [one.made.due for one in self.waiting if one.made.due]
        word = "Ближайший срок" if len(set(days)) > 1 else "Срок"
        return f"{word} – {format_date(min(days), 'day')}." if days else ""


def mine_page(
    school: School,
    year: int,
    *,
    person: User,
    today: dt.date,
    own: bool,
    bound: tuple[int, Form] | None = None,
) -> MinePage:
    """`bound`: the recommendation whose form was refused, and that form."""
    found = head_list(school=school, year=year, today=today)
    values = _values(school, year, found)
    refused, form = bound or (0, None)
    filled = _first_unread(found)

    def made(row: Row) -> Card:
        return card(
            row,
            person=person,
            today=today,
            own=own,
            others=_others(row, values),
            bound=form if row.recommendation.pk == refused else None,
            filled=row.recommendation.pk == filled,
        )

    waiting = [made(row) for row in sorted(found.waiting, key=_urgency)]
    return MinePage(
        school=school,
        year=year,
        today=today,
        own=own,
        cards=[one for one in waiting if not (one.is_general or one.is_municipal)],
        municipal=[one for one in waiting if one.is_municipal],
        general=[one for one in waiting if one.is_general],
        finished=[made(row) for row in found.finished],
        taken_back=[made(row) for row in found.taken_back],
        achieved=[row for row in values.own if row.status == Status.ACHIEVED],
        judged=sum(row.status in (Status.ACHIEVED, Status.MISSED) for row in values.own),
        reports=own_reports(school, year, today=today) if own else [],
        letters=_unread_letters(school) if own else [],
    )


def _unread_letters(school: School) -> list[Letter]:
    """Those of all years, the newest first; one query."""
    rows = LetterRecipient.objects.unacknowledged().filter(school=school).select_related("letter")
    return [row.letter for row in rows.order_by("-letter__date", "-letter__pk")]


def _urgency(row: Row) -> tuple[bool, int, int, dt.date, str, int]:
    """What concerns the organisation's own figures first, of that the pressing, then the soonest due."""
    made, evidence = row.recommendation, row.evidence
    place = 2 if evidence.trigger == "always" else 1 if evidence.scope == "municipality" else 0
    praise = evidence.trigger == "best_practice"
    return praise, place, made.priority, made.due or dt.date.max, made.section, made.pk


def _first_unread(found: HeadList) -> int:
    """The one with the filled button: the first that nobody has taken up."""
    unread = [row for row in sorted(found.waiting, key=_urgency) if row.recommendation.state == "issued"]
    return unread[0].recommendation.pk if unread else 0


@dataclass(frozen=True)
class Values:
    """The organisation's own values, and by indicator those of the others: (name, judged)."""

    own: list[Judged]
    others: dict[int, list[tuple[str, Judged]]]


def _values(school: School, year: int, found: HeadList) -> Values:
    """Own values, and everybody's of the indicators the organisation is asked about; three queries."""
    plans = plans_of(school.municipality_id, year)
    asked = {row.recommendation.indicator_id for row in found.waiting if row.evidence.trigger in COMPARABLE}
    rows = SchoolValue.objects.filter(
        Q(school=school) | Q(school__municipality=school.municipality_id, indicator__in=asked),
        year=year,
        indicator__in=Indicator.objects.available_to(school.municipality_id).valid_in(year),
    ).select_related("school", "indicator")
    values = Values([], defaultdict(list))
    for value in rows.prefetch_related(Prefetch("indicator__terms", with_terms().queryset)):
        judged = judge_school_value(value, value.indicator, plans)
        if value.school_id == school.pk:
            values.own.append(judged)
        elif judged.status == Status.ACHIEVED and not is_small(judged):
            values.others[judged.indicator.pk].append((value.school.short_name, judged))
    values.own.sort(key=lambda row: (row.indicator.position, row.indicator.code))
    return values


def _others(row: Row, values: Values) -> tuple[str, ...]:
    """«Ясноборская СОШ – 41,2 %»: up to three that reached the plan of the same indicator, the best first."""
    indicator = row.recommendation.indicator_id
    if row.evidence.trigger not in COMPARABLE or indicator not in values.others:
        return ()
    sign = 1 if row.evidence.better == "lower" else -1
    best = sorted(values.others[indicator], key=lambda one: (sign * (one[1].value or 0), one[0]))
    return tuple(f"{name} – {judged.text}" for name, judged in best[:MOST_OTHERS])
