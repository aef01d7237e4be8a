"""All there is to know of one number of a form: what it counts, what it was, who wrote it, what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitoring.checks import blocking_problems, doubts
from monitoring.columns import is_one_total
from monitoring.definitions import definition_of, facts_of
from monitoring.models import Submission, Wave
from monitoring.pages.cells import column_options, grade_options, read_out
from monitoring.pages.notes import Note, Notes, add_contradictions, add_remarks
from monitoring.pages.words import DOORS
from monitoring.rules import roles_in
from monitoring.school_reports import Said, SchoolReports, trail_of
from monitoring.sheet import Ref, Sheet, SheetCell, read_sheets
from monitoring.submitting import allowed_steps
from monitoring.typed import cell_name
from monitoring.values import CellValue
from schools.grades import UNGRADED
from schools.models import User
from schools.numbers import NBSP, format_signed, percent

SHOWN_CHANGES = 20


@dataclass(frozen=True, slots=True)
class DoubtSaid:
    """What looked unusual, and how the school explained it."""

    message: str
    explanation: str


@dataclass(frozen=True)
class CellPage:
    """What templates/monitoring/cell.html and the panel of the form draw."""

    reports: SchoolReports
    wave: Wave
    sheet: Sheet
    cell: SheetCell
    person: User
    trail: list[Said]
    notes: Notes

    @property
    def name(self) -> str:
        return cell_name(self.cell.ref)

    @property
    def heading(self) -> str:
        return self.notes.where(self.cell.ref)

    @property
    def may_remark(self) -> bool:
        """The officer may send the report back."""
        submission = self.reports.of(self.wave)
        return submission is not None and "return" in allowed_steps(submission, self.person)

    @property
    def remark_grade(self) -> str:
        """As the form of remarks chooses it; empty where there is nothing to choose."""
        return "" if self.cell.ref.grade == UNGRADED else str(self.cell.ref.grade)

    @property
    def full_label(self) -> str:
        return self.cell.column.full_label

    @property
    def definition(self) -> str:
        return definition_of(self.cell.column)

    @property
    def facts(self) -> list[dict[str, str]]:
        return [{"term": term, "value": value} for term, value in facts_of(self.cell.column)]

    @property
    def numbers(self) -> list[dict[str, str]]:
        """Now, accepted where it differs, a year ago, and by how much it changed."""
        cell, metric = self.cell, self.cell.column.metric
        found = [{"term": "Сейчас", "value": read_out(cell.value, metric) or "не заполнено"}]
        if not cell.accepted.is_empty:
            found.append({"term": "Принято", "value": read_out(cell.accepted, metric)})
        found.append({"term": "Год назад, принято", "value": read_out(cell.last_year, metric)})
        if change := _change(cell.value, cell.last_year):
            found.append({"term": "Изменение", "value": change})
        return found

    @property
    def problems(self) -> list[Note]:
        return self.notes.of(self.cell.ref)

    @property
    def doubts(self) -> list[DoubtSaid]:
        """Found now or explained before, each once."""
        explained = {
            said.check: DoubtSaid(said.text, said.more) for said in self._of_cell("finding") if said.more
        }
        found = {
            problem.check: DoubtSaid(problem.message, "")
            for problem in doubts(self.sheet)
            if problem.ref == self.cell.ref
        }
        return list((found | explained).values())

    @property
    def comments(self) -> list[Said]:
        return self._of_cell("comment")[::-1]

    @property
    def may_comment(self) -> bool:
        return bool(roles_in(self.person, self.reports.school))

    @property
    def history(self) -> list[dict[str, Any]]:
        """Parameters of components/history.html, the newest first."""
        return [_entry(said) for said in self._of_cell("change")[::-1][:SHOWN_CHANGES]]

    @property
    def has_more(self) -> bool:
        return len(self._of_cell("change")) > SHOWN_CHANGES

    @property
    def column(self) -> str:
        return f"{self.cell.ref.kind}.{self.cell.ref.code}"

    @property
    def filters(self) -> list[dict[str, Any]]:
        """Another cell: parameters of components/filter_bar.html."""
        chosen = {"column": self.column, "grade": str(self.cell.ref.grade)}
        asked = [
            ("column", "Графа", column_options(self.sheet)),
            ("grade", "Класс", grade_options(self.sheet)),
        ]
        return [
            {
                "name": name,
                "label": label,
                "options": [
                    {"value": value, "label": text, "selected": value == chosen[name]}
                    for value, text in options
                ],
            }
            for name, label, options in asked
            if options
        ]

    def _of_cell(self, what: str) -> list[Said]:
        return [said for said in self.trail if said.what == what and _ref(said) == self.cell.ref]


def cell_page(reports: SchoolReports, person: User, asked: Mapping[str, str]) -> CellPage | None:
    """The cell the address names by column and grade, else the first; None where there is none. Four queries."""
    year = reports.campaign.year_id
    sheet = read_sheets(schools=[reports.school], year=year, plan=reports.plan)[0]
    cell = _asked_cell(sheet, asked)
    if cell is None:
        return None
    number = reports.plan.wave_of(cell.ref.kind, cell.ref.code)
    wave = next((wave for wave in reports.waves if wave.pk == number), reports.waves[0])
    submission = reports.of(wave) or Submission(wave=wave, school=reports.school)
    trail = trail_of(submission, cell=cell.ref)
    notes = Notes(sheet)
    if submission.state != Submission.State.ACCEPTED:
        add_contradictions(notes, blocking_problems(sheet))
        add_remarks(notes, trail)
    return CellPage(reports, wave, sheet, cell, person, trail, notes)


def _asked_cell(sheet: Sheet, asked: Mapping[str, str]) -> SheetCell | None:
    """A column without its grade means the first cell of it; an organisation without grades has just one."""
    kind, _, code = asked.get("column", "").partition(".")
    grade = asked.get("grade", "")
    found = [cell for cell in sheet.cells if not kind or (cell.ref.kind, cell.ref.code) == (kind, code)]
    exact = [cell for cell in found if str(cell.ref.grade) == grade]
    only = not grade or is_one_total(sheet.school) or all(cell.ref.grade == UNGRADED for cell in found)
    return next(iter(exact or (found if only else [])), None)


def _change(now: CellValue, last: CellValue) -> str:
    """«+12 (+8 %)»; nothing where there is nothing to compare."""
    if now.number is None or last.number is None:
        return ""
    difference = now.number - last.number
    if not difference:
        return "без изменений"
    share = percent(difference, last.number, 0)
    return format_signed(difference) + (f" ({format_signed(share)}{NBSP}%)" if share is not None else "")


def _entry(said: Said) -> dict[str, Any]:
    who = str(said.person or "портал")
    where = f"{who}, за организацию" if said.resolved else who
    text = f"{said.text or 'пусто'} → {said.more or 'пусто'}"
    return {"when": said.at, "who": f"{where}; {DOORS.get(said.check, said.check)}", "text": text}


def _ref(said: Said) -> Ref:
    return Ref(said.kind, said.code, said.grade)
