"""The entry grid of 11 grades × 12 columns as HTML, against a Django formset of the same cells.

Both begin with the cells as they were read and checked. What the whole page costs, with session, rights, checks,
history and navigation, is printed beside it.
"""

from __future__ import annotations

import logging
import sys

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.urls import reverse  # noqa: E402

from monitoring.pages.form import form_page  # noqa: E402
from monitoring.school_reports import school_reports  # noqa: E402
from tests.bench.grid_formset import as_html  # noqa: E402
from tests.bench.machine import median  # noqa: E402
from tests.bench.measures import YEAR, fill, make_place  # noqa: E402
from tests.bench.ratios import Ratio, report, side_by_side  # noqa: E402

EVENTS = 10


def main() -> int:
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["testserver"]
    place = make_place("10", schools=1, events=EVENTS)
    fill(place, *(f"10-e{number}" for number in range(EVENTS)))
    reports = school_reports(place.schools[0], YEAR)
    assert reports is not None
    page = form_page(reports, reports.waves[0], place.officer)
    assert (len(page.rows), len(page.heads)) == (11, 12)
    client, path = place.client, reverse("monitoring:form", args=[YEAR, "10-001"])
    ours, plain = side_by_side(
        lambda: render_to_string("monitoring/_grid.html", {"page": page}), lambda: as_html(page), runs=15
    )
    whole = median(lambda: client.get(path))
    done = report(
        "Сетка отчёта, 11 классов × 12 граф, медиана 15",
        [Ratio("сетка", ours, plain, floor=4, aim=8)],
    )
    print(
        f"весь запрос страницы: {whole.clock * 1000:.0f} мс, процессор {whole.processor * 1000:.0f} мс",
        flush=True,
    )
    return done


if __name__ == "__main__":
    sys.exit(main())
