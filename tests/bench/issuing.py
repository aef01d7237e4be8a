"""Issue of recommendations: 2 000 organisations × 20 rules, against queries of every organisation and rule.

The first issue makes some five thousand recommendations; the second finds all of them as they should be. The plain way
is tried on fifty organisations and multiplied.
"""

from __future__ import annotations

import logging
import sys

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from django.core.management import call_command  # noqa: E402

from recommendations.issue import issue  # noqa: E402
from recommendations.models import IssueState, Recommendation  # noqa: E402
from schools.models import School, Transition  # noqa: E402
from tests.bench.issue_one_by_one import issue_one_by_one  # noqa: E402
from tests.bench.issue_world import TODAY, TRIGGERS, YEAR, make_world  # noqa: E402
from tests.bench.ratios import Ratio, report, side_by_side  # noqa: E402

SCHOOLS, TRIED = 2_000, 50


def main() -> int:
    call_command("migrate", verbosity=0)
    okrug = make_world(schools=SCHOOLS)
    some = list(School.objects.order_by("pk")[:TRIED])

    def clear() -> None:
        for model in (Transition, Recommendation, IssueState):
            model.objects.all().delete()

    def first() -> None:
        assert issue(municipality_id=okrug.pk, year=YEAR, today=TODAY).created > SCHOOLS

    def again() -> None:
        assert not issue(municipality_id=okrug.pk, year=YEAR, today=TODAY, force=True).created

    def plain() -> None:
        assert issue_one_by_one(okrug, YEAR, TODAY, some)

    def plain_again() -> None:
        assert not issue_one_by_one(okrug, YEAR, TODAY, some)

    part = TRIED / SCHOOLS
    new = side_by_side(first, plain, before=clear)
    clear()
    first()
    stands = side_by_side(again, plain_again)
    return report(
        f"Рекомендации: {SCHOOLS} организаций × {len(TRIGGERS)} правил, медиана 5",
        [
            Ratio("первый выпуск", *new, floor=50, aim=200, part=part),
            Ratio("всё уже выпущено", *stands, floor=50, aim=200, part=part),
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
