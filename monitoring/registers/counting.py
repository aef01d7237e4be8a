"""The register of agreements → the figure of the reports that counts them, through `intake`, by a door of its own.

Written wherever a school may still fill: an open campaign, a wave that has begun, a report that is a draft, returned
or not begun. A report that was handed in or accepted is never opened by itself: its figure then differs from the
register, pages say so, and an officer may take the figure over in so many words (`take_over`). Skipped: cells that
hold the number already, schools and years the register does not speak for (`monitoring.in_force`). Erasing the last
agreement of a school leaves 0; from then on the number is entered by hand again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from monitoring.campaigns import participants
from monitoring.columns import wave_plans
from monitoring.in_force import agreements_counted, counted_metrics
from monitoring.intake import FactsRefused, receive
from monitoring.models import Agreement, Campaign, CellChange, CellKind, Metric, MetricValue, Submission, Wave
from monitoring.rules import FILLABLE, may_review
from monitoring.tidy import Fact
from monitoring.values import CellValue
from schools.models import School, User
from schools.workflow import StepRefused

log = logging.getLogger(__name__)

Pair = tuple[int, int]


@transaction.atomic
def recount(*, schools: Collection[School], person: User | None, forgotten: Collection[Pair] = ()) -> int:
    """Write the numbers of these schools; returns how many cells changed.

    `forgotten`: pairs of school and year the register has just ceased to speak for; they get 0.
    """
    places = {school.municipality_id for school in schools}
    campaigns = Campaign.objects.filter(state=Campaign.State.OPEN, municipality_id__in=places)
    metrics = list(counted_metrics())
    facts: list[Fact] = []
    for campaign in campaigns.select_related("municipality").order_by("pk") if metrics else ():
        asked = participants(campaign).filter(pk__in=[school.pk for school in schools])
        facts += _facts(campaign, metrics, asked, forgotten)
    return _write(facts, person)


def counted_places() -> list[Pair]:
    """(municipality, year) of the open campaigns in which there may be something to count."""
    if not counted_metrics().exists():
        return []
    of_place = Agreement.objects.filter(school__municipality=OuterRef("municipality"))
    places = Campaign.objects.filter(Exists(of_place), state=Campaign.State.OPEN)
    return sorted(places.values_list("municipality_id", "year_id"))


@transaction.atomic
def recount_place(municipality_id: int, year: int) -> int:
    """What nobody has carried over into one campaign yet, as when it was opened after the agreements."""
    campaigns = Campaign.objects.select_related("municipality")
    campaign = campaigns.get(municipality_id=municipality_id, year_id=year)
    return _write(_facts(campaign, list(counted_metrics()), participants(campaign), ()), None)


@transaction.atomic
def take_over(*, school: School, year: int, person: User) -> int:
    """The officer puts the number of the register into a report that was handed in: it goes back to draft."""
    if not may_review(person, school):
        raise StepRefused("Взять число из реестра в отчёт может специалист муниципалитета.")
    count = agreements_counted([school.pk], [year]).get((school.pk, year))
    if count is None:
        raise StepRefused("В реестре нет договоров этой организации за этот год: обновите страницу.")
    facts = [
        Fact(school.code, year, CellKind.METRIC.value, metric.code, None, count)
        for metric in counted_metrics()
        if _is_asked(metric, school)
    ]
    try:
        receipt = receive(facts=facts, person=person, door=CellChange.Door.REGISTER, draft=True)
    except FactsRefused as refused:
        raise StepRefused(f"Число не взято: {refused.errors[0].message}") from None
    return receipt.created + receipt.changed


def reported(schools: Iterable[int], year: int) -> dict[int, str]:
    """What the reports hold where the register is counted, as history prints it; nothing entered is absent."""
    rows = MetricValue.objects.filter(
        metric__in=counted_metrics(), year_id=year, school_id__in=list(schools)
    ).values_list("school_id", "value", "mark")
    return {school: str(CellValue(value, mark)) for school, value, mark in rows if value is not None or mark}


def _write(facts: Sequence[Fact], person: User | None) -> int:
    """All at once; where one is refused, each school by itself, so that it hinders no other.

    What stays refused is in the log, and pages show that the report differs from the register.
    """
    if not facts:
        return 0
    try:
        receipt = receive(facts=facts, person=person, door=CellChange.Door.REGISTER, draft=True)
    except FactsRefused as refused:
        schools = sorted({str(fact.school) for fact in facts})
        if len(schools) > 1:
            return sum(_write([fact for fact in facts if fact.school == code], person) for code in schools)
        words = "; ".join(str(error) for error in refused.errors)
        log.warning("Число договоров не записано в отчёт, организация %s: %s", schools[0], words)
        return 0
    return receipt.created + receipt.changed


def _facts(
    campaign: Campaign, metrics: Iterable[Metric], asked: QuerySet[School], forgotten: Collection[Pair]
) -> list[Fact]:
    """What differs in the reports of one campaign that may be filled now."""
    year = campaign.year_id
    there = {school.pk: school for school in asked}
    counts = dict.fromkeys(forgotten, 0) | agreements_counted(there, [year])
    counts = {pair: number for pair, number in counts.items() if pair[0] in there and pair[1] == year}
    if not counts:
        return []
    waves, states, held = _state_of(campaign, there)
    facts = []
    for (pk, _), number in sorted(counts.items()):
        for metric in metrics:
            wave = waves.get(metric.code)
            fits = _is_asked(metric, there[pk])
            fills = wave is not None and states.get((wave, pk), FILLABLE[0]) in FILLABLE
            if fits and fills and held.get((pk, metric.pk)) != (number, ""):
                facts.append(Fact(there[pk].code, year, CellKind.METRIC.value, metric.code, None, number))
    return facts


def _is_asked(metric: Metric, school: School) -> bool:
    return metric.municipality_id in (None, school.municipality_id) and metric.asked_of(school.kind)


def _state_of(
    campaign: Campaign, schools: Mapping[int, School]
) -> tuple[dict[str, int], dict[Pair, str], dict[Pair, tuple[Any, str]]]:
    """The wave each counted metric is asked in, if it has begun; states of reports; what the cells hold."""
    place = (campaign.municipality_id, campaign.year_id)
    plan = wave_plans([place[0]], [place[1]]).get(place)
    today = timezone.localdate(timezone=campaign.municipality.zone)
    begun = {
        wave.pk
        for wave in Wave.objects.filter(campaign=campaign)
        if wave.opens is None or wave.opens <= today
    }
    kind = CellKind.METRIC.value
    waves = {}
    for code in counted_metrics().values_list("code", flat=True):
        wave = plan.wave_of(kind, code) if plan is not None and plan.asks(kind, code) else None
        if wave in begun and wave is not None:
            waves[code] = wave
    reports = Submission.objects.filter(wave_id__in=begun, school_id__in=schools)
    states = {(wave, school): state for wave, school, state in reports.values_list("wave", "school", "state")}
    values = MetricValue.objects.filter(
        metric__in=counted_metrics(), year_id=campaign.year_id, school_id__in=schools
    )
    held = {
        (school, metric): (value, mark)
        for school, metric, value, mark in values.values_list("school", "metric", "value", "mark")
    }
    return waves, states, held
