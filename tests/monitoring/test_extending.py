"""The due date moved for some organisations: who may, which day, the trace, and what an overdue form never does."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from monitoring.campaigns import move, open_campaign
from monitoring.extending import DateRefused, extend, take_back
from monitoring.models import Submission
from monitoring.pages.own_reports import own_reports
from monitoring.queries import board
from monitoring.rules import why_not_fill
from monitoring.submitting import submit
from reports.dashboard import home_of
from schools.models import Transition
from schools.workflow import StepRefused
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
DUE, TODAY, LATER = dt.date(2022, 6, 1), dt.date(2022, 6, 3), dt.date(2022, 6, 10)
NOVOKUZNETSK = "Asia/Novokuznetsk"  # UTC+7: midnight there is 17:00 UTC of the day before


@pytest.fixture
def campaign(okrug, school, small_school):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=DUE)


@pytest.fixture
def wave(campaign):
    return campaign.waves.get()


def trace() -> list[tuple[str, str, str, str]]:
    return list(Transition.objects.values_list("step", "source", "target", "note"))


def states(campaign, today=TODAY) -> list[tuple[str, str, dt.date | None, bool]]:
    reports = board(campaign=campaign, today=today).reports
    return [(report.school.code, report.state, report.due, report.late) for report in reports]


def test_an_extension_moves_the_date_of_the_chosen_only_and_leaves_a_trace(
    campaign, wave, school, small_school, officer
):
    found = extend(wave=wave, schools=[school], to=LATER, reason=" Карантин ", person=officer, today=TODAY)
    assert [report.school for report in found] == [school]
    assert states(campaign) == [
        ("okr-02", "not_started", DUE, True),
        ("okr-01", "not_started", LATER, False),  # an empty draft is still not begun
    ]
    assert trace() == [("extend", "draft", "draft", "До 10\u00a0июня\u00a02022. Карантин")]
    assert extend(wave=wave, schools=[school], to=LATER, reason="ещё раз", person=officer, today=TODAY) == []
    assert len(trace()) == 1


def test_it_is_taken_back(campaign, wave, school, small_school, officer):
    extend(
        wave=wave, schools=[school, small_school], to=LATER, reason="Нет связи", person=officer, today=TODAY
    )
    assert take_back(wave=wave, schools=[small_school], person=officer) == [
        Submission.objects.get(school=small_school)
    ]
    assert states(campaign) == [
        ("okr-02", "not_started", DUE, True), ("okr-01", "not_started", LATER, False),
    ]  # fmt: skip
    assert [step for step, *_ in trace()] == ["extend", "extend", "take_back_extension"]
    assert take_back(wave=wave, schools=[small_school], person=officer) == []


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (DUE, "должен быть позже общего – 1 июня 2022"),
        (dt.date(2022, 6, 2), "уже наступил"),
        (TODAY, "уже наступил"),
    ],
)
def test_the_new_date_is_later_than_today_and_than_the_common_one(to, words, wave, school, officer):
    with pytest.raises(DateRefused) as refused:
        extend(wave=wave, schools=[school], to=to, reason="Причина", person=officer, today=TODAY)
    assert words in str(refused.value).replace("\u00a0", " ")
    assert not Submission.objects.exists()


def test_a_reason_a_common_date_and_the_officer_are_needed(wave, school, officer, head, stranger):
    given = {"wave": wave, "schools": [school], "to": LATER, "today": TODAY}
    with pytest.raises(StepRefused, match="причину"):
        extend(**given, reason="  ", person=officer)
    for person in (head, stranger):
        with pytest.raises(StepRefused, match="специалист"):
            extend(**given, reason="Причина", person=person)
        with pytest.raises(StepRefused, match="специалист"):
            take_back(wave=wave, schools=[school], person=person)
    wave.due = None
    with pytest.raises(StepRefused, match="нет срока"):
        extend(**given, reason="Причина", person=officer)


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_what_is_handed_in_is_not_extended(state, wave, school, officer):
    Submission.objects.create(wave=wave, school=school, state=state)
    assert extend(wave=wave, schools=[school], to=LATER, reason="Причина", person=officer, today=TODAY) == []
    assert Submission.objects.get().extended_to is None


def test_many_organisations_cost_as_many_queries_as_one(
    wave, school, small_school, officer, django_assert_num_queries
):
    officer.reach  # noqa: B018 - the roles are read once
    for schools in ([school], [school, small_school]):
        with django_assert_num_queries(6):
            extend(wave=wave, schools=schools, to=LATER, reason="Причина", person=officer, today=TODAY)
        Submission.objects.all().delete()


def test_an_extended_school_fills_and_submits_after_the_date_and_a_late_one_too(
    campaign, wave, school, small_school, head, second_head
):
    """What closes a form is the state of the campaign."""
    for whose, person in ((school, head), (small_school, second_head)):
        send(*[fact(whose.code, "pupils", grade=g, value=0) for g in whose.grades])
        report = Submission.objects.get(school=whose)
        assert why_not_fill(person, whose, report, campaign) == ""
        missing = board(campaign=campaign, today=TODAY).of_wave(wave)
        for lacking in next(r for r in missing if r.school == whose).lacking:
            for grade in lacking.grades:
                column = lacking.column
                value = "н/д" if not column.is_metric else "x"
                send(fact(whose.code, column.kind, column.code, None if column.is_metric else grade, value))
        assert submit(submission=Submission.objects.get(school=whose), person=person).target == "submitted"
    move(campaign=campaign, step="close", person=None)
    assert "сбор за этот год закрыт:" in why_not_fill(head, school, None, campaign)


@pytest.mark.parametrize(
    ("now", "late", "words"),
    [
        ("2022-05-31T16:59:00Z", False, "до 1 июня, осталось 1 день"),  # 31 May, 23:59 there
        ("2022-05-31T17:00:00Z", False, "срок – сегодня"),  # 1 June begins
        ("2022-06-01T16:59:00Z", False, "срок – сегодня"),  # 1 June, 23:59
        ("2022-06-01T17:00:00Z", True, "срок прошёл 1 день назад"),  # 2 June begins
        ("2022-06-30T17:00:00Z", True, "срок прошёл 30 дней назад"),
    ],
)
def test_an_overdue_form_stays_in_everybodys_list(now, late, words, campaign, okrug, school, small_school):
    """On both edges of midnight by the municipality's clock: the board, the officer's first page, the head's."""
    okrug.time_zone = NOVOKUZNETSK
    okrug.save()
    today = timezone.localdate(dt.datetime.fromisoformat(now), timezone=okrug.zone)
    send(fact("okr-01", "pupils", grade=6, value=30))
    assert [(code, is_late) for code, _, _, is_late in states(campaign, today)] == [
        ("okr-02", late), ("okr-01", late),
    ]  # fmt: skip
    home = home_of(okrug, 2021, today=today)
    assert [(progress.late, progress.not_begun) for progress in home.waves] == (
        [(2, 1)] if late else [(0, 0)]
    )
    assert [task.title for task in home.tasks] == (
        ["Годовой отчёт: не начала 1\u00a0организация", "Ёлкинская СОШ"] if late else []
    )
    for whose in (school, small_school):
        own = own_reports(whose, 2021, today=today)
        assert [(report.words.replace("\u00a0", " "), report.tone) for report in own] == [
            (words, "missed" if late else "attention")
        ]
        assert own[0].note == ("отчёт ещё можно направить" if late else "")


