"""Sections of a catalogue: how codes are declared, whose they are, what they refer to, in three passes over the file.

In: a `Book` (the file and the rows of the database). Out: rows ready to be saved, or problems with their paths. A
room's `catalogue` subclasses `Part` for each of its sections and says how a row is filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from schools.catalogue_problems import Problems, nearest, shown
from schools.catalogue_reading import ABSENT, Item
from schools.catalogue_rows import Shelf, Tally
from schools.models import Municipality, School, User


class Book:
    """The file and the shelves; `words` say what is missing: «нет мероприятия с кодом …»."""

    def __init__(self, data: Mapping[Any, Any], problems: Problems) -> None:
        self.file = Item(data, "", problems)
        self.problems = problems
        self._shelves: dict[Any, Shelf] = {}

    def shelf(self, model: Any) -> Shelf:
        if model not in self._shelves:
            self._shelves[model] = Shelf(model, self.shelf)
        return self._shelves[model]

    def items(self, name: str) -> list[Item]:
        return self.file.items(name) or []

    def find(
        self, item: Item, key: str, model: Any, *, owner: Municipality | None = None, needed: bool = False
    ) -> Any:
        """The row a code refers to, in the file or in the database; None for null; ABSENT when missing or faulty.

        A definition may refer to shared ones and to those of its own `owner`.
        """
        code = item.text(key, needed=needed)
        if code is ABSENT:
            return ABSENT
        if not code:
            return None
        row = self.shelf(model).rows.get(code)
        if row is None:
            close = nearest(code, self.shelf(model).rows)
            hint = f"ближайшее – «{close}»" if close else "добавьте его в файл или исправьте код"
            return item.refuse(key, f"нет {WORDS[model.__name__]} с кодом {shown(code)}; {hint}")
        return row if self.may_use(item, key, row, owner) else ABSENT

    def may_use(self, item: Item, key: str, row: Any, owner: Municipality | None) -> bool:
        theirs = getattr(row, "municipality", None)
        if isinstance(row, School) or theirs is None or theirs is owner:
            return True
        item.refuse(
            key, f"«{row.code}» принадлежит муниципалитету {theirs.code}; сошлитесь на общее или своё"
        )
        return False


WORDS = {
    "Region": "региона",
    "Municipality": "муниципалитета",
    "School": "организации",
    "Event": "мероприятия",
    "Metric": "показателя сбора",
    "Goal": "цели",
    "Indicator": "показателя",
    "Rule": "правила",
}


class Part:
    """One section whose rows have codes. A room's catalogue subclasses it and says how a row is filled."""

    name: ClassVar[str]
    title: ClassVar[str]
    model: ClassVar[Any]
    keys: ClassVar[tuple[str, ...]]
    link: ClassVar[str] = ""
    """The column that names a row of the same section and may not form a circle."""

    def declare(self, book: Book) -> None:
        """First pass: which codes the file speaks of."""
        for item in book.items(self.name):
            item.is_new = True
            item.know(self.keys)
            code = item.text("code", needed=True)
            shelf = book.shelf(self.model)
            if code is ABSENT:
                shelf.leave_unnamed(item)
                continue
            if code in shelf.named:
                item.refuse(
                    "code", f"код «{code}» уже есть в {shelf.named[code][0].path}; оставьте один из них"
                )
                item.is_new = False
                shelf.leave_unnamed(item)
                continue
            row = shelf.take(code, item)
            if item.is_new and hasattr(row, "position"):
                row.position = shelf.next_position()

    def settle(self, book: Book) -> None:
        """Second pass: whose each row is; references of the third pass ask for it."""
        if "municipality" in self.keys:
            for item, row in book.shelf(self.model).read_rows():
                self.own(item, row, book)

    def read(self, book: Book) -> None:
        """Third pass: what the file says of each, references included."""
        for item, row in book.shelf(self.model).read_rows():
            self.fill(item, row, book)
            check_columns(item, row)
        if self.link:
            self._refuse_circles(book)

    def own(self, item: Item, row: Any, book: Book) -> None:
        """Whose definition it is; that never changes, so no file takes over what belongs to another."""
        owner = book.find(item, "municipality", Municipality)
        if owner is ABSENT:
            if "municipality" in item:
                return
            owner = None
        if row._state.adding:
            row.municipality = owner
        elif row.municipality is not owner:
            whose = (
                f"принадлежит муниципалитету {row.municipality.code}"
                if row.municipality
                else "общий для всех"
            )
            item.refuse("code", f"код «{row.code}» {whose}; возьмите другой код или исправьте municipality")

    def fill(self, item: Item, row: Any, book: Book) -> None:
        raise NotImplementedError

    def save(self, book: Book, person: User | None) -> Tally:
        return book.shelf(self.model).save()

    def _refuse_circles(self, book: Book) -> None:
        for item, row in book.shelf(self.model).named.values():
            chain, step = [row.code], getattr(row, self.link)
            while step is not None and step.code not in chain:
                chain.append(step.code)
                step = getattr(step, self.link)
            if step is row:
                item.refuse(self.link, f"замкнутый круг: {' → '.join([*chain, row.code])}; разорвите его")


def check_columns(item: Item, row: models.Model) -> None:
    """What the model itself says of its columns: lengths, permitted letters, choices."""
    references = {field.name for field in row._meta.concrete_fields if isinstance(field, models.ForeignKey)}
    try:
        row.clean_fields(exclude=references)
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            messages = [text for each in errors if each.code != "blank" for text in each.messages]
            if messages and not item.problems.at(item.at(name)):
                item.refuse(name, " ".join(messages).rstrip("."))
