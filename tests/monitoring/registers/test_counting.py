"""The number of agreements in reports: what is counted, where it is written, and who may say another number."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
import time_machine

from config.pipeline import advance
from monitoring.campaigns import move, open_campaign
from monitoring.in_force import agreements_counted
from monitoring.intake import FactsRefused
from monitoring.models import Agreement, CellChange, Metric, MetricValue, Submission
from monitoring.registers.counting import _write, recount_place, take_over
from monitoring.registers.keeping import erase, fingerprint, keep
from monitoring.registers.kinds import AGREEMENTS
from monitoring.tidy import Fact
from schools.models import Municipality
from schools.workflow import StepRefused
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def campaign(okrug, school, small_school, kindergarten):
    make_catalogue()
    Metric.objects.filter(code="contracts").update(register="agreements")
    return open_campaign(municipality=okrug, year=2021, due=D(2022, 6, 1))


def sign(school, person, number="1") -> Agreement:
    row = Agreement(school=school, partner=f"Завод {number}", number=number, signed=D(2021, 9, 10))
    keep(register=AGREEMENTS, row=row, person=person)
    return row


def figure(school) -> str | None:
    value = MetricValue.objects.filter(school=school, metric__code="contracts", year_id=2021).first()
    return None if value is None else str(int(value.value))


def contracts(value, **more):
    return fact("okr-01", "metric", "contracts", value=value, **more)


@pytest.mark.parametrize(
    ("signed", "until", "counts"),
    [
        (D(2022, 8, 31), None, {2021: 1, 2022: 1}),
        (D(2022, 9, 1), None, {2022: 1}),
        (D(2018, 1, 1), D(2021, 9, 1), {2021: 1, 2022: 0}),
        (D(2018, 1, 1), D(2021, 8, 31), {2021: 0, 2022: 0}),
        (D(2021, 10, 1), D(2021, 10, 1), {2021: 1, 2022: 0}),
    ],
)
def test_an_agreement_counts_for_each_school_year_in_which_it_had_a_day(school, signed, until, counts):
    Agreement.objects.create(school=school, partner="Завод", number="1", signed=signed, valid_until=until)
    found = agreements_counted([school.pk], [2021, 2022])
    assert found == {(school.pk, year): number for year, number in counts.items()}


def test_the_figure_follows_the_register_with_its_door_and_person(campaign, school, head):
    first = sign(school, head)
    sign(school, head, "2")
    assert figure(school) == "2"
    changed = copy.copy(first)
    changed.signed, changed.valid_until = D(2019, 9, 1), D(2020, 9, 1)
    keep(register=AGREEMENTS, row=changed, person=head, seen=fingerprint(AGREEMENTS, first))
    assert figure(school) == "1"
    changes = CellChange.objects.values_list("old", "new", "door", "person")
    assert list(changes) == [
        ("", "1", "register", head.pk), ("1", "2", "register", head.pk), ("2", "1", "register", head.pk),
    ]  # fmt: skip


def test_erasing_the_last_agreement_leaves_nought_and_gives_the_number_back_to_the_hand(
    campaign, school, head
):
    row = sign(school, head)
    assert erase(register=AGREEMENTS, row=row, person=head) == 1
    assert figure(school) == "0"
    send(contracts(7), person=head, draft=True)
    assert figure(school) == "7"


@pytest.mark.parametrize("door", sorted(set(CellChange.Door.values) - {"register"}))
def test_no_other_door_says_another_number_than_the_register(campaign, school, officer, door):
    sign(school, officer)
    with pytest.raises(FactsRefused) as refused:
        send(contracts(3), person=officer, door=door, draft=door == "form")
    assert [(error.field, error.code) for error in refused.value.errors] == [("value", "from_register")]
    assert str(refused.value.errors[0].message) == (
        "это число считается по реестру договоров, там 1\xa0договор: исправьте реестр, а не число."
    )
    assert send(contracts(1), person=officer, door=door).is_empty
    assert figure(school) == "1"


def test_marks_and_an_empty_cell_are_other_numbers_too(campaign, school, officer):
    sign(school, officer)
    for value in ("x", "н/д", ""):
        with pytest.raises(FactsRefused) as refused:
            send(contracts(value), person=officer, draft=True)
        assert refused.value.errors[0].code == "from_register"


def test_years_before_the_first_agreement_and_schools_without_one_are_typed(
    campaign, school, small_school, officer
):
    sign(school, officer)
    send(contracts(9, year=2019), fact("okr-02", "metric", "contracts", value=5), accept=True)
    assert sorted(MetricValue.objects.values_list("school__code", "year_id", "value")) == [
        ("okr-01", 2019, 9), ("okr-01", 2021, 1), ("okr-02", 2021, 5),
    ]  # fmt: skip


def test_a_file_sent_back_as_it_stands_is_not_refused_for_what_it_does_not_change(campaign, school, officer):
    send(contracts(3), accept=True)
    sign(school, officer)
    receipt = send(contracts(3), fact("okr-01", "metric", "money", value=10))
    assert (receipt.created, receipt.unchanged, figure(school)) == (1, 1, "3")


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_report_that_was_handed_in_is_not_opened_by_the_register(campaign, school, officer, head, state):
    send(contracts(3))
    Submission.objects.update(state=state)
    sign(school, head)
    assert (figure(school), Submission.objects.get().state) == ("3", state)
    with pytest.raises(StepRefused, match="специалист муниципалитета"):
        take_over(school=school, year=2021, person=head)
    assert take_over(school=school, year=2021, person=officer) == 1
    assert (figure(school), Submission.objects.get().state) == ("1", "draft")


def test_there_is_nothing_to_take_over_where_the_register_is_silent(campaign, school, officer):
    with pytest.raises(StepRefused, match="нет договоров"):
        take_over(school=school, year=2021, person=officer)


def test_a_closed_collection_and_a_wave_that_has_not_begun_are_left_alone(campaign, school, officer):
    campaign.waves.update(opens=D(2099, 1, 1), due=None)
    sign(school, officer)
    assert figure(school) is None
    campaign.waves.update(opens=None)
    move(campaign=campaign, step="close", person=officer)
    sign(school, officer, "2")
    assert figure(school) is None


def test_a_collection_opened_after_the_agreements_is_filled_by_the_next_pass(
    okrug, school, kindergarten, officer
):
    make_catalogue()
    sign(school, officer)
    sign(kindergarten, officer)
    Metric.objects.filter(code="contracts").update(register="agreements")
    open_campaign(municipality=okrug, year=2021)
    assert figure(school) is None
    assert advance(today=D(2021, 10, 1)).failed == 0
    assert (figure(school), figure(kindergarten)) == ("1", None)
    assert list(CellChange.objects.values_list("new", "door", "person")) == [("1", "register", None)]
    advance(today=D(2021, 10, 1))
    assert CellChange.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "now", "begun"),
    [
        ("Asia/Novokuznetsk", "2021-09-30T16:59Z", False),
        ("Asia/Novokuznetsk", "2021-09-30T17:00Z", True),
        ("Europe/Kaliningrad", "2021-09-30T21:59Z", False),
        ("Europe/Kaliningrad", "2021-09-30T22:00Z", True),
    ],
)
def test_a_wave_begins_at_midnight_of_its_municipality(
    campaign, school, small_school, officer, zone, now, begun
):
    Municipality.objects.update(time_zone=zone)
    campaign.waves.update(opens=D(2021, 10, 1), due=None)
    Agreement.objects.create(school=small_school, partner="Завод", number="1", signed=D(2021, 9, 10))
    with time_machine.travel(now, tick=False):
        sign(school, officer)
        assert recount_place(campaign.municipality_id, 2021) == begun
    assert (figure(school), figure(small_school)) == (("1", "1") if begun else (None, None))


def test_one_refused_report_leaves_the_numbers_of_the_others_and_a_line_in_the_log(
    campaign, school, small_school, kindergarten, caplog
):
    """The figure is no longer asked of the kindergarten when its number is to be written."""
    codes = [each.code for each in (kindergarten, school, small_school)]
    assert _write([Fact(code, 2021, "metric", "contracts", None, 1) for code in codes], None) == 2
    assert [figure(each) for each in (kindergarten, school, small_school)] == [None, "1", "1"]
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        f"Число договоров не записано в отчёт, организация {kindergarten.code}"
    ]
