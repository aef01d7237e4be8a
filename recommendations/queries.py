"""Recommendations as they are read: the officer's list, the head's list, the history of one.

Pages, API and documents ask here, so a number cannot differ between them. The number of queries does not depend on
how many schools or recommendations there are. `of` is what the person may see:
`Recommendation.objects.visible_to(user)`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q, QuerySet

from recommendations.answers import OpenReport, answers_and_reports, answers_of
from recommendations.disputes import in_dispute
from recommendations.evidence import Evidence
from recommendations.headlines import headline, why
from recommendations.models import Answer, Audience, Recommendation, Rule, Section
from recommendations.places import with_places
from recommendations.texts import rule_text, said_by_rules, text_key
from recommendations.wording import outline, values_for
from schools.models import School, Transition
from schools.models.fields import name_key

State = Recommendation.State
ENTITY = "recommendation"


@dataclass(frozen=True)
class Filters:
    """What the officer narrows the list by; empty = everything. `state` may also be «overdue» or «disputed»."""

    state: str = ""
    section: str = ""
    audience: str = ""
    rule: str = ""
    school: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One recommendation with what every list shows of it; words are made when they are asked for.

    `disputed`: the school does not agree with the number, and nobody has settled that (`disputes.in_dispute`).
    """

    recommendation: Recommendation
    overdue: bool
    disputed: bool = False
    answers: Sequence[Answer] = ()
    history: Sequence[Transition] = ()
    reports: Sequence[OpenReport] = ()

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence.from_json(self.recommendation.evidence)

    @cached_property
    def headline(self) -> str:
        return headline(self.evidence, self.recommendation.text)

    @cached_property
    def why(self) -> str:
        return why(self.evidence)


@dataclass
class Group:
    """One text and the organisations it is addressed to.

    `said` = what the rule said when these were made, empty where nobody knows.
    """

    section: str
    audience: str
    rule: str
    said: str
    rows: list[Row]

    @cached_property
    def text(self) -> str:
        """The common text, or its outline with «…»; of many groups only those of a page are asked."""
        first = self.rows[0].recommendation
        texts = {row.recommendation.text for row in self.rows}
        if len(texts) == 1 or first.rule is None:
            return first.text
        return outline(self.said or first.rule.text, (_reading(row) for row in self.rows))


@dataclass
class SectionOfList:
    code: str
    title: str
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True)
class OfficerList:
    """`funnel` counts the whole year by state (and overdue), whatever is filtered; `rules` are those of the year."""

    sections: list[SectionOfList]
    funnel: dict[str, int]
    count: int
    rules: list[Rule]


def officer_list(
    *, of: QuerySet[Recommendation], year: int, today: dt.date, filters: Filters = Filters()
) -> OfficerList:
    """Section → text → organisations by name; declined and withdrawn ones only when asked for by state."""
    year_rows = of.filter(year=year)
    chosen = with_places(
        filtered(year_rows, filters, today)
        .annotate(disputed=in_dispute())
        .order_by("section", "rule__position", "rule__code", "school__name_key", "pk")
    )
    rules = list(Rule.objects.filter(pk__in=year_rows.order_by().values("rule")).select_related("indicator"))
    shared = {rule.pk: rule for rule in rules}  # read once, however many rows share it
    for one in chosen:
        one.rule = shared.get(one.rule_id)
    answers = answers_of(chosen)
    rows = [_row(one, today, answers.get(one.pk, ())) for one in chosen]
    return OfficerList(_sections(rows), _funnel(year_rows, today), len(rows), rules)


def filtered(rows: QuerySet[Recommendation], filters: Filters, today: dt.date) -> QuerySet[Recommendation]:
    """By state: one, «overdue», «disputed», or (empty) all that are live."""
    if filters.state == "overdue":
        rows = rows.filter(due__lt=today, state__in=Recommendation.WAITING)
    elif filters.state == "disputed":
        rows = rows.filter(in_dispute())
    elif filters.state:
        rows = rows.filter(state=filters.state)
    else:
        rows = rows.exclude(state__in=Recommendation.DEAD)
    exact = {"section": filters.section, "audience": filters.audience, "rule__code": filters.rule}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.school:
        rows = rows.filter(school__code=filters.school)
    for word in name_key(filters.text).split():
        rows = rows.filter(Q(school__name_key__contains=word) | Q(school__code__contains=word))
    return rows


