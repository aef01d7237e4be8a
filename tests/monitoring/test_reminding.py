"""Which reminders are planned, by the municipality's own date and clock; each once."""

from __future__ import annotations

import datetime as dt

import pytest

from monitoring.campaigns import move, open_campaign
from monitoring.models import Campaign, Reminder, ResponsiblePerson, Submission, Wave
from monitoring.queries import board
from monitoring.reminding import plan_reminders, remind_now, set_up
from schools.workflow import StepRefused
from tests.cast import make_school
from tests.monitoring.world import make_catalogue

pytestmark = pytest.mark.django_db
DUE = dt.date(2022, 6, 10)


@pytest.fixture
def campaign(okrug, school, small_school):
    make_catalogue()
    okrug.time_zone = "Asia/Novokuznetsk"  # UTC+7
    okrug.save()
    for each in (school, small_school):
        each.email = f"{each.code}@kuz.example"
        each.save()
    campaign = open_campaign(municipality=okrug, year=2021, due=DUE)
    return set_up(campaign=campaign, reminders=True, before=3, after=1, text="")


def local(day: int, hour: int = 12) -> dt.datetime:
    """A moment of June by the municipality's clock."""
    return dt.datetime(2022, 6, day, hour, tzinfo=dt.UTC) - dt.timedelta(hours=7)


def planned() -> list[tuple[str, str, str, dt.date]]:
    rows = Reminder.objects.order_by("pk").values_list("school__code", "kind", "state", "due")
    return sorted(rows)


@pytest.mark.parametrize(
    ("day", "kind"),
    [(6, ""), (7, "before"), (9, "before"), (10, "before"), (11, "after"), (18, "after"), (19, "")],
)
def test_a_reminder_is_due_so_many_days_before_and_after_a_missed_day_is_made_up_for(day, kind, campaign):
    assert plan_reminders(now=local(day)) == (2 if kind else 0)
    assert planned() == ([(code, kind, "waiting", DUE) for code in ("okr-01", "okr-02")] if kind else [])


@pytest.mark.parametrize(("hour", "number"), [(8, 0), (9, 2), (17, 2), (18, 0), (0, 0)])
def test_only_in_daytime_of_the_municipality(hour, number, campaign):
    assert plan_reminders(now=local(7, hour)) == number


def test_each_goes_out_once_however_often_it_is_planned(campaign, school):
    assert [plan_reminders(now=local(day)) for day in (7, 7, 8, 10)] == [2, 0, 0, 0]
    assert [plan_reminders(now=local(day)) for day in (11, 12)] == [2, 0]
    Submission.objects.create(wave=Wave.objects.get(), school=school, extended_to=dt.date(2022, 6, 20))
    assert [plan_reminders(now=local(day)) for day in (16, 17, 18)] == [
        0,
        1,
        0,
    ]  # the new date is told of anew
    assert planned()[2] == ("okr-01", "before", "waiting", dt.date(2022, 6, 20))


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_those_who_have_handed_in_are_left_alone(state, campaign, school):
    Submission.objects.create(wave=Wave.objects.get(), school=school, state=state)
    plan_reminders(now=local(7))
    assert planned() == [("okr-02", "before", "waiting", DUE)]


def test_a_report_that_is_being_corrected_was_handed_in(campaign, school):
    Submission.objects.create(wave=Wave.objects.get(), school=school, submitted_at=local(1))
    plan_reminders(now=local(12))
    assert planned() == [("okr-02", "after", "waiting", DUE)]


@pytest.mark.parametrize(
    "change",
    [{"reminders": False}, {"state": "planned"}, {"state": "closed"}, {"filled_by": "officer"}],
)
def test_a_campaign_that_does_not_remind_plans_nothing(change, campaign):
    Campaign.objects.update(**change)
    assert plan_reminders(now=local(7)) == 0


def test_waves_that_have_not_begun_or_have_no_date_and_closed_organisations_are_left_out(campaign, school):
    school.closed = dt.date(2022, 6, 7)
    school.save()
    Wave.objects.create(
        campaign=campaign, number=2, name="Позже", whole=False, opens=dt.date(2022, 6, 8), due=DUE
    )
    Wave.objects.create(campaign=campaign, number=3, name="Без срока", whole=False)
    plan_reminders(now=local(7))
    assert planned() == [("okr-02", "before", "waiting", DUE)]


