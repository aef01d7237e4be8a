"""The pages of position 5 beside one another: what stands above each of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from indicators.rules import reads_region
from schools.place import Place

TABS = [
    ("indicators:heatmap", "Организации и показатели"),
    ("indicators:dynamics", "Динамика"),
    ("indicators:comparison", "Сравнение двух лет"),
    ("indicators:people", "План в людях"),
]
OF_REGION = ("indicators:region", "Муниципалитеты региона")


def analysis_tabs(place: Place, here: str) -> list[dict[str, Any]]:
    """`here` is the name of the present page; the tab of the region only for those who read all of it."""
    region = [OF_REGION] if reads_region(place.person, place.municipality.region_id) else []
    return [
        {"title": title, "url": reverse(name, kwargs={"year": place.year}), "active": name == here}
        for name, title in [*TABS, *region]
    ]
