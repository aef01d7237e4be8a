"""The collection in the background: uploaded files are read, what was left is taken up again, reminders go out.

Safe to kill at any moment: what waits is done by the next pass, nothing twice.
"""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from monitoring import uploading
from monitoring.mailing import send_waiting
from monitoring.reminding import plan_reminders

log = get_task_logger(__name__)


@shared_task(name=uploading.TASK)
def read_upload(upload_id: int) -> None:
    log.info("Загрузка %s прочитана: %s", upload_id, uploading.read_upload(upload_id))


@shared_task(name="monitoring.read_uploads")
def read_uploads() -> None:
    """What no message has reached: a broker that was away, a worker that was killed."""
    for upload_id in uploading.unread(timezone.now()):
        read_upload(upload_id)


@shared_task(name="monitoring.erase_uploads")
def erase_uploads() -> None:
    log.info("Старых файлов удалено: %s", uploading.erase_old(timezone.now()))


@shared_task(name="monitoring.remind")
def remind() -> None:
    planned = plan_reminders(now=timezone.now())
    log.info("Напоминания: новых %s, %s", planned, send_waiting(now=timezone.now()))


@shared_task(name="monitoring.send_reminders")
def send_reminders() -> None:
    log.info("Напоминания: %s", send_waiting(now=timezone.now()))
