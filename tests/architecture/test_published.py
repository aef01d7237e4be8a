"""Published figures are shown, compared and recorded; no computation, rule, file of values or interface reads them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "schools", "monitoring", "indicators", "recommendations", "roadmap", "reports")
NAMED = re.compile(r"\bPublishedValue\b|indicators_publishedvalue")
READERS = {
    "indicators/admin.py",
    "indicators/defining.py",  # an indicator with published values is not deleted
    "indicators/forms/published.py",
    "indicators/models/__init__.py",
    "indicators/models/published.py",
    "indicators/pages/indicator.py",
    "indicators/pages/past.py",
    "indicators/pages/published.py",
    "indicators/pages/series.py",
    "indicators/pages/years.py",
    "indicators/published/difference.py",
    "indicators/published/planning.py",
    "indicators/published/recording.py",
    "indicators/views/published_values.py",
    "reports/uses.py",  # says where an indicator is used
}
"""A module that shows published figures marks them as such, and is named here."""


@pytest.mark.once
def test_only_these_modules_read_published_values():
    found = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and NAMED.search(path.read_text(encoding="utf-8"))
    }
    assert found == READERS


@pytest.mark.once
def test_wherever_a_series_is_printed_the_document_is_named():
    """`YearLine` carries the document; a template that prints the lines of years names it, too."""
    templates = (ROOT / "templates").rglob("*.html")
    printing = {
        path.name: path.read_text(encoding="utf-8")
        for path in templates
        if re.search(r"in run\.lines|step\.line\.text", path.read_text(encoding="utf-8"))
    }
    assert printing
    assert [name for name, text in printing.items() if "line.document" not in text] == []
