"""The receipt of a report: who handed it in when, and which numbers were handed in; for the files of the school."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from monitoring.checks.completeness import completeness
from monitoring.models import Mark, Submission, Wave
from monitoring.pages.cells import column_label, read_out
from monitoring.queries import HANDED_IN
from monitoring.school_reports import Said, SchoolReports, trail_of
from monitoring.sheet import Sheet, read_sheets
from schools.calendar import format_date
from schools.models import School
from schools.numbers import NBSP, counted, format_number

STEPS = ("submit", "accept_import")


@dataclass(frozen=True)
class ReceiptPage:
    """`handed_in` is the step that brought the report in; None while it is not handed in."""

    school: School
    wave: Wave
    submission: Submission | None
    handed_in: Said | None
    sheet: Sheet
    explained: int

    @property
    def heading(self) -> str:
        if self.handed_in is None or self.handed_in.at is None:
            return "Отчёт сейчас не направлен"
        at = timezone.localtime(self.handed_in.at, timezone=self.school.municipality.zone)
        return f"Отчёт направлен {format_date(at.date(), 'short')} в{NBSP}{at:%H:%M}"

    @property
    def items(self) -> list[dict[str, str]]:
        """Parameters of components/definition_list.html."""
        said = self.handed_in
        who = "" if said is None else str(said.person or "портал")
        on_behalf = bool(said and said.person and said.for_school)
        return [
            {"term": "Организация", "value": self.school.full_name or self.school.short_name},
            {"term": "Этап сбора", "value": self.wave.name},
            {"term": "Направил(а)", "value": f"{who}, за организацию" if on_behalf else who},
            {"term": "Передано", "value": self.handed},
            {"term": "Пояснений к числам", "value": str(self.explained)},
            {
                "term": "Состояние",
                "value": self.submission.get_state_display() if self.submission else "не начат",
            },
        ]

    @property
    def handed(self) -> str:
        """«42 числа, «н/д» – 3, «не применимо» – 1, других ответов – 2»; and how many of them had to be answered."""
        found = Counter(_kind(cell.value.number is not None, cell.value.mark, bool(cell.value.text))
                        for cell in self.sheet.cells)  # fmt: skip
        words = [counted(found["number"], "число", "числа", "чисел")]
        labels = {"n": "«н/д»", "x": "«не применимо»", "text": "других ответов"}
        words += [f"{label} – {found[kind]}" for kind, label in labels.items() if found[kind]]
        filled = completeness(self.sheet).filled
        beyond = sum(1 for cell in self.sheet.cells if not cell.value.is_empty) - filled
        required = f" (в обязательных ячейках – {filled}, сверх них – {beyond})" if beyond else ""
        return ", ".join(words) + required

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Every column with its sum, every other figure with its answer."""
        people = [
            (column_label(column), format_number(total))
            for column, total in zip(self.sheet.people_columns, self.sheet.totals, strict=True)
        ]
        return people + [
            (cell.column.full_label, read_out(cell.value, cell.column.metric) or "–")
            for cell in self.sheet.metrics
        ]


def receipt_page(reports: SchoolReports, wave: Wave) -> ReceiptPage:
    """Four queries: events, metrics, the cells, the trail."""
    submission = reports.of(wave)
    year = reports.campaign.year_id
    sheet = read_sheets(schools=[reports.school], year=year, wave_id=wave.pk, plan=reports.plan)[0]
    trail = trail_of(submission) if submission is not None else []
    steps = [said for said in trail if said.what == "transition" and said.more in STEPS]
    is_in = submission is not None and submission.state in HANDED_IN
    explained = sum(1 for said in trail if said.what == "finding" and said.more)
    return ReceiptPage(
        reports.school, wave, submission, steps[-1] if is_in and steps else None, sheet, explained
    )


def _kind(is_number: bool, mark: str, is_text: bool) -> str:
    if is_number:
        return "number"
    return mark if mark != Mark.NONE else "text" if is_text else "empty"
