"""A file that is no document of ours: what it is instead, and what to do, in one sentence.

The kind is known by the content; the name only matters where a text carries the ending of a document.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import PurePath

_PDF, _RTF, _ZIP, _OLE = b"%PDF", b"{\\rtf", b"PK", b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_WEB = (b"<!doctype html", b"<html", b"mime-version:")
_ENCRYPTED, _OLD_WORD, _OLD_EXCEL = (
    name.encode("utf-16-le") for name in ("EncryptedPackage", "WordDocument", "Workbook")
)
WORD, EXCEL = (".docx", ".doc", ".docm"), (".xlsx", ".xls", ".xlsm")
START = 512


def why_not_ours(content: bytes, name: str) -> str:
    """Empty where the content may be a document, a workbook or a CSV."""
    start = content[:START].lstrip(b"\xef\xbb\xbf \r\n\t")
    ending = PurePath(name).suffix.lower()
    if start.startswith(_ZIP):
        return ""
    return _why_old(content) if start.startswith(_OLE) else _by_start(start, ending) or _by_name(ending)


def _by_start(start: bytes, ending: str) -> str:
    if start.startswith(_PDF):
        return (
            f"Это PDF{_called(ending)}, таблиц из него портал не читает: откройте файл в Word, сохраните как .docx и "
            "загрузите или скопируйте таблицу и вставьте её ниже."
        )
    if start.startswith(_RTF) or start.lower().startswith(_WEB):
        kind = "документ RTF" if start.startswith(_RTF) else "веб-страница"
        return f"Это {kind}{_called(ending)}: откройте файл в Word и сохраните как «Документ Word (.docx)»."
    if start.startswith(_PICTURES):
        return f"Это картинка{_called(ending)}: нужен сам документ, а не его снимок."
    return ""


def _by_name(ending: str) -> str:
    if ending in WORD:
        return (
            f"Это не документ Word, хотя файл назван {ending}: откройте его в той программе, где он сделан, "
            "и сохраните как «Документ Word (.docx)» или скопируйте таблицу и вставьте её ниже."
        )
    if ending in EXCEL:
        return (
            f"Это не книга Excel, хотя файл назван {ending}: сохраните его как «Книга Excel (.xlsx)» или CSV."
        )
    return ""


def _called(ending: str) -> str:
    return f", хотя файл назван {ending}" if ending in (*WORD, *EXCEL) else ""


def _why_old(content: bytes) -> str:
    if _ENCRYPTED in content:
        return "Файл закрыт паролем: откройте его, снимите пароль, сохраните и загрузите ещё раз."
    if _OLD_WORD in content:
        return (
            "Это старый формат Word (.doc): откройте файл и выберите «Сохранить как → Документ Word (.docx)»."
        )
    if _OLD_EXCEL in content:
        return (
            "Это старый формат Excel (.xls): откройте файл и выберите «Сохранить как → Книга Excel (.xlsx)»."
        )
    return "Файл сохранён в старом формате Office: откройте его и сохраните как .docx или .xlsx, без пароля."


def why_foreign_archive(parts: Container[str]) -> str:
    """Archives that are neither a document nor a workbook; empty for what may be a workbook."""
    if "ppt/presentation.xml" in parts:
        return "Это презентация: скопируйте из неё таблицы в документ Word и загрузите его."
    if "content.xml" in parts:
        return "Это файл OpenDocument (.odt, .ods): сохраните его как .docx или .xlsx и загрузите ещё раз."
    if "xl/workbook.xml" in parts or "xl/workbook.bin" in parts:
        return ""
    return "Это архив, а не документ: распакуйте его и загрузите .docx, .xlsx или .csv."
