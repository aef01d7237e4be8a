"""«Таблица по организациям»: one column across all organisations, filtered and sorted, to be read or written in.

The same page after a refusal: what was typed stands in its cells, with what is wrong beside them and in a summary;
after a paste from a spreadsheet: what would be written, to be looked through and saved. Rows with something typed
stand on whichever page was asked for, or they could not be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from monitoring.across import Across, Line, column_key
from monitoring.matrix import Typed
from monitoring.pages.matrix_cells import Drawer, MatrixRow, MatrixTotals, Number, grades_of
from monitoring.pages.matrix_notes import Said, notes_of
from monitoring.pages.words import due_words
from schools.calendar import format_date
from schools.models import Kind, Locality, School
from schools.models.fields import name_key
from schools.numbers import counted, plural

PAGE = 100
KEPT = ("column", "kind", "locality", "q", "sort")


@dataclass(frozen=True)
class MatrixPage:
    """What templates/monitoring/matrix.html draws."""

    found: Across
    said: Said
    editable: bool
    why_read_only: str
    grades: list[int]
    page: Page[MatrixRow]
    totals: MatrixTotals
    filters: list[dict[str, Any]]
    asked: Mapping[str, str]
    errors: list[dict[str, str]]

    @property
    def heads(self) -> list[str]:
        return ["дошк." if grade == 0 else str(grade) for grade in self.grades]

    @property
    def grade_totals(self) -> list[tuple[int, Number | None]]:
        return list(zip(self.grades, self.totals.grades, strict=True))

    @property
    def is_whole(self) -> bool:
        """Whether all rows stand on this page, so that scripts can add them up."""
        return len(self.page.object_list) == self.page.paginator.count

    @property
    def column_key(self) -> str:
        return column_key(self.found.column)

    @property
    def width(self) -> int:
        """Columns of the table: name, state, grades, total, and last year with the change."""
        return 2 + len(self.grades) + (3 if self.found.is_counted else 1)

    @property
    def field(self) -> str:
        """The kind of the fields: people, number, yes_no, text."""
        metric = self.found.column.metric
        return "people" if metric is None else str(metric.type)

    @property
    def total_label(self) -> str:
        """The heading of sums and of single answers: with its unit where the figure has one."""
        metric = self.found.column.metric
        return f"Значение, {metric.unit}" if metric and metric.unit else "Значение" if metric else "Всего"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The filters keep the order."""
        return [("sort", self.sort)] if self.sort else []

    @property
    def has_last_year(self) -> bool:
        return self.found.is_counted and self.totals.last is not None

    @property
    def query(self) -> str:
        return urlencode({name: self.asked[name] for name in KEPT if self.asked.get(name)})

    @property
    def action(self) -> str:
        """Where the form is sent: what comes of it is shown on the same page of the list."""
        return f"{self.query}&page={self.page.number}" if self.page.number > 1 else self.query

    @property
    def unsorted(self) -> str:
        return urlencode({name: self.asked[name] for name in KEPT[:-1] if self.asked.get(name)})

    @property
    def sort(self) -> str:
        return self.asked.get("sort", "")

    @cached_property
    def answered(self) -> tuple[int, int]:
        """Organisations that have answered the whole column, of those that have to."""
        asked = [[cell for cell in line.sheet.cells if cell.to_fill] for line in self.found.lines]
        asked = [cells for cells in asked if cells]
        return sum(all(not cell.value.is_empty for cell in cells) for cells in asked), len(asked)

    @property
    def heading(self) -> str:
        done, of_all = self.answered
        name = _quoted(self.found.column.full_label)
        if not of_all and self.found.lines:
            return f"{name}: ответа ни от кого не ждут"
        if not of_all:
            return f"{name}: графа не относится ни к одной организации"
        if done == of_all:
            return f"{name}: заполнили все организации, {done} из {of_all}"
        return f"{name}: {plural(done, 'заполнила', 'заполнили', 'заполнили')} {done} из {of_all} организаций"

    @property
    def lead(self) -> str:
        wave, today = self.found.wave, self.found.today
        parts = [f"{wave.name}: {due_words(wave.due, today)}."]
        if self.found.opens_later:
            parts.append(f"Организациям сбор откроется {format_date(wave.opens, 'short')}.")
        if self.why_read_only:
            parts.append(self.why_read_only)
        elif number := sum(line.is_counted for line in self.found.lines):
            whom = counted(number, "организации", "организаций", "организаций")
            parts.append(f"У {whom} число считается по реестру, вносить его не нужно.")
        return " ".join(parts)

    @property
    def outside(self) -> str:
        """Whom the column does not concern, and who may answer it but need not: neither are counted."""
        lines = self.found.lines
        free = [line.school for line in lines if not any(cell.to_fill for cell in line.sheet.cells)]
        told = (("Графа не относится к", self.found.outside), ("Ответ не обязателен для", free))
        return " ".join(f"{words} {_named(schools)}." for words, schools in told if schools)

    @property
    def handed_in(self) -> bool:
        return any(row.line.is_handed_in for row in self.page.object_list)

    @property
    def agreed(self) -> str:
        """The value of the button that agrees: the organisations whose reports go back to draft."""
        return ",".join(str(line.school.pk) for line in self.said.ask.lines) if self.said.ask else ""


