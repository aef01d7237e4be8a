"""Files and links of answers: what may come in, and how a file is erased.

In: an uploaded file or the text of a link. Refused in words: what is no address of a page; a file that is empty, over
10 MB, of a type outside the list, with a content that is not what the name says, an office file with macros or one that
unpacks to a hundred times its size. Files lie under MEDIA_ROOT by a random name and are served by a view alone. Erasing
leaves the answer, the file's name and the log.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction

from recommendations.models import Answer
from recommendations.rules import may_answer, may_recommend
from schools.models import Transition, User
from schools.workflow import StepRefused

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_PARTS = 2000
NAME_LENGTH = 255


def check_file(upload: File) -> str:
    """The cleaned name of a file that may be kept; raises ValidationError."""
    name = PurePath((upload.name or "").replace("\\", "/")).name
    name = "".join(sign for sign in name if sign.isprintable()).strip()
    suffix = PurePath(name).suffix.lower()
    if suffix not in TYPES:
        allowed = ", ".join(kind.lstrip(".") for kind in TYPES)
        raise ValidationError(f"Файл «{name}» не подходит: можно приложить {allowed}.")
    if not upload.size:
        raise ValidationError(f"Файл «{name}» пуст: выберите другой.")
    if upload.size > LARGEST:
        raise ValidationError(f"Файл «{name}» больше 10 МБ: уменьшите его или дайте ссылку.")
    if not _is_what_it_says(upload, suffix):
        raise ValidationError(f"Содержимое файла «{name}» не соответствует его типу: сохраните его заново.")
    stem = name[: -len(suffix)]
    return stem[: NAME_LENGTH - len(suffix)] + suffix


def check_link(link: str) -> None:
    """Raises ValidationError for what is not an address of a page."""
    wrong = f"«{link}» – не ссылка: скопируйте адрес страницы целиком, с https:// в начале."
    URLValidator(schemes=["http", "https"], message=wrong)(link)


@transaction.atomic
def erase_file(*, answer: Answer, person: User, reason: str) -> Answer:
    """Delete the file of an answer; its text, the file's name and who erased it when and why remain."""
    recommendation = answer.recommendation
    if not (may_recommend(person, recommendation.municipality) or may_answer(person, recommendation.school)):
        raise StepRefused("Удалить файл может организация, приложившая его, или специалист муниципалитета.")
    if not reason.strip():
        raise StepRefused("Напишите причину удаления файла.")
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if not answer.file:
        raise StepRefused("Файл уже удалён: обновите страницу.")
    storage, path = answer.file.storage, answer.file.name
    answer.file = ""
    answer.save(update_fields=["file"])
    Transition.objects.create(
        entity="recommendation",
        entity_id=answer.recommendation_id,
        step="erase_file",
        source=recommendation.state,
        target=recommendation.state,
        person=person,
        note=f"Файл «{answer.file_name}» удалён: {reason.strip()}",
    )
    transaction.on_commit(lambda: storage.delete(path))
    return answer


def _is_what_it_says(upload: File, suffix: str) -> bool:
    try:
        upload.seek(0)
        return TYPES[suffix](upload)
    finally:
        upload.seek(0)


def _starts_with(*beginnings: bytes) -> Callable[[File], bool]:
    return lambda upload: upload.read(16).startswith(beginnings)


def _office(part: str) -> Callable[[File], bool]:
    """A zipped office document with this part, without macros and without a bomb."""

    def check(upload: File) -> bool:
        try:
            with zipfile.ZipFile(upload) as archive:
                parts = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return False
        names = {info.filename for info in parts}
        harmless = len(parts) <= MOST_PARTS and sum(info.file_size for info in parts) <= LARGEST_UNPACKED
        return (
            harmless and part in names and not any(name.lower().endswith("vbaproject.bin") for name in names)
        )

    return check


TYPES: dict[str, Callable[[File], bool]] = {
    ".pdf": _starts_with(b"%PDF-"),
    ".jpg": _starts_with(b"\xff\xd8\xff"),
    ".jpeg": _starts_with(b"\xff\xd8\xff"),
    ".png": _starts_with(b"\x89PNG\r\n\x1a\n"),
    ".docx": _office("word/document.xml"),
    ".xlsx": _office("xl/workbook.xml"),
    ".odt": _office("content.xml"),
    ".ods": _office("content.xml"),
}
