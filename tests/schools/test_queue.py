"""The one place that enqueues: on commit, and a broker that is absent stops nobody."""

import logging
import time

import pytest
from django.db import transaction

from schools.queue import enqueue


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_work_is_logged_and_nothing_raised(caplog):
    caplog.set_level(logging.WARNING)
    started = time.monotonic()
    with transaction.atomic():
        enqueue("schools.no_such_task", 5)
        assert not caplog.records
    assert time.monotonic() - started < 10  # two attempts at once; a busy machine may take its time
    assert [record.name for record in caplog.records] == ["schools.queue"]
    assert "schools.no_such_task" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_task_is_sent_on_commit_and_not_after_a_rollback(valkey):
    def waiting():
        return valkey.client.llen("celery")

    with transaction.atomic():
        enqueue("schools.no_such_task", 5)
        assert waiting() == 0
    assert waiting() == 1
    with transaction.atomic():
        enqueue("schools.no_such_task", 6)
        transaction.set_rollback(True)
    assert waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_restart_of_the_broker_the_next_task_is_sent_again(valkey):
    enqueue("schools.no_such_task", 7)
    valkey.kill()
    enqueue("schools.no_such_task", 8)  # lost, and logged
    valkey.start()
    valkey.client.flushall()
    enqueue("schools.no_such_task", 9)
    assert valkey.client.llen("celery") == 1