def test_by_hand_once_a_day_and_organisation(campaign, school, small_school, officer):
    today = dt.date(2022, 6, 8)

    def by_hand(day: dt.date, *codes: str):
        found = board(campaign=campaign, today=day)
        return remind_now(collection=found, wave=found.waves[0], schools=codes, person=officer, today=day)

    first = by_hand(today, "okr-01", "no such")
    assert (first.queued, first.already, first.done) == ([school], [], [])
    second = by_hand(today, "okr-01", "okr-02")
    assert (second.queued, second.already) == ([small_school], [school])
    assert planned() == [("okr-01", "now", "waiting", DUE), ("okr-02", "now", "waiting", DUE)]
    assert Reminder.objects.filter(person=officer).count() == 2
    assert by_hand(today + dt.timedelta(1), "okr-01").queued == [school]
    assert plan_reminders(now=local(8)) == 0  # not a second mail on one day
    assert plan_reminders(now=local(10)) == 2
    Submission.objects.create(wave=Wave.objects.get(), school=school, state="submitted")
    later = by_hand(dt.date(2022, 6, 10), "okr-01", "okr-02")
    assert (later.queued, later.already, later.done) == ([], [small_school], [school])


def test_by_hand_only_who_has_an_address_is_written_to_and_nobody_is_refused(
    campaign, school, small_school, officer
):
    type(school).objects.update(email="")
    found = board(campaign=campaign, today=DUE)
    given = {
        "collection": found, "wave": found.waves[0], "schools": ["okr-01", "okr-02"], "person": officer, "today": DUE,
    }  # fmt: skip
    with pytest.raises(StepRefused, match="Ни у одной из выбранных организаций нет почты: впишите её"):
        remind_now(**given)
    assert not Reminder.objects.exists()
    ResponsiblePerson.objects.create(school=small_school, name="Я", post="завуч", email="ya@kuz.example")
    done = remind_now(**given)
    assert (done.queued, done.silent, done.already) == ([small_school], [school], [])
    assert planned() == [("okr-02", "now", "waiting", DUE)]


@pytest.mark.parametrize("state", ["failed", "nobody", "needless"])
def test_a_mail_of_today_that_did_not_go_out_is_tried_again_by_hand(state, campaign, school, officer, admin):
    today = dt.date(2022, 6, 8)

    def by_hand(person):
        found = board(campaign=campaign, today=today)
        return remind_now(
            collection=found, wave=found.waves[0], schools=["okr-01", "okr-02"], person=person, today=today
        )

    by_hand(officer)
    first = Reminder.objects.filter(school=school)
    first.update(state=state, problem="нет адреса")
    second = by_hand(admin)
    assert (second.queued, [one.code for one in second.already]) == ([school], ["okr-02"])
    assert (first.get().state, first.get().problem, first.get().person) == ("waiting", "", admin)
    assert Reminder.objects.count() == 2
    first.update(state=state)
    assert plan_reminders(now=local(8)) == 1  # the mail of the day is still to come


def test_by_hand_only_the_officer_and_only_while_the_collection_is_open(campaign, head, stranger, officer):
    found = board(campaign=campaign, today=DUE)
    given = {"collection": found, "wave": found.waves[0], "schools": ["okr-01"], "today": DUE}
    for person in (head, stranger):
        with pytest.raises(StepRefused, match="специалист"):
            remind_now(**given, person=person)
    move(campaign=campaign, step="close", person=officer)
    with pytest.raises(StepRefused, match="закрыт"):
        remind_now(**{**given, "collection": board(campaign=campaign, today=DUE)}, person=officer)
    assert not Reminder.objects.exists()


def test_planning_costs_as_many_queries_for_three_organisations_as_for_one(
    campaign, okrug, django_assert_num_queries
):
    with django_assert_num_queries(13):
        plan_reminders(now=local(7))
    Reminder.objects.all().delete()
    for number in range(3):
        make_school(okrug, f"okr-2{number}", f"Школа {number}")
    with django_assert_num_queries(13):
        assert plan_reminders(now=local(7)) == 5
