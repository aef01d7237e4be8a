"""All letters of a batch as one archive: DOCX and PDF of each, and their register as a workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from recommendations.letters.sending import recipients_of
from recommendations.models import Letter, LetterRecipient
from reports.documents import DocumentFailed, write_docx, write_pdf
from reports.letter_document import file_stem, letter_document
from reports.work import JobRefused, Work
from reports.writers import Cell, Column, Table, write_xlsx
from schools.numbers import counted

COLUMNS = (
    Column("№", "Регистрационный номер; пусто у проекта."),
    Column("Дата", "Дата письма.", "dd.mm.yyyy"),
    Column("Кому", "Организации письма."),
    Column("Адресат", "Как он назван в письме."),
    Column("Заголовок", "О чём письмо."),
    Column("Состояние", "Проект, зарегистрировано, отправлено."),
    Column("Ознакомлены", "Сколько организаций отметили ознакомление.", "0"),
    Column("Из", "Скольким организациям письмо адресовано.", "0"),
    Column("Файл", "Имя документа Word в архиве; рядом тот же документ в PDF."),
)


def batch_title(parameters: Mapping[str, Any]) -> str:
    return f"Письма организациям: {parameters['count']}"


def batch_name(parameters: Mapping[str, Any]) -> str:
    return f"pisma-{parameters['year']}.zip"


def write_batch(work: Work) -> str:
    """Parameters: year, letters (keys), count."""
    keys = work.parameters["letters"]
    found = Letter.objects.visible_to(work.owner).filter(pk__in=keys, municipality=work.municipality)
    letters = list(found.select_related("municipality").order_by("calendar_year", "pk"))
    if not letters:
        raise JobRefused("Этих писем больше нет: откройте журнал писем и закажите файл заново.")
    recipients = _recipients(letters)
    stems = _stems(letters, recipients)
    today = timezone.localdate(timezone=letters[0].municipality.zone)
    with zipfile.ZipFile(work.file, "w") as archive:
        for done, letter in enumerate(letters):
            work.progress(100 * done // len(letters))
            try:
                document = letter_document(letter)
                _put(archive, f"{stems[letter.pk]}.docx", write_docx(document), letter.date or today)
                _put(archive, f"{stems[letter.pk]}.pdf", write_pdf(document), letter.date or today)
            except DocumentFailed as failed:
                raise JobRefused(f"Письмо {letter}: {failed}") from failed
        _put(archive, "reestr.xlsx", _register(letters, recipients, stems), today)
    return f"{counted(len(letters), 'письмо', 'письма', 'писем')} в DOCX и PDF и реестр."


def _put(archive: zipfile.ZipFile, name: str, content: bytes, day: dt.date) -> None:
    """The day of the letter, without a time of the clock."""
    part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o644 << 16
    archive.writestr(part, content)


def _recipients(letters: Sequence[Letter]) -> dict[int, list[LetterRecipient]]:
    of_letter: dict[int, list[LetterRecipient]] = {letter.pk: [] for letter in letters}
    for row in recipients_of(letters):
        of_letter[row.letter_id].append(row)
    return of_letter


def _stems(letters: Sequence[Letter], recipients: Mapping[int, Sequence[LetterRecipient]]) -> dict[int, str]:
    """Names of files, with the organisation of a letter to one; two letters of different years may have one number."""
    found: dict[int, str] = {}
    for letter in letters:
        stem = file_stem(letter)
        if len(recipients[letter.pk]) == 1:
            stem = f"{stem}-{_safe(recipients[letter.pk][0].school.short_name)}"
        found[letter.pk] = f"{stem}-{letter.pk}" if stem in found.values() else stem
    return found


def _safe(name: str) -> str:
    """A name every file system keeps: letters, digits and single hyphens."""
    return re.sub(r"\W+", "-", name).strip("-")[:60]


def _register(
    letters: Sequence[Letter], of_letter: Mapping[int, Sequence[LetterRecipient]], stems: Mapping[int, str]
) -> bytes:
    rows = [_cells(letter, of_letter[letter.pk], stems[letter.pk]) for letter in letters]
    file = io.BytesIO()
    now = timezone.localtime(timezone=letters[0].municipality.zone)
    write_xlsx(file, [Table("Реестр писем", COLUMNS, rows)], now=now)
    return file.getvalue()


def _cells(letter: Letter, recipients: Sequence[LetterRecipient], stem: str) -> list[Cell]:
    return [
        letter.number,
        letter.date,
        ", ".join(row.school.short_name for row in recipients),
        letter.addressee,
        letter.heading,
        letter.get_state_display(),
        sum(1 for row in recipients if row.acknowledged_at),
        len(recipients),
        f"{stem}.docx",
    ]
