"""Workbooks for tests: downloaded, filled in by hand, saved again as Excel and LibreOffice do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.utils import timezone
from openpyxl import Workbook, load_workbook

from monitoring.campaigns import participants
from monitoring.models import Wave
from monitoring.workbook.writing import write_book

MACRO = "xl/vbaProject.bin"
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").ljust(600, b"\0")
OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le").ljust(600, b"\0")


def the_wave() -> Wave:
    waves = Wave.objects.filter(campaign__year_id=2021, campaign__municipality__code="32622000")
    return waves.select_related("campaign__municipality").earliest("number")


def download(person: Any, *schools: Any) -> bytes:
    """The workbook of one organisation, or, without any, that of the whole campaign."""
    wave = the_wave()
    everybody = list(participants(wave.campaign).select_related("municipality"))
    return write_book(
        wave=wave, schools=list(schools) or everybody, person=person, now=timezone.now(), whole=not schools
    ).content  # fmt: skip


def edit(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(BytesIO(content))
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def fill(content: bytes, sheet: str, **values: object) -> bytes:
    """`fill(book, "Ёлкинская СОШ", C5=25)`."""

    def write(book: Workbook) -> None:
        for at, value in values.items():
            book[sheet][at] = value

    return edit(content, write)


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same archive with parts replaced or added."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def with_ranges(content: bytes, sheet: int, ranges: bytes) -> bytes:
    """The same book with these elements after the cells of its sheet with this number."""
    path = f"xl/worksheets/sheet{sheet}.xml"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = archive.read(path)
    assert part.count(b"</sheetData>") == 1
    return with_parts(content, {path: part.replace(b"</sheetData>", b"</sheetData>" + ranges)})


def saved_by_libreoffice(content: bytes) -> bytes:
    """As LibreOffice saves a workbook: no «very hidden», other names of parts, a cached value beside each formula.

    What it changes was looked at in version 7.4: hidden sheets stay hidden, validations and keys stay as they are.
    """
    book = load_workbook(BytesIO(content))
    for sheet in book.worksheets:
        if sheet.sheet_state == "veryHidden":
            sheet.sheet_state = "hidden"
    file = BytesIO()
    book.save(file)
    parts = {}
    with zipfile.ZipFile(BytesIO(file.getvalue())) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = archive.read(name)
                parts[name] = text.replace(b"</f><v></v>", b"</f><v>7</v>").replace(
                    b"</f><v />", b"</f><v>7</v>"
                )
    return with_parts(file.getvalue(), parts)
