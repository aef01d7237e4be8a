"""The one place that enqueues: verbs call it, and know nothing of Celery.

`enqueue("indicators.recompute_slice", 32622000, 2021)` sends the task after the transaction has committed, nothing
if it rolls back. A broker that is absent or refuses is logged, never raised, and noticed within two seconds:
the work waits, since each step of the pipeline finds by itself what is stale.
Arguments are primitives (ids, codes, years).
"""

import logging
from functools import partial
from typing import Any

from celery import Task, current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

ONCE_MORE = {"max_retries": 1, "interval_start": 0}
"""A connection kept from before the broker's restart is noticed only by using it."""


def enqueue(task: Task | str, *args: Any) -> None:
    """Send a task, given itself or by its name (which lets a lower module start an upper one), on commit."""
    name = task if isinstance(task, str) else task.name
    transaction.on_commit(partial(_send, name, args), robust=True)


def _send(name: str, args: tuple[Any, ...]) -> None:
    try:
        current_app.send_task(name, args=args, retry=True, retry_policy=ONCE_MORE)
    except (OperationalError, OSError) as error:
        log.warning(
            "Задача %s%r не поставлена в очередь, её работу сделает следующий проход: %s", name, args, error
        )
