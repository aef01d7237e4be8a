"""Readers of files see one moment, and keep nobody from writing."""

import threading

import pytest
from django.db import connection, transaction

from schools.models import Municipality
from schools.snapshot import one_snapshot


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_not_seen_and_does_not_wait(okrug):
    def rename() -> None:
        try:
            Municipality.objects.filter(pk=okrug.pk).update(name="Горный округ")
        finally:
            connection.close()

    def name() -> str:
        return Municipality.objects.values_list("name", flat=True).get(pk=okrug.pk)

    with one_snapshot():
        before = name()
        other = threading.Thread(target=rename)
        other.start()
        other.join(60)
        assert not other.is_alive()
        assert name() == before == "Речной округ"
    assert name() == "Горный округ"
    with transaction.atomic():  # as usual again
        Municipality.objects.filter(pk=okrug.pk).update(name=before)
    assert name() == before
