"""The line that says how far a recompute is: nothing where values are fresh, then it counts, then it leads to them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.compute import recompute
from monitoring.models import Campaign
from monitoring.revisions import bump
from tests.indicators.board import YEAR

ONE, REGION = f"/{YEAR}/recount/", f"/{YEAR}/region/recount/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def both(board, okrug, neighbour):
    """Two municipalities of the region with fresh values."""
    Campaign.objects.get_or_create(municipality=neighbour, year_id=YEAR)
    for place in (okrug, neighbour):
        recompute(municipality_id=place.pk, year=YEAR, force=True)
    return okrug, neighbour


def said(client, path):
    return " ".join(client.get(path, headers=HTMX).content.decode().replace("\xa0", " ").split())


def test_a_municipality_hears_of_it_only_while_its_values_are_stale(both, officer, client_of):
    client, (okrug, neighbour) = client_of(officer), both
    assert said(client, ONE) == ""
    bump([(neighbour.pk, YEAR)])
    assert said(client, ONE) == ""
    bump([(okrug.pk, YEAR)])
    assert "Показатели пересчитываются. Новые значения появятся здесь" in said(client, ONE)
    assert f'hx-get="{ONE}?again" hx-trigger="every 4s"' in said(client, ONE)
    recompute(municipality_id=okrug.pk, year=YEAR)
    assert said(client, ONE) == ""
    told = said(client, f"{ONE}?again")
    assert '<a href="">Показать новые значения</a>' in told
    assert "hx-get" not in told


def test_a_region_hears_how_many_municipalities_are_done(both, region, client_of):
    client, (okrug, _) = client_of(region), both
    assert said(client, REGION) == ""
    bump([(okrug.pk, YEAR)])
    assert "Пересчёт: готово 1 из 2 муниципалитетов." in said(client, REGION)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(REGION).content.decode()
    assert "Показатели пересчитываются</h1>" in page
    assert len(asked) <= 12


@pytest.mark.parametrize("path", ["heatmap/", "indicators/bilet/"])
def test_pages_with_values_ask_once_they_are_shown_and_link_without_scripts(both, officer, client_of, path):
    page = client_of(officer).get(f"/{YEAR}/{path}").content.decode()
    assert f'hx-get="{ONE}" hx-trigger="revealed"' in page
    assert f'<noscript><p class="small"><a href="{ONE}">' in page
