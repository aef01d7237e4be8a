"""Events and metrics of the catalogue file. Needed when a row is new: code and name."""

from __future__ import annotations

from typing import Any

from monitoring.models import Event, Metric
from schools.catalogue_parts import Book, Part
from schools.catalogue_reading import Item, give
from schools.models import Kind

_MOST = 32767


class Events(Part):
    name, title, model, link = "events", "Мероприятия", Event, "successor"
    keys = (
        "code", "municipality", "name", "short_name", "definition", "grades", "audience", "counts", "active",
        "successor", "position",
    )  # fmt: skip

    def fill(self, item: Item, row: Any, book: Book) -> None:
        first, last = item.years("active")
        give(
            row,
            name=item.text("name", needed=True),
            short_name=item.text("short_name"),
            definition=item.text("definition"),
            grades=item.grades("grades"),
            audience=item.choice("audience", Event.Audience.values),
            counts=item.choice("counts", Event.Counts.values),
            first_year=first,
            last_year=last,
            successor=book.find(item, "successor", Event, owner=row.municipality),
            position=item.whole("position", 0, _MOST),
        )


class Metrics(Part):
    name, title, model = "metrics", "Показатели сбора", Metric
    keys = (
        "code", "municipality", "name", "short_name", "definition", "type", "unit", "decimals", "kinds", "register",
        "position",
    )  # fmt: skip

    def fill(self, item: Item, row: Any, book: Book) -> None:
        give(
            row,
            name=item.text("name", needed=True),
            short_name=item.text("short_name"),
            definition=item.text("definition"),
            type=item.choice("type", Metric.Type.values),
            unit=item.text("unit"),
            decimals=item.whole("decimals", 0, 4),
            kinds=item.choices("kinds", Kind.values),
            register=item.choice("register", [value for value in Metric.Register.values if value]),
            position=item.whole("position", 0, _MOST),
        )


PARTS: tuple[Part, ...] = (Events(), Metrics())
