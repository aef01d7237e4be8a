"""Entries of a batch that a register counts: another number than the counted one is refused at every door but its own.

Skipped: what stands in the cell already (a workbook or a file sent back as it was changes nothing), and schools and
years the register does not speak for. No query where nothing in the batch is counted.
"""

from __future__ import annotations

from monitoring.held import NOTHING, Cells
from monitoring.in_force import agreements_counted, counts_agreements
from monitoring.values import CellValue
from monitoring.vetting import Vetting
from schools.numbers import counted


def refuse_typed_counts(vetting: Vetting, cells: Cells) -> None:
    """Add an error (`from_register`) to every entry that says another number than the register."""
    entries = [
        entry for entry in vetting.entries if counts_agreements(entry.metric) and entry.value is not None
    ]
    if not entries:
        return
    counts = agreements_counted({entry.school.pk for entry in entries}, {entry.year for entry in entries})
    for entry in entries:
        place = (entry.school.pk, entry.year)
        held = cells.get(place, {}).get(entry.ref, NOTHING).working
        count = counts.get(place)
        if count is None or entry.value in (held, CellValue(count)):
            continue
        there = counted(count, "договор", "договора", "договоров")
        message = f"это число считается по реестру договоров, там {there}: исправьте реестр, а не число."
        vetting.refuse(entry, "value", "from_register", message)
