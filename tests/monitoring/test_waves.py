"""The waves of a campaign: one owner of a column, what is not deleted, the order."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from monitoring.campaigns import open_campaign
from monitoring.models import Submission, Wave, WaveColumn
from monitoring.pages.campaign import campaign_page
from monitoring.waves import WaveRefused, add_wave, change_wave, delete_wave, move_wave
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
