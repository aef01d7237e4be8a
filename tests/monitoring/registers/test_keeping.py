"""One row of a register: who may keep it, what it may repeat, what is left of it in the log."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from monitoring.models import Agreement, HeldEvent, ResponsiblePerson
from monitoring.registers.holding import move_event
from monitoring.registers.keeping import RowDoubtful, RowRefused, erase, fingerprint, keep
from monitoring.registers.kinds import AGREEMENTS, HELD_EVENTS, RESPONSIBLE
from schools.models import Transition
from schools.workflow import StepRefused

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 3, 12)


def event(okrug, school=None, **fields) -> HeldEvent:
    named = {"title": "Ярмарка «Профессии»", "starts": DAY, **fields}
    return HeldEvent(municipality=okrug, school=school, **named)


def agreement(school, **fields) -> Agreement:
    named = {"partner": "ООО «Заря»", "number": "1", "signed": DAY, **fields}
    return Agreement(school=school, **named)


def log() -> list[tuple[str, str, str, str]]:
    return list(Transition.objects.order_by("pk").values_list("step", "source", "target", "note"))


def test_an_event_finds_its_school_year_by_its_date(okrug, officer):
    for starts, year in ((dt.date(2022, 8, 31), 2021), (dt.date(2022, 9, 1), 2022)):
        kept = keep(register=HELD_EVENTS, row=event(okrug, starts=starts), person=officer, sure=True)
        assert kept.row.year_id == year


def test_every_change_is_in_the_log_with_old_and_new(okrug, officer):
    row = keep(register=HELD_EVENTS, row=event(okrug), person=officer).row
    changed = copy.copy(row)
    changed.starts, changed.participants = dt.date(2022, 3, 14), 120
    keep(register=HELD_EVENTS, row=changed, person=officer, seen=fingerprint(HELD_EVENTS, row))
    erase(register=HELD_EVENTS, row=changed, person=officer)
    assert not HeldEvent.objects.exists()
    record, change, erased = log()
    assert record[:3] == ("record", "", "held")
    assert change == ("change", "held", "held", "Дата: 12.03.2022 → 14.03.2022; Участников: – → 120")
    assert erased[:3] == ("erase", "held", "erased")
    assert "Мероприятие: Ярмарка «Профессии»; Дата: 14.03.2022; Состояние: проведено" in erased[3]
    assert set(Transition.objects.values_list("person", flat=True)) == {officer.pk}


def test_nothing_changed_writes_nothing_and_the_same_sent_twice_is_recorded_once(okrug, officer):
    row = keep(register=HELD_EVENTS, row=event(okrug), person=officer).row
    assert keep(register=HELD_EVENTS, row=event(okrug), person=officer).changed is False
    assert keep(register=HELD_EVENTS, row=copy.copy(row), person=officer).changed is False
    assert len(log()) == HeldEvent.objects.count() == 1


def test_who_has_not_seen_the_last_change_is_told_of_it(okrug, officer, admin):
    row = keep(register=HELD_EVENTS, row=event(okrug), person=officer).row
    seen = fingerprint(HELD_EVENTS, row)
    first, second = copy.copy(row), copy.copy(row)
    first.participants, second.note = 50, "перенесена"
    keep(register=HELD_EVENTS, row=first, person=admin, seen=seen)
    with pytest.raises(RowRefused, match=r"изменил\(а\) И\.\sИ\.\sАдминов \(Участников: – → 50\)"):
        keep(register=HELD_EVENTS, row=second, person=officer, seen=seen)
    row.refresh_from_db()
    assert (row.participants, row.note) == (50, "")
    second.participants = 50
    keep(register=HELD_EVENTS, row=second, person=officer, seen=fingerprint(HELD_EVENTS, row))
    row.refresh_from_db()
    assert row.note == "перенесена"


def test_a_row_that_was_erased_meanwhile_is_not_brought_back(okrug, officer):
    row = keep(register=HELD_EVENTS, row=event(okrug), person=officer).row
    kept = copy.copy(row)
    erase(register=HELD_EVENTS, row=row, person=officer)
    kept.note = "важно"
    with pytest.raises(RowRefused, match="уже стёрли"):
        keep(register=HELD_EVENTS, row=kept, person=officer)


@pytest.mark.parametrize(
    ("title", "days", "asked"),
    [
        ("ярмарка Професcии".replace("c", "с"), 3, True),
        ("Ярмарка – «профессии»!", -7, True),
        ("Ярмарка «Профессии»", 8, False),
        ("Ярмарка профессий", 1, False),
    ],
)
def test_what_looks_the_same_is_asked_about_once(okrug, officer, title, days, asked):
    keep(register=HELD_EVENTS, row=event(okrug), person=officer)
    again = event(okrug, title=title, starts=DAY + dt.timedelta(days))
    if asked:
        with pytest.raises(
            RowDoubtful, match=r"Похоже на Ярмарка «Профессии» от 12\s+марта\s+2022: всё равно записать\?"
        ):
            keep(register=HELD_EVENTS, row=again, person=officer)
    keep(register=HELD_EVENTS, row=again, person=officer, sure=True)
    assert HeldEvent.objects.count() == 2


def test_two_schools_hold_the_same_event_on_one_day(okrug, officer, school, small_school):
    for place in (school, small_school):
        keep(register=HELD_EVENTS, row=event(okrug, place), person=officer)
    with pytest.raises(RowDoubtful):
        keep(register=HELD_EVENTS, row=event(okrug), person=officer)
    with pytest.raises(RowRefused, match="Уже записано: Ярмарка «Профессии»"):
        keep(register=HELD_EVENTS, row=event(okrug, school, note="ещё раз"), person=officer, sure=True)


def test_an_agreement_of_the_same_number_and_day_is_refused_of_the_same_time_asked_about(school, officer):
    keep(register=AGREEMENTS, row=agreement(school), person=officer)
    with pytest.raises(RowRefused, match="Уже записано: №"):
        keep(register=AGREEMENTS, row=agreement(school, partner="ООО «Свет»"), person=officer)
    with pytest.raises(RowDoubtful):
        keep(register=AGREEMENTS, row=agreement(school, number="2"), person=officer)
    ended = agreement(school, number="0", signed=dt.date(2020, 1, 1), valid_until=dt.date(2021, 1, 1))
    assert keep(register=AGREEMENTS, row=ended, person=officer).changed


def test_a_head_keeps_the_own_school_and_nothing_else(
    okrug, school, small_school, head, analyst, region, stranger
):
    assert keep(register=AGREEMENTS, row=agreement(school), person=head).changed
    for person, row in (
        (head, agreement(small_school)), (head, event(okrug)), (analyst, event(okrug)), (region, agreement(school)),
        (stranger, agreement(school)),
    ):  # fmt: skip
        register = HELD_EVENTS if isinstance(row, HeldEvent) else AGREEMENTS
        with pytest.raises(StepRefused):
            keep(register=register, row=row, person=person)
    assert (Agreement.objects.count(), HeldEvent.objects.count()) == (1, 0)


def test_a_head_cannot_give_a_row_of_another_school_to_the_own_one(school, small_school, officer, head):
    foreign = keep(register=AGREEMENTS, row=agreement(small_school), person=officer).row
    taken = copy.copy(foreign)
    taken.school = school
    with pytest.raises(StepRefused):
        keep(register=AGREEMENTS, row=taken, person=head, seen=fingerprint(AGREEMENTS, foreign))


def test_an_erased_person_leaves_nothing_of_themselves(school, head):
    person = ResponsiblePerson(school=school, name="Сергеева Мария", post="завуч", phone="8 (384) 00-00-00")
    row = keep(register=RESPONSIBLE, row=person, person=head).row
    changed = copy.copy(row)
    changed.phone = "8 (384) 00-00-01"
    keep(register=RESPONSIBLE, row=changed, person=head, seen=fingerprint(RESPONSIBLE, row))
    erase(register=RESPONSIBLE, row=row, person=head)
    assert log() == [
        ("record", "", "recorded", "организация, фамилия, имя, отчество, должность, рабочий телефон"),
        ("change", "recorded", "recorded", "рабочий телефон"),
        ("erase", "recorded", "erased", ""),
    ]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"ends": dt.date(2022, 3, 11)}, "ends"),
        ({"ends": dt.date(2024, 3, 11)}, "ends"),
        ({"starts": dt.date(202, 3, 11)}, "starts"),
        ({"starts": dt.date(2098, 3, 11)}, "starts"),
        ({"state": "planned", "participants": 5}, "participants"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://okrug.example/x"}, "link"),
    ],
)
def test_impossible_events_are_refused_where_the_fault_is(okrug, fields, where):
    with pytest.raises(ValidationError) as refused:
        event(okrug, **fields).full_clean(exclude=["year"])
    assert list(refused.value.error_dict) == [where]


def test_a_planned_event_is_held_cancelled_or_planned_again(okrug, officer, head):
    today = timezone.localdate(timezone=okrug.zone)
    planned = {"state": HeldEvent.State.PLANNED, "starts": today - dt.timedelta(1)}
    row = keep(register=HELD_EVENTS, row=event(okrug, **planned), person=officer).row
    assert row.is_overdue(today)
    with pytest.raises(StepRefused):
        move_event(event=row, step="hold", person=head, participants=30)
    move_event(event=row, step="hold", person=officer, participants=30)
    row.refresh_from_db()
    assert (row.state, row.participants, row.is_overdue(today)) == ("held", 30, False)
    with pytest.raises(StepRefused, match="сейчас невозможен"):
        move_event(event=row, step="cancel", person=officer)
    move_event(event=row, step="plan", person=officer)
    row.refresh_from_db()
    assert (row.state, row.participants) == ("planned", None)
    move_event(event=row, step="cancel", person=officer)
    assert log()[1:] == [
        ("hold", "planned", "held", "Участников: 30"),
        ("plan", "held", "planned", ""),
        ("cancel", "planned", "cancelled", ""),
    ]


def test_what_is_still_ahead_was_not_held(okrug, officer):
    tomorrow = timezone.localdate(timezone=okrug.zone) + dt.timedelta(1)
    row = event(okrug, state=HeldEvent.State.PLANNED, starts=tomorrow)
    keep(register=HELD_EVENTS, row=row, person=officer)
    with pytest.raises(StepRefused, match="ещё впереди"):
        move_event(event=row, step="hold", person=officer)
