"""The beat of the pipeline. Idempotent, safe to kill at any moment: what is not done stays stale."""

from __future__ import annotations

from dataclasses import asdict

from celery import shared_task
from celery.utils.log import get_task_logger

from config import pipeline
from indicators.stale import stale_slices
from indicators.sweep import parts_of
from schools.queue import enqueue

log = get_task_logger(__name__)


@shared_task(name="pipeline.advance")
def advance() -> None:
    """Where much is stale, parts of it go to the other workers as well; whoever comes second finds a part fresh."""
    parts = parts_of(stale_slices())
    helped = len(parts) > 1
    for part in parts if helped else ():
        enqueue("indicators.recompute_part", part.year, list(part.municipality_ids))
    passed = pipeline.advance(helped=helped)
    log.info("Проход конвейера: %s", asdict(passed))
