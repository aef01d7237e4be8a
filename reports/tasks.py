"""Files in the background: what was ordered is made, what was left is taken up again, old ones are erased.

Safe to kill at any moment: what waits is done by the next pass, nothing twice.
"""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from reports import jobs

log = get_task_logger(__name__)
PASS_SECONDS = 5 * 60  # what has begun by then ends within the time limit of a task


@shared_task(name=jobs.TASK)
def run_job(job_id: int) -> None:
    log.info("Задание %s выполнено: %s", job_id, jobs.run_job(job_id))


@shared_task(name="reports.run_jobs")
def run_jobs() -> None:
    """What no message has reached: a broker that was away, a worker that was killed."""
    log.info("Файлы: готовы %s, не получились %s", *jobs.run_waiting(seconds=PASS_SECONDS))


@shared_task(name="reports.erase_files")
def erase_files() -> None:
    log.info("Старых файлов удалено: %s", jobs.erase_old(timezone.now()))
