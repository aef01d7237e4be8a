"""Several reports that wait for a check, before they are accepted: what each has changed, doubted and left open.

Eight queries that no report adds to: reports, waves, events, metrics, cells, doubts, and what was said beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import F, Q, Value

from monitoring.checks.explained import is_stale, value_at
from monitoring.models import CellComment, Finding, Remark, Submission
from monitoring.pages.changes import changed_cells
from monitoring.pages.notes import Notes
from monitoring.sheet import Ref, Sheet, read_sheets
from schools.models import Municipality
from schools.numbers import counted


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful figure with the school's explanation; `stale` = it was given for another figure."""

    where: str
    message: str
    explanation: str
    stale: bool


@dataclass(frozen=True)
class Preview:
    """One report and what is worth knowing of it."""

    report: Submission
    changed: int
    doubts: list[Doubt]
    remarks: int
    comments: int

    @property
    def first(self) -> bool:
        return self.report.accepted_at is None

    @property
    def unexplained(self) -> int:
        return sum(1 for doubt in self.doubts if doubt.stale or not doubt.explanation)

    @property
    def facts(self) -> list[str]:
        """What is worth knowing in a line, in short words."""
        found = [
            "принимается впервые"
            if self.first
            else f"изменено после принятия: {counted(self.changed, 'число', 'числа', 'чисел')}"
            if self.changed
            else "числа те же, что приняты"
        ]
        if self.remarks:
            found.append(f"{counted(self.remarks, 'замечание', 'замечания', 'замечаний')} с ответом")
        if self.comments:
            found.append(counted(self.comments, "комментарий", "комментария", "комментариев"))
        return found


def reports_to_accept(municipality: Municipality, year: int, chosen: Q) -> list[Submission]:
    """Those of the chosen ones that wait for a check now, by the names of the schools."""
    return list(
        Submission.objects.filter(
            chosen,
            state=Submission.State.SUBMITTED,
            wave__campaign__municipality=municipality,
            wave__campaign__year_id=year,
        )
        .select_related("school__municipality", "wave__campaign")
        .order_by("school__name_key", "wave__number")
    )


def left_out(municipality: Municipality, codes: Sequence[str], reports: Sequence[Submission]) -> str:
    """Which of the ticked organisations have nothing to accept, in words. One query, none where all have."""
    missing = set(codes) - {report.school.code for report in reports}
    if not missing:
        return ""
    names = (
        municipality.schools.filter(code__in=missing)
        .order_by("name_key")
        .values_list("short_name", flat=True)
    )
    if not (found := list(names)):
        return ""
    begin = f"Ещё {len(found)}" if reports else "Отмеченные"
    return f"{begin} не на проверке: {', '.join(found)}."


def previews(reports: list[Submission], year: int) -> list[Preview]:
    if not reports:
        return []
    sheets = _sheets(reports, year)
    findings: dict[int, list[Finding]] = {}
    for finding in Finding.objects.filter(submission__in=reports):
        findings.setdefault(finding.submission_id, []).append(finding)
    said = _said(reports, year)
    return [_preview(report, sheets[report.pk], findings.get(report.pk, []), said) for report in reports]


def _sheets(reports: list[Submission], year: int) -> dict[int, Sheet]:
    """The columns of every report's own wave, out of one reading."""
    schools = {report.school_id: report.school for report in reports}
    whole = {sheet.school.pk: sheet for sheet in read_sheets(schools=list(schools.values()), year=year)}
    found = {}
    for report in reports:
        sheet = whole[report.school_id]
        columns = tuple(column for column in sheet.columns if column.wave_id == report.wave_id)
        found[report.pk] = replace(sheet, columns=columns)
    return found


def _said(reports: list[Submission], year: int) -> Mapping[tuple[str, int, str, str], int]:
    """Open remarks by report, comments by school and column, counted. One query."""
    nothing = {"c_kind": Value(""), "c_code": Value("")}
    names = ("what", "of", "c_kind", "c_code", "pk")
    remarks = Remark.objects.filter(submission__in=reports, resolved_at__isnull=True).order_by()
    comments = CellComment.objects.filter(
        school__in={report.school_id for report in reports}, year=year
    ).order_by()
    rows = (
        remarks.annotate(what=Value("remark"), of=F("submission_id"), **nothing)
        .values_list(*names)
        .union(
            comments.annotate(
                what=Value("comment"), of=F("school_id"), c_kind=F("kind"), c_code=F("code")
            ).values_list(*names),
            all=True,
        )
    )
    return Counter((what, of, kind, code) for what, of, kind, code, _ in rows)


def _preview(
    report: Submission, sheet: Sheet, findings: list[Finding], said: Mapping[tuple[str, int, str, str], int]
) -> Preview:
    notes = Notes(sheet)
    doubts = [
        Doubt(notes.where(ref) if ref.kind else "Вся форма", finding.message, finding.explanation,
              is_stale(finding.explained_value, value_at(sheet, ref)))
        for finding in findings
        for ref in [Ref(finding.kind, finding.code, finding.grade)]
    ]  # fmt: skip
    comments = sum(said.get(("comment", report.school_id, c.kind, c.code), 0) for c in sheet.columns)
    remarks = said.get(("remark", report.pk, "", ""), 0)
    return Preview(report, len(changed_cells(sheet, report)), doubts, remarks, comments)
