"""One upload as a page: how far it is, what it would change cell by cell, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from monitoring.columns import Column, columns_of
from monitoring.models import CellKind, Metric, Upload
from monitoring.workbook.lines import CHANGED, CONFLICT, LEFT, NEW, REFUSED, Line, restored
from monitoring.workbook.marking import Remark
from monitoring.workbook.school_sheet import heading
from schools.grades import UNGRADED, grade_label
from schools.models import School
from schools.numbers import counted

PAGE = 50
STATUSES = {
    NEW: "новое", CHANGED: "изменится", CONFLICT: "изменено на портале", LEFT: "не изменится", REFUSED: "ошибка",
}  # fmt: skip
TONES = {NEW: "achieved", CHANGED: "", CONFLICT: "attention", LEFT: "attention", REFUSED: "missed"}
ORDER = (REFUSED, CONFLICT, LEFT, CHANGED, NEW)
S = Upload.State
SIMPLE: dict[str, str] = {
    S.WAITING: "Файл читается", S.READING: "Файл читается", S.FAILED: "Файл не прочитан",
    S.WITHDRAWN: "Загрузка отменена",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineView:
    line: Line
    school: str
    column: str
    grade: str
    old: str
    new: str

    @property
    def status(self) -> str:
        return STATUSES[self.line.status]

    @property
    def tone(self) -> str:
        return TONES[self.line.status]

    @property
    def why(self) -> str:
        return f"{self.line.why[:1].upper()}{self.line.why[1:]}"


@dataclass(frozen=True)
class UploadPage:
    """`page` are the lines that pass the filters, the gravest first."""

    upload: Upload
    lines: list[LineView]
    page: Page[LineView]
    filters: list[dict[str, Any]]
    query: str

    @property
    def is_running(self) -> bool:
        return self.upload.state in (S.WAITING, S.READING)

    @cached_property
    def counts(self) -> dict[str, int]:
        return {status: int(self.upload.summary.get(status, 0)) for status in STATUSES}

    @property
    def writes(self) -> int:
        return self.counts[NEW] + self.counts[CHANGED]

    @property
    def conflicts(self) -> int:
        return self.counts[CONFLICT]

    @property
    def may_be_applied(self) -> bool:
        return self.upload.state == S.READY

    @property
    def has_marks(self) -> bool:
        return self.upload.state == S.REFUSED and bool(self.upload.file)

    @property
    def many(self) -> bool:
        """Whether the lines have to say whose they are."""
        return self.upload.school is None

    @property
    def notes(self) -> list[str]:
        return list(self.upload.summary.get("notes", ()))

    @property
    def heading(self) -> str:
        upload, faults = self.upload, self.counts[REFUSED]
        if upload.state in SIMPLE:
            return SIMPLE[upload.state]
        if upload.state == S.APPLIED:
            written = int(upload.summary.get("written", 0))
            return f"Внесено: {_changes(written)}" if written else "Изменений нет"
        if upload.state == S.REFUSED:
            return f"Ничего не внесено: {counted(faults, 'ошибка', 'ошибки', 'ошибок')} в файле"
        if not self.writes:
            return f"Пока книга была у вас, на портале изменили {_numbers(self.conflicts)}"
        return f"Проверьте и внесите {_changes(self.writes)}"

    @property
    def lead(self) -> str:
        upload = self.upload
        if self.is_running:
            return "Ничего не запишется, пока вы не подтвердите."
        if upload.message:
            return upload.message
        schools = int(upload.summary.get("schools", 0))
        parts = [f"«{upload.name}»"]
        if schools > 1:
            parts.append(counted(schools, "организация", "организации", "организаций"))
        for status, word in (
            (NEW, "новых"),
            (CHANGED, "изменится"),
            (CONFLICT, "изменено на портале"),
            (LEFT, "не изменится"),
        ):
            if self.counts[status]:
                parts.append(f"{word} {self.counts[status]}")
        if read := upload.summary.get("read"):
            parts.append(str(read))
        parts.append(f"без изменений {int(upload.summary.get('unchanged', 0))}")
        return ", ".join(parts) + "."


def _changes(number: int) -> str:
    """An erased cell is one, too."""
    return counted(number, "изменение", "изменения", "изменений")


def _numbers(number: int) -> str:
    return counted(number, "число", "числа", "чисел")


def upload_page(upload: Upload, asked: Mapping[str, str]) -> UploadPage:
    """Four queries where there are lines: waves, events, metrics, organisations."""
    lines = line_views(upload)
    status = asked.get("status", REFUSED if upload.state == S.REFUSED else "")
    school = asked.get("school", "")
    wanted = [line for line in lines if status in ("", line.line.status) and school in ("", line.line.school)]
    query = urlencode({"status": status, "school": school}) if asked.keys() & {"status", "school"} else ""
    page = Paginator(wanted, PAGE).get_page(asked.get("page"))
    return UploadPage(upload, lines, page, _filters(lines, status, school), query)


def line_views(upload: Upload) -> list[LineView]:
    lines = restored(upload.preview)
    if not lines:
        return []
    columns = {
        (c.kind, c.code): c for c in columns_of(municipality_id=upload.municipality_id, year=upload.year)
    }
    names = dict(School.objects.filter(municipality=upload.municipality_id).values_list("code", "short_name"))
    views = [
        _view(line, columns.get((line.kind, line.code)), names.get(line.school, line.school))
        for line in lines
    ]
    return sorted(views, key=lambda view: ORDER.index(view.line.status))


def _view(line: Line, column: Column | None, school: str) -> LineView:
    metric = column.metric if column else None
    grade = "" if line.kind == CellKind.METRIC else grade_label(line.grade)
    label = heading(column) if column else line.code
    if metric is not None:
        label = metric.name
    return LineView(line, school, label, grade, _words(line.old, metric), _words(line.new, metric))


def _words(text: str, metric: Metric | None) -> str:
    if metric is not None and metric.type == Metric.Type.YES_NO:
        return {"1": "да", "0": "нет"}.get(text, text)
    return text


def _filters(lines: list[LineView], status: str, school: str) -> list[dict[str, Any]]:
    """Parameters of components/filter_bar.html: only what there is."""
    statuses = [(key, STATUSES[key]) for key in ORDER if any(line.line.status == key for line in lines)]
    schools = sorted({(line.line.school, line.school) for line in lines}, key=lambda pair: pair[1])
    found = []
    for name, label, everything, options, chosen in (
        ("status", "Что изменится", "всё", statuses, status),
        ("school", "Организация", "все", schools, school),
    ):
        if len(options) > 1:
            choices = [("", everything), *options]
            found.append({
                "name": name, "label": label,
                "options": [{"value": v, "label": w, "selected": v == chosen} for v, w in choices],
            })  # fmt: skip
    return found


def remarks_of(upload: Upload) -> list[Remark]:
    """What `marking` writes into a faulty file: refusals with what to do, conflicts with who was faster."""
    found: list[Remark] = []
    for view in line_views(upload):
        line = view.line
        if line.status in (REFUSED, CONFLICT):
            why = (
                line.why
                if line.status == REFUSED
                else f"На портале изменено: {line.why}. Впишите верное число."
            )
            grade = "" if line.grade == UNGRADED else view.grade
            found.append((line.sheet, line.at, view.school, view.column, grade, view.new, view.old, why))
    return found
