"""An uploaded file through its life: kept, read once by whoever comes first, confirmed once, erased."""

from __future__ import annotations

import datetime as dt
import os
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from monitoring import tasks, uploading
from monitoring.models import CellChange, Cohort, Submission, Upload
from monitoring.uploading import ChangedMeanwhile, apply, erase_old, keep, read_upload, unread, withdraw
from tests.monitoring.workbook.books import download, fill, the_wave
from tests.monitoring.workbook.conftest import campaign  # noqa: F401
from tests.monitoring.world import fact, send
from tests.servers.processes import wait_until

pytestmark = pytest.mark.django_db
SCHOOL = "Ёлкинская СОШ"


@pytest.fixture
def upload(campaign, head, school):  # noqa: F811
    def bring(content=None, **cells):
        content = content or fill(download(head, school), SCHOOL, **(cells or {"C6": 25}))
        return keep(
            kind="workbook", file=BytesIO(content), name="отчёт.xlsx", wave=the_wave(), school=school, person=head
        )  # fmt: skip

    return bring


def fresh(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def pupils() -> dict[int, int | None]:
    return dict(Cohort.objects.filter(year=2021, population=0).values_list("grade", "value"))


def test_a_file_is_kept_under_a_random_name_and_waits(upload):
    kept = upload()
    assert (kept.state, kept.name, kept.person.username, kept.size > 5000) == (
        "waiting",
        "отчёт.xlsx",
        "head",
        True,
    )
    assert kept.file.name.startswith("uploads/")
    assert "отчёт" not in kept.file.name
    assert unread(timezone.now()) == [kept.pk]


def test_it_is_read_once_and_shows_what_would_change(upload):
    kept = upload()
    assert (read_upload(kept.pk), read_upload(kept.pk)) == (True, False)
    kept = fresh(kept)
    assert (kept.state, kept.progress, kept.attempts) == ("ready", 100, 1)
    assert kept.summary == {
        "new": 1, "changed": 0, "conflict": 0, "left": 0, "refused": 0, "unchanged": 18, "schools": 1, "notes": [],
        "read": "",
    }  # fmt: skip
    assert kept.preview == [["okr-01", "pupils", "", 7, "new", "", "25", "", SCHOOL, "C6"]]
    assert pupils() == {6: 28}


def test_confirmed_twice_it_is_written_once_and_the_file_is_gone(
    upload, head, django_capture_on_commit_callbacks
):
    kept = upload()
    read_upload(kept.pk)
    path = fresh(kept).file.name
    with django_capture_on_commit_callbacks(execute=True):
        receipt = apply(upload=fresh(kept), person=head)
        assert apply(upload=fresh(kept), person=head) is None
    assert (receipt.created, pupils()) == (1, {6: 28, 7: 25})
    assert list(CellChange.objects.filter(door="workbook").values_list("old", "new", "person__username")) == [
        ("", "25", "head")
    ]
    kept = fresh(kept)
    assert (kept.state, kept.summary["written"], bool(kept.file), kept.preview) == ("applied", 1, False, [])
    assert not default_storage.exists(path)


def test_the_same_file_again_changes_nothing_and_says_so(upload, head):
    kept, again = upload(C6=25, G5=None), upload(C6=25, G5=None)
    read_upload(kept.pk)
    apply(upload=fresh(kept), person=head)
    read_upload(again.pk)
    again = fresh(again)
    assert (again.state, again.message) == ("applied", "Изменений нет: на портале уже всё, что в файле.")
    assert CellChange.objects.filter(door="workbook").count() == 2


def test_a_faulty_file_cannot_be_confirmed(upload, head):
    kept = upload(C6="много", C7=20)
    read_upload(kept.pk)
    assert fresh(kept).state == "refused"
    assert apply(upload=fresh(kept), person=head) is None
    assert pupils() == {6: 28}


def test_what_stands_in_an_accepted_report_stays_and_the_rest_of_the_file_is_written(
    campaign, officer  # noqa: F811
):  # fmt: skip
    content = fill(fill(download(officer), SCHOOL, C5=29), "Берёзовская ООШ", C5=20)
    Submission.objects.filter(school__code="okr-01", wave=the_wave()).update(state="accepted")
    kept = keep(
        kind="workbook", file=BytesIO(content), name="все.xlsx", wave=the_wave(), school=None, person=officer
    )  # fmt: skip
    read_upload(kept.pk)
    assert (fresh(kept).state, fresh(kept).summary["left"]) == ("ready", 1)
    receipt = apply(upload=fresh(kept), person=officer)
    assert [(change.school, change.old, change.new) for change in receipt.changes] == [("okr-02", "", "20")]
    assert Submission.objects.get(school__code="okr-01", wave=the_wave()).state == "accepted"
    assert Cohort.objects.get(year=2021, school__code="okr-01", grade=6).value == 28


def test_numbers_changed_after_the_preview_are_shown_first(upload, head, officer):
    kept = upload(C5=29, C6=25)
    read_upload(kept.pk)
    send(fact("okr-01", "pupils", grade=6, value=31), person=officer, door="form")
    with pytest.raises(ChangedMeanwhile):
        apply(upload=fresh(kept), person=head)
    assert (fresh(kept).state, pupils()) == ("waiting", {6: 31})
    read_upload(kept.pk)
    assert [line[4] for line in fresh(kept).preview] == ["conflict", "new"]


@pytest.mark.parametrize(("overwrite", "six"), [(False, 31), (True, 29)])
def test_of_two_numbers_the_person_chooses(overwrite, six, upload, head, officer):
    kept = upload(C5=29, C6=25)
    send(fact("okr-01", "pupils", grade=6, value=31), person=officer, door="form")
    read_upload(kept.pk)
    apply(upload=fresh(kept), person=head, overwrite=overwrite)
    assert pupils() == {6: six, 7: 25}


def test_a_report_handed_in_after_the_preview_is_left_alone(upload, officer, school):
    kept = upload()
    read_upload(kept.pk)
    Submission.objects.filter(school=school).update(state="submitted")
    with pytest.raises(ChangedMeanwhile):
        apply(upload=fresh(kept), person=officer)
    assert (pupils(), Submission.objects.get(school=school, wave=the_wave()).state) == ({6: 28}, "submitted")


def test_a_contradiction_stays_in_the_draft(upload, head):
    kept = upload(G5=400)
    read_upload(kept.pk)
    assert apply(upload=fresh(kept), person=head).changed == 1


def test_a_withdrawn_file_is_erased_and_leaves_its_trace(upload, django_capture_on_commit_callbacks):
    kept = upload()
    read_upload(kept.pk)
    path = fresh(kept).file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert withdraw(upload=fresh(kept))
        assert not withdraw(upload=fresh(kept))
    kept = fresh(kept)
    assert (kept.state, kept.summary["new"], kept.preview, kept.person.username) == (
        "withdrawn",
        1,
        [],
        "head",
    )
    assert not default_storage.exists(path)


def test_what_cannot_be_read_is_said_and_erased(upload):
    kept = upload(b"PK torn")
    read_upload(kept.pk)
    kept = fresh(kept)
    assert (kept.state, kept.message[:17], bool(kept.file)) == ("failed", "Книга повреждена:", False)


def test_a_file_left_by_a_killed_reader_is_taken_up_again_after_two_minutes(upload):
    kept = upload()
    now = timezone.now()
    Upload.objects.update(state="reading", claimed_at=now - dt.timedelta(seconds=90), attempts=1)
    assert (unread(now), read_upload(kept.pk)) == ([], False)
    Upload.objects.update(claimed_at=now - dt.timedelta(seconds=121))
    tasks.read_uploads()
    assert (fresh(kept).state, fresh(kept).attempts) == ("ready", 2)


def test_a_reader_that_was_overtaken_steps_back(upload):
    kept, now = upload(), timezone.now()
    Upload.objects.update(state="reading", claimed_at=now)
    slow = uploading._Claim(kept.pk, now)
    slow.report(30)
    Upload.objects.update(claimed_at=timezone.now() + dt.timedelta(seconds=5))  # another one has taken over
    with pytest.raises(uploading.Overtaken):
        slow.write(state="ready")
    assert (fresh(kept).state, fresh(kept).progress) == ("reading", 30)


def test_a_file_that_kills_its_readers_is_given_up(upload):
    kept = upload()
    Upload.objects.update(state="reading", claimed_at=timezone.now() - dt.timedelta(hours=1), attempts=3)
    read_upload(kept.pk)
    assert (fresh(kept).state, fresh(kept).message) == ("failed", uploading.GIVEN_UP)


def test_files_nobody_confirmed_are_erased_after_thirty_days(upload, django_capture_on_commit_callbacks):
    kept, young = upload(), upload()
    read_upload(kept.pk)
    now = timezone.now()
    Upload.objects.filter(pk=kept.pk).update(created_at=now - dt.timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert (erase_old(now), erase_old(now)) == (1, 0)
    assert (fresh(kept).state, bool(fresh(kept).file)) == ("withdrawn", False)
    assert (fresh(young).state, bool(fresh(young).file)) == ("waiting", True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_reads_what_was_sent(celery_worker, upload, settings):
    settings.SECRET_KEY = os.environ["SECRET_KEY"]  # the worker's: workbooks are signed with it
    kept = upload()
    wait_until(lambda: fresh(kept).state == "ready", seconds=60, what="книга прочитана")
