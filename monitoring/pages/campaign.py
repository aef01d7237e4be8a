"""«Этапы и участники»: the campaign as an officer keeps it, with what does not fit pointed out in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from monitoring.campaigns import ORGANISATIONS, participants
from monitoring.columns import Column, WavePlan, columns_of
from monitoring.models import Campaign, CellKind, Submission, Wave
from monitoring.waves import begun, why_not_delete
from schools.calendar import passed, year_label
from schools.models import School, Transition
from schools.numbers import counted

STEP_WORDS = {
    "open": "Сбор открыт",
    "close": "Сбор закрыт",
    "reopen": "Сбор открыт снова",
    "participants": "Изменён список участников",
    "settings": "Изменены условия сбора",
    "waves": "Изменены этапы",
    "rollover": "Сбор подготовлен по прошлому году",
}
GROUPS = (
    ("Контингент", (CellKind.PUPILS, CellKind.PUPILS_WITH_DISABILITIES)),
    ("Мероприятия", (CellKind.EVENT,)),
    ("Участники с ОВЗ", (CellKind.EVENT_WITH_DISABILITIES,)),
    ("Показатели сбора", (CellKind.METRIC,)),
)
MOST_HISTORY = 15


@dataclass(frozen=True)
class Group:
    """Columns of one kind in a wave."""

    title: str
    labels: Sequence[str]


@dataclass(frozen=True)
class WaveLine:
    wave: Wave
    columns: Sequence[Column]
    reports: int
    why_not_delete: str
    today: dt.date
    is_over: bool

    @property
    def groups(self) -> list[Group]:
        found = [
            Group(title, [_label(column) for column in self.columns if column.kind in kinds])
            for title, kinds in GROUPS
        ]
        return [group for group in found if group.labels]

    @property
    def warnings(self) -> list[str]:
        """Dates that are probably a slip; the day is the municipality's."""
        found = []
        if self.wave.due and self.wave.due < self.today and not self.is_over:
            found.append(passed(self.wave.due, self.today))
        if self.wave.due is None:
            found.append("срок не назначен: никто не окажется в просроченных")
        if not self.columns:
            found.append("этап ничего не спрашивает")
        return found


def _label(column: Column) -> str:
    """Participants with disabilities stand under a heading of their own, by the name of their event."""
    return column.event.label if column.event is not None else column.label


@dataclass(frozen=True)
class CampaignPage:
    """`unasked` are columns of the year that no wave asks."""

    campaign: Campaign
    waves: Sequence[WaveLine]
    columns: Sequence[Column]
    schools: Sequence[School]
    history: list[dict[str, Any]]
    today: dt.date

    @property
    def heading(self) -> str:
        waves = counted(len(self.waves), "этап", "этапа", "этапов")
        return f"Сбор {self.campaign.collection}: {waves}, {self.taking_part}"

    @property
    def taking_part(self) -> str:
        return counted(len(self.schools), *ORGANISATIONS)

    @property
    def lead(self) -> str:
        year = year_label(self.campaign.year_id)
        if self.campaign.state == Campaign.State.PLANNED:
            return f"{year} учебный год. Организации увидят свою форму, когда вы откроете сбор."
        return f"{year} учебный год. Изменения организации видят сразу."

    @cached_property
    def unasked(self) -> list[str]:
        """Participants with disabilities are asked only where a wave names them: that is no omission."""
        optional = CellKind.EVENT_WITH_DISABILITIES
        return [column.label for column in self.columns if not column.asked and column.kind != optional]

    @property
    def closed(self) -> list[School]:
        """Participants that do not exist in this year, or not to its end."""
        last = dt.date(self.campaign.year_id + 1, 8, 31)
        return [school for school in self.schools if school.closed and school.closed <= last]


def campaign_page(campaign: Campaign) -> CampaignPage:
    """Five queries however many schools and waves."""
    municipality = campaign.municipality
    today = timezone.localdate(timezone=municipality.zone)
    waves, plan = waves_with_reports(campaign)
    columns = columns_of(municipality_id=municipality.pk, year=campaign.year_id, plan=plan)
    lines = [
        WaveLine(
            wave,
            [column for column in columns if column.asked and column.wave_id == wave.pk],
            reports,
            why_not_delete(wave, reports=reports, waves=len(waves)),
            today,
            campaign.state == Campaign.State.CLOSED,
        )
        for wave, reports in waves
    ]
    return CampaignPage(campaign, lines, columns, list(participants(campaign)), history_of(campaign), today)


