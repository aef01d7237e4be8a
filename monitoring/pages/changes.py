"""What has changed in a report since it was accepted: accepted → working value, the difference, who and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.history import last_changes
from monitoring.models import CellChange, Submission, Wave
from monitoring.pages.cells import column_label, read_out
from monitoring.school_reports import SchoolReports
from monitoring.sheet import Ref, Sheet, SheetCell, read_sheets
from schools.grades import UNGRADED, grade_label
from schools.models import School
from schools.numbers import format_signed


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One cell; `change` is its last one, where the history has any."""

    column: str
    grade: str
    old: str
    new: str
    difference: str
    change: CellChange | None

    @property
    def who(self) -> str:
        if self.change is None or self.change.person is None:
            return "портал" if self.change else ""
        return f"{self.change.person}, за организацию" if self.change.on_behalf else str(self.change.person)


@dataclass(frozen=True)
class ChangesPage:
    school: School
    wave: Wave
    submission: Submission | None
    lines: list[ChangedLine]

    @property
    def was_accepted(self) -> bool:
        return self.submission is not None and self.submission.accepted_at is not None


def changed_cells(sheet: Sheet, submission: Submission | None) -> list[SheetCell]:
    """The cells of a report that was accepted whose working value is not the accepted one."""
    if submission is None or submission.accepted_at is None:
        return []
    return [cell for cell in sheet.cells if cell.changed_since_acceptance]


def changed_lines(cells: list[SheetCell], changes: Mapping[Ref, CellChange]) -> list[ChangedLine]:
    return [
        ChangedLine(
            column_label(cell.column),
            "" if cell.ref.grade == UNGRADED else grade_label(cell.ref.grade),
            read_out(cell.accepted, cell.column.metric) or "пусто",
            read_out(cell.value, cell.column.metric) or "пусто",
            _difference(cell),
            changes.get(cell.ref),
        )
        for cell in cells
    ]


def changes_page(reports: SchoolReports, wave: Wave) -> ChangesPage:
    """Four queries: events, metrics, the cells, the changes of those that changed."""
    school, year, submission = reports.school, reports.campaign.year_id, reports.of(wave)
    sheet = read_sheets(schools=[school], year=year, wave_id=wave.pk, plan=reports.plan)[0]
    cells = changed_cells(sheet, submission)
    changes = last_changes(school, year, [cell.ref for cell in cells]) if cells else {}
    return ChangesPage(school, wave, submission, changed_lines(cells, changes))


def _difference(cell: SheetCell) -> str:
    if cell.value.number is None or cell.accepted.number is None:
        return ""
    return format_signed(cell.value.number - cell.accepted.number)
