"""Is an uploaded file a workbook that may be opened? Looked at from outside: its beginning, its parts, their sizes.

Refused, each with what to do: an empty or too large file, a password, the old .xls (also under a new name), other
formats, macros, damage, what unpacks to too much or holds more than its directory says.
"""

from __future__ import annotations

import zipfile
from typing import IO

from monitoring.unreadable import FactsUnreadable

MEGABYTE = 1024 * 1024
LARGEST_FILE = 15 * MEGABYTE
LARGEST_UNPACKED = 60 * MEGABYTE
STRONGEST_COMPRESSION = 100
MOST_PARTS = 3000
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DAMAGED = "Книга повреждена: откройте её в Excel, сохраните заново как .xlsx и загрузите ещё раз."
NO_BOOK = "Это не книга Excel: загрузите файл .xlsx."


def check_size(size: int) -> None:
    """Asked first: a large file is not even looked into."""
    if not size:
        raise FactsUnreadable("Файл пуст: сохраните книгу заново и загрузите её.")
    if size > LARGEST_FILE:
        mine, most = size / MEGABYTE, LARGEST_FILE // MEGABYTE
        raise FactsUnreadable(
            f"Файл – {mine:.0f} МБ, а можно не больше {most} МБ: уберите из книги картинки и лишние листы."
        )


def check_workbook(file: IO[bytes], size: int) -> None:
    """Raises FactsUnreadable; leaves the file at its beginning."""
    check_size(size)
    try:
        file.seek(0)
        start = file.read(8)
        if start.startswith(_OLE):
            file.seek(0)
            raise FactsUnreadable(_why_old(file.read()))
        if not start.startswith(_ZIP):
            raise FactsUnreadable(NO_BOOK)
        _check_archive(file, size)
    finally:
        file.seek(0)


def _why_old(content: bytes) -> str:
    if _ENCRYPTED in content:
        return "Книга закрыта паролем: снимите его (Файл → Сведения → Защита книги), сохраните и загрузите ещё раз."
    return (
        "Это старый формат Excel (.xls), даже если файл назван .xlsx: "
        "откройте его и выберите «Сохранить как → Книга Excel (.xlsx)»."
    )


def _check_archive(file: IO[bytes], size: int) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts({part.filename for part in parts})
            _check_unpacked(len(parts), sum(part.file_size for part in parts), size)
            whole = archive.testzip() is None  # a directory that lies about sizes fails its checksum
    except FactsUnreadable:
        raise
    except Exception as error:  # a damaged archive raises whatever it likes
        raise FactsUnreadable(DAMAGED) from error
    if not whole:
        raise FactsUnreadable(DAMAGED)


def _check_unpacked(parts: int, unpacked: int, size: int) -> None:
    if (
        parts > MOST_PARTS
        or unpacked > LARGEST_UNPACKED
        or unpacked > STRONGEST_COMPRESSION * size + MEGABYTE
    ):
        raise FactsUnreadable(
            "Книга слишком велика или необычно сжата: перенесите числа в книгу, заново скачанную с портала."
        )


def _check_parts(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FactsUnreadable("В книге есть макросы: сохраните её как «Книга Excel (.xlsx)», без макросов.")
    if "xl/workbook.bin" in names:
        raise FactsUnreadable("Это двоичная книга (.xlsb): сохраните её как «Книга Excel (.xlsx)».")
    if "content.xml" in names:
        raise FactsUnreadable("Это таблица OpenDocument (.ods): сохраните её как «Книга Excel (.xlsx)».")
    if "xl/workbook.xml" not in names:
        raise FactsUnreadable(f"Это архив, а не книга. {NO_BOOK}")
