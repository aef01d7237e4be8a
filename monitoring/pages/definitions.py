"""Help with the columns of a form: one entry for each, in the order of the form, with an id its heading leads to."""

from __future__ import annotations

from dataclasses import dataclass

from monitoring.columns import Column
from monitoring.definitions import definition_of, facts_of
from monitoring.sheet import Sheet


@dataclass(frozen=True, slots=True)
class ColumnHelp:
    id: str
    name: str
    definition: str
    facts: list[tuple[str, str]]


def help_id(column: Column) -> str:
    """The anchor of a column's entry."""
    return f"about.{column.kind}.{column.code}"


def column_helps(sheet: Sheet) -> list[ColumnHelp]:
    return [
        ColumnHelp(help_id(column), column.full_label, definition_of(column), facts_of(column))
        for column in sheet.columns
    ]
