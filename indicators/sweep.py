"""Recompute whatever is stale, or whole years: slices cut into parts of one year each, every part in one pass.

A federal year makes sixteen parts: two to eight for each of two to eight workers, each small enough for the memory a
database gives a query. Guaranteed: a part is one transaction; where a part fails, its slices are computed one by one,
so that a slice that cannot be computed hinders no other (it is logged, counted, and stays stale).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

from django.db import connection
from django.db.models import Count

from indicators.compute import recompute, recompute_many
from indicators.stale import slices_of, stale_slices
from schools.models import School

log = logging.getLogger(__name__)

PARTS = 16
LEAST_SCHOOLS = 500
"""Fewer in a part would cost more in beginning and ending it than in computing."""
MOST_SLICES = 900
"""Keys of the slices are parameters of a query, and SQLite takes a thousand of them."""


@dataclass(frozen=True)
class Part:
    year: int
    municipality_ids: tuple[int, ...]


@dataclass
class Swept:
    """What has been done so far; `failed` slices are in the log."""

    slices: int = 0
    rows_changed: int = 0
    failed: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def add(self, other: Swept) -> None:
        self.slices += other.slices
        self.rows_changed += other.rows_changed
        self.failed += other.failed


def sweep(
    *,
    year: int | None = None,
    municipality_id: int | None = None,
    force: bool = False,
    helped: bool = False,
    workers: int = 1,
    tell: Callable[[Swept, int, int], None] | None = None,
) -> Swept:
    """What is stale or, with `force`, all there is of the year and municipality.

    After each part `tell` hears what has been done, and how many slices of how many have been looked at. `helped` =
    other workers have been given the same parts: we begin at the other end, and leave to them what they are at.
    `workers` parts are computed at a time, each over a connection of its own; one by one on SQLite, which has one
    writer, and within a transaction, which no other connection sees.
    """
    parts = parts_of((named_slices if force else stale_slices)(year=year, municipality_id=municipality_id))
    total, looked_at, swept = sum(len(part.municipality_ids) for part in parts), 0, Swept()
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        workers = 1
    for part, computed in _computed(
        parts[::-1] if helped else parts, workers, lambda part: _compute(part, force=force, wait=not helped)
    ):
        swept.add(computed)
        looked_at += len(part.municipality_ids)
        if tell is not None:
            tell(swept, looked_at, total)
    return swept


def _compute(part: Part, *, force: bool, wait: bool) -> Swept:
    return compute_part(year=part.year, municipality_ids=part.municipality_ids, force=force, wait=wait)


def _computed(
    parts: Sequence[Part], workers: int, compute: Callable[[Part], Swept]
) -> Iterator[tuple[Part, Swept]]:
    """Each part as soon as it is computed."""
    if min(workers, len(parts)) == 1:
        yield from ((part, compute(part)) for part in parts)
        return
    waiting = iter(parts)
    done: SimpleQueue[tuple[Part, Swept] | None] = SimpleQueue()

    def work() -> None:
        try:
            for part in waiting:  # shared: whoever is free takes the next one
                done.put((part, compute(part)))
        finally:
            connection.close()
            done.put(None)

    with ThreadPoolExecutor(workers) as pool:
        working = [pool.submit(work) for _ in range(workers)]
        for _ in working:
            yield from iter(done.get, None)
        for worker in working:
            worker.result()


def compute_part(
    *,
    year: int,
    municipality_ids: Collection[int],
    force: bool = False,
    wait: bool = True,
    swept: Swept | None = None,
) -> Swept:
    """One part in one transaction or, where that fails, slice by slice."""
    swept = swept or Swept()
    try:
        outcome = recompute_many(municipality_ids=municipality_ids, year=year, force=force, wait=wait)
    except Exception:  # whatever is wrong with one municipality must not stop the others
        if len(municipality_ids) > 1:
            log.warning("Пересчёт %s года не удался целиком, считаем по одному", year, exc_info=True)
        for municipality_id in municipality_ids:
            _compute_one(municipality_id, year, force=force, swept=swept)
    else:
        swept.slices += outcome.slices
        swept.rows_changed += outcome.rows_changed
    return swept


def _compute_one(municipality_id: int, year: int, *, force: bool, swept: Swept) -> None:
    try:
        outcome = recompute(municipality_id=municipality_id, year=year, force=force)
    except Exception:
        log.exception("Значения муниципалитета %s за %s год не пересчитаны", municipality_id, year)
        swept.failed += 1
    else:
        swept.slices += outcome.slices
        swept.rows_changed += outcome.rows_changed


def named_slices(*, year: int | None = None, municipality_id: int | None = None) -> list[tuple[int, int]]:
    """(municipality id, year) of all there is to compute, oldest year first."""
    found = slices_of(year=year, municipality_id=municipality_id)
    return [(municipality, of_year) for of_year, members in found.items() for municipality in members]


def parts_of(slices: Iterable[tuple[int, int]]) -> list[Part]:
    """Slices of one year each, in the order given, of about as many organisations as in any other part."""
    by_year: dict[int, list[int]] = {}
    for municipality, year in slices:
        by_year.setdefault(year, []).append(municipality)
    if not by_year:
        return []
    counts = School.objects.order_by().values_list("municipality_id").annotate(Count("pk"))
    schools = dict(counts)
    return [
        Part(year, part) for year, municipalities in by_year.items() for part in _cut(municipalities, schools)
    ]


def _cut(municipalities: list[int], schools: dict[int, int]) -> Iterator[tuple[int, ...]]:
    most = max(LEAST_SCHOOLS, -(-sum(schools.get(pk, 0) for pk in municipalities) // PARTS))
    part: list[int] = []
    held = 0
    for pk in municipalities:
        if part and (held >= most or len(part) >= MOST_SLICES):
            yield tuple(part)
            part, held = [], 0
        part.append(pk)
        held += schools.get(pk, 0)
    if part:
        yield tuple(part)
