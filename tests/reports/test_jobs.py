"""A file in the background through its life: ordered once, made once by whoever comes first, taken away, erased."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from reports import jobs, tasks
from reports.jobs import erase, erase_old, order, run_job, run_waiting, waiting
from reports.models import Job
from reports.registry import KINDS, JobKind, JobRefused
from schools.access import Permission
from schools.models import Membership
from tests.servers.processes import wait_until

pytestmark = pytest.mark.django_db


def write(work):
    """The text of the parameters; «!» refuses, «?» breaks."""
    text = work.parameters.get("text", "")
    if text == "!":
        raise JobRefused("За этот год ничего нет: выберите другой.")
    if text == "?":
        raise RuntimeError("unforeseen")
    work.file.write(text.encode())
    return f"Букв: {len(text)}."


@pytest.fixture(autouse=True)
def text_kind(monkeypatch):
    kind = JobKind("text", Permission.EXPORT, lambda p: f"Текст {p['text']}", lambda p: "tekst.txt", write)
    monkeypatch.setitem(KINDS, "text", kind)


@pytest.fixture
def ordered(analyst, okrug):
    def place_order(text="привет"):
        return order(report="text", parameters={"text": text}, owner=analyst, place=okrug)

    return place_order


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_what_is_ordered_twice_is_one_job_until_it_has_ended(ordered, officer, okrug):
    first = ordered()
    assert (first.state, first.title, first.name, ordered()) == (
        "waiting",
        "Текст привет",
        "tekst.txt",
        first,
    )
    Job.objects.update(state="running")
    assert ordered() == first
    assert ordered("другое") != first
    assert order(report="text", parameters={"text": "привет"}, owner=officer, place=okrug) != first
    Job.objects.update(state="ready")
    assert ordered() != first


def test_a_job_is_made_once_and_says_what_came_of_it(ordered):
    job = ordered()
    assert waiting(timezone.now()) == [job.pk]
    assert (run_job(job.pk), run_job(job.pk)) == (True, False)
    job = fresh(job)
    assert (job.state, job.progress, job.attempts, job.message, job.size) == ("ready", 100, 1, "Букв: 6.", 12)
    with job.file.open("rb") as file:
        assert file.read().decode() == "привет"
    assert job.file.name.startswith("reports/")
    assert waiting(timezone.now()) == []


@pytest.mark.parametrize(
    ("text", "words"), [("!", "За этот год ничего нет: выберите другой."), ("?", jobs.GIVEN_UP)]
)
def test_what_cannot_be_made_is_said_in_words(ordered, text, words):
    job = ordered(text)
    assert run_job(job.pk)
    assert (fresh(job).state, fresh(job).message, bool(fresh(job).file)) == ("failed", words, False)


def test_who_may_not_read_these_data_any_more_gets_no_file(ordered):
    job = ordered()
    Membership.objects.all().delete()
    run_job(job.pk)
    assert (fresh(job).state, fresh(job).message) == ("failed", jobs.FORBIDDEN)


@pytest.mark.parametrize(("seconds", "seen"), [(0, [1, 20, 99]), (3600, [0, 0, 0])])
def test_progress_is_written_within_its_bounds_and_not_too_often(ordered, monkeypatch, seconds, seen):
    job, found = ordered(), []

    def watch(work):
        for percent in (0, 20, 140):
            work.progress(percent)
            found.append(fresh(job).progress)

    monkeypatch.setattr(jobs, "TELL_EVERY_SECONDS", seconds)
    monkeypatch.setitem(KINDS, "text", JobKind("text", Permission.EXPORT, str, str, watch))
    run_job(job.pk)
    assert found == seen
    assert fresh(job).progress == 100


def test_a_job_left_by_its_worker_is_done_again_and_given_up_after_three_attempts(ordered):
    job = ordered()
    long_ago = timezone.now() - jobs.STALE - dt.timedelta(seconds=1)
    Job.objects.update(state="running", claimed_at=timezone.now())
    assert run_waiting() == (0, 0)
    Job.objects.update(claimed_at=long_ago, attempts=2)
    assert run_waiting() == (1, 0)
    Job.objects.update(state="running", claimed_at=long_ago, attempts=3)
    assert run_waiting() == (0, 1)
    assert (fresh(job).state, fresh(job).message) == ("failed", jobs.GIVEN_UP)


def test_a_worker_that_was_overtaken_leaves_no_file(ordered, monkeypatch):
    job = ordered()
    before = set(default_storage.listdir("reports")[1]) if default_storage.exists("reports") else set()

    def overtaken(work):
        Job.objects.update(claimed_at=timezone.now())
        work.file.write(b"late")

    monkeypatch.setitem(KINDS, "text", JobKind("text", Permission.EXPORT, str, str, overtaken))
    assert not run_job(job.pk)
    assert (fresh(job).state, bool(fresh(job).file)) == ("running", False)
    assert set(default_storage.listdir("reports")[1]) == before


def test_what_its_owner_cancels_is_not_made_and_what_is_erased_leaves_a_trace(
    ordered, django_capture_on_commit_callbacks
):
    cancelled, made = ordered("а"), ordered("б")
    assert erase(job=cancelled)
    assert not run_job(cancelled.pk)
    run_job(made.pk)
    path = fresh(made).file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert (erase(job=made), erase(job=made)) == (True, False)
    assert not default_storage.exists(path)
    assert (fresh(made).state, fresh(made).message, fresh(made).title) == ("erased", jobs.BY_OWNER, "Текст б")


def test_old_files_are_erased_and_the_rows_stay(ordered, django_capture_on_commit_callbacks):
    old, new = ordered("а"), ordered("б")
    run_waiting()
    path = fresh(old).file.name
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - dt.timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert (erase_old(timezone.now()), erase_old(timezone.now())) == (1, 0)
    assert not default_storage.exists(path)
    assert [(fresh(job).state, fresh(job).message) for job in (old, new)] == [
        ("erased", jobs.BY_AGE),
        ("ready", "Букв: 1."),
    ]


def test_without_a_broker_the_next_pass_makes_what_waits(ordered, capsys):
    ordered()
    call_command("advance")
    assert "Файлы: готово 1, не получилось 0." in capsys.readouterr().out
    ordered("другое")
    tasks.run_jobs()
    assert set(Job.objects.values_list("state", flat=True)) == {"ready"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_what_was_ordered_and_what_a_killed_one_has_left(
    celery_worker, analyst, okrug, year
):
    left = Job.objects.create(
        report="table", parameters={"what": "values", "years": [2020]}, digest="left", owner=analyst,
        municipality=okrug, state="running", claimed_at=timezone.now() - 2 * jobs.STALE, attempts=1,
    )  # fmt: skip
    job = order(report="table", parameters={"what": "values", "years": [2021]}, owner=analyst, place=okrug)
    tasks.run_jobs.delay()
    wait_until(
        lambda: (fresh(job).state, fresh(left).state) == ("ready", "ready"), seconds=60, what="файлы готовы"
    )
    assert fresh(left).attempts == 2
