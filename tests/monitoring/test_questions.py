"""What is open in the reports of a wave, on the board: the same the form and the checks say, found at little cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache

from monitoring.campaigns import open_campaign
from monitoring.explaining import explain, problems_of
from monitoring.models import CellComment, Remark, Submission, Wave, WaveColumn
from monitoring.queries import board
from schools.grades import Grades
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(okrug, school, small_school):
    cache.clear()
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=dt.date(2022, 6, 1))


def questions(campaign, number: int = 1) -> dict[str, tuple[int, int, int, int]]:
    """(contradictions, doubts, remarks, comments) by school, through the board."""
    found = board(campaign=campaign)
    wave = next(wave for wave in found.waves if wave.number == number)
    codes = {report.school.pk: report.school.code for report in found.reports}
    return {
        codes[school]: (q.contradictions, q.doubts, q.remarks, q.comments)
        for school, q in found.questions(wave).items()
    }


def contradict(code: str) -> None:
    send(fact(code, "pupils", grade=6, value=20), fact(code, "pupils", grade=7, value=20))
    send(fact(code, "event", "bilet", 6, 20), fact(code, "event", "bilet", 7, 20), draft=True)
    send(fact(code, "pupils", grade=6, value=19), fact(code, "pupils", grade=7, value=18), draft=True)


def doubt(code: str) -> None:
    """Twice as many as a year ago in grade 8, none any more in grade 9."""
    last = [fact(code, "pupils", grade=g, value=20, year=2020) for g in (8, 9)]
    send(*last, accept=True)
    send(fact(code, "pupils", grade=8, value=40), fact(code, "pupils", grade=9, value=0), draft=True)


def test_contradictions_and_doubts_are_those_of_the_checks(campaign, school, small_school):
    contradict("okr-01")
    doubt("okr-02")
    assert questions(campaign) == {"okr-01": (2, 0, 0, 0), "okr-02": (0, 2, 0, 0)}
    for code, levels in (("okr-01", ["contradictory"] * 2), ("okr-02", ["doubtful"] * 2)):
        report = Submission.objects.select_related("wave__campaign", "school").get(
            school__code=code, wave__campaign=campaign
        )
        assert [p.level for p in problems_of(report) if p.level != "missing"] == levels


def test_a_correction_and_an_explanation_are_seen_at_once(campaign, school, small_school, head):
    contradict("okr-01")
    doubt("okr-01")
    assert questions(campaign) == {"okr-01": (2, 2, 0, 0)}
    send(fact("okr-01", "pupils", grade=6, value=25), draft=True)
    assert questions(campaign) == {"okr-01": (1, 2, 0, 0)}
    report = Submission.objects.get(school=school, wave__campaign=campaign)
    doubtful = next(p for p in problems_of(report) if p.check == "jump")
    explain(submission=report, check="jump", ref=doubtful.ref, text="Открыли класс", person=head)
    assert questions(campaign) == {"okr-01": (1, 1, 0, 0)}
    send(fact("okr-01", "pupils", grade=8, value=40, year=2020), accept=True)  # last year was corrected
    send(fact("okr-01", "pupils", grade=9, value=0, year=2020), accept=True)
    assert questions(campaign) == {"okr-01": (1, 0, 0, 0)}


def test_an_explanation_holds_for_its_figures_only(campaign, school, head):
    doubt("okr-01")
    report = Submission.objects.get(school=school, wave__campaign=campaign)
    for problem in [p for p in problems_of(report) if p.level == "doubtful"]:
        explain(submission=report, check=problem.check, ref=problem.ref, text="Так и есть", person=head)
    assert questions(campaign) == {}
    send(fact("okr-01", "pupils", grade=8, value=60), draft=True)
    assert questions(campaign) == {"okr-01": (0, 1, 0, 0)}


def test_a_changed_definition_is_seen_at_once(campaign, school):
    contradict("okr-01")
    assert questions(campaign) == {"okr-01": (2, 0, 0, 0)}
    from monitoring.models import Event

    Event.objects.filter(code="bilet").update(counts=Event.Counts.ATTENDANCES)
    assert questions(campaign) == {}
    Event.objects.filter(code="bilet").update(counts=Event.Counts.PEOPLE, grades=Grades.parse("8-11"))
    assert questions(campaign) == {"okr-01": (2, 0, 0, 0)}


def test_remarks_count_until_they_are_settled_and_accepted_reports_leave_nothing_open(
    campaign, school, officer
):
    contradict("okr-01")
    report = Submission.objects.get(school=school)
    Remark.objects.create(submission=report, text="Проверьте", author=officer)
    Remark.objects.create(
        submission=report, text="Снято", author=officer, resolved_at=dt.datetime.now(dt.UTC)
    )
    assert questions(campaign) == {"okr-01": (2, 0, 1, 0)}
    Submission.objects.update(state="accepted")
    assert questions(campaign) == {"okr-01": (0, 0, 1, 0)}


def test_a_comment_is_open_until_somebody_else_answers_in_the_cell(campaign, school, head, officer):
    def say(author, grade: int) -> None:
        CellComment.objects.create(
            school=school, year=2021, kind="pupils", grade=grade, text="Почему?", author=author
        )

    say(head, 6)
    say(officer, 7)
    assert questions(campaign) == {"okr-01": (0, 0, 0, 1)}
    say(head, 7)
    assert questions(campaign) == {"okr-01": (0, 0, 0, 2)}
    say(officer, 6)
    say(officer, 7)
    assert questions(campaign) == {}


def test_every_wave_has_its_own_questions(campaign, school, head):
    autumn = Wave.objects.create(campaign=campaign, number=2, name="Осень", whole=False)
    WaveColumn.objects.create(wave=autumn, kind="pupils", code="")
    contradict("okr-01")
    CellComment.objects.create(school=school, year=2021, kind="pupils", grade=6, text="Да?", author=head)
    assert questions(campaign, 1) == {"okr-01": (2, 0, 0, 0)}  # a contradiction is shown at both its numbers
    assert questions(campaign, 2) == {"okr-01": (2, 0, 0, 1)}


@pytest.mark.parametrize("both", [False, True])
def test_only_what_has_changed_is_read_anew(both, campaign, school, small_school, django_assert_num_queries):
    contradict("okr-01")
    contradict("okr-02")
    found = board(campaign=campaign)
    with django_assert_num_queries(1):
        found.questions(found.waves[0])
    with django_assert_num_queries(0):
        found.questions(found.waves[0])
    for code in ("okr-01", "okr-02") if both else ("okr-01",):
        send(fact(code, "pupils", grade=1, value=20), draft=True)
    found = board(campaign=campaign)
    with django_assert_num_queries(1):
        assert len(found.questions(found.waves[0])) == 2
