"""Most checks are tried on the small catalogue, without the metrics nobody asks about here."""

from __future__ import annotations

import pytest

from monitoring.models import Metric
from tests.monitoring.world import make_catalogue


@pytest.fixture
def catalogue(db):
    make_catalogue()
    Metric.objects.all().delete()
