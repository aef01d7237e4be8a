"""The form of one or of several organisations → an XLSX workbook, prefilled, locked where nothing is to be written.

Contents: how to fill it in, for several organisations a list of them, a sheet for each, the definitions, and the hidden
key sheet. The number of queries does not grow with the organisations. Skipped: organisations the wave asks nothing of.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from openpyxl import Workbook

from monitoring.checks.completeness import completeness
from monitoring.in_force import agreements_counted, counts_agreements
from monitoring.models import Submission, Wave
from monitoring.sheet import Sheet, read_sheets
from monitoring.workbook import guide_sheets, keys
from monitoring.workbook.look import Look
from monitoring.workbook.school_sheet import SchoolSheet
from monitoring.workbook.standing import why_closed
from schools.calendar import format_date, year_label
from schools.models import School, User

LONGEST_TITLE = 31  # Excel's own limit
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class BookFile:
    """A workbook ready to be handed out; `schools` counts the organisations in it."""

    content: bytes
    name: str
    ascii_name: str
    schools: int


def write_book(
    *, wave: Wave, schools: Sequence[School], person: User, now: dt.datetime, whole: bool = False
) -> BookFile:
    """The workbook of one organisation, or (`whole`) of all of these, for one wave. `now` in the local time."""
    year = wave.campaign.year_id
    forms = [form for form in read_sheets(schools=schools, year=year, wave_id=wave.pk) if form.columns]
    closed = why_closed(wave=wave, schools=[form.school for form in forms], person=person)
    submissions = {s.school_id: s for s in Submission.objects.filter(wave=wave, school__in=schools)}
    book = Workbook()
    book.remove(book.worksheets[0])
    writer = _Writer(book, Look(book), wave, _meta(wave, schools, now, whole=whole))
    writer.guide(forms, now)
    contents = book.create_sheet(guide_sheets.CONTENTS) if whole else None
    titles = sheet_titles([form.school for form in forms], taken=book.sheetnames)
    counts = _counts(forms, year)
    for form, title in zip(forms, titles, strict=True):
        writer.school(form, title, closed.get(form.school.pk, ""), counts.get((form.school.pk, year)))
    if contents is not None:
        rows = [_contents_row(form, title, submissions) for form, title in zip(forms, titles, strict=True)]
        guide_sheets.write_contents(contents, writer.look, rows)
    writer.definitions(forms)
    writer.keys_sheet()
    book.active = next((n for n, name in enumerate(book.sheetnames) if name in titles[:1] and not whole), 0)
    return BookFile(_saved(book), *_names(wave, schools[0] if schools and not whole else None), len(forms))


@dataclass
class _Writer:
    book: Workbook
    look: Look
    wave: Wave
    meta: keys.Meta

    def __post_init__(self) -> None:
        self.keys = keys.Keys(self.meta)
        self.book.properties.title = self.title
        self.book.properties.creator = "Ориентир"

    @property
    def title(self) -> str:
        return f"{self.wave.name}, {year_label(self.wave.campaign.year_id)}"

    def guide(self, forms: Sequence[Sheet], now: dt.datetime) -> None:
        counted = self.wave.counted_on
        lead = [
            f"{self.wave.campaign.municipality}. {self.title}.",
            *([f"Контингент – по состоянию на {format_date(counted, 'short')}."] if counted else []),
            *([f"Сдать до {format_date(self.wave.due, 'short')}."] if self.wave.due else []),
            f"Скачано {now:%d.%m.%Y в %H:%M}. Организаций: {len(forms)}.",
            *(self.wave.campaign.instructions.splitlines()[:5]),
        ]
        guide_sheets.write_guide(
            self.book.create_sheet(guide_sheets.GUIDE), self.look, guide_sheets.GUIDE, lead
        )

    def school(self, form: Sheet, title: str, closed: str, count: int | None) -> None:
        sheet = self.book.create_sheet(title)
        note = "Пишите в белых и жёлтых ячейках: число, 0 или «н/д»."
        written = SchoolSheet(
            sheet, form, self.look, self.wave.number, f"{form.school}. {self.title}", note, closed, count
        )
        written.write()
        if closed:
            sheet.sheet_properties.tabColor = "9FB0B6"
        self.keys.sheets[form.school.code] = title
        self.keys.labels |= written.labels
        self.keys.shown |= written.shown

    def definitions(self, forms: Sequence[Sheet]) -> None:
        columns = {(c.kind, c.code): c for form in forms for c in form.columns}
        ordered = [c for c in (forms[0].all_columns if forms else ()) if (c.kind, c.code) in columns]
        sheet = self.book.create_sheet(guide_sheets.DEFINITIONS)
        guide_sheets.write_definitions(sheet, self.look, ordered)

    def keys_sheet(self) -> None:
        sheet = self.book.create_sheet(keys.KEY_SHEET)
        for row in self.keys.rows():
            sheet.append(row)
        sheet.sheet_state = "veryHidden"
        sheet.protection.sheet = True


def _counts(forms: Sequence[Sheet], year: int) -> dict[tuple[int, int], int]:
    """What the register of agreements says of these organisations; not asked where no form asks for it."""
    if not any(counts_agreements(column.metric) for form in forms for column in form.columns):
        return {}
    return agreements_counted([form.school.pk for form in forms], [year])


def _meta(wave: Wave, schools: Sequence[School], now: dt.datetime, *, whole: bool) -> keys.Meta:
    return keys.Meta(
        municipality=wave.campaign.municipality.code,
        year=wave.campaign.year_id,
        wave=wave.number,
        school="" if whole or not schools else schools[0].code,
        made_at=now.isoformat(timespec="seconds"),
        portal=settings.SITE_URL,
    )


def sheet_titles(schools: Sequence[School], *, taken: Collection[str]) -> list[str]:
    """Names of sheets: as the organisations are called, short, unlike each other and without forbidden signs."""
    used = {name.lower() for name in (*taken, guide_sheets.DEFINITIONS, keys.KEY_SHEET, "history")}
    titles = []
    for school in schools:
        base = (
            _FORBIDDEN.sub(" ", school.short_name).strip("' ")[:LONGEST_TITLE].strip("' ") or school.code[:20]
        )
        title, number = base, 1
        while title.lower() in used:
            number += 1
            tail = f" ({number})"
            title = base[: LONGEST_TITLE - len(tail)].strip() + tail
        used.add(title.lower())
        titles.append(title)
    return titles


def _contents_row(
    form: Sheet, title: str, submissions: Mapping[int, Submission]
) -> tuple[str, str, str, str]:
    filled = completeness(form)
    submission = submissions.get(form.school.pk)
    state = submission.get_state_display() if submission else "не начат"
    return (
        title,
        form.school.short_name,
        form.school.code,
        f"{state}, заполнено {filled.filled} из {filled.asked}",
    )


def _saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _names(wave: Wave, school: School | None) -> tuple[str, str]:
    """The name of the file in Russian and in ASCII."""
    year = wave.campaign.year_id
    who = school.short_name if school else str(wave.campaign.municipality)
    plain = "".join(
        sign if sign.isalnum() or sign in "-_ «»().," else " " for sign in f"Отчёт {who} {year}-{year + 1}"
    )
    code = (school.code if school else wave.campaign.municipality.code).encode("ascii", "ignore").decode()
    return f"{' '.join(plain.split())[:120]}.xlsx", f"report-{re.sub(r'[^0-9A-Za-z-]', '', code)}-{year}.xlsx"
