"""A workbook or contingent file as sent → kept, read in the background, confirmed or withdrawn; old ones erased.

Reading is claimed by a conditional UPDATE, so that two workers never read one file, and a file whose reader has shown
no sign of life for two minutes is free again; after three attempts it is given up. `read_upload` is no transaction of
its own: its progress is to be seen while it runs, its result is one UPDATE. What is confirmed is written through
`intake.receive` in one transaction with the state, over nothing but what the preview has shown; a second click finds it
done. The file is erased when the upload has ended.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from monitoring.intake import Receipt, receive
from monitoring.models import CellChange, Upload, Wave
from monitoring.tidy import FactsRefused
from monitoring.unreadable import FactsUnreadable
from monitoring.upload_reading import Desk, preview_of
from monitoring.workbook.lines import CHANGED, CONFLICT, NEW, Line, restored, stored
from monitoring.workbook.standing import why_closed
from schools.models import School, User
from schools.queue import enqueue

log = logging.getLogger(__name__)

S = Upload.State
STALE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 3
KEPT_DAYS = 30
TASK = "monitoring.read_upload"
GIVEN_UP = (
    "Файл не удалось прочитать: сохраните его заново и загрузите ещё раз или обратитесь к администратору."
)
NOTHING = "Изменений нет: на портале уже всё, что в файле."
UNFINISHED = (S.WAITING, S.READING, S.READY, S.REFUSED)


class Overtaken(Exception):
    """Somebody else reads the file by now: this reader steps back."""


@transaction.atomic
def keep(*, kind: str, file: IO[bytes], name: str, wave: Wave, school: School | None, person: User) -> Upload:
    """Keep a file under a random name and send it to be read."""
    content = file.read()
    campaign = wave.campaign
    upload = Upload.objects.create(
        kind=kind, municipality=campaign.municipality, school=school, year=campaign.year_id, wave=wave,
        person=person, name=name[:255], size=len(content),
    )  # fmt: skip
    upload.file.save(f"{uuid4().hex}.bin", ContentFile(content))
    enqueue(TASK, upload.pk)
    return upload


def unread(now: dt.datetime) -> list[int]:
    """What waits to be read, or has been left by its reader."""
    return list(Upload.objects.filter(_free(now)).order_by("pk").values_list("pk", flat=True))


def read_upload(upload_id: int) -> bool:
    """Read the file and write its preview; False where there is nothing to do or somebody else is at it."""
    now = timezone.now()
    free = Upload.objects.filter(_free(now), pk=upload_id)
    if not free.update(state=S.READING, claimed_at=now, progress=1):
        return False
    upload = Upload.objects.select_related("wave__campaign__municipality", "school", "person").get(
        pk=upload_id
    )
    claim = _Claim(upload_id, now)
    try:
        claim.write(attempts=upload.attempts + 1)
        claim.write(**_outcome(upload, claim.report))
    except Overtaken:
        return False
    _erase_ended(upload_id)
    return True


def _free(now: dt.datetime) -> Q:
    return Q(state=S.WAITING) | Q(state=S.READING, claimed_at__lt=now - STALE)


class _Claim:
    """What one reader holds; every write is a sign of life, and fails once somebody else has taken over."""

    def __init__(self, upload_id: int, at: dt.datetime) -> None:
        self._upload, self._at = upload_id, at

    def report(self, percent: int) -> None:
        self.write(progress=max(1, min(99, percent)))

    def write(self, **fields: Any) -> None:
        now = timezone.now()
        mine = Upload.objects.filter(pk=self._upload, state=S.READING, claimed_at=self._at)
        if not mine.update(claimed_at=now, **fields):
            raise Overtaken
        self._at = now


def _outcome(upload: Upload, report: Callable[[int], None]) -> dict[str, Any]:
    """The fields of the upload once it has been read."""
    ended = {"progress": 100, "finished_at": timezone.now()}
    if upload.attempts >= MOST_ATTEMPTS:
        return {"state": S.FAILED, "message": GIVEN_UP, **ended}
    if upload.wave is None or upload.person is None:
        return {"state": S.FAILED, "message": "Этапа сбора больше нет: скачайте новую книгу.", **ended}
    try:
        with upload.file.open("rb") as file:
            content = file.read()
        preview = preview_of(upload.kind, content, Desk(upload.wave, upload.school, upload.person), report)
    except FactsUnreadable as why:
        return {"state": S.FAILED, "message": str(why), **ended}
    except Overtaken:
        raise
    except Exception:
        log.exception("Загрузка %s не прочитана", upload.pk)
        return {"state": S.FAILED, "message": GIVEN_UP, **ended}
    fields = {"summary": preview.summary, "preview": stored(preview.lines), "message": "", **ended}
    if not preview.lines:
        return {**fields, "state": S.APPLIED, "message": NOTHING}
    return {**fields, "state": S.REFUSED if preview.refused else S.READY}


class ChangedMeanwhile(Exception):
    """Numbers have changed since the preview: nothing was written, the file is being read anew."""


def apply(*, upload: Upload, person: User, overwrite: bool = False) -> Receipt | None:
    """Write what the preview shows; `overwrite` also what has changed on the portal since the download.

    None = there is nothing to do any more: a second click, or somebody else was faster.
    """
    try:
        return _write(upload, person, overwrite=overwrite)
    except FactsRefused:
        again = {"state": S.WAITING, "attempts": 0, "progress": 0}
        if Upload.objects.filter(pk=upload.pk, state=S.READY).update(**again):
            enqueue(TASK, upload.pk)
        raise ChangedMeanwhile from None


@transaction.atomic
def _write(upload: Upload, person: User, *, overwrite: bool) -> Receipt | None:
    now = timezone.now()
    taken = Upload.objects.filter(pk=upload.pk, state=S.READY)
    if not taken.update(state=S.APPLIED, finished_at=now, person=person):
        return None
    upload = Upload.objects.select_related("wave__campaign__municipality").get(pk=upload.pk)
    wanted = (NEW, CHANGED, CONFLICT) if overwrite else (NEW, CHANGED)
    lines = [line for line in restored(upload.preview) if line.status in wanted]
    _check_open(upload, lines, person)
    receipt = receive(
        facts=[line.fact(upload.year) for line in lines],
        person=person,
        door=CellChange.Door.WORKBOOK,
        draft=True,
        unconfirmed=upload.kind == Upload.Kind.CONTINGENT,
    )
    written = receipt.created + receipt.changed
    Upload.objects.filter(pk=upload.pk).update(summary={**upload.summary, "written": written})
    _erase_ended(upload.pk)
    return receipt


def _check_open(upload: Upload, lines: list[Line], person: User) -> None:
    """A report handed in since the preview is not taken back by a file."""
    if upload.wave is None:
        raise FactsRefused([])
    schools = School.objects.filter(code__in={line.school for line in lines}).select_related("municipality")
    if why_closed(wave=upload.wave, schools=list(schools), person=person):
        raise FactsRefused([])


def withdraw(*, upload: Upload) -> bool:
    """Nothing is written; False where the upload has ended already."""
    there = Upload.objects.filter(pk=upload.pk, state__in=UNFINISHED)
    done = there.update(state=S.WITHDRAWN, finished_at=timezone.now()) == 1
    if done:
        _erase_ended(upload.pk)
    return done


def erase_old(now: dt.datetime) -> int:
    """Files nobody has confirmed for thirty days; their rows stay. Returns how many were erased."""
    old = Upload.objects.filter(created_at__lt=now - dt.timedelta(days=KEPT_DAYS)).exclude(file="")
    keys = list(old.values_list("pk", flat=True))
    for key in keys:
        words = f"Файл удалён: {KEPT_DAYS} дней его никто не подтвердил."
        waiting = Upload.objects.filter(pk=key, state__in=UNFINISHED)
        waiting.update(state=S.WITHDRAWN, finished_at=now, message=words)
        _erase(key)
    return len(keys)


def _erase_ended(upload_id: int) -> None:
    if Upload.objects.filter(pk=upload_id, state__in=(S.APPLIED, S.WITHDRAWN, S.FAILED)).exists():
        _erase(upload_id)


def _erase(upload_id: int) -> None:
    """The file and the preview go; the row with its counts and its person stays."""
    upload = Upload.objects.only("file").get(pk=upload_id)
    storage, path = upload.file.storage, upload.file.name
    Upload.objects.filter(pk=upload_id).update(file="", preview=[])
    if path:
        transaction.on_commit(lambda: storage.delete(path))
