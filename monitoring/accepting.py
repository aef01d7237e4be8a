"""A report → its working values become the accepted ones, in three UPDATE statements.

The cells of a report are those whose column belongs to its wave. Skipped: cells whose accepted value is the working
one already. Returns how many changed.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from monitoring.columns import POPULATIONS, WavePlan, wave_plans
from monitoring.models import CellKind, Cohort, MetricValue, Participation, Submission

_DIFFERS = (Q(value__isnull=False) & (Q(accepted__isnull=True) | ~Q(accepted=F("value")))) | (
    Q(value__isnull=True, accepted__isnull=False)
) | ~Q(accepted_mark=F("mark"))  # fmt: skip


def accept_cells(submission: Submission) -> int:
    """Copy working to accepted for every cell of the report."""
    campaign = submission.wave.campaign
    plan = wave_plans([campaign.municipality_id], [campaign.year_id])[
        campaign.municipality_id, campaign.year_id
    ]
    place = {"school_id": submission.school_id, "year_id": campaign.year_id}
    wave = submission.wave_id
    cohorts = Cohort.objects.filter(_pupils(plan, wave), _DIFFERS, **place)
    participations = Participation.objects.filter(_participants(plan, wave), _DIFFERS, **place)
    metrics = MetricValue.objects.filter(
        _coded(plan, wave, CellKind.METRIC, "metric__code"), _DIFFERS | ~Q(accepted_text=F("text")), **place
    )
    return _copy(cohorts) + _copy(participations) + _copy(metrics, accepted_text=F("text"))


def _copy(cells: QuerySet[Any], **more: Any) -> int:
    return cells.update(accepted=F("value"), accepted_mark=F("mark"), **more)


def _pupils(plan: WavePlan, wave: int) -> Q:
    kinds = (CellKind.PUPILS.value, CellKind.PUPILS_WITH_DISABILITIES.value)
    return Q(population__in=[POPULATIONS[kind].value for kind in kinds if plan.wave_of(kind, "") == wave])


def _participants(plan: WavePlan, wave: int) -> Q:
    kinds = (CellKind.EVENT, CellKind.EVENT_WITH_DISABILITIES)
    mine = Q(pk__in=[])
    for kind in kinds:
        mine |= Q(population=POPULATIONS[kind.value].value) & _coded(plan, wave, kind, "event__code")
    return mine


def _coded(plan: WavePlan, wave: int, kind: CellKind, field: str) -> Q:
    """Cells of the codes that the wave names, or, in the wave of everything else, all but those others name."""
    named = {code: owner for (column, code), owner in plan.named.items() if column == kind.value}
    if plan.wave_of(kind.value, "") == wave:
        return ~Q(**{f"{field}__in": [code for code, owner in named.items() if owner != wave]})
    return Q(**{f"{field}__in": [code for code, owner in named.items() if owner == wave]})
