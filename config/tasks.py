"""The beat of the pipeline. Idempotent, safe to kill at any moment: what is not done stays stale."""

from __future__ import annotations

from dataclasses import asdict

from celery import shared_task
from celery.utils.log import get_task_logger

from config import pipeline

log = get_task_logger(__name__)


@shared_task(name="pipeline.advance")
def advance() -> None:
    passed = pipeline.advance()
    log.info("Проход конвейера: %s", asdict(passed))
