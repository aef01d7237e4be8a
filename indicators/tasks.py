"""Computation in the background, one slice per message; a slice that is fresh costs nothing."""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger

from indicators.compute import recompute

log = get_task_logger(__name__)


@shared_task(name="indicators.recompute_slice")
def recompute_slice(municipality_id: int, year: int) -> None:
    log.info(
        "Пересчёт %s, %s: %s", municipality_id, year, recompute(municipality_id=municipality_id, year=year)
    )