def test_the_extension_is_respected_in_everybodys_list(campaign, wave, okrug, school, small_school, officer):
    extend(wave=wave, schools=[school], to=LATER, reason="Карантин", person=officer, today=TODAY)
    home = home_of(okrug, 2021, today=TODAY)
    assert [(progress.late, progress.not_begun) for progress in home.waves] == [(1, 1)]
    own = own_reports(school, 2021, today=TODAY)[0]
    assert (own.words.replace("\u00a0", " "), own.note.replace("\u00a0", " "), own.tone) == (
        "до 10 июня, осталось 7 дней", "срок вам продлён, общий – 1 июня", "attention",
    )  # fmt: skip
    after = LATER + dt.timedelta(1)
    home = home_of(okrug, 2021, today=after)
    assert [(progress.late, progress.not_begun) for progress in home.waves] == [(2, 1)]
    assert [task.title for task in home.tasks][-1] == "Ёлкинская СОШ"
    assert own_reports(school, 2021, today=after)[0].tone == "missed"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2022-05-31T16:59:59Z", "до 1 июня, осталось 1 день"),
        ("2022-06-01T16:59:59Z", "срок – сегодня"),
        ("2022-06-01T17:00:00Z", "срок прошёл 1 день назад"),
    ],
)
def test_the_pages_say_so_by_the_municipalitys_clock(
    now, words, campaign, okrug, school, head, officer, client_of
):
    okrug.time_zone = NOVOKUZNETSK
    okrug.save()
    with time_machine.travel(dt.datetime.fromisoformat(now), tick=False):
        pages = [
            client_of(person).get(address).content.decode().replace("\u00a0", " ")
            for person, address in (
                (head, "/2021/recommendations/mine/"),
                (head, "/2021/schools/okr-01/form/"),
                (officer, "/2021/monitoring/"),
            )
        ]
        home = client_of(officer).get("/2021/").content.decode().replace("\u00a0", " ")
    assert [words in page for page in pages] == [True, True, True]
    late = "прошёл" in words
    assert ("не начали 2 организации" in home, "2 просрочены" in home) == (late, late)
    assert pages[2].count("срок прошёл 1 день назад") == (4 if late else 0)  # lead, chat, two rows
