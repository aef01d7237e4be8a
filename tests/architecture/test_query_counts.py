"""Every page costs every role the same queries at 1, 3 and 60 further organisations, and never more than twelve.

The pages are those of the permission walk (test_routes.py) that open over the small municipality of
tests/indicators/board.py while it grows. Whoever adds a page there has it counted here.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.test_routes import ROUTES
from tests.indicators.board import board, more_schools

__all__ = ["board"]

pytestmark = pytest.mark.once  # the statements are the same

MOST = 12
SIZES = {"officer": (1, 3, 60), "head": (1, 3, 60), "analyst": (60,), "region": (60,)}
"""Analysts and regions open the officer's pages: what grows is found there, what they cost is counted at sixty."""
FILES = ("reports:table", "reports:indicator_table", "reports:school_table", "reports:number_table")
"""Tables of pages: they ask the pages that are walked here."""
WORKBOOKS = {
    "monitoring:book_file": 15,
    "monitoring:school_book_file": 15,
    "reports:recommendations_xlsx": 13,
}
"""Files of several sheets – two years, definitions, remarks; recommendations and their course –, not pages."""


def pages_of(role: str) -> dict[str, str]:
    """Address by route: what is asked with GET and names nothing that is not there."""
    found = {}
    for name, route in ROUTES.items():
        opens = route.method == "get" and role in route.allowed and "pk" not in route.kwargs
        if opens and name not in FILES:
            code = {"indicator": "bilet"} if "indicator" in route.kwargs else {}
            found[name] = reverse(name, kwargs={**route.kwargs, **code})
    return found


def test_pages_cost_the_same_queries_at_any_number_of_schools(board, okrug, people, client_of):
    clients = {role: client_of(people[role]) for role in SIZES}
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for before, more in pairwise((0, 1, 3, 60)):
        more_schools(board, okrug, range(before, more))
        for role, client in clients.items():
            if more not in SIZES[role]:
                continue
            client.get("/2021/goals/")  # the choice of the year is kept once
            for name, address in pages_of(role).items():
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(address)
                if answer.status_code == 200:
                    found[role, name].append(len(asked))
    assert len(found) > 200
    wrong = {
        page: counts
        for page, counts in found.items()
        if len(counts) < len(SIZES[page[0]])
        or len({*counts}) > 1
        or max(counts) > WORKBOOKS.get(page[1], MOST)
    }
    assert wrong == {}
