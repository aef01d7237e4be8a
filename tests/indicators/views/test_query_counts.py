"""Pages with values cost the same queries at 1, 3 and 60 further schools, and never more than twelve."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import make_school

YEAR = 2021
PAGES = {
    "reports:home": {},
    "indicators:heatmap": {},
    "indicators:catalogue": {},
    "indicators:indicator": {"indicator": "bilet"},
    "indicators:passport": {"school": "okr-01"},
    "recommendations:list": {},
    "monitoring:board": {},
}


def cost(client, name: str) -> int:
    path = reverse(name, kwargs={"year": YEAR, **PAGES[name]})
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    return len(asked)


def test_pages_cost_the_same_queries_at_any_number_of_schools(board, okrug, officer, client_of):
    client, found = client_of(officer), {}
    client.get(f"/{YEAR}/")  # the choice of the year is kept once
    for more in (1, 2, 57):
        for number in range(more):
            school = make_school(okrug, f"more-{more}-{number}", f"Школа {more}-{number}")
            board.pupils(school)
            board.takes_part(school, number % 10)
        board.compute()
        for name in PAGES:
            found.setdefault(name, []).append(cost(client, name))
    assert {name: counts for name, counts in found.items() if len(set(counts)) > 1 or max(counts) > 12} == {}
