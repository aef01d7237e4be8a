"""Computation in the background; slices that are fresh, or that another worker is computing, cost nothing."""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger

from indicators.compute import recompute
from indicators.stale import stale_slices
from indicators.sweep import compute_part
from schools.queue import enqueue

log = get_task_logger(__name__)


@shared_task(name="indicators.recompute_slice")
def recompute_slice(municipality_id: int, year: int) -> None:
    log.info(
        "Пересчёт %s, %s: %s", municipality_id, year, recompute(municipality_id=municipality_id, year=year)
    )


@shared_task(name="indicators.recompute_part")
def recompute_part(year: int, municipality_ids: list[int]) -> None:
    """One part of a year; whoever finishes the last one lets the pipeline go on: to the recommendations."""
    swept = compute_part(year=year, municipality_ids=municipality_ids, wait=False)
    log.info("Пересчёт части %s года: %s", year, swept)
    if swept.slices and not stale_slices(year=year):
        enqueue("pipeline.advance")
