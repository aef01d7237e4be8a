"""Recommendations in the background: a slice per message, digests once an hour, letters and mails about them.

Safe to kill at any moment: what waits is done by the next pass, nothing twice.
"""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from recommendations.digests import plan_digests
from recommendations.issue import issue
from recommendations.letters import ordering, sending
from recommendations.letters.mailing import send_waiting
from recommendations.posting import send_digests

log = get_task_logger(__name__)
PASS_SECONDS = 5 * 60  # within the time limit of a task


@shared_task(name="recommendations.issue_slice")
def issue_slice(municipality_id: int, year: int) -> None:
    issued = issue(municipality_id=municipality_id, year=year)
    log.info("Рекомендации %s, %s: %s", municipality_id, year, issued)


@shared_task(name="recommendations.digest")
def digest() -> None:
    planned = plan_digests(now=timezone.now())
    log.info("Сводки: новых %s, %s", planned, send_digests(now=timezone.now()))


@shared_task(name=sending.TASK)
def send_letters() -> None:
    log.info("Письма: %s", send_waiting())


@shared_task(name=ordering.TASK)
def draft_letters() -> None:
    log.info("Проекты писем: готовы %s, не получились %s", *ordering.draft_waiting(seconds=PASS_SECONDS))
