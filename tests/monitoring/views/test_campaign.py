"""«Этапы и участники»: who sees and changes it, what becomes of reports, what schools see of it."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

from monitoring.campaigns import open_campaign, participants
from monitoring.models import Campaign, Revision, Wave
from schools.models import Transition
from tests.cast import make_school
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
PAGE = "/2021/monitoring/campaign/"


@pytest.fixture
def campaign(okrug, school, small_school, kindergarten):
    make_catalogue()
    return open_campaign(municipality=okrug, year=2021, due=dt.date(2099, 6, 1))


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("person", "reads", "keeps"),
    [
        ("officer", 200, 200),
        ("admin", 200, 200),
        ("analyst", 200, 403),
        ("region", 200, 403),
        ("head", 403, 403),
    ],
)
def test_officers_keep_it_analysts_read_it(person, reads, keeps, people, campaign, client_of):
    client = client_of(people[person])
    client.get("/?municipality=32622000")
    assert client.get(PAGE).status_code == reads
    wave = Wave.objects.get().pk
    pages = ("settings/", "participants/", "waves/new/", f"waves/{wave}/", f"waves/{wave}/delete/")
    assert {client.get(f"{PAGE}{page}").status_code for page in pages if "delete" not in page} == {keeps}
    # the only wave cannot be deleted: the officer is told so on the page
    assert client.get(f"{PAGE}waves/{wave}/delete/").status_code == (302 if keeps == 200 else 403)
    assert ("Добавить этап" in read(client.get(PAGE))) == (keeps == 200)


def test_a_wave_is_added_with_its_columns_and_a_passed_date_is_pointed_out(campaign, client_of, officer):
    client = client_of(officer)
    data = {
        "name": "Контингент", "counted_on": "2021-09-20", "opens": "2021-09-20", "due": "2021-10-01",
        "column": ["pupils.", "event.bilet"],
    }  # fmt: skip
    client.post(f"{PAGE}waves/new/", {**data, "seen": ""})
    answer = client.post(f"{PAGE}waves/new/", {**data, "seen": ""}, follow=True)  # a double click
    text = read(answer)
    assert "Срок этапа «Контингент» – 1 октября 2021 – уже прошёл. Так и задумано?" in text
    assert "Сбор идёт: 2 этапа, 3 организации" in text
    wave = Wave.objects.get(name="Контингент")
    assert (wave.number, wave.whole, wave.counted_on) == (2, False, dt.date(2021, 9, 20))
    assert sorted(wave.columns.values_list("kind", "code")) == [("event", "bilet"), ("pupils", "")]
    shown = read(client.get(f"{PAGE}waves/{wave.pk}/"))
    assert 'value="event.bilet" id="column-event.bilet" checked' in shown
    assert "– спрашивает этап «Годовой отчёт»" in shown
    assert client.post(f"{PAGE}waves/{wave.pk}/delete/").status_code == 302
    assert Wave.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "", "column": ["pupils."]}, "Назовите этап."),
        (
            {"name": "Э", "opens": "2022-05-01", "due": "2022-04-01", "whole": "on"},
            "Срок сдачи раньше открытия",
        ),
        ({"name": "Э", "due": "0202-04-01", "whole": "on"}, "Проверьте год: от 1990 до 2100."),
        ({"name": "Э", "due": "завтра", "whole": "on"}, "Это не дата: напишите день, например 12.03.2022."),
        ({"name": "Э"}, "Отметьте хотя бы одну графу"),
        ({"name": "Э", "column": ["event.unknown"]}, "Такой графы нет: event.unknown."),
    ],
)
def test_a_faulty_wave_is_refused_and_keeps_what_was_typed(data, said, campaign, client_of, officer):
    answer = client_of(officer).post(f"{PAGE}waves/new/", {"counted_on": "2021-09-20", **data})
    text = read(answer)
    assert (answer.status_code, said in text, 'value="2021-09-20"' in text) == (422, True, True)
    assert ('id="column-pupils." checked' in text) == ("pupils." in data.get("column", []))
    assert Wave.objects.count() == 1


def test_a_wave_that_is_gone_is_not_found(campaign, client_of, officer):
    client = client_of(officer)
    assert {client.get(f"{PAGE}waves/0/{page}").status_code for page in ("", "delete/")} == {404}
    assert client.post(f"{PAGE}waves/0/move/", {"to": "up"}).status_code == 404


def test_a_school_with_a_report_leaves_only_after_its_officer_has_read_what_becomes_of_it(
    campaign, client_of, officer, school, small_school
):
    send(fact("okr-01", "pupils", grade=6, value=30))
    client, before = client_of(officer), Revision.objects.get().number if Revision.objects.exists() else 0
    chosen = {"who": "listed", "school": [str(small_school.pk)]}
    asked = client.post(f"{PAGE}participants/", chosen)
    text = read(asked)
    assert (asked.status_code, "Исключить 1 организацию с отчётами?" in text) == (422, True)
    assert "Ёлкинская СОШ: черновик" in text
    assert f'value="{small_school.pk}" id="school-{small_school.pk}" checked' in text
    assert participants(campaign).count() == 3
    assert client.post(f"{PAGE}participants/", {**chosen, "confirmed": "on"}).status_code == 302
    campaign.refresh_from_db()
    assert [one.code for one in participants(campaign)] == ["okr-02"]
    assert Revision.objects.get().number == before + 1
    assert Transition.objects.get().note == "Участвуют: 1\xa0организация"
    again = client.post(f"{PAGE}participants/", {"who": "all"})
    assert (again.status_code, participants(Campaign.objects.get()).count()) == (302, 3)
    nobody = client.post(f"{PAGE}participants/", {"who": "listed"})
    assert (nobody.status_code, "Отметьте хотя бы одну организацию." in read(nobody)) == (422, True)


def test_the_later_of_two_officers_is_told_what_the_first_changed_and_keeps_what_was_typed(
    campaign, client_of, officer, admin
):
    second, page = client_of(admin), f"{PAGE}waves/new/"
    second.get("/?municipality=32622000")
    data = {"name": "Второй", "column": ["pupils."], "seen": ""}
    client_of(officer).post(page, {"name": "Первый", "column": ["event.bilet"], "seen": ""})
    client_of(officer).post(
        page, {"name": "Ещё", "column": ["event.lessons"], "seen": ""}
    )  # one's own: no surprise
    told = second.post(page, data)
    text = read(told)
    assert told.status_code == 422
    assert re.search(r"А. П. Соколова в \d\d:\d\d – «Добавлен этап «Ещё»»", text)
    assert 'value="Второй"' in text
    seen = re.search(r'name="seen" value="(\d+)"', told.content.decode())[1]
    assert second.post(page, {**data, "seen": seen}).status_code == 302
    assert list(Wave.objects.values_list("name", flat=True)) == ["Годовой отчёт", "Первый", "Ещё", "Второй"]


def test_closed_participants_are_pointed_out(campaign, client_of, officer, small_school):
    small_school.closed = dt.date(2022, 3, 1)
    small_school.save()
    assert "Берёзовская ООШ: закрыта с 1 марта 2022" in read(client_of(officer).get(PAGE))


def test_the_instructions_stand_quietly_above_the_form(campaign, client_of, officer, head):
    data = {"filled_by": "schools", "instructions": "Контингент – на 20 сентября.", "recommendations_due": ""}
    client = client_of(officer)
    assert client.post(f"{PAGE}settings/", data).status_code == 302
    assert client.post(f"{PAGE}settings/", data).status_code == 302
    assert list(Transition.objects.values_list("note", flat=True)) == ["Изменено: указания"]
    assert "Контингент – на 20 сентября." in read(client_of(head).get("/2021/schools/okr-01/form/"))


def test_a_school_sees_nothing_to_fill_before_the_collection_is_opened(campaign, client_of, officer, head):
    Campaign.objects.update(state="planned")
    form = "/2021/schools/okr-01/form/"
    assert "Сбор за 2021/2022 ещё не открыт" in read(client_of(head).get(form))
    client = client_of(officer)
    assert "Сбор готовится: 1 этап" in read(client.get(PAGE))
    assert "Начать новый учебный год" not in read(client.get(PAGE))
    assert "Организации увидят свою форму" in read(client.get("/2021/monitoring/reopen/"))
    client.post("/2021/monitoring/reopen/")
    assert list(Transition.objects.values_list("step", "source", "target")) == [("open", "planned", "open")]
    assert "ещё не открыт" not in read(client_of(head).get(form))


def test_nobody_is_late_for_a_collection_in_preparation(campaign, client_of, officer):
    Wave.objects.update(due=dt.date(2021, 10, 1))
    Campaign.objects.update(state="planned")
    client = client_of(officer)
    board, home = read(client.get("/2021/monitoring/")), read(client.get("/2021/"))
    assert "<h1>Сбор готовится: 3 организации его пока не видят</h1>" in board
    assert "срок прошёл 1 октября 2021</span>" not in board
    assert "<h1>Цикл 2021/2022: сбор данных готовится</h1>" in home
    assert "Проверить и открыть сбор" in home
    assert "просрочен" not in home


@pytest.mark.parametrize("schools", [1, 3, 60])
def test_pages_cost_the_same_at_any_number_of_schools(
    schools, okrug, officer, client_of, django_assert_num_queries
):
    for number in range(schools):
        make_school(okrug, f"okr-{number:02}", f"Школа {number}")
    make_catalogue()
    campaign = open_campaign(municipality=okrug, year=2021, schools=okrug.schools.all())
    send(*[fact(one.code, "pupils", grade=6, value=1) for one in okrug.schools.all()])
    client = client_of(officer)
    for page, queries in ((PAGE, 11), (f"{PAGE}participants/", 10), (f"{PAGE}waves/new/", 10)):
        client.get(page)
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200
    assert campaign.waves.count() == 1
