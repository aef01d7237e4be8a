"""What is no workbook, or none that may be opened, is refused with one sentence that says what to do."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from monitoring.unreadable import FactsUnreadable
from monitoring.workbook.envelope import LARGEST_FILE, check_size, check_workbook
from tests.monitoring.workbook.books import ENCRYPTED, MACRO, OLD_XLS


def archive(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def lying(content: bytes) -> bytes:
    """An archive whose directory says that its part is one byte long."""
    position = content.rindex(b"PK\x01\x02")
    return content[: position + 24] + (1).to_bytes(4, "little") + content[position + 28 :]


BOOK = {"xl/workbook.xml": b"<workbook/>"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Файл пуст"),
        (ENCRYPTED, "Книга закрыта паролем: снимите его"),
        (OLD_XLS, "старый формат Excel (.xls), даже если файл назван .xlsx"),
        (b"school;year\n1;2021", "Это не книга Excel: загрузите файл .xlsx"),
        (b"PK\x03\x04 torn", "Книга повреждена"),
        (archive({"readme.txt": b"1"}), "Это архив, а не книга"),
        (archive({"content.xml": b"1"}), "OpenDocument (.ods): сохраните её"),
        (archive({"xl/workbook.bin": b"1"}), "двоичная книга (.xlsb)"),
        (archive({**BOOK, MACRO: b"1"}), "В книге есть макросы: сохраните её"),
        (archive({**BOOK, "xl/bomb.xml": b"0" * 20_000_000}), "слишком велика или необычно сжата"),
        (archive({**BOOK, **{f"x/{n}": b"" for n in range(3001)}}), "слишком велика или необычно сжата"),
        (lying(archive({"a": b"1", "xl/workbook.xml": b"0" * 5000})), "Книга повреждена"),
    ],
)
def test_each_bad_file_says_what_to_do(content, words):
    with pytest.raises(FactsUnreadable) as refused:
        check_workbook(BytesIO(content), len(content))
    assert words in str(refused.value)


@pytest.mark.once
def test_fifty_megabytes_are_refused_with_the_limit_in_words():
    with pytest.raises(FactsUnreadable) as refused:
        check_size(50 * 1024 * 1024)
    assert str(refused.value).startswith("Файл – 50 МБ, а можно не больше 15 МБ")
    check_size(LARGEST_FILE)


@pytest.mark.once
def test_a_workbook_is_let_in_and_left_at_its_beginning():
    file = BytesIO(archive(BOOK))
    check_workbook(file, len(file.getvalue()))
    assert file.tell() == 0