def _row(
    recommendation: Recommendation,
    today: dt.date,
    answers: Sequence[Answer],
    history: Sequence[Transition] = (),
    reports: Sequence[OpenReport] = (),
) -> Row:
    late = recommendation.due is not None and recommendation.due < today
    return Row(
        recommendation=recommendation,
        overdue=late and recommendation.state in Recommendation.WAITING,
        disputed=vars(recommendation).get("disputed", False),  # an annotation no type knows
        answers=answers,
        history=history,
        reports=reports,
    )


def _sections(rows: Iterable[Row]) -> list[SectionOfList]:
    """Rows in their order, grouped by section, audience and text."""
    rows = list(rows)
    said = said_by_rules(row.recommendation for row in rows)
    groups: dict[tuple[str, str, Hashable], list[Row]] = defaultdict(list)
    for row in rows:
        made = row.recommendation
        groups[made.section, made.audience, text_key(made, said)].append(row)
    found: dict[str, SectionOfList] = {}
    for (code, *_), members in groups.items():
        section = found.setdefault(code, SectionOfList(code, Section(code).label))
        section.groups.append(_group(members, rule_text(members[0].recommendation, said)))
    return list(found.values())


def _group(rows: list[Row], said: str) -> Group:
    first = rows[0].recommendation
    return Group(
        section=first.section,
        audience=Audience(first.audience).label,
        rule=first.rule.code if first.rule else "",
        said=said,
        rows=rows,
    )


def _reading(row: Row) -> dict[str, str]:
    """What the placeholders of the rule's text mean for one organisation."""
    made = row.recommendation
    return values_for(
        row.evidence, school=made.school.short_name, municipality=made.municipality.name, due=made.due
    )


def _funnel(rows: QuerySet[Recommendation], today: dt.date) -> dict[str, int]:
    """How many are in each state, and how many of them are overdue or disputed."""
    late = Q(due__lt=today, state__in=Recommendation.WAITING)
    counted = dict.fromkeys([*State.values, "overdue", "disputed"], 0)
    by_state = (
        rows.order_by()
        .values_list("state")
        .annotate(Count("pk"), overdue=Count("pk", filter=late), disputed=Count("pk", filter=in_dispute()))
    )
    for state, count, overdue, disputed in by_state:
        counted[state] = count
        counted["overdue"] += overdue
        counted["disputed"] += disputed
    return counted


@dataclass(frozen=True)
class HeadList:
    """What a head sees first: what waits, then what is finished or taken back."""

    waiting: list[Row]
    finished: list[Row]
    taken_back: list[Row]


def head_list(*, school: School, year: int, today: dt.date) -> HeadList:
    """The school's recommendations that were sent, the soonest due first, with answers and history; three queries."""
    sent = Recommendation.objects.issued().filter(school=school, year=year)
    sent = sent.select_related("rule", "municipality", "school").annotate(disputed=in_dispute())
    rows = list(sent.order_by("due", "section", "pk"))
    (answers, reports), history = answers_and_reports(rows), history_of(rows)
    found = [
        _row(row, today, answers.get(row.pk, ()), history.get(row.pk, ()), reports.get(row.pk, ()))
        for row in rows
    ]
    finished = (State.DONE, State.CONFIRMED)
    return HeadList(
        waiting=[row for row in found if row.recommendation.state in Recommendation.WAITING],
        finished=[row for row in found if row.recommendation.state in finished],
        taken_back=[row for row in found if row.recommendation.state == State.WITHDRAWN],
    )


def history_of(recommendations: Iterable[Recommendation]) -> dict[int, list[Transition]]:
    """Every step and remark of these, oldest first; one query."""
    found: dict[int, list[Transition]] = defaultdict(list)
    keys = [row.pk for row in recommendations]
    for step in Transition.objects.filter(entity=ENTITY, entity_id__in=keys).select_related("person"):
        found[step.entity_id].append(step)
    return found


def one(*, of: QuerySet[Recommendation], pk: int, today: dt.date) -> Row | None:
    """One recommendation with its answers and history; three queries."""
    rows = of.filter(pk=pk).select_related("rule", "municipality", "school__municipality")
    found = rows.annotate(disputed=in_dispute()).first()
    if found is None:
        return None
    answers, reports = answers_and_reports([found])
    history = history_of([found]).get(pk, ())
    return _row(found, today, answers.get(pk, ()), history, reports.get(pk, ()))


def waiting_count(*, of: QuerySet[Recommendation], year: int) -> int:
    """How many wait for their schools: the number beside the menu."""
    return of.filter(year=year, state__in=Recommendation.WAITING).count()
