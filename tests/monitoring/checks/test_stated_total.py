"""A stated total against the rows."""

from __future__ import annotations

import pytest

from monitoring.checks.stated_total import check_stated_total
from monitoring.models import Metric
from tests.monitoring.checks.finding import cells, plain, problems, send_grades
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.usefixtures("catalogue")


def test_a_stated_total_is_the_sum_of_its_rows(school):
    for code in ("pupils_total", "pupils_1_4", "pupils_10_11"):
        Metric.objects.create(code=code, name=code)
    send_grades("okr-01", "pupils", "", dict.fromkeys(range(1, 12), 20))
    send(
        fact("okr-01", "metric", "pupils_total", value=220), fact("okr-01", "metric", "pupils_1_4", value=70)
    )
    assert cells(check_stated_total, school) == [("metric", "pupils_1_4", 13)]
    message = plain(problems(check_stated_total, school)[0].message)
    assert message == "Указано 70, а по строкам (1–4 классы) получается 80."


def test_a_row_without_a_number_has_no_sum(school):
    Metric.objects.create(code="pupils_total", name="Всего обучающихся")
    send_grades("okr-01", "pupils", "", {**dict.fromkeys(range(1, 11), 20), 11: "н/д"})
    send(fact("okr-01", "metric", "pupils_total", value=5))
    assert cells(check_stated_total, school) == []
