"""The catalogue file of all rooms: its bytes in, rows of reference data out, one transaction.

Read whole before anything is written, in three passes: which codes there are, whose they are, what is said of them;
so the order inside the file does not matter. Any fault refuses the file and saves nothing; CatalogueRefused then
holds every fault with its path. A second run of the same file writes no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, transaction

import indicators.catalogue
import monitoring.catalogue
import recommendations.catalogue
import schools.catalogue
from schools.catalogue_parts import Book, Part
from schools.catalogue_problems import CatalogueRefused, Problems, nearest, shown
from schools.catalogue_rows import Tally
from schools.catalogue_yaml import NotReadable, read_yaml
from schools.models import User

SECTIONS = ("municipalities", "schools", "events", "metrics", "goals", "indicators", "targets", "rules")


@dataclass(frozen=True)
class Imported:
    """What one import did, section by section, in the order of writing."""

    sections: tuple[tuple[str, Tally], ...]

    @property
    def is_change(self) -> bool:
        return any(tally.is_change for _, tally in self.sections)


def import_catalogue(*, content: bytes, person: User | None = None) -> Imported:
    """Upsert everything the file says; raises CatalogueRefused and saves nothing if anything is wrong with it."""
    problems = Problems()
    try:
        with transaction.atomic():
            book = Book(_top(content, problems), problems)
            parts = _parts()
            for part in parts:
                part.declare(book)
            for part in parts:
                part.settle(book)
            for part in parts:
                part.read(book)
            problems.refuse(SECTIONS)
            return Imported(tuple((part.title, part.save(book, person)) for part in parts))
    except IntegrityError as error:
        raise CatalogueRefused([_broken_rule(error)]) from error


def _parts() -> tuple[Part, ...]:
    """In the order of writing: what is referred to comes first."""
    return (
        *schools.catalogue.PARTS,
        *monitoring.catalogue.PARTS,
        *indicators.catalogue.parts(),
        *recommendations.catalogue.PARTS,
    )


def _top(content: bytes, problems: Problems) -> Mapping[str, object]:
    try:
        data = read_yaml(content)
    except NotReadable as error:
        raise CatalogueRefused([str(error)]) from error
    if data is None:
        raise CatalogueRefused(["Файл пуст: в нём нет ни одного раздела."])
    if not isinstance(data, Mapping):
        raise CatalogueRefused(
            [f"Наверху файла нужны разделы ({', '.join(SECTIONS)}), а здесь {shown(data)}."]
        )
    for name in data:
        if name not in SECTIONS:
            close = nearest(name, SECTIONS)
            hint = f"возможно, вы имели в виду «{close}»" if close else f"разделы: {', '.join(SECTIONS)}"
            problems.add(str(name), f"неизвестный раздел; {hint}")
    return data


def _broken_rule(error: IntegrityError) -> str:
    """The message of the constraint the database named; it happens when somebody else writes at the same time."""
    text = str(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name in text:
                return f"{model._meta.verbose_name}: {constraint.violation_error_message}"
    return "Справочники в это же время меняет кто-то ещё: запустите загрузку ещё раз."
