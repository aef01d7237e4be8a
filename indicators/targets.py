"""Plan targets: indicator, year, place and value in; `Target` and its history out.

One door for pages, admin, files and API. A target is created with version 1; a changed value gives the next version
and a `TargetVersion` with person and reason; a changed basis is noted without a version; the same value changes
nothing. Missing school years are created. Two people who set a target of one indicator at once take turns: the
indicator's row is the lock, because a target that is not there yet has none. A few queries and bulk writes, however
many targets; only those of the named indicators are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from indicators.models import Indicator, Target, TargetVersion
from schools.models import Municipality, School, SchoolYear, User

BATCH = 300
FEW = 300
Key = tuple[int, int, int | None, int | None]
"""Indicator, year, municipality, school."""


@dataclass(frozen=True)
class Plan:
    """What a target shall be; exactly one place. `basis=None` leaves the basis as it is.

    `seen` is the version its author looked at (0 = none was there); None = whatever stands is replaced.
    """

    indicator: Indicator
    year: int
    value: Decimal
    municipality: Municipality | None = None
    school: School | None = None
    basis: str | None = None
    reason: str = ""
    seen: int | None = None

    @property
    def key(self) -> Key:
        return (
            self.indicator.pk,
            self.year,
            self.municipality.pk if self.municipality else None,
            self.school.pk if self.school else None,
        )


class PlansMeanwhile(Exception):
    """Somebody set some of these plans meanwhile; nothing was saved. `stands` is what is there now, by key."""

    def __init__(self, stands: Mapping[Key, Target]) -> None:
        self.stands = dict(stands)
        super().__init__("Пока вы писали, часть планов изменили: посмотрите отмеченное.")


@dataclass
class Changes:
    created: list[Target] = field(default_factory=list)
    updated: list[Target] = field(default_factory=list)
    unchanged: list[Target] = field(default_factory=list)


def set_target(
    *,
    indicator: Indicator,
    year: int,
    value: Decimal,
    municipality: Municipality | None = None,
    school: School | None = None,
    basis: str | None = None,
    reason: str = "",
    person: User | None = None,
) -> Target:
    """Set one target; returns it, changed or not."""
    plan = Plan(indicator, year, value, municipality, school, basis, reason)
    changes = set_targets(plans=[plan], person=person)
    return [*changes.created, *changes.updated, *changes.unchanged][0]


@transaction.atomic
def set_targets(*, plans: Iterable[Plan], person: User | None = None) -> Changes:
    """Set many targets at once; the later of two plans for one place and year wins. Raises PlansMeanwhile."""
    wanted = {plan.key: plan for plan in plans}
    years = {plan.year for plan in wanted.values()}
    SchoolYear.objects.bulk_create([SchoolYear(year=year) for year in sorted(years)], ignore_conflicts=True)
    named = Indicator.objects.filter(pk__in={plan.indicator.pk for plan in wanted.values()})
    list(named.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    existing = {
        (row.indicator_id, row.year_id, row.municipality_id, row.school_id): row
        for row in Target.objects.filter(_of_places(wanted), year__in=years, indicator__in=named)
    }
    _check_seen(wanted, existing)
    changes = Changes()
    versions: list[TargetVersion] = []
    for key, plan in wanted.items():
        _apply(plan, existing.get(key), changes, versions, person)
    Target.objects.bulk_create(changes.created, batch_size=BATCH)
    Target.objects.bulk_update(changes.updated, ["value", "basis", "version"], batch_size=BATCH)
    TargetVersion.objects.bulk_create(versions, batch_size=BATCH)
    return changes


def _check_seen(wanted: Mapping[Key, Plan], existing: Mapping[Key, Target]) -> None:
    stands = {
        key: there
        for key, plan in wanted.items()
        if plan.seen is not None
        and (there := existing.get(key)) is not None
        and there.version != plan.seen
        and there.value != plan.value
    }
    if stands:
        raise PlansMeanwhile(stands)


def _of_places(wanted: Mapping[Key, Plan]) -> Q:
    """The targets of a few places are asked for by these; those of many come with all of their indicators."""
    if len(wanted) > FEW:
        return Q()
    municipalities = {municipality for _, _, municipality, _ in wanted}
    return Q(municipality__in=municipalities - {None}) | Q(school__in={key[3] for key in wanted} - {None})


def _apply(
    plan: Plan, target: Target | None, changes: Changes, versions: list[TargetVersion], person: User | None
) -> None:
    """Sort one plan into created, updated or unchanged, and write down its version if the value is new."""
    if target is None:
        target = Target(
            indicator=plan.indicator,
            year_id=plan.year,
            municipality=plan.municipality,
            school=plan.school,
            value=plan.value,
            basis=plan.basis or "",
        )
        changes.created.append(target)
    else:
        is_new_value = target.value != plan.value
        basis = target.basis if plan.basis is None else plan.basis
        if not is_new_value:
            (changes.unchanged if basis == target.basis else changes.updated).append(target)
            target.basis = basis
            return
        target.value, target.basis, target.version = plan.value, basis, target.version + 1
        changes.updated.append(target)
    versions.append(
        TargetVersion(
            target=target,
            version=target.version,
            value=target.value,
            basis=target.basis,
            reason=plan.reason,
            person=person,
        )
    )