def matrix_page(
    found: Across, asked: Mapping[str, str], *, editable: bool, said: Said | None = None
) -> MatrixPage:
    """The page for what was asked in its address; without `said` as it stands."""
    said = said or Said()
    notes, errors = notes_of(found, said)
    drawer = Drawer(found, said.typed, notes)
    lines = lines_of(found, asked, said.typed)
    grades = grades_of(found.column, lines)
    rows = _sorted([drawer.row(line, grades) for line in lines], asked.get("sort", ""))
    page = _page(rows, asked.get("page", ""), said.typed)
    why = _why_read_only(found) if editable else ""
    kept = {name: asked.get(name, "") for name in KEPT} | {"column": column_key(found.column)}
    return MatrixPage(
        found,
        said,
        editable and not why,
        why,
        grades,
        page,
        drawer.totals(rows, grades),
        _filters(found, asked),
        kept,
        errors,
    )


def _page(rows: list[MatrixRow], number: str, typed: Typed) -> Page[MatrixRow]:
    """The page of that number, and the rows of others that something was typed into, in their order."""
    page = Paginator(rows, PAGE).get_page(number)
    there = {row.school.pk for row in page.object_list} | {place.school for place in typed}
    page.object_list = [row for row in rows if row.school.pk in there]
    return page


def _why_read_only(found: Across) -> str:
    if found.lines and all(line.is_counted for line in found.lines):
        return "Число считается по реестру: вносить его не нужно."
    return ""


def _sorted(rows: list[MatrixRow], sort: str) -> list[MatrixRow]:
    """By name, state, total or change; unknown ones last either way."""
    name, descending = sort.lstrip("-"), sort.startswith("-")
    if name == "state":
        order = {"": 0, "returned": 1, "corrected": 2, "draft": 3, "submitted": 4, "accepted": 5}
        return sorted(rows, key=lambda row: order[row.line.shown], reverse=descending)
    if name in ("total", "last", "change"):
        known = [row for row in rows if getattr(row, name) is not None]
        return sorted(known, key=lambda row: getattr(row, name), reverse=descending) + [
            row for row in rows if getattr(row, name) is None
        ]
    return sorted(rows, key=lambda row: row.school.name_key, reverse=descending)


def lines_of(found: Across, asked: Mapping[str, str], typed: Typed) -> list[Line]:
    """Those that pass the filters, and those with something typed."""
    typed_in = {place.school for place in typed}
    return [line for line in found.lines if line.school.pk in typed_in or _is_wanted(line, asked)]


def _is_wanted(line: Line, asked: Mapping[str, str]) -> bool:
    school = line.school
    words = name_key(asked.get("q", "")).split()
    return (
        asked.get("kind", "") in ("", school.kind)
        and asked.get("locality", "") in ("", school.locality)
        and all(word in school.name_key or word in school.code for word in words)
    )


def _filters(found: Across, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Parameters of components/filter_bar.html; kinds that are there only."""
    kinds = {line.school.kind for line in found.lines}

    def choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> dict[str, Any]:
        return {
            "name": name, "label": label,
            "options": [{"value": v, "label": w, "selected": v == chosen} for v, w in options],
        }  # fmt: skip

    columns = [(column_key(column), column.full_label) for column in found.columns]
    there = [("", "все виды"), *((kind, words) for kind, words in Kind.choices if kind in kinds)]
    return [
        choice("column", "Графа", columns, column_key(found.column)),
        choice("kind", "Вид", there, asked.get("kind", "")),
        choice("locality", "Где", [("", "везде"), *Locality.choices], asked.get("locality", "")),
        {"name": "q", "label": "Название или код", "type": "search", "value": asked.get("q", "")},
    ]


def _named(schools: Sequence[School]) -> str:
    """«2 организаций: МБУ «Горизонт», МБУ «Центр»»."""
    whom = counted(len(schools), "организации", "организаций", "организаций")
    return f"{whom}: {', '.join(school.short_name for school in schools)}"


def _quoted(label: str) -> str:
    return label if "«" in label else f"«{label}»"
