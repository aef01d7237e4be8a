"""Indicators as officers write them: a checked indicator and its formula in, saved rows and a line of history out.

`define` saves a new or changed indicator with its terms in one piece; a predecessor may be ended the year before.
`remove` deletes one by which nothing was issued and which no other definition names; else it says what to do instead.
Guaranteed: terms are replaced only where the formula changed, so that years stay fresh when only words did; what was
changed, from what to what, by whom, stays in the log of steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models, transaction

from indicators.catalogue_terms import Draft
from indicators.formula import formula_in_words
from indicators.models import Indicator, PublishedValue, Target, Term
from indicators.queries import with_terms
from indicators.rules import can_define
from indicators.trial import drafted
from schools.calendar import year_label
from schools.models import Municipality, Transition, User
from schools.workflow import StepRefused

ENTITY = "indicator"
MOST_OWN = 10_000
_QUIET = {"id", "code", "municipality", "changed_at", "position"}
Formula = Mapping[str, Sequence[Draft]]


class RemovalRefused(Exception):
    """The indicator is in use; the sentence says where and what to do."""


@transaction.atomic
def define(
    *, indicator: Indicator, formula: Formula, person: User, end: Indicator | None = None
) -> Indicator:
    """Save the indicator with its formula; `end` is the predecessor that ends the year before it begins."""
    _check_right(person, indicator.municipality)
    _take_turns(indicator.municipality)
    before = _stored(indicator)
    if before is None:
        if (same := _same(indicator, formula)) is not None:
            return same
        indicator.code = indicator.code or _free_code(indicator.municipality)
    indicator.save()
    new = drafted(indicator, formula)
    old_words = "" if before is None else formula_in_words(before)
    if before is None or _said(before) != _said(new):
        Term.objects.filter(indicator=indicator).delete()
        Term.objects.bulk_create(list(new.terms.all()))
    note = _changes(before, new, old_words)
    if note or before is None:
        _log(indicator, "define" if before else "create", person, note)
    if end is not None and indicator.first_year is not None:
        _end(end, indicator.first_year - 1, person)
    return indicator


@transaction.atomic
def remove(*, indicator: Indicator, person: User) -> None:
    """Delete an indicator nobody needs; raises RemovalRefused with the reason."""
    _check_right(person, indicator.municipality)
    if reason := why_not_remove(indicator):
        raise RemovalRefused(reason)
    _log(indicator, "remove", person, indicator.name)
    try:
        indicator.delete()
    except models.ProtectedError:
        raise RemovalRefused(
            "По показателю есть правила или рекомендации: он нужен, чтобы читать их. Завершите его последним годом."
        ) from None


def why_not_remove(indicator: Indicator) -> str:
    """Empty = this room needs it no more; the rooms to the right protect what they have issued by it."""
    if Target.objects.filter(indicator=indicator).exists():
        return "У показателя есть плановые значения. Завершите его последним годом: прежние годы останутся."
    if PublishedValue.objects.filter(indicator=indicator).exists():
        return "У показателя есть опубликованные значения. Завершите его последним годом."
    if indicator.successors.exists():
        return "Показатель назван предшественником другого. Завершите его последним годом."
    return ""


def _check_right(person: User, owner: Municipality | None) -> None:
    if not can_define(person, owner):
        who = "региональный оператор" if owner is None else "специалист муниципалитета"
        raise StepRefused(f"Этот показатель изменяет только {who}.")


def _stored(indicator: Indicator) -> Indicator | None:
    """As it stands in the database, locked: two officers take turns."""
    if indicator.pk is None:
        return None
    stored = Indicator.objects.select_for_update(of=("self",)).prefetch_related(with_terms())
    return stored.select_related("goal", "predecessor").get(pk=indicator.pk)


def _take_turns(owner: Municipality | None) -> None:
    """Whoever writes indicators of one owner waits for the other: a second click finds what the first has made."""
    if owner is not None:
        Municipality.objects.select_for_update(no_key=True).get(pk=owner.pk)
    else:
        Indicator.objects.select_for_update().filter(municipality__isnull=True).order_by("pk").first()


def _same(indicator: Indicator, formula: Formula) -> Indicator | None:
    """One that says the very same and was made before: the same form sent twice."""
    words = {
        field.attname: getattr(indicator, field.attname)
        for field in Indicator._meta.concrete_fields
        if field.name not in _QUIET
    }
    alike = Indicator.objects.filter(municipality=indicator.municipality, **words)
    wanted = _said(drafted(indicator, formula))
    return next((one for one in alike.prefetch_related(with_terms()) if _said(one) == wanted), None)


def _free_code(owner: Municipality | None) -> str:
    """«32622000-own-3»: officers name indicators, not codes."""
    prefix = f"{owner.code}-own-" if owner else "own-"
    taken = set(Indicator.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    return next(code for number in range(1, MOST_OWN) if (code := f"{prefix}{number}") not in taken)


def _said(indicator: Indicator) -> list[tuple[object, ...]]:
    return sorted(
        (t.side, t.position, t.kind, t.event_id or 0, t.metric_id or 0, str(t.grades), t.counts_schools)
        for t in indicator.terms.all()
    )


def _changes(before: Indicator | None, now: Indicator, old_words: str) -> str:
    """«Знаков после запятой: 1 → 0; формула: … → …», one change a line."""
    words = formula_in_words(now)
    if before is None:
        return f"Формула: {words}"
    lines = []
    for field in Indicator._meta.concrete_fields:
        old, new = getattr(before, field.attname), getattr(now, field.attname)
        if field.name not in _QUIET and old != new:
            lines.append(
                f"{_capital(str(field.verbose_name))}: {_shown(before, field)} → {_shown(now, field)}"
            )
    if old_words != words:
        lines.append(f"Формула: {old_words} → {words}")
    return "\n".join(lines)


def _shown(indicator: Indicator, field: models.Field) -> str:
    value = getattr(indicator, field.name)
    if field.name in ("first_year", "last_year"):
        return year_label(value) if value is not None else "без границы"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if field.choices:
        return str(getattr(indicator, f"get_{field.name}_display")())
    return str(value) if value not in (None, "") else "–"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _end(previous: Indicator, year: int, person: User) -> None:
    _check_right(person, previous.municipality)
    if previous.last_year is None or previous.last_year > year:
        old, previous.last_year = previous.last_year, year
        previous.save(update_fields=["last_year", "changed_at"])
        was = year_label(old) if old is not None else "без границы"
        _log(previous, "define", person, f"По учебный год: {was} → {year_label(year)}")


def _log(indicator: Indicator, step: str, person: User, note: str) -> None:
    Transition.objects.create(
        entity=ENTITY, entity_id=indicator.pk, step=step, target=step, person=person, note=note
    )
