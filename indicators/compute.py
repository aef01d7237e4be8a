"""Recompute slices: accepted facts of municipalities and a year in, school and municipality values out.

A slice is one municipality and one year. Set-based: one compiled SELECT (`indicators.plan_sql`) for all organisations
of the slices, then only what differs is written (`indicators.value_sql`), and rows that no longer belong (closed
schools, ended indicators) are removed. Guaranteed: one transaction, so readers never see half a slice and a crash
leaves the old values; a second run changes nothing; the slice's row is the lock, so two workers never compute it at
once, and the second finds it fresh. Many slices of many years are cut into batches by `indicators.sweep`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from indicators import value_sql
from indicators.correction import recompute_schools
from indicators.definitions import Definitions, IndicatorSpec, definitions_of
from indicators.models import Run, Slice
from indicators.plan_sql import BETWEEN, PLACES, Compiler
from indicators.revised import forget_names, revised_schools, write_revised
from indicators.stale import Present, left_in, mark_others, of_municipalities, present_of, year_bounds

WIDE, PLACE = ("summed", "fresh"), ("place",)
TEMPORARY = (*WIDE, *PLACE)
NAMES_KEPT = 50
"""Of so many revisions at most a slice keeps names that it has been computed from: one accepted report deletes none."""
KEPT = ["facts", "places", "definitions", "computed_at"]


@dataclass(frozen=True)
class Outcome:
    """`fresh` = there was nothing to do; `slices` were computed."""

    rows_changed: int
    milliseconds: int
    fresh: bool
    slices: int = 1


def recompute(
    *, municipality_id: int, year: int, force: bool = False, schools: Collection[int] = ()
) -> Outcome:
    """Bring one slice up to date; `force` computes even when nothing seems to have changed.

    `schools`: those whose facts were accepted in this very transaction, under one revision of the slice. Where the
    slice was fresh before it, nothing else can have changed, and only they and the municipality are computed.
    """
    return recompute_many(municipality_ids=[municipality_id], year=year, force=force, schools=schools)


@transaction.atomic
def recompute_many(
    *,
    municipality_ids: Collection[int],
    year: int,
    force: bool = False,
    wait: bool = True,
    schools: Collection[int] = (),
) -> Outcome:
    """The same for several municipalities of one year in one pass: all of them or, if it fails, none.

    Without `wait` slices that somebody else is computing are left to them.
    """
    started = time.monotonic()
    slices = _locked(municipality_ids, year, wait=wait)
    definitions = definitions_of(year)
    now = present_of(definitions, [slice_.municipality_id for slice_ in slices])
    left = set() if force or schools else _left(slices, now, year)
    due = [s for s in slices if force or s.municipality_id in left or not now[s.municipality_id].is_in(s)]
    if not due:
        return Outcome(0, _since(started), fresh=True, slices=0)
    before = {s.municipality_id: _as_computed(s) for s in due}
    if schools and not force and _only_facts_of_one_revision(before, now):
        changed = recompute_schools(due[0].municipality_id, definitions, schools)
    else:
        revised = {} if force else revised_schools([s for s in due if s.municipality_id not in left], now)
        changed = _write_revised(definitions, revised)
        for specs, members in definitions.grouped(pk for pk in before if pk not in revised).items():
            gone = force or _may_hold_others(members, before, now)
            changed += _write(members, year, specs, removing=_removing(members, specs, gone=gone))
        if left or any(was.places not in ("", now[pk].places) for pk, was in before.items()):
            mark_others(year, besides=before)
    _record(due, now)
    if not schools or any(slice_.facts % NAMES_KEPT == 0 for slice_ in due):
        forget_names(due)
    outcome = Outcome(changed, _since(started), fresh=False, slices=len(due))
    Run.objects.create(
        municipality_id=due[0].municipality_id if len(due) == 1 else None,
        year=year,
        slices=len(due),
        milliseconds=outcome.milliseconds,
        rows_changed=changed,
    )
    return outcome


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _locked(municipality_ids: Collection[int], year: int, *, wait: bool) -> list[Slice]:
    """The rows of the slices, made where there were none, locked in the order of their keys."""
    mine = Slice.objects.filter(year=year, municipality_id__in=municipality_ids)
    locked = mine.select_for_update(skip_locked=not wait).order_by("pk")
    found = list(locked)
    if len(found) == len(set(municipality_ids)):
        return found
    missing = set(municipality_ids) - set(mine.values_list("municipality_id", flat=True))
    if missing:
        Slice.objects.bulk_create(
            [Slice(municipality_id=pk, year=year) for pk in sorted(missing)], ignore_conflicts=True
        )
        found = list(locked.all())
    return found


def _left(slices: list[Slice], now: dict[int, Present], year: int) -> set[int]:
    """Those of the same places and definitions with values left by moved schools; others are computed whole anyway.

    What is left comes of no facts: where schools are given, the next pass looks for it.
    """
    same = [s.municipality_id for s in slices if now[s.municipality_id].differs_by_facts_alone(s)]
    return left_in(year, same) if same else set()


def _as_computed(slice_: Slice) -> Present:
    return Present(slice_.facts, slice_.places, slice_.definitions)


def _only_facts_of_one_revision(before: dict[int, Present], now: dict[int, Present]) -> bool:
    """One slice, computed from the revision before the present one, of the same places and definitions."""
    [(municipality_id, was), *others] = before.items()
    present = now[municipality_id]
    return not others and (was.facts + 1, was.places, was.definitions) == (
        present.facts, present.places, present.definitions,
    )  # fmt: skip


def _may_hold_others(members: Sequence[int], before: dict[int, Present], now: dict[int, Present]) -> bool:
    """Whether there may be values of indicators that are not computed here.

    They are left where one has ended, and come with a school from a municipality that has indicators of its own.
    """
    return any(
        (before[pk].places, before[pk].definitions) != (now[pk].places, now[pk].definitions) for pk in members
    )


def _record(due: Sequence[Slice], now: dict[int, Present]) -> None:
    """What the slices are computed from now."""
    at = timezone.now()
    for slice_ in due:
        present = now[slice_.municipality_id]
        slice_.facts, slice_.places, slice_.definitions = present.facts, present.places, present.definitions
        slice_.computed_at = at
    if len(due) == 1:
        due[0].save(update_fields=KEPT)
        return
    Slice.objects.bulk_create(
        due, update_conflicts=True, unique_fields=["municipality", "year"],
        update_fields=KEPT,
    )  # fmt: skip


def _write_revised(definitions: Definitions, schools: Mapping[int, Collection[int]]) -> int:
    """By municipality the schools, facts of which are all that has changed in it; rows changed."""
    changed = 0
    for specs, members in definitions.grouped(schools).items():
        revised = {school for municipality_id in members for school in schools[municipality_id]}
        of_schools = [spec for spec in specs if not spec.by_municipality]
        changed += write_revised(of_schools, year=definitions.year, municipality_ids=members, schools=revised)
        if summed := [spec for spec in specs if spec.by_municipality]:
            changed += _write(members, definitions.year, summed, removing=())
    return changed


def _write(
    members: Sequence[int], year: int, specs: Sequence[IndicatorSpec], *, removing: Iterable[str]
) -> int:
    """Compute slices of equal definitions into temporary tables and write what differs; rows changed."""
    changed = 0
    with connection.cursor() as cursor:
        _drop(cursor, TEMPORARY)
        parameters = _place(cursor, members, year)

        def run(statements: Iterable[str]) -> int:
            rows = 0
            for statement in statements:
                cursor.execute(statement, parameters)
                rows += max(cursor.rowcount, 0)
            return rows

        changed += run(removing)
        for part in value_sql.parts_of(specs):
            cursor.execute(
                f"CREATE TEMPORARY TABLE fresh AS {Compiler(part, among=BETWEEN).wide()}", parameters
            )
            cursor.execute(f"CREATE TEMPORARY TABLE summed AS {value_sql.summed(part)}")
            changed += run(_writing(members, part))
            _drop(cursor, WIDE)
        _drop(cursor, PLACE)
    return changed


def _place(cursor: CursorWrapper, members: Sequence[int], year: int) -> dict[str, Any]:
    """The participating organisations as a table; what the other statements are bound to."""
    parameters: dict[str, Any] = {"year": year, **year_bounds(year)}
    cursor.execute(
        "CREATE TEMPORARY TABLE place (id bigint PRIMARY KEY, municipality_id bigint, kind varchar(20), grades int)"
        if connection.vendor == "postgresql"
        else "CREATE TEMPORARY TABLE place (id integer PRIMARY KEY, municipality_id int, kind text, grades int)"
    )
    places = PLACES.format(where=of_municipalities(members))
    cursor.execute(f"INSERT INTO place {places} ORDER BY s.id", parameters)
    if connection.vendor == "postgresql":
        cursor.execute("ANALYZE place")
    cursor.execute("SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0) FROM place")
    first, last = cursor.fetchone()
    return {**parameters, "first": first, "last": last}


def _removing(members: Sequence[int], specs: Sequence[IndicatorSpec], *, gone: bool) -> list[str]:
    """What removes values that are no more, given `place`."""
    municipalities = value_sql.listed(members)
    statements = [
        value_sql.SCHOOLS_GONE.format(municipalities=municipalities),
        value_sql.MUNICIPALITIES_GONE.format(
            municipalities=municipalities, indicators=value_sql.listed(spec.indicator_id for spec in specs)
        ),
    ]
    if gone:
        of_schools = value_sql.listed(spec.indicator_id for spec in specs if not spec.by_municipality)
        statements.append(value_sql.SCHOOL_INDICATORS_GONE.format(indicators=of_schools))
    return statements


def _writing(members: Sequence[int], specs: Sequence[IndicatorSpec]) -> list[str]:
    """What writes values, given `fresh` and `summed` of these specifications."""
    statements = []
    if any(not spec.by_municipality for spec in specs):
        statements.append(value_sql.SCHOOLS_WRITTEN.format(rows=value_sql.school_rows(specs)))
    rows = value_sql.municipality_rows(specs)
    return [
        *statements,
        value_sql.MUNICIPALITIES_WRITTEN.format(rows=rows, municipalities=value_sql.listed(members)),
    ]


def _drop(cursor: CursorWrapper, tables: Iterable[str]) -> None:
    for table in tables:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
