"""Locks by state and by date: each door on both edges of midnight where the school is, head and officer."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from monitoring import submitting
from monitoring.campaigns import move, open_campaign
from monitoring.models import Campaign, CellChange, Cohort, Event, Submission
from monitoring.tidy import FactsRefused
from schools.grades import Grades
from schools.workflow import StepRefused
from tests.monitoring.world import fact, send

pytestmark = pytest.mark.django_db
# The wave opens on 1 October where it is UTC+7: at 17:00 UTC of the day before.
LAST_SECOND = dt.datetime(2021, 9, 30, 16, 59, 59, tzinfo=dt.UTC)
FIRST_SECOND = dt.datetime(2021, 9, 30, 17, 0, 0, tzinfo=dt.UTC)
EDGES = pytest.mark.parametrize(
    ("person", "moment", "opened"),
    [("head", LAST_SECOND, False), ("head", FIRST_SECOND, True), ("officer", LAST_SECOND, True)],
)


@pytest.fixture
def campaign(school):
    school.grades = Grades.parse("6-7")
    school.save()
    Event.objects.create(code="bilet", name="Билет в будущее", grades=Grades.parse("7-11"))
    school.municipality.time_zone = "Asia/Novokuznetsk"
    school.municipality.save()
    return open_campaign(
        municipality=school.municipality, year=2021, opens=dt.date(2021, 10, 1), due=dt.date(2021, 10, 31)
    )


@pytest.fixture
def url(school):
    return reverse("monitoring:form", args=[2021, school.code])


@EDGES
def test_the_form_opens_at_midnight_where_the_school_is(
    person, moment, opened, people, client_of, campaign, url
):
    with time_machine.travel(moment, tick=False):
        client = client_of(people[person])
        shown = 'name="cell.pupils..6"' in client.get(url).content.decode()
        saved = client.post(url, {"action": "save", "cell.pupils..6": "30"}).status_code
    assert (shown, saved, Cohort.objects.exists()) == (opened, 302 if opened else 422, opened)


@EDGES
def test_facts_by_the_api_wait_for_the_same_midnight(person, moment, opened, people, campaign):
    client = APIClient()
    with time_machine.travel(moment, tick=False):
        client.force_authenticate(people[person])
        row = {"school": "okr-01", "year": 2021, "kind": "pupils", "code": "", "grade": 6, "value": 30}
        response = client.post("/api/v1/facts/", {"facts": [row]}, format="json")
    assert (response.status_code, Cohort.objects.exists()) == (200 if opened else 403, opened)
    if not opened:
        assert response.json()["errors"][0]["message"].endswith("сбор откроется 1\u00a0октября\u00a02021.")


@pytest.mark.parametrize("door", [CellChange.Door.FORM, CellChange.Door.PASTE, CellChange.Door.WORKBOOK])
def test_every_door_of_a_person_waits_and_the_command_line_does_not(door, head, campaign):
    row = fact("okr-01", "pupils", grade=6, value=30)
    with time_machine.travel(LAST_SECOND, tick=False):
        with pytest.raises(FactsRefused) as refused:
            send(row, person=head, door=door, draft=True)
        assert [error.code for error in refused.value.errors] == ["not_allowed"]
        assert send(row, accept=True).created == 1


@EDGES
def test_handing_in_waits_for_the_wave(person, moment, opened, people, campaign, school):
    report = submitting.start(wave=campaign.waves.get(), school=school)
    with time_machine.travel(moment, tick=False):
        assert submitting.allowed_steps(report, people[person]) == (["submit"] if opened else [])
        if not opened:
            with pytest.raises(StepRefused, match="Сбор откроется"):
                submitting.submit(submission=report, person=people[person])


LAST_SECOND_OF_ALL = dt.datetime(2021, 10, 31, 16, 59, 59, tzinfo=dt.UTC)
FIRST_SECOND_AFTER = dt.datetime(2021, 10, 31, 17, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(("moment", "late"), [(LAST_SECOND_OF_ALL, False), (FIRST_SECOND_AFTER, True)])
def test_late_begins_after_the_last_second_of_the_day_and_locks_nobody_out(
    moment, late, client_of, head, officer, campaign, school, url
):
    with time_machine.travel(moment, tick=False):
        board = client_of(officer).get(reverse("monitoring:board", args=[2021])).content.decode()
        saved = client_of(head).post(url, {"action": "save", "cell.pupils..6": "30"}).status_code
    assert ("1 просрочен" in board.replace("\u00a0", " "), saved) == (late, 302)


def steps_of(report: Submission, people) -> dict[str, list[str]]:
    report.refresh_from_db()
    return {name: submitting.allowed_steps(report, people[name]) for name in ("head", "officer", "analyst")}


@pytest.mark.parametrize(
    ("state", "campaign_state", "of_head", "of_officer"),
    [
        ("draft", "open", ["submit"], ["submit"]),
        ("draft", "planned", [], ["submit"]),
        ("draft", "closed", [], ["submit"]),
        ("returned", "open", ["submit"], ["submit"]),
        ("returned", "closed", ["submit"], ["submit"]),
        ("submitted", "open", ["recall", "dispute"], ["return", "accept", "reopen", "dispute"]),
        ("submitted", "closed", ["dispute"], ["return", "accept", "reopen", "dispute"]),
        ("accepted", "open", ["dispute"], ["reopen", "dispute"]),
    ],
)
def test_the_buttons_follow_state_and_collection(
    state, campaign_state, of_head, of_officer, people, campaign, school, url, client_of
):
    report = submitting.start(wave=campaign.waves.get(), school=school)
    Submission.objects.update(state=state)
    Campaign.objects.update(state=campaign_state)
    with time_machine.travel(FIRST_SECOND, tick=False):
        report = Submission.objects.get()
        assert steps_of(report, people) == {"head": of_head, "officer": of_officer, "analyst": []}
        text = client_of(people["head"]).get(url).content.decode()
    assert ('value="submit"' in text) == ("submit" in of_head)
    assert ('value="recall"' in text) == ("recall" in of_head)


def test_a_report_corrected_after_the_collection_closed_is_handed_in_by_the_school(campaign, school, people):
    send(fact("okr-01", "pupils", grade=6, value=30), accept=True)
    move(campaign=campaign, step="close", person=people["officer"])
    report = Submission.objects.get()
    submitting.reopen(submission=report, person=people["officer"], reason="Не тот класс")
    assert steps_of(report, people)["head"] == ["submit"]
