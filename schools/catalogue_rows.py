"""Rows of a catalogue by code: read once, changed in memory, saved in bulk.

In: items of the file. Out: a `Tally` per section. Rows of the database and rows the file adds stand on one shelf, so
a reference finds either, whatever the order of the file. Guaranteed: a row that does not differ is not written, so
its `changed_at` stays; names' sort keys and `changed_at` are set as `save()` would set them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from schools.catalogue_reading import ABSENT, Item
from schools.models.fields import NameKeyField

BATCH = 300


@dataclass(frozen=True)
class Tally:
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def is_change(self) -> bool:
        return bool(self.created or self.updated)


class Shelf:
    """All rows of one model by code; `named` are those the file speaks of, with their items.

    `unnamed` rows (no code, or one that is taken) are read for their other faults only, never saved.
    """

    def __init__(self, model: Any, shelf_of: Callable[[Any], Shelf]) -> None:
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.derived = [f for f in fields if isinstance(f, NameKeyField) or getattr(f, "auto_now", False)]
        self.fields = [field for field in fields if field not in self.derived]
        self.relations = [field for field in self.fields if isinstance(field, models.ForeignKey)]
        self.rows: dict[str, Any] = {row.code: row for row in model._default_manager.order_by("pk")}
        self._before = {code: self._values(row) for code, row in self.rows.items()}
        self.named: dict[str, tuple[Item, Any]] = {}
        self.unnamed: list[tuple[Item, Any]] = []
        self.marked: set[str] = set()
        self._attach(shelf_of)

    def _attach(self, shelf_of: Callable[[Any], Shelf]) -> None:
        """Hang the related rows of the shelves on these, so that reading them asks nothing."""
        for field in self.relations:
            other = self.rows if field.related_model is self.model else shelf_of(field.related_model).rows
            by_key = {row.pk: row for row in other.values() if row.pk is not None}
            for row in self.rows.values():
                setattr(row, field.name, by_key.get(getattr(row, field.attname)))

    def _values(self, row: models.Model) -> dict[str, Any]:
        return {field.attname: getattr(row, field.attname) for field in self.fields}

    def was(self, row: Any, attribute: str) -> Any:
        """What the database says; ABSENT for a row it does not have yet."""
        return self._before.get(row.code, {}).get(attribute, ABSENT)

    def take(self, code: str, item: Item) -> Any:
        """The row of this code, a new one if there is none; `item` is what the file says of it."""
        row = self.rows.setdefault(code, self.model(code=code))
        item.is_new = row._state.adding
        self.named[code] = (item, row)
        return row

    def leave_unnamed(self, item: Item) -> None:
        self.unnamed.append((item, self.model()))

    def read_rows(self) -> list[tuple[Item, Any]]:
        """Everything to be looked at, with or without a code."""
        return [*self.named.values(), *self.unnamed]

    def next_position(self) -> int:
        return max((row.position for row in self.rows.values()), default=0) + 1

    def save(self) -> Tally:
        """Create the new rows, update those that differ (or are marked as changed in their parts)."""
        rows = [row for _, row in self.named.values()]
        new = [row for row in rows if row._state.adding]
        self._create(new)
        changed: dict[str, Any] = {}
        names: set[str] = set()
        for row in rows:
            for relation in self.relations:
                if relation.is_cached(row):
                    setattr(row, relation.attname, getattr(getattr(row, relation.name), "pk", None))
            differing = [
                f.name for f in self.fields if getattr(row, f.attname) != self._before[row.code][f.attname]
            ]
            if differing or (row.code in self.marked and row not in new):
                changed[row.code] = row
                names.update(differing)
        self._update(list(changed.values()), names)
        updated = len(changed.keys() - {row.code for row in new})
        return Tally(len(new), updated, len(rows) - len(new) - updated)

    def _create(self, new: list[Any]) -> None:
        """New rows first without links among themselves; the links are differences to be updated."""
        own = [field for field in self.relations if field.related_model is self.model]
        links = [(row, field, getattr(row, field.name)) for row in new for field in own]
        for row, field, _ in links:
            setattr(row, field.name, None)
        self.model._default_manager.bulk_create(new, batch_size=BATCH)
        for row in new:
            self._before[row.code] = self._values(row)
        for row, field, linked in links:
            setattr(row, field.name, linked)

    def _update(self, rows: list[Any], names: set[str]) -> None:
        for row in rows:
            for field in self.derived:
                field.pre_save(row, add=False)
        every = [*sorted(names), *(field.name for field in self.derived)]
        if rows and every:
            self.model._default_manager.bulk_update(rows, every, batch_size=BATCH)
