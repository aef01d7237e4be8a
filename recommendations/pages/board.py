"""The officer's list: filters and a page number in, sections → texts → organisations with figures and states out.

The funnel counts the whole year and filters by state. A page holds whole texts, about PER_PAGE recommendations, so that
1,200 stay readable; five queries of the list and one of the year, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from indicators.pages.printing import options
from recommendations.models import Audience, Recommendation, Rule, Section
from recommendations.pages.lines import Part, text_of, to_organisations
from recommendations.pages.rules import rule_name
from recommendations.queries import Filters, Group, OfficerList, SectionOfList, officer_list
from recommendations.steps import STEPS
from schools.calendar import format_date
from schools.models import Municipality
from schools.numbers import counted, format_number, plural

State = Recommendation.State
PER_PAGE = 120
ALL_OPEN = 40
FUNNEL = (
    ("prepared", "подготовлены"),
    ("issued", "направлены"),
    ("acknowledged", "ознакомлены"),
    ("in_progress", "в работе"),
    ("done", "выполнены"),
    ("confirmed", "подтверждены"),
)
ASIDE = (
    ("overdue", "просрочены"),
    ("disputed", "не согласны с числом"),
    ("withdrawn", "отозваны"),
    ("declined", "отклонены"),
)
STATES = {
    State.PREPARED: ("approve", "decline"),
    State.DONE: ("confirm", "send_back"),
    State.ISSUED: ("take_back",),
    State.DECLINED: ("take_back",),
}


@dataclass(frozen=True)
class Asked:
    """The parameters of the address."""

    filters: Filters
    page: str

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Asked:
        return cls(
            Filters(**{name: data.get(name, "") for name in Filters.__annotations__}), data.get("page", "")
        )

    def query(self, **changed: str) -> str:
        """The address's parameters with some changed, without the page."""
        values = {**self.filters.__dict__, **changed}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrows(self) -> bool:
        return bool(self.query(state=""))


@dataclass(frozen=True)
class Year:
    """The whole year, whatever is filtered."""

    sent: int
    schools: int
    prepared: int
    prepared_schools: int
    next_due: dt.date | None
    names: list[tuple[str, str]]


