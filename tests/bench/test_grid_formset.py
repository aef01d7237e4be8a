"""The baseline of the entry grid holds the same cells as the grid."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string

from monitoring.pages.form import form_page
from monitoring.school_reports import school_reports
from tests.bench.grid_formset import as_html
from tests.bench.measures import YEAR, fill, make_place

FIELD = re.compile(
    r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"|<input[^>]*? value="([^"]*)"[^>]*? name="([^"]+)"'
)


@pytest.mark.django_db
def test_grid_and_formset_have_the_same_cells():
    place = make_place("10", schools=1, events=2)
    fill(place, "10-e0")
    reports = school_reports(place.schools[0], YEAR)
    page = form_page(reports, reports.waves[0], place.officer)
    grid = re.findall(
        r'<input class="entry-cell__input num" id="cell\.(\S+)\.(\d+)" name="\S+" value="(\d*)"',
        render_to_string("monitoring/_grid.html", {"page": page}),
    )
    plain = re.findall(
        r'name="form-(\d+)-([^"]+)"(?: value="(\d*)")? class="entry-cell__input', as_html(page)
    )
    rows = [row.grade for row in page.rows]
    assert sorted(grid) == sorted((column, str(rows[int(place)]), value) for place, column, value in plain)
    assert len(grid) == 11 * 4