def waves_with_reports(campaign: Campaign) -> tuple[list[tuple[Wave, int]], WavePlan]:
    """Each wave with the number of its reports that were begun, and the columns they name. One query."""
    reports = begun(campaign).filter(wave=OuterRef("pk")).order_by().values("wave")
    rows = campaign.waves.annotate(
        reports=Coalesce(Subquery(reports.annotate(number=Count("pk")).values("number")), 0),
        column_kind=F("columns__kind"),
        column_code=F("columns__code"),
    )
    waves: dict[int, tuple[Wave, int]] = {}
    named: dict[tuple[str, str], int] = {}
    for row in rows.order_by("number", "pk", "columns__pk"):
        extra = vars(row)  # annotations are attributes no type knows
        waves.setdefault(row.pk, (row, extra["reports"]))
        if extra["column_kind"]:
            named.setdefault((extra["column_kind"], extra["column_code"]), row.pk)
    whole = next((pk for pk, (wave, _) in waves.items() if wave.whole), None)
    return list(waves.values()), WavePlan(tuple(waves), whole, named)


def history_of(campaign: Campaign) -> list[dict[str, Any]]:
    """What was done with the campaign, newest first: parameters of components/history.html. One query."""
    steps = Transition.objects.filter(entity="campaign", entity_id=campaign.pk).select_related("person")
    return [
        {
            "when": step.at,
            "who": str(step.person or ""),
            "text": step.note if step.source == step.target else STEP_WORDS.get(step.step, step.step),
            "note": "" if step.source == step.target else step.note,
        }
        for step in steps.order_by("-pk")[:MOST_HISTORY]
    ]


def last_change(campaign: Campaign) -> Transition | None:
    """The last line of the log of a campaign. One query."""
    steps = Transition.objects.filter(entity="campaign", entity_id=campaign.pk).select_related("person")
    return steps.order_by("-pk").first()


@dataclass(frozen=True)
class ColumnRow:
    """A line of the table of columns: an event with its two columns, or one other column. `asked_by` = where now."""

    label: str
    title: str
    cells: Sequence[ColumnCell]


@dataclass(frozen=True)
class ColumnCell:
    key: str
    name: str
    checked: bool
    asked_by: str


def column_tables(
    columns: Sequence[Column], *, waves: Sequence[Wave], chosen: set[str] | None, wave: Wave | None
) -> list[dict[str, Any]]:
    """The columns to choose from, in three tables; `chosen` are the keys that were sent back, if any were."""
    names = {one.pk: one.name for one in waves}

    def cell(column: Column) -> ColumnCell:
        key = f"{column.kind}.{column.code}"
        here = column.asked and wave is not None and column.wave_id == wave.pk
        by = names.get(column.wave_id or 0, "") if column.asked and not here else ""
        return ColumnCell(key, column.full_label, here if chosen is None else key in chosen, by)

    parts: dict[str, dict[str, list[Column]]] = {"Контингент": {}, "Мероприятия": {}, "Показатели сбора": {}}
    for column in columns:
        if column.event is not None:
            parts["Мероприятия"].setdefault(column.code, []).append(column)
        else:
            part = "Показатели сбора" if column.is_metric else "Контингент"
            parts[part][f"{column.kind}.{column.code}"] = [column]
    return [
        {
            "title": title,
            "rows": [
                ColumnRow(group[0].label, group[0].full_label, [cell(column) for column in group])
                for group in rows.values()
            ],
            "events": title == "Мероприятия",
        }
        for title, rows in parts.items()
        if rows
    ]


def reports_by_school(campaign: Campaign) -> dict[int, list[str]]:
    """The states of the reports of each organisation that has begun one. One query."""
    found: dict[int, list[str]] = {}
    rows = Submission.objects.filter(wave__campaign=campaign).order_by("wave__number")
    for school, state in rows.values_list("school_id", "state"):
        found.setdefault(school, []).append(Submission.State(state).label)
    return found