@dataclass(frozen=True)
class BoardPage:
    found: OfficerList
    year: Year
    asked: Asked
    parts: list[Part]
    page: Page
    filters: list[dict[str, Any]]
    acts: bool

    @property
    def heading(self) -> str:
        year, overdue = self.year, self.found.funnel["overdue"]
        if not (year.sent or year.prepared):
            return "Рекомендаций этого года пока нет"
        if not year.sent:
            return f"Подготовлено {_of(year.prepared)}, организациям ещё ничего не направлено"
        late = f", {overdue} {plural(overdue, 'просрочена', 'просрочены', 'просрочены')}" if overdue else ""
        verb = plural(year.sent, "Направлена", "Направлено", "Направлено")
        return f"{verb} {_of(year.sent)} {to_organisations(year.schools)}{late}"

    @property
    def lead(self) -> str:
        funnel, year = self.found.funnel, self.year
        if year.prepared:
            whom = to_organisations(year.prepared_schools)
            return f"Ждут проверки {_of(year.prepared)} {whom}: направьте или отклоните."
        if funnel["done"]:
            return f"Ответы ждут проверки: {funnel['done']}. Подтвердите выполнение или верните с замечанием."
        if year.sent:
            answered = funnel["done"] + funnel["confirmed"]
            term = f", ближайший срок\u00a0– {format_date(year.next_due, 'short')}" if year.next_due else ""
            return f"Ответы есть на {answered} из\u00a0{format_number(year.sent)}{term}."
        return "Они появятся, когда будут приняты отчёты и посчитаны показатели."

    @property
    def steps(self) -> list[tuple[str, str, int, str, bool]]:
        return [self._step(*one) for one in FUNNEL]

    @property
    def aside(self) -> list[tuple[str, str, int, str, bool]]:
        shown = [self._step(*one) for one in ASIDE]
        return [one for one in shown if one[2] or one[4]]

    def _step(self, state: str, label: str) -> tuple[str, str, int, str, bool]:
        active = self.asked.filters.state == state
        count = self.found.funnel[state]
        return state, label, count, self.asked.query(state="" if active else state), active

    @property
    def query(self) -> str:
        return self.asked.query()

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter bar keeps: the state chosen in the funnel."""
        return [("state", self.asked.filters.state)] if self.asked.filters.state else []

    @property
    def all_open(self) -> bool:
        return self.found.count <= ALL_OPEN

    @property
    def offers(self) -> set[str]:
        """The steps that something on this page permits."""
        states = {
            line.row.recommendation.state for part in self.parts for text in part.texts for line in text.lines
        }
        found = {step for state, steps in STATES.items() if state in states for step in steps}
        return found | ({"recall"} if states & {*Recommendation.WAITING, State.DONE} else set())

    @property
    def waits_for_officer(self) -> bool:
        return bool(self.offers & {"approve", "confirm"})

    @property
    def shown_prepared(self) -> int:
        """How many of what the filters choose can be sent: the one filled button."""
        return self.found.count if self.asked.filters.state == State.PREPARED else 0

    @property
    def shown_returnable(self) -> int:
        """How many of what the filters choose can go back to the prepared ones; asked for by their state only."""
        return self.found.count if self.asked.filters.state in STEPS["take_back"].sources else 0


def board_page(
    municipality: Municipality,
    year: int,
    *,
    of: QuerySet[Recommendation],
    asked: Asked,
    today: dt.date,
    acts: bool,
) -> BoardPage:
    """`of` = what the person may see; `acts` = may check and send."""
    ours = of.filter(municipality=municipality)
    found = officer_list(of=ours, year=year, today=today, filters=asked.filters)
    whole = _year(ours.filter(year=year), today)
    page = Paginator(_batches(found), 1).get_page(asked.page)
    groups = page.object_list[0] if page.object_list else []
    everybody = 0 if asked.narrows or asked.filters.state else len(whole.names)
    return BoardPage(
        found=found,
        year=whole,
        asked=asked,
        parts=_parts(found, groups, everybody),
        page=page,
        filters=_filters(asked.filters, whole, found.rules),
        acts=acts,
    )


def _batches(found: OfficerList) -> list[list[Group]]:
    """Whole texts, about PER_PAGE organisations a page."""
    batches: list[list[Group]] = []
    held = PER_PAGE
    for section in found.sections:
        for group in section.groups:
            if held >= PER_PAGE or held + len(group.rows) > PER_PAGE * 1.25:
                batches.append([])
                held = 0
            batches[-1].append(group)
            held += len(group.rows)
    return batches


def _parts(found: OfficerList, groups: list[Group], everybody: int) -> list[Part]:
    parts = {one.code: Part(one.title, one.code, _prepared(one), one.count) for one in found.sections}
    for group in groups:
        parts[group.section].texts.append(text_of(group, everybody))
    return [part for part in parts.values() if part.texts]


def _prepared(section: SectionOfList) -> int:
    rows = (row for group in section.groups for row in group.rows)
    return sum(row.recommendation.state == State.PREPARED for row in rows)


def _year(rows: QuerySet[Recommendation], today: dt.date) -> Year:
    """One query; the list of organisations is that of all states."""
    sent, prepared, names, days = [], [], {}, set()
    for state, due, school, code, name, key in rows.order_by().values_list(
        "state", "due", "school_id", "school__code", "school__short_name", "school__name_key"
    ):
        names[key, code] = name
        if state == State.PREPARED:
            prepared.append(school)
        elif state not in Recommendation.DEAD:
            sent.append(school)
            if state in Recommendation.WAITING and due and due >= today:
                days.add(due)
    return Year(
        sent=len(sent),
        schools=len(set(sent)),
        prepared=len(prepared),
        prepared_schools=len(set(prepared)),
        next_due=min(days, default=None),
        names=[(code, name) for (_, code), name in sorted(names.items())],
    )


def _filters(chosen: Filters, year: Year, rules: list[Rule]) -> list[dict[str, Any]]:
    audiences = [(value, words) for value, words in Audience.choices]
    return [
        options("section", "Раздел", "все разделы", Section.choices, chosen.section),
        options("audience", "Кому", "все адресаты", audiences, chosen.audience),
        options("rule", "Правило", "все правила", [(rule.code, _rule(rule)) for rule in rules], chosen.rule),
        options("school", "Организация", "все организации", year.names, chosen.school),
        {"name": "text", "label": "Поиск по названию", "type": "search", "value": chosen.text},
    ]


def _rule(rule: Rule) -> str:
    """Short enough for a select."""
    words = rule_name(rule)
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + "…"


def _of(count: int) -> str:
    return counted(count, "рекомендация", "рекомендации", "рекомендаций")
