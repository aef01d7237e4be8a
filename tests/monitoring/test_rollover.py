"""A new year after the last one: dates, events, participants, one campaign however often the button is pressed."""

from __future__ import annotations

import datetime as dt
import html

import pytest

from monitoring.campaigns import open_campaign, participants, set_participants
from monitoring.models import Campaign, CellChange, Event, Wave, WaveColumn
from monitoring.proposal import propose, shift_years
from monitoring.waves import add_wave
from schools.calendar import workday_from, years_later
from schools.models import SchoolYear, Transition
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
PAGE = "/2023/monitoring/rollover/"


@pytest.fixture
def source(okrug, school, small_school, officer):
    """2023/2024: the contingent on 29 February, and the rest without «everything else»."""
    make_catalogue()
    last = Event.objects.create(code="worldskills", name="WorldSkills", last_year=2023)
    last.successor = Event.objects.create(code="professionals", name="Профессионалы", first_year=2024)
    last.save()
    Event.objects.create(code="tests_of_old", name="Старое тестирование", last_year=2023)
    Event.objects.create(code="horizons", name="Мои горизонты", first_year=2024)
    campaign = open_campaign(
        municipality=okrug, year=2023, opens=dt.date(2024, 2, 29), due=dt.date(2024, 5, 24),
        counted_on=dt.date(2024, 2, 29), instructions="Тел. 2-12-85", recommendations_due=dt.date(2024, 6, 14),
    )  # fmt: skip
    Wave.objects.update(whole=False, name="Участие 2023/2024")
    wave = Wave.objects.get()
    columns = [
        ("event", "worldskills"),
        ("event", "tests_of_old"),
        ("event", "bilet"),
        ("metric", "contracts"),
    ]
    WaveColumn.objects.bulk_create(WaveColumn(wave=wave, kind=kind, code=code) for kind, code in columns)
    add_wave(campaign=campaign, person=officer, name="Контингент", columns=[("pupils", "")])
    return campaign


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def filled(**more):
    """The form of the page as it is proposed."""
    return {
        "w1-keep": "on", "w1-name": "Участие 2024/2025", "w1-counted_on": "2025-02-28", "w1-opens": "2025-02-28",
        "w1-due": "2025-05-26", "w2-keep": "on", "w2-name": "Контингент", "ended-worldskills": "replace",
        "ended-tests_of_old": "drop", "who": "all", "filled_by": "schools", "instructions": "Тел. 2-12-85",
        "recommendations_due": "2025-06-16", **more,
    }  # fmt: skip


def test_days_move_by_years_and_weekends_move_to_monday():
    assert years_later(dt.date(2024, 2, 29), 1) == dt.date(2025, 2, 28)
    assert years_later(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)
    days = [workday_from(dt.date(2025, 5, day)) for day in (23, 24, 25, 26)]
    assert days == [dt.date(2025, 5, 23), *[dt.date(2025, 5, 26)] * 3]
    assert shift_years("Участие 2023/2024, форма 12023", 1) == "Участие 2024/2025, форма 12023"


def test_the_proposal_says_what_is_not_simply_a_year_later(source):
    first, second = propose(source, 2024).waves
    assert (first.name, first.counted_on, first.opens, first.due, list(first.remarks)) == (
        "Участие 2024/2025",
        dt.date(2025, 2, 28),
        dt.date(2025, 2, 28),
        dt.date(2025, 5, 26),
        [
            "29 февраля в 2025 году нет: взято 28 февраля",
            "29 февраля в 2025 году нет: взято 28 февраля",
            "24\xa0мая\xa02025 – выходной: срок – понедельник, 26\xa0мая",
        ],
    )
    assert list(first.columns) == [("event", "bilet"), ("metric", "contracts")]
    assert (second.name, second.due, list(second.columns)) == ("Контингент", None, [("pupils", "")])


def test_ended_events_stand_with_their_successors_and_new_ones_beside_them(source):
    proposal = propose(source, 2024)
    lines = [(line.event.code, line.successor and line.successor.code) for line in proposal.ended]
    assert sorted(lines) == [("tests_of_old", None), ("worldskills", "professionals")]
    assert [event.code for event in proposal.beginning] == ["horizons"]


def test_a_successor_that_is_asked_already_is_not_offered_twice(source, client_of, officer):
    WaveColumn.objects.create(wave=Wave.objects.earliest("pk"), kind="event", code="professionals")
    text = read(client_of(officer).get(PAGE))
    assert "больше не спрашивать: «Профессионалы» уже спрашивается" in text
    assert "вместо него" not in text


