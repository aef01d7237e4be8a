"""Moments and «today» are those of the municipality whose page is asked for."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from monitoring.models import CellChange
from schools.models import AccessCode

NIGHT = dt.datetime(
    2022, 3, 1, 20, 30, tzinfo=dt.UTC
)  # 2 March, 3:30 in Novokuznetsk; 1 March, 23:30 in Moscow


@pytest.fixture
def siberia(okrug):
    okrug.time_zone = "Asia/Novokuznetsk"
    okrug.save()
    return okrug


@pytest.fixture
def change(school, year, officer):
    return CellChange.objects.create(
        school=school,
        year=2021,
        kind="pupils",
        grade=9,
        old="24",
        new="25",
        person=officer,
        door="form",
        at=NIGHT,
    )


def test_a_moment_is_told_by_the_clock_of_the_place(siberia, change, school, officer, client_of):
    page = client_of(officer).get(reverse("monitoring:cell_history", args=[2021, school.code]))
    text = page.content.decode().replace("\u00a0", " ")
    assert "2 марта 2022, 03:30" in text
    assert timezone.get_current_timezone_name() == "Europe/Moscow"


def test_the_next_request_of_the_thread_starts_anew(
    siberia, change, school, neighbour_school, people, client_of
):
    CellChange.objects.create(
        school=neighbour_school, year=2021, kind="pupils", new="1", door="form", at=NIGHT
    )
    client_of(people["officer"]).get(reverse("monitoring:cell_history", args=[2021, school.code]))
    page = client_of(people["stranger"]).get(
        reverse("monitoring:cell_history", args=[2021, neighbour_school.code])
    )
    assert "1 марта 2022, 23:30" in page.content.decode().replace("\u00a0", " ")


def test_today_begins_when_it_does_there(siberia, school, year, officer, client_of):
    with time_machine.travel(NIGHT, tick=False):
        page = client_of(officer).post("/schools/codes/issue/", {"school": school.code})
    assert AccessCode.objects.get().expires_at == NIGHT + dt.timedelta(days=30)
    assert "1 апреля 2022" in page.content.decode().replace("\u00a0", " ")


def test_a_time_zone_that_does_not_exist_is_refused(okrug):
    okrug.time_zone = "Сибирь/Кемерово"
    with pytest.raises(ValidationError, match="Нет часового пояса «Сибирь/Кемерово»"):
        okrug.full_clean()


def test_what_is_not_found_is_said_with_its_reason_even_while_debugging(
    school, year, officer, client_of, settings
):
    for debugging in (False, True):
        settings.DEBUG = debugging
        for address, reason in (
            ("/1999/monitoring/", "Такого учебного года на портале нет"),
            ("/1999/monitoring/", '<a href="/?year=2021">2021/2022</a>'),
            ("/schools/okr-99/", "Такой организации нет или она вам не открыта."),
            ("/2021/recommendations/1/", "Такой рекомендации нет или она вам не открыта."),
        ):
            page = client_of(officer).get(address)
            assert (page.status_code, reason in page.content.decode()) == (404, True), address
    page = client_of(officer).get("/1999/monitoring/").content.decode()
    assert "Выбор учебного года" not in page, "no menu of years without addresses in the header"


def test_the_address_of_a_button_leads_on(school, year, officer, client_of):
    page = client_of(officer).get("/schools/codes/issue/")
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "действие не выполнено: повторите его" in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_the_api_refuses_in_its_own_way(school, year, officer, client_of):
    answers = [client_of(officer).get("/api/v1/schools/okr-99/"), client_of(officer).put("/api/v1/schools/")]
    assert [(answer.status_code, answer.headers["Content-Type"]) for answer in answers] == [
        (404, "application/json"),
        (405, "application/json"),
    ]


@pytest.mark.parametrize(
    "address",
    ["/schools/?municipality=%00", "/schools/?q=a%00b", "/schools/%00/", "/2021/recommendations/?school=%00"],
)
def test_an_address_with_a_sign_no_database_keeps_is_a_bad_request(school, year, officer, client_of, address):
    assert client_of(officer).get(address).status_code == 400


def test_so_is_a_form_that_brings_one(school, year, head, client_of):
    page = client_of(head).post(f"/2021/schools/{school.code}/form/", {"why.jump.pupils..9": "a\x00b"})
    assert page.status_code == 400


def test_a_year_of_thousands_of_digits_is_no_year(school, year, officer, client_of):
    assert client_of(officer).get("/schools/?year=" + "9" * 5000).status_code == 200
