"""The waves of a campaign: one owner of a column, what is not deleted, the order."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from monitoring.campaigns import open_campaign, set_participants
from monitoring.extending import extend
from monitoring.models import Campaign, Remark, Submission, Wave, WaveColumn
from monitoring.pages.campaign import campaign_page, waves_with_reports
from monitoring.waves import WaveRefused, add_wave, begun, change_wave, delete_wave, move_wave
from schools.models import Transition
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
PUPILS, BILET, DISABLED = ("pupils", ""), ("event", "bilet"), ("event_with_disabilities", "bilet")


@pytest.fixture
def campaign(okrug, school, small_school):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021)


def state():
    """Every wave: number, name, whether it asks the rest, its named columns."""
    return [
        (wave.number, wave.name, wave.whole, sorted(wave.columns.values_list("kind", "code")))
        for wave in Wave.objects.order_by("number")
    ]


def test_a_column_given_to_a_wave_is_taken_from_the_others(campaign, officer):
    add_wave(campaign=campaign, person=officer, name="Контингент", columns=[PUPILS, BILET])
    third = add_wave(campaign=campaign, person=officer, name="Участие", columns=[BILET, DISABLED])
    assert state() == [
        (1, "Годовой отчёт", True, []),
        (2, "Контингент", False, [PUPILS]),
        (3, "Участие", False, [BILET, DISABLED]),
    ]
    facts = {"name": "Участие", "counted_on": None, "opens": None, "due": None}
    change_wave(wave=third, person=officer, whole=True, columns=[PUPILS, DISABLED], **facts)
    assert state() == [
        (1, "Годовой отчёт", False, []),
        (2, "Контингент", False, []),
        (3, "Участие", True, [DISABLED]),
    ]


def test_a_wave_somebody_has_begun_and_the_last_one_are_not_deleted(campaign, officer):
    whole = Wave.objects.get()
    with pytest.raises(WaveRefused, match="единственный этап"):
        delete_wave(wave=whole, person=officer)
    spare = add_wave(campaign=campaign, person=officer, name="Лишний", columns=[BILET])
    send(fact("okr-01", "pupils", grade=6, value=30))
    with pytest.raises(WaveRefused, match="1\xa0организация уже начала отчёт"):
        delete_wave(wave=whole, person=officer)
    delete_wave(wave=Wave.objects.get(pk=spare.pk), person=officer)
    assert (state(), WaveColumn.objects.count()) == ([(1, "Годовой отчёт", True, [])], 0)
    facts = {"counted_on": None, "opens": None, "due": None, "whole": False, "columns": [BILET]}
    with pytest.raises(
        WaveRefused, match="уже удалён"
    ):  # somebody else was faster: nothing comes back to life
        change_wave(wave=spare, person=officer, name="Л", **facts)
    assert Wave.objects.count() == 1


def test_waves_change_places_and_stop_at_the_ends(campaign, officer):
    second = add_wave(campaign=campaign, person=officer, name="Второй", columns=[BILET])
    move_wave(wave=second, up=False, person=officer)
    move_wave(wave=second, up=True, person=officer)
    move_wave(wave=second, up=True, person=officer)
    assert [(number, name) for number, name, *_ in state()] == [(1, "Второй"), (2, "Годовой отчёт")]
    assert list(Transition.objects.values_list("step", "source", "target", "note", "person__username")) == [
        ("waves", "open", "open", "Добавлен этап «Второй»", "officer"),
        ("waves", "open", "open", "Этап «Второй» передвинут выше", "officer"),
    ]


def test_a_due_date_before_the_opening_is_refused_by_verb_and_database(campaign, officer):
    early, late = dt.date(2021, 9, 20), dt.date(2021, 10, 1)
    with pytest.raises(WaveRefused, match="раньше открытия"):
        add_wave(campaign=campaign, person=officer, name="Э", opens=late, due=early, columns=[BILET])
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.update(opens=late, due=early)


def test_the_page_says_what_nobody_asks_and_which_dates_have_passed(campaign, officer):
    whole = Wave.objects.get()
    facts = {"name": "Всё", "counted_on": None, "opens": None, "due": dt.date(2021, 12, 1)}
    change_wave(wave=whole, person=officer, whole=False, columns=[PUPILS, ("metric", "money")], **facts)
    page = campaign_page(campaign)
    assert page.unasked == [
        "Из них с ОВЗ и инвалидностью", "Абилимпикс", "Билет в будущее", "Открытые уроки", "Договоры", "Есть план",
        "Страница",
    ]  # fmt: skip
    line = page.waves[0]
    assert [(group.title, group.labels) for group in line.groups] == [
        ("Контингент", ["Обучающихся"]),
        ("Показатели сбора", ["Средства"]),
    ]
    assert line.warnings == ["срок прошёл 1\xa0декабря\xa02021"]
    assert Submission.objects.count() == 0


def test_whether_a_date_has_passed_is_said_by_the_clock_of_the_municipality(campaign, okrug):
    west, east = "Pacific/Pago_Pago", "Pacific/Kiritimati"  # 25 hours apart: never the same day
    Wave.objects.update(due=timezone.localdate(timezone=ZoneInfo(west)))
    for zone, warnings in ((west, 0), (east, 1)):
        okrug.time_zone = zone
        campaign.municipality = okrug
        assert len(campaign_page(campaign).waves[0].warnings) == warnings


def test_the_same_wave_added_twice_is_one(campaign, officer):
    due = dt.date(2021, 10, 1)
    given = {
        "campaign": campaign,
        "person": officer,
        "name": "Контингент",
        "due": due,
        "columns": [PUPILS, BILET],
    }
    first = add_wave(**given)
    assert add_wave(**given) == first  # a double click
    rest = {
        "campaign": campaign,
        "person": officer,
        "name": "Всё",
        "whole": True,
        "columns": [PUPILS, DISABLED],
    }
    assert add_wave(**rest) == add_wave(**rest)
    add_wave(**{**given, "due": None, "columns": [PUPILS]})  # another date: another wave
    assert state() == [
        (1, "Годовой отчёт", False, []),
        (2, "Контингент", False, [BILET]),
        (3, "Всё", True, [DISABLED]),
        (4, "Контингент", False, [PUPILS]),
    ]
    assert Transition.objects.filter(step="waves").count() == 3


def test_a_draft_that_only_a_moved_date_has_made_goes_with_its_wave(campaign, officer, school, small_school):
    Wave.objects.update(due=dt.date(2022, 6, 1))
    facts = {"campaign": campaign, "person": officer, "due": dt.date(2022, 6, 1)}
    second, third = (
        add_wave(**facts, name="2", columns=[BILET]),
        add_wave(**facts, name="3", columns=[DISABLED]),
    )
    for wave in Wave.objects.all():
        extend(
            wave=wave, schools=[school, small_school], to=dt.date(2022, 7, 1), reason="Карантин", person=officer,
            today=dt.date(2022, 5, 1),
        )  # fmt: skip
    send(fact("okr-01", "pupils", grade=6, value=30), fact("okr-01", "event", "bilet", 6, 3))
    assert [count for _, count in waves_with_reports(campaign)[0]] == [1, 1, 0]
    with pytest.raises(WaveRefused, match="1\xa0организация уже начала отчёт"):
        delete_wave(wave=second, person=officer)
    Submission.objects.filter(wave=third, school=school).update(submitted_at=timezone.now())  # disputed
    with pytest.raises(WaveRefused):
        delete_wave(wave=third, person=officer)
    Submission.objects.filter(wave=third).update(submitted_at=None)
    remark = Remark.objects.create(submission=Submission.objects.filter(wave=third)[0], text="Проверьте")
    assert begun(campaign).filter(wave=third).count() == 1
    remark.delete()
    delete_wave(wave=third, person=officer)
    assert (Wave.objects.count(), Submission.objects.count()) == (2, 4)


def test_what_was_read_before_somebody_was_faster_overwrites_nothing_else(campaign, officer, school):
    second = add_wave(campaign=campaign, person=officer, name="Второй", columns=[BILET])
    move_wave(wave=Wave.objects.get(pk=second.pk), up=True, person=officer)  # `second` still says 2
    facts = {"counted_on": None, "opens": None, "due": None, "whole": False, "columns": [BILET]}
    change_wave(wave=second, person=officer, name="Иначе", **facts)
    assert [(number, name) for number, name, *_ in state()] == [(1, "Иначе"), (2, "Годовой отчёт")]
    stale = Campaign.objects.get()
    set_participants(campaign=campaign, schools=[school])
    set_participants(campaign=stale, schools=None)
    campaign.refresh_from_db()
    assert (campaign.all_open, campaign.schools.count()) == (True, 0)
