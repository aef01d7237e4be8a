"""The waves of a campaign: names, dates, columns and their order.

A column belongs to one wave: given to a wave, it is taken from the others. `whole` marks the one wave that asks
whatever no other asks; such a wave names only participants with disabilities, who are asked nowhere unless named.
A wave that somebody has begun to answer is not deleted, and neither is the last one; the empty drafts of the others go
with it. Numbers stay where they are: they belong to school, year and column, and a column that changes its wave takes
them along.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from monitoring.campaigns import write_down
from monitoring.models import Campaign, CellChange, CellKind, Remark, Submission, Wave, WaveColumn
from schools.models import User
from schools.numbers import counted

AWAY = 10_000  # numbers a wave never has: between two numberings no two rows are equal
Key = tuple[str, str]


class WaveRefused(Exception):
    """The wave cannot be changed so; the message says, in Russian, why and what to do. `field` names the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def add_wave(
    *, campaign: Campaign, person: User | None, name: str, counted_on: dt.date | None = None,
    opens: dt.date | None = None, due: dt.date | None = None, whole: bool = False, columns: Iterable[Key] = (),
) -> Wave:  # fmt: skip
    """A new wave behind the others; one that is the same in every respect is the one of a first click."""
    _take_turns(campaign)
    _check(opens, due)
    wanted = set(columns)
    same = campaign.waves.filter(name=name, counted_on=counted_on, opens=opens, due=due, whole=whole)
    for wave in same.order_by("number"):
        if set(wave.columns.values_list("kind", "code")) == _named(wanted, whole=whole):
            return wave
    last = campaign.waves.aggregate(last=Max("number"))["last"] or 0
    wave = Wave(campaign=campaign, number=last + 1, whole=whole)
    _write(wave, name, counted_on, opens, due, whole)
    _give(wave, wanted)
    write_down(campaign, "waves", person, f"Добавлен этап «{name}»")
    return wave


@transaction.atomic
def change_wave(
    *, wave: Wave, person: User | None, name: str, counted_on: dt.date | None, opens: dt.date | None,
    due: dt.date | None, whole: bool, columns: Iterable[Key],
) -> Wave:  # fmt: skip
    """Other words, dates or columns of a wave."""
    _take_turns(wave.campaign, wave)
    _check(opens, due)
    _write(wave, name, counted_on, opens, due, whole)
    _give(wave, columns)
    write_down(wave.campaign, "waves", person, f"Изменён этап «{name}»")
    return wave


@transaction.atomic
def delete_wave(*, wave: Wave, person: User | None) -> None:
    """Raises WaveRefused where there are reports or no other wave is left."""
    _take_turns(wave.campaign, wave)
    reports = begun(wave.campaign).filter(wave=wave).count()
    if reason := why_not_delete(wave, reports=reports, waves=wave.campaign.waves.count()):
        raise WaveRefused(reason)
    name = wave.name
    wave.delete()
    write_down(wave.campaign, "waves", person, f"Удалён этап «{name}»")


@transaction.atomic
def move_wave(*, wave: Wave, up: bool, person: User | None) -> None:
    """One place up or down; at the end of the list nothing happens."""
    _take_turns(wave.campaign, wave)
    waves = list(wave.campaign.waves.order_by("number", "pk"))
    place = waves.index(wave)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(waves):
        return
    waves[place], waves[other] = waves[other], waves[place]
    for shift in (AWAY, 1):
        for number, one in enumerate(waves):
            one.number = number + shift
        Wave.objects.bulk_update(waves, ["number"])
    write_down(wave.campaign, "waves", person, f"Этап «{wave.name}» передвинут {'выше' if up else 'ниже'}")


def why_not_delete(wave: Wave, *, reports: int, waves: int) -> str:
    """Empty when the wave may be deleted."""
    if reports:
        begun = counted(reports, "организация уже начала", "организации уже начали", "организаций уже начали")
        return f"Этап «{wave.name}» удалить нельзя: {begun} отчёт. Снимите лишние графы или измените срок."
    if waves < 2:
        return "Это единственный этап: без него спрашивать нечего. Сначала добавьте другой."
    return ""


def begun(campaign: Campaign) -> QuerySet[Submission]:
    """The reports of a campaign in which there is something: handed in once, remarked on, or filled in.

    Left out: the draft that a moved date leaves (`monitoring.extending`), which the board calls «не начат».
    """
    column = {"kind": OuterRef("kind"), "code": OuterRef("code")}
    own = WaveColumn.objects.filter(wave=OuterRef(OuterRef("wave")), **column)
    asked = WaveColumn.objects.filter(wave__campaign=campaign, **column)
    touched = CellChange.objects.filter(school=OuterRef("school"), year=campaign.year_id)
    the_rest = touched.exclude(kind=CellKind.EVENT_WITH_DISABILITIES).filter(~Exists(asked))
    filled = Q(Exists(touched.filter(Exists(own)))) | Q(Exists(the_rest), wave__whole=True)
    handed_in = (
        ~Q(state=Submission.State.DRAFT) | Q(submitted_at__isnull=False) | Q(accepted_at__isnull=False)
    )
    remarked = Q(Exists(Remark.objects.filter(submission=OuterRef("pk"))))
    return Submission.objects.filter(handed_in | remarked | filled, wave__campaign=campaign)


def _take_turns(campaign: Campaign, wave: Wave | None = None) -> None:
    """Two officers changing one campaign wait for each other; what the first deleted the second does not revive."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if wave is not None and not Wave.objects.filter(pk=wave.pk).exists():
        raise WaveRefused("Этот этап уже удалён. Обновите страницу.")


def _check(opens: dt.date | None, due: dt.date | None) -> None:
    if opens and due and due < opens:
        raise WaveRefused("Срок сдачи раньше открытия: поправьте одну из дат.", field="due")


def _write(
    wave: Wave, name: str, counted_on: dt.date | None, opens: dt.date | None, due: dt.date | None, whole: bool
) -> None:
    """The number of a wave is left as it is: somebody may have moved it since it was read."""
    wave.name, wave.counted_on, wave.opens, wave.due, wave.whole = name, counted_on, opens, due, whole
    if wave.pk is None:
        wave.save()
    else:
        wave.save(update_fields=["name", "counted_on", "opens", "due", "whole"])
    if whole:
        wave.campaign.waves.filter(whole=True).exclude(pk=wave.pk).update(whole=False)


def _give(wave: Wave, columns: Iterable[Key]) -> None:
    """Exactly these columns to this wave, none of them to another."""
    wanted = set(columns)
    named = list(
        WaveColumn.objects.filter(wave__campaign=wave.campaign).values_list("pk", "wave_id", "kind", "code")
    )
    taken = {pk for pk, owner, kind, code in named if owner != wave.pk and (kind, code) in wanted}
    wanted = _named(wanted, whole=wave.whole)
    own = {(kind, code): pk for pk, owner, kind, code in named if owner == wave.pk}
    given_up = {pk for key, pk in own.items() if key not in wanted}
    WaveColumn.objects.filter(pk__in=taken | given_up).delete()
    WaveColumn.objects.bulk_create(
        [WaveColumn(wave=wave, kind=kind, code=code) for kind, code in sorted(wanted - set(own))]
    )


def _named(columns: set[Key], *, whole: bool) -> set[Key]:
    """What of these columns a wave names: the one that asks the rest names only those asked nowhere unless named."""
    return {key for key in columns if key[0] == CellKind.EVENT_WITH_DISABILITIES} if whole else columns