def test_closed_organisations_leave_and_new_ones_join(source, okrug, school, small_school):
    small_school.closed = dt.date(2024, 8, 1)
    small_school.save()
    make_school(okrug, "okr-09", "Новая школа", opened=dt.date(2024, 9, 1))
    make_school(okrug, "okr-10", "Не участвует")
    set_participants(campaign=source, schools=[school, small_school])
    proposal = propose(source, 2024)
    by_code = {one.pk: one.code for one in proposal.schools}
    assert sorted(by_code.values()) == ["okr-01", "okr-09", "okr-10"]
    assert sorted(by_code[pk] for pk in proposal.marked) == ["okr-01", "okr-09"]
    assert ([one.code for one in proposal.leaving], [one.code for one in proposal.joining]) == (
        ["okr-02"],
        ["okr-09"],
    )


def test_looking_creates_nothing_and_the_button_one_campaign_in_preparation(source, client_of, officer):
    send(fact("okr-01", "pupils", grade=6, value=30, year=2023))
    written = CellChange.objects.count()
    client = client_of(officer)
    text = read(client.get(PAGE))
    assert "Сбор 2024/2025 по образцу 2023/2024" in text
    assert "Контингент и другие числа не копируются" in text
    assert 'value="2025-05-26"' in text
    assert (Campaign.objects.count(), SchoolYear.objects.filter(year=2024).exists()) == (1, False)
    for _ in range(2):
        assert (
            client.post(PAGE, filled(**{"new-horizons": str(Wave.objects.earliest("pk").pk)})).status_code
            == 302
        )
    campaign = Campaign.objects.get(year_id=2024)
    assert (campaign.state, campaign.instructions, campaign.recommendations_due, campaign.all_open) == (
        "planned", "Тел. 2-12-85", dt.date(2025, 6, 16), True,
    )  # fmt: skip
    waves = [
        (wave.number, wave.name, wave.due, wave.whole, sorted(wave.columns.values_list("code", flat=True)))
        for wave in campaign.waves.order_by("number")
    ]
    first = ["bilet", "contracts", "horizons", "professionals"]
    assert waves == [
        (1, "Участие 2024/2025", dt.date(2025, 5, 26), False, first),
        (2, "Контингент", None, False, [""]),
    ]
    assert [t.note for t in Transition.objects.filter(entity_id=campaign.pk, entity="campaign")] == [
        "Сбор подготовлен по образцу 2023/2024"
    ]
    assert CellChange.objects.count() == written
    assert "Сбор за 2024/2025 уже есть" in read(client.get(PAGE, follow=True))


def test_what_is_refused_keeps_what_was_typed_and_creates_nothing(source, client_of, officer, school):
    client = client_of(officer)
    wrong = {"w1-due": "2025-01-01", "who": "listed", "instructions": "Новый телефон"}
    answer = client.post(PAGE, filled(**wrong))
    text = read(answer)
    assert answer.status_code == 422
    for words in ("Срок сдачи раньше открытия", "Отметьте хотя бы одну организацию.", "Новый телефон"):
        assert words in text
    nothing = {key: value for key, value in filled().items() if not key.endswith("-keep")}
    answer = client.post(PAGE, nothing)
    assert (answer.status_code, "Оставьте хотя бы один этап" in read(answer)) == (422, True)
    assert Campaign.objects.count() == 1


def test_a_wave_that_is_not_kept_is_not_looked_at_and_listed_schools_are_taken(
    source, client_of, officer, school
):
    data = filled(**{"w1-due": "2025-01-01", "who": "listed", "school": str(school.pk)})
    del data["w1-keep"]
    assert client_of(officer).post(PAGE, data).status_code == 302
    campaign = Campaign.objects.get(year_id=2024)
    assert [wave.name for wave in campaign.waves.all()] == ["Контингент"]
    assert list(participants(campaign)) == [school]


def test_a_year_further_on_is_named_in_the_address_and_no_year_of_the_past(
    source, client_of, officer, analyst
):
    client = client_of(officer)
    assert "Сбор 2026/2027 по образцу 2023/2024" in read(client.get(f"{PAGE}?into=2026"))
    assert {client.get(f"{PAGE}?into={into}").status_code for into in (2023, 2022, "x", 2500)} == {404}
    assert client_of(analyst).get(PAGE).status_code == 403


def test_a_year_without_a_collection_offers_to_begin_from_the_last_one(source, client_of, officer, year):
    SchoolYear.objects.get_or_create(year=2024)
    text = read(client_of(officer).get("/2024/monitoring/"))
    assert "Начать по образцу 2023/2024" in text
    assert "/2023/monitoring/rollover/?into=2024" in text


@pytest.mark.parametrize(("person", "queries"), [("officer", 11), ("admin", 11)])
@pytest.mark.parametrize("schools", [1, 60])
def test_the_page_costs_the_same_at_any_number_of_schools(
    schools, person, queries, source, okrug, people, client_of, django_assert_num_queries
):
    for number in range(schools):
        make_school(okrug, f"new-{number:02}", f"Школа {number}")
    client = client_of(people[person])
    client.get(PAGE)
    with django_assert_num_queries(queries):
        assert client.get(PAGE).status_code == 200
