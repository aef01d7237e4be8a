"""A register as a file: the rows in view, or an empty template, with the columns a file of the register is read by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO, Any

from monitoring.registers.kinds import Field, Register
from reports.writers import Cell, Column, Table, write_csv, write_xlsx

DAYS = ("starts", "ends", "signed", "valid_until")


def export_register(stream: Any, register: Register, rows: Iterable[Any], *, now: dt.datetime) -> int:
    """XLSX; returns the number of rows."""
    cells = [_cells(register, row) for row in rows]
    return write_xlsx(stream, [Table(register.title, _columns(register), cells)], now=now)


def export_register_csv(stream: IO[str], register: Register, rows: Iterable[Any]) -> int:
    headings = [each.heading for each in register.fields]
    return write_csv(stream, headings, (_texts(register, row) for row in rows))


def write_template(stream: Any, register: Register, *, now: dt.datetime) -> None:
    """The headings, what they mean, and one invented row to write over."""
    example = [each.example for each in register.fields]
    notes = ("Строка под названиями столбцов – пример: замените её своими.",)
    write_xlsx(stream, [Table(register.title, _columns(register), [example], notes)], now=now)


def _columns(register: Register) -> list[Column]:
    return [Column(each.heading, _meaning(each), "dd.mm.yyyy" if each.name in DAYS else "General")
            for each in register.fields]  # fmt: skip


def _meaning(each: Field) -> str:
    return f"{each.meaning} Обязательно." if each.needed else each.meaning


def _cells(register: Register, row: Any) -> list[Cell]:
    return [each.write(row) for each in register.fields]


def _texts(register: Register, row: Any) -> list[Cell]:
    """As people write them: a file of ours is read in again as it is."""
    return [f"{cell:%d.%m.%Y}" if isinstance(cell, dt.date) else cell for cell in _cells(register, row)]
