"""A document's tables kept, its columns named, the document erased – each by an officer, with a trace.

Columns are saved over the version that was seen: of two officers at once the second is told, unless both
say the same. Erasing takes the tables
and rows of the document; what was recorded from it stays in the series until it is removed there.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from indicators.models import PublishedDocument
from indicators.published.choices import without_ticks
from indicators.published.columns import Layout, propose_all
from indicators.published.rows import MOST, rows_of, stored
from indicators.published.tables import FoundTable
from indicators.rules import can_publish
from schools.models import Municipality, Transition, User
from schools.workflow import StepRefused

ENTITY = "publisheddocument"
S = PublishedDocument.State
NOT_ALLOWED = "Опубликованные значения ведёт специалист муниципалитета."
MEANWHILE = "Пока вы смотрели, документ изменили: ниже – как он стоит сейчас. Повторите, что нужно."


class ColumnsRefused(Exception):
    """Nothing was saved; `problems` are (table's place, sentence)."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        self.problems = list(problems)
        super().__init__("Исправьте столбцы: ничего не сохранено.")


@transaction.atomic
def keep(
    *, tables: Sequence[FoundTable], name: str, file_name: str, size: int, municipality: Municipality, person: User
) -> PublishedDocument:  # fmt: skip
    """With proposals for all columns, nothing confirmed yet. A second click finds what the first one kept."""
    _check(person, municipality)
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    same = PublishedDocument.objects.filter(
        municipality=municipality, person=person, name=name, file_name=file_name, size=size, state=S.READ, version=0
    )  # fmt: skip
    found = [table.stored() for table in tables]
    for document in same:
        if document.tables == found:
            return document
    document = PublishedDocument.objects.create(
        municipality=municipality, name=name, file_name=file_name, size=size, person=person,
        tables=found,
        layouts=[layout.stored() for layout in propose_all(tables)],
    )  # fmt: skip
    _trace(document, "read", "", person, file_name)
    return document


@transaction.atomic
def name_columns(
    *, document: PublishedDocument, layouts: Sequence[Layout], seen: int, person: User
) -> PublishedDocument:
    """The rows the columns give are kept with them; values recorded before stay in the series as they are."""
    _check(person, document.municipality)
    rows, problems = [], []
    for place, (table, layout) in enumerate(zip(tables_of(document), layouts, strict=True)):
        if layout.take:
            found, wrong = rows_of(table, layout)
            rows += found
            problems += [(place, text) for text in wrong]
            if not found and not wrong:
                problems.append(
                    (place, "под заголовком нет ни одного числа: проверьте, сколько строк в заголовке.")
                )
    if len(rows) > MOST:
        problems.append((0, f"получается больше {MOST} строк: отметьте только таблицы с показателями."))
    if not rows and not problems:
        problems.append((0, "отметьте хотя бы одну таблицу."))
    if problems:
        raise ColumnsRefused(problems)
    source = document.state
    kept = PublishedDocument.objects.filter(pk=document.pk, version=seen).update(
        layouts=[layout.stored() for layout in layouts], rows=stored(rows), state=S.CHECKED, version=seen + 1,
        choices=without_ticks(document.choices),
    )  # fmt: skip
    document.refresh_from_db()
    if not kept:
        if document.state != S.READ and layouts_of(document) == list(layouts):
            return document  # a second click, or another officer who confirmed the same
        raise StepRefused(MEANWHILE)
    _trace(document, "columns", source, person, f"строк: {len(rows)}")
    return document


@transaction.atomic
def erase(*, document: PublishedDocument, person: User) -> None:
    """A second click finds nothing and does nothing."""
    _check(person, document.municipality)
    if PublishedDocument.objects.filter(pk=document.pk).delete()[0]:
        _trace(
            document,
            "erase",
            document.state,
            person,
            f"{document.name} ({document.file_name or 'вставлено'})",
            "",
        )


def tables_of(document: PublishedDocument) -> list[FoundTable]:
    return [FoundTable.restored(kept) for kept in document.tables]


def layouts_of(document: PublishedDocument) -> list[Layout]:
    return [Layout.restored(kept) for kept in document.layouts]


def _check(person: User, municipality: Municipality) -> None:
    if not can_publish(person, municipality):
        raise StepRefused(NOT_ALLOWED)


def _trace(
    document: PublishedDocument, step: str, source: str, person: User, note: str, target: str | None = None
) -> None:
    Transition.objects.create(
        entity=ENTITY, entity_id=document.pk, step=step, source=source,
        target=document.state if target is None else target, person=person, note=note,
    )  # fmt: skip
