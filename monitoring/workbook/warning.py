"""Lines of a preview → the same lines, told which numbers would contradict others once they are written.

A draft takes them, the report cannot be handed in with them. The form is looked at as it would be: what a register
or somebody else has written stands beside what the file says. Skipped: numbers that stay as the portal has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitoring.checks.contradictory import contradictions_of
from monitoring.models import CellKind, Wave
from monitoring.sheet import NOTHING, Held, Ref, Sheet, read_sheets
from monitoring.values import read_people
from monitoring.workbook.lines import CHANGED, NEW, Line
from schools.models import School
from schools.numbers import counted


def warned(lines: list[Line], schools: Mapping[str, School], wave: Wave) -> list[Line]:
    """`why` of a written line says what it contradicts. Four queries however many organisations, none without one."""
    written: dict[str, list[Line]] = {}
    for line in lines:
        if line.status in (NEW, CHANGED) and line.kind != CellKind.METRIC:
            written.setdefault(line.school, []).append(line)
    asked = [schools[code] for code in written]
    sheets = read_sheets(schools=asked, year=wave.campaign.year_id, wave_id=wave.pk)
    words = {
        (s.school.code, ref): text for s in sheets for ref, text in _said(s, written[s.school.code]).items()
    }
    return [line._replace(why=words.get((line.school, line.ref), line.why)) for line in lines]


def warning_of(lines: Iterable[Line]) -> list[str]:
    """One sentence about all of them, or none."""
    number = sum(1 for line in lines if line.status in (NEW, CHANGED) and line.why)
    if not number:
        return []
    said = counted(
        number, "число противоречит другому", "числа противоречат другим", "чисел противоречат другим"
    )
    return [f"{said}: в черновик они встанут, но отчёт с ними не направить. Проверьте их."]


def _said(sheet: Sheet, lines: list[Line]) -> dict[Ref, str]:
    """At the part, or, where only the whole is written, at the whole."""
    held = dict(sheet.held)
    for line in lines:
        there = held.get(line.ref, NOTHING)
        held[line.ref] = Held(read_people(line.new), there.accepted, there.arrived_later)
    mine = {line.ref for line in lines}
    words: dict[Ref, str] = {}
    for found in contradictions_of(replace(sheet, held=held)):
        at = found.part if found.part in mine else found.whole
        if at in mine:
            words.setdefault(at, found.message)
    return words
