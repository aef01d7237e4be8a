"""A file ordered → made in the background → taken away, erased; a worker may be killed at any moment.

One order of one person waits or runs once: a double click finds the same job. A job is claimed by a conditional UPDATE,
so two workers never make one file, and one whose worker has shown no sign of life for two minutes is free again; after
three attempts it is given up in words. `run_job` is no transaction of its own: its progress is to be seen while it
runs, its result is one UPDATE. Files are kept for thirty days; what is erased leaves its row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import time
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import uuid4

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from reports.models import Job
from reports.registry import KINDS, JobKind, JobRefused, Work
from schools.access import may
from schools.models import Municipality, School, User
from schools.queue import enqueue

log = logging.getLogger(__name__)

S = Job.State
STALE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 3
KEPT_DAYS = 30
TELL_EVERY_SECONDS = 1
TASK = "reports.run_job"
GIVEN_UP = (
    "Файл не удалось подготовить. Закажите его ещё раз; если не получится, обратитесь к администратору."
)
FORBIDDEN = "Файл не подготовлен: у вас больше нет права на эти данные."
BY_OWNER = "Файл удалён вами."
BY_AGE = f"Файл удалён: он хранится {KEPT_DAYS}\u00a0дней."


class Overtaken(Exception):
    """Somebody else makes the file by now, or nobody wants it any more: this worker steps back."""


def order(*, report: str, parameters: Mapping[str, Any], owner: User, place: Municipality | School) -> Job:
    """The job of this order: a new one, or the one that waits or runs already. Parameters are primitives."""
    kind = KINDS[report]
    school = place if isinstance(place, School) else None
    municipality = place.municipality if isinstance(place, School) else place
    of_place = {"municipality": municipality, "school": school}
    digest = _digest(parameters, municipality.pk, school.pk if school else None)
    same = Job.objects.unfinished().filter(owner=owner, report=report, digest=digest)
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            job = Job.objects.create(
                report=report, parameters=dict(parameters), digest=digest, owner=owner, **of_place,
                title=kind.title(parameters)[:255], name=kind.file_name(parameters)[:255],
            )  # fmt: skip
    except IntegrityError:  # ordered twice at the same moment
        return same.get()
    enqueue(TASK, job.pk)
    return job


def _digest(*words: Any) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def waiting(now: dt.datetime) -> list[int]:
    """What waits, or has been left by its worker."""
    return list(Job.objects.filter(_free(now)).order_by("pk").values_list("pk", flat=True))


def run_job(job_id: int) -> bool:
    """Make the file; False where there is nothing to do or somebody else is at it."""
    now = timezone.now()
    if not Job.objects.filter(_free(now), pk=job_id).update(state=S.RUNNING, claimed_at=now, progress=0):
        return False
    job = Job.objects.select_related("owner", "municipality", "school__municipality").get(pk=job_id)
    claim = _Claim(job_id, now)
    try:
        claim.write(attempts=job.attempts + 1)
        with TemporaryFile() as file:
            outcome = _outcome(job, claim, file)
            if outcome["state"] == S.READY:
                outcome |= _kept(job, file)
            _end(job, claim, outcome)
    except Overtaken:
        return False
    return True


def _free(now: dt.datetime) -> Q:
    return Q(state=S.WAITING) | Q(state=S.RUNNING, claimed_at__lt=now - STALE)


class _Claim:
    """What one worker holds; every write is a sign of life, and fails once somebody else has taken over."""

    def __init__(self, job_id: int, at: dt.datetime) -> None:
        self._job, self._at, self._told = job_id, at, time.monotonic()

    def progress(self, percent: int) -> None:
        """Written at most every second, whatever the writer says how often."""
        if time.monotonic() - self._told >= TELL_EVERY_SECONDS:
            self.write(progress=max(1, min(99, percent)))

    def write(self, **fields: Any) -> None:
        now = timezone.now()
        mine = Job.objects.filter(pk=self._job, state=S.RUNNING, claimed_at=self._at)
        if not mine.update(**{"claimed_at": now, **fields}):
            raise Overtaken
        self._at, self._told = now, time.monotonic()


def _outcome(job: Job, claim: _Claim, file: IO[bytes]) -> dict[str, Any]:
    """The fields of the job once its writer has ended."""
    kind = KINDS.get(job.report)
    if job.attempts >= MOST_ATTEMPTS or kind is None:
        return {"state": S.FAILED, "message": GIVEN_UP}
    if not may_take(job.owner, job):
        return {"state": S.FAILED, "message": FORBIDDEN}
    try:
        said = kind.write(Work(job.parameters, job.owner, job.municipality, job.school, file, claim.progress))
    except JobRefused as why:
        return {"state": S.FAILED, "message": str(why)}
    except Overtaken:
        raise
    except Exception:
        log.exception("Задание %s (%s) не выполнено", job.pk, job.report)
        return {"state": S.FAILED, "message": GIVEN_UP}
    return {"state": S.READY, "message": said or "", "progress": 100}


def may_take(person: User, job: Job) -> bool:
    """Whether the person may have the file still: the permission of its kind, in its place."""
    kind: JobKind | None = KINDS.get(job.report)
    return kind is not None and may(person, kind.permission, job.place)


def _kept(job: Job, file: IO[bytes]) -> dict[str, Any]:
    """The file under a random name, in the private storage."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return {"file": job.file.storage.save(f"reports/{uuid4().hex}.bin", File(file)), "size": size}


def _end(job: Job, claim: _Claim, outcome: dict[str, Any]) -> None:
    try:
        claim.write(finished_at=timezone.now(), **outcome)
    except Overtaken:
        if path := outcome.get("file"):
            job.file.storage.delete(path)
        raise


def run_waiting(*, seconds: float | None = None) -> tuple[int, int]:
    """Make what waits, one after the other; returns how many are ready and how many failed.

    None is begun after that many `seconds`: a worker's time is limited, and the next pass goes on.
    """
    started = time.monotonic()
    done = []
    for job_id in waiting(timezone.now()):
        if seconds is not None and time.monotonic() - started > seconds:
            break
        if run_job(job_id):
            done.append(job_id)
    ready = Job.objects.filter(pk__in=done, state=S.READY).count()
    return ready, len(done) - ready


@transaction.atomic
def erase(*, job: Job) -> bool:
    """The owner's word: the file goes, what waits or runs is not made; False where nothing is left to erase."""
    there = Job.objects.filter(pk=job.pk).exclude(state=S.ERASED)
    if not there.update(state=S.ERASED, message=BY_OWNER, finished_at=timezone.now()):
        return False
    _erase_file(job.pk)
    return True


def erase_old(now: dt.datetime) -> int:
    """Files older than thirty days; their rows stay. Returns how many were erased."""
    old = Job.objects.filter(finished_at__lt=now - dt.timedelta(days=KEPT_DAYS)).exclude(file="")
    keys = list(old.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            Job.objects.filter(pk=key, state=S.READY).update(state=S.ERASED, message=BY_AGE)
            _erase_file(key)
    return len(keys)


def _erase_file(job_id: int) -> None:
    job = Job.objects.only("file").get(pk=job_id)
    storage, path = job.file.storage, job.file.name
    Job.objects.filter(pk=job_id).update(file="")
    if path:
        transaction.on_commit(lambda: storage.delete(path))
