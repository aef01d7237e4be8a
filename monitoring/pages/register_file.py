"""What a file would do to a register, as a page: counts, faults by line, new and changed rows, likely repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitoring.registers.doubles import in_full
from monitoring.registers.kinds import Register
from monitoring.registers.planning import LineError, Plan
from monitoring.registers.reading import Line, pack
from schools.numbers import counted

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ChangeLine:
    line: int
    what: str
    note: str
    doubles: list[str]


@dataclass(frozen=True)
class Preview:
    """`packed`: the lines to be sent back on confirmation; empty where there is nothing to save."""

    lines: int
    new: int
    changed: int
    unchanged: int
    errors: list[LineError]
    more_errors: int
    shown: list[ChangeLine]
    more: int
    doubtful: int
    packed: str

    @property
    def heading(self) -> str:
        if self.errors:
            number = self.more_errors + len(self.errors)
            return f"В файле {counted(number, 'ошибка', 'ошибки', 'ошибок')}: ничего не сохранено"
        if not self.packed:
            return "Файл ничего не изменит: всё уже записано так"
        parts = [f"новых записей {self.new}"] if self.new else []
        parts += [f"изменится {self.changed}"] if self.changed else []
        text = ", ".join(parts)
        return f"{text[0].upper()}{text[1:]}: проверьте и сохраните"

    @property
    def lead(self) -> str:
        read = counted(self.lines, "строка", "строки", "строк")
        return f"Прочитано: {read}; без изменений {self.unchanged}."


def preview(register: Register, lines: Sequence[Line], made: Plan) -> Preview:
    useful = made.changes and not made.errors
    changes = sorted(made.changes, key=lambda change: (not change.doubles, change.line))
    return Preview(
        lines=len(lines),
        new=len(made.new),
        changed=len(made.changed),
        unchanged=made.unchanged,
        errors=sorted(made.errors, key=lambda error: error.line)[:SHOWN],
        more_errors=max(0, len(made.errors) - SHOWN),
        shown=[
            ChangeLine(change.line, in_full(change.row), "" if change.is_new else change.note, change.doubles)
            for change in changes[:SHOWN]
        ],
        more=max(0, len(changes) - SHOWN),
        doubtful=len(made.doubtful),
        packed=pack(lines) if useful else "",
    )
