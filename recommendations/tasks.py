"""Recommendations in the background, one slice per message; what has been issued already is not issued twice."""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger

from recommendations.issue import issue

log = get_task_logger(__name__)


@shared_task(name="recommendations.issue_slice")
def issue_slice(municipality_id: int, year: int) -> None:
    issued = issue(municipality_id=municipality_id, year=year)
    log.info("Рекомендации %s, %s: %s", municipality_id, year, issued)
