"""The beginning: from an empty portal to an opened collection; what each step sees, who takes it, twice is once."""

from __future__ import annotations

import datetime as dt
import html

import pytest

from config.first_run.choice import first_dates
from config.first_run.progress import progress_of
from indicators.models import Indicator
from monitoring.models import Campaign, Event, Metric
from schools.codes import issue_codes
from schools.models import School, SchoolYear
from tests.cast import make_school
from tests.monitoring.world import make_catalogue

pytestmark = pytest.mark.django_db


def read(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def states(municipality):
    return [step.state for step in progress_of(municipality).steps]


def test_the_first_step_that_is_not_done_is_now_and_each_is_seen_from_the_data(okrug, officer):
    assert states(None) == ["now", "ahead", "ahead", "ahead", "ahead"]
    assert states(okrug) == ["done", "now", "ahead", "ahead", "ahead"]
    school = make_school(okrug, "okr-01", "Ёлкинская СОШ")
    assert states(okrug) == ["done", "done", "now", "ahead", "ahead"]
    issue_codes(municipality=okrug, schools=[school], person=officer)
    assert states(okrug) == ["done", "done", "done", "now", "ahead"]
    make_catalogue()
    assert states(okrug) == ["done", "done", "done", "done", "now"]
    Campaign.objects.create(municipality=okrug, year_id=_year(2021), state="planned")
    assert states(okrug) == ["done", "done", "done", "done", "now"]
    Campaign.objects.update(state="open")
    assert progress_of(okrug).is_complete


def _year(number):

    return SchoolYear.objects.get_or_create(year=number)[0].pk


def test_an_officer_walks_from_an_empty_place_to_an_opened_collection(client_of, stranger, neighbour):
    client = client_of(stranger)
    assert client.get("/").url == "/start/"
    make_school(neighbour, "gor-01", "Горная СОШ")
    for _ in range(2):  # a second click changes nothing
        assert client.post("/start/catalogue/").url == "/start/"
    assert (Event.objects.count(), Metric.objects.count(), Indicator.objects.count() > 20) == (17, 19, True)
    assert "Загрузить типовой перечень" not in read(client.get("/start/"))
    page = read(client.get("/start/campaign/"))
    assert page.count('name="asked"') == 36
    assert "нужно для 4 показателей" in page
    every = [f"event.{e.code}" for e in Event.objects.all()] + [
        f"metric.{m.code}" for m in Metric.objects.all()
    ]
    data = {"shape": "three", "filled_by": "schools", "instructions": "Итогами по классам.", "asked": every}
    for part in ("counts", "takes", "admits"):
        data |= {f"{part}_opens": "2026-09-20", f"{part}_due": "2027-10-31"}
    year = Campaign.objects.values_list("year_id", flat=True)
    for _ in range(2):
        answer = client.post("/start/campaign/", data)
        assert answer.url == f"/{year.get()}/monitoring/campaign/"
    campaign = Campaign.objects.get()
    waves = [(wave.name, wave.whole, wave.columns.count()) for wave in campaign.waves.order_by("number")]
    assert campaign.state == "planned"
    assert waves == [
        ("Контингент на 20 сентября", False, 2),
        ("Участие за год", True, 31),
        ("Поступление выпускников", False, 5),
    ]
    client.post(f"/{campaign.year_id}/monitoring/reopen/")
    assert Campaign.objects.get().state == "open"


def test_what_is_not_marked_is_not_asked(client_of, stranger, neighbour):
    make_catalogue()
    client = client_of(stranger)
    data = {"shape": "one", "filled_by": "officer", "asked": ["event.bilet"], "one_due": "2099-05-31"}
    assert client.post("/start/campaign/", data).status_code == 302
    wave = Campaign.objects.get().waves.get()
    assert (wave.whole, sorted(wave.columns.values_list("kind", "code"))) == (
        False,
        [("event", "bilet"), ("pupils", ""), ("pupils_with_disabilities", "")],
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"one_due": ""}, "Назначьте срок"),
        ({"one_opens": "2099-06-30"}, "Срок сдачи раньше открытия"),
        ({"asked": ["event.nothing"]}, "Такой графы нет: event.nothing."),
        ({"shape": "seven"}, "Выберите корректный вариант"),
    ],
)
def test_a_faulty_choice_is_refused_and_kept(more, said, client_of, stranger, neighbour):
    make_catalogue()
    data = {"shape": "one", "filled_by": "officer", "asked": ["event.bilet"], "one_due": "2099-05-31", **more}
    answer = client_of(stranger).post("/start/campaign/", data)
    assert (answer.status_code, said in read(answer), Campaign.objects.count()) == (422, True, 0)


def test_the_shared_catalogue_is_an_officers_only_while_there_is_none(client_of, officer, admin, okrug):
    make_catalogue()
    client_of(officer).post("/start/catalogue/")
    assert Indicator.objects.count() == 0
    chief = client_of(admin)
    chief.get("/?municipality=32622000")
    chief.post("/start/catalogue/")
    assert Indicator.objects.count() > 20


def test_dates_that_have_passed_begin_today_and_last_three_weeks():
    early = first_dates(2026, dt.date(2026, 9, 1))
    assert (early["counts_opens"], early["counts_due"]) == (dt.date(2026, 9, 21), dt.date(2026, 10, 12))
    late = first_dates(2026, dt.date(2026, 11, 27))
    assert (late["counts_opens"], late["counts_due"]) == (dt.date(2026, 11, 27), dt.date(2026, 12, 18))
    assert (late["takes_due"], late["admits_due"]) == (dt.date(2027, 5, 31), dt.date(2027, 11, 1))


@pytest.mark.parametrize("schools", [1, 60])
def test_the_pages_cost_the_same_at_any_number_of_schools(
    schools, okrug, officer, client_of, django_assert_num_queries
):
    make_catalogue()
    School.objects.bulk_create(
        School(municipality=okrug, code=f"s-{number}", short_name=f"Школа {number}", kind="basic", grades=1)
        for number in range(schools)
    )
    client = client_of(officer)
    for page, queries in (("/start/", 9), ("/start/campaign/", 10)):
        client.get(page)
        with django_assert_num_queries(queries):
            assert client.get(page).status_code == 200
