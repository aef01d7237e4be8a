"""The first page: what was collected, what is missed, what waits; and who may see it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from indicators.compute import recompute
from indicators.models import Target
from monitoring.campaigns import move, open_campaign, set_participants
from monitoring.models import Campaign, CellComment, Submission, Wave
from recommendations.handling import answer
from recommendations.models import Recommendation
from reports.dashboard import home_of
from reports.regional import region_lines
from reports.todo import LIST
from schools.models import SchoolYear
from tests.cast import make_school
from tests.reports.test_export_values import world as exported_world

pytestmark = pytest.mark.django_db
world = exported_world
TODAY = dt.date(2022, 6, 20)


@pytest.fixture
def collecting(world, okrug, school, small_school):
    """One report waits for a check, one is late by five days, the kindergarten has not begun."""
    campaign = open_campaign(municipality=okrug, year=world)
    wave, _ = campaign.waves.update_or_create(
        number=1, defaults={"name": "Годовой отчёт", "due": dt.date(2022, 6, 15)}
    )
    Submission.objects.create(wave=wave, school=school, state="submitted")
    Submission.objects.create(wave=wave, school=small_school, state="draft")
    return world


def test_the_heading_says_what_was_found(collecting, okrug):
    home = home_of(okrug, collecting, today=TODAY)
    assert (
        home.heading
        == "Цикл 2021/2022: приняты отчёты 0 из\u00a03\u00a0организаций, 1\u00a0показатель ниже плана"
    )
    assert (
        home.lead(TODAY).replace("\u00a0", " ") == "Сейчас: «Годовой отчёт», срок прошёл 15 июня 2022 года."
    )
    assert [(task.title, task.note) for task in home.tasks] == [
        (home.tasks[0].title, "ждёт проверки"),
        ("Годовой отчёт: не начала 1\u00a0организация", "срок прошёл 5\u00a0дней назад"),
        (home.tasks[2].title, "срок прошёл 5\u00a0дней назад"),
    ]
    assert home.tasks[1].query == "?wave=1&state=not_started"
    assert home.waves[0].late == 2, "a draft past its date and a school that has not begun"


def test_many_reports_of_one_kind_are_one_line_for_each_wave(collecting, okrug):
    wave = Wave.objects.get(campaign__year=collecting)
    for number in range(4):
        for state in ("submitted", "draft"):
            school = make_school(okrug, f"okr-{state}-{number}", f"Школа {number}")
            Submission.objects.create(wave=wave, school=school, state=state)
    home = home_of(okrug, collecting, today=TODAY)
    assert [(task.title.replace("\u00a0", " "), task.query) for task in home.tasks] == [
        ("Годовой отчёт: 5 отчётов ждут проверки", "?wave=1&state=submitted"),
        ("Годовой отчёт: не начала 1 организация", "?wave=1&state=not_started"),
        ("Годовой отчёт: не закончили 5 организаций", "?wave=1&late=1"),
    ]


def test_a_school_that_handed_in_one_wave_and_is_late_with_another_has_a_line_for_each(
    collecting, okrug, small_school
):
    campaign = Wave.objects.get(campaign__year=collecting).campaign
    second = Wave.objects.create(campaign=campaign, number=2, name="Итоги", due=dt.date(2022, 6, 30))
    Submission.objects.create(wave=second, school=small_school, state="submitted")
    tasks = home_of(okrug, collecting, today=TODAY).tasks
    assert [task.note.replace("\u00a0", " ") for task in tasks if task.title == "Берёзовская ООШ"] == [
        "ждёт проверки",
        "срок прошёл 5 дней назад",
    ]


def test_comments_nobody_has_answered_wait_in_the_wave_of_their_number(
    collecting, okrug, school, head, officer
):
    campaign = Wave.objects.get(campaign__year=collecting).campaign
    second = Wave.objects.create(campaign=campaign, number=2, name="Итоги", whole=False)
    second.columns.create(kind="event", code="bilet")
    of_first = {"school": school, "year": collecting, "kind": "pupils", "grade": 6}
    of_second = {**of_first, "kind": "event", "code": "bilet"}
    for words in (of_first, {**of_first, "grade": 7}, of_second):
        CellComment.objects.create(**words, text="Так и есть?", author=head)

    def waiting():
        tasks = home_of(okrug, collecting, today=TODAY).tasks
        return [(t.title.replace("\u00a0", " "), t.query) for t in tasks if "комментари" in t.title]

    assert waiting() == [
        ("Годовой отчёт: 2 комментария без ответа", "?wave=1&questions=1"),
        ("Итоги: 1 комментарий без ответа", "?wave=2&questions=1"),
    ]
    for words in (of_first, of_second):
        CellComment.objects.create(**words, text="Да.", author=officer)
    assert waiting() == [("Годовой отчёт: 1 комментарий без ответа", "?wave=1&questions=1")]


def test_what_is_cut_from_the_list_is_counted_with_a_link(collecting, client_of, officer, okrug):
    """One report to check, one late, and ten waves somebody has not begun."""
    campaign = Wave.objects.get(campaign__year=collecting).campaign
    for number in range(2, 11):
        Wave.objects.create(campaign=campaign, number=number, name=f"Этап {number}", due=dt.date(2022, 6, 15))
    page = client_of(officer).get(f"/{collecting}/")
    shown, more = len(page.context["tasks"]), page.context["more_tasks"]
    assert (shown, more) == (8, 4)
    assert f"Ещё {more} – в списке отчётов" in page.content.decode()


def test_a_late_wave_of_an_earlier_year_stays_in_the_list_while_its_collection_is_open(
    collecting, okrug, school, small_school, client_of, officer
):
    """The admissions of graduates are collected in the autumn of the next school year."""
    autumn = Wave.objects.get(campaign__year=collecting)
    autumn.name, autumn.due = "Поступление", dt.date(2022, 10, 1)
    autumn.save()
    SchoolYear.objects.get_or_create(year=2022)
    for today, number in ((autumn.due, 0), (dt.date(2022, 10, 2), 2)):
        tasks = home_of(okrug, 2022, today=today).tasks
        assert [(task.title.replace("\u00a0", " "), task.year) for task in tasks] == (
            [("Поступление, 2021/2022: не сдали 2 организации", 2021)] if number else []
        )
    open_campaign(municipality=okrug, year=2022)
    assert [task.year for task in home_of(okrug, 2022, today=dt.date(2022, 10, 2)).tasks] == [2021]
    assert "/2021/monitoring/?wave=1&amp;late=1" in client_of(officer).get("/2022/").content.decode()
    Submission.objects.filter(school=small_school).update(extended_to=dt.date(2022, 10, 9))
    tasks = home_of(okrug, 2022, today=dt.date(2022, 10, 2)).tasks
    assert [task.title.replace("\u00a0", " ") for task in tasks] == [
        "Поступление, 2021/2022: не сдала 1 организация"
    ]
    set_participants(campaign=autumn.campaign, schools=[school])
    assert home_of(okrug, 2022, today=dt.date(2022, 10, 2)).tasks == []
    set_participants(campaign=autumn.campaign, schools=None)
    move(campaign=autumn.campaign, step="close", person=None)
    assert home_of(okrug, 2022, today=dt.date(2022, 10, 2)).tasks == []


def test_answers_to_recommendations_of_an_earlier_year_wait_under_their_year(
    collecting, okrug, school, small_school, neighbour, neighbour_school, client_of, officer
):
    for year in (2020, 2022):
        SchoolYear.objects.get_or_create(year=year)
    rows = [
        (okrug, school, 2021, "done"), (okrug, small_school, 2021, "done"), (okrug, school, 2020, "done"),
        (okrug, school, 2020, "confirmed"), (okrug, school, 2022, "done"), (neighbour, neighbour_school, 2020, "done"),
    ]  # fmt: skip
    Recommendation.objects.bulk_create(
        Recommendation(
            municipality=place, school=own, year_id=year, section="I", text="Провести.", state=state
        )
        for place, own, year, state in rows
    )
    told = [
        ("Рекомендации, 2020/2021: 1 организация ответила", 2020),
        ("Рекомендации, 2021/2022: 2 организации ответили", 2021),
    ]
    for _ in range(2):
        tasks = [task for task in home_of(okrug, 2022, today=TODAY).tasks if task.url_name == LIST]
        assert [(task.title.replace("\u00a0", " "), task.year) for task in tasks][:2] == told
        open_campaign(municipality=okrug, year=2022)
    assert 'href="/2020/recommendations/?state=done"' in client_of(officer).get("/2022/").content.decode()
    tasks = home_of(okrug, 2020, today=TODAY).tasks
    assert [task.year for task in tasks if task.url_name == LIST] == [], "no campaign, nothing earlier"


def test_a_year_without_a_campaign_says_how_to_begin(okrug, year):
    home = home_of(okrug, year.year, today=TODAY)
    assert home.heading == "Цикл 2021/2022: сбор данных ещё не открыт"
    assert home.lead(TODAY) == "Организации увидят свою форму, когда специалист назначит срок сдачи."
    assert (home.figure, home.caption) == ("–", "сравнивать с планом пока нечего")


def test_whoever_may_open_the_campaign_is_led_to_it(okrug, year, officer, analyst, client_of):
    offered = [
        "Открыть сбор</a>" in client_of(person).get(f"/{year.year}/").content.decode()
        for person in (officer, analyst)
    ]
    assert offered == [True, False]


def test_when_all_plans_are_met_the_heading_says_so(collecting, okrug):
    Target.objects.filter(municipality=okrug).update(value="1")
    assert home_of(okrug, collecting, today=TODAY).heading.endswith("все планы достигнуты")


@pytest.mark.parametrize("schools", [1, 3])
def test_the_page_costs_the_same_at_any_number_of_schools(
    schools, collecting, client_of, officer, okrug, django_assert_max_num_queries
):
    from tests.cast import make_school

    for number in range(schools):
        make_school(okrug, f"extra-{number}", f"Школа {number}")
    recompute(municipality_id=okrug.pk, year=collecting)
    client = client_of(officer)
    client.get(f"/{collecting}/")  # the first visit remembers the year in the session
    with django_assert_max_num_queries(12):
        assert client.get(f"/{collecting}/").status_code == 200


def test_the_region_sees_its_municipalities_side_by_side(world, region, client_of, okrug, neighbour):
    lines = region_lines(region, world)
    assert [(line.municipality, line.achieved, line.missed) for line in lines] == [
        (okrug, 0, 1),
        (neighbour, 0, 0),
    ]
    page = client_of(region).get(f"/{world}/").content.decode()
    assert okrug.name in page
    assert neighbour.name in page


def test_the_region_counts_the_reports_that_are_due_like_the_boards(collecting, region, okrug, school):
    """Three participants in the one wave that has opened; nothing while the collection is in preparation."""
    campaign = Wave.objects.get(campaign__year=collecting).campaign
    Submission.objects.filter(school=school).update(state="accepted", accepted_at=timezone.now())
    later = timezone.localdate() + dt.timedelta(2)
    Wave.objects.create(campaign=campaign, number=2, name="Итоги", opens=later)

    def counted():
        line = next(line for line in region_lines(region, collecting) if line.municipality == okrug)
        return line.accepted, line.reports

    assert counted() == (1, 3)
    set_participants(campaign=campaign, schools=[school])
    assert counted() == (1, 1)
    Campaign.objects.update(state="planned")
    assert counted() == (0, 0)


def test_a_head_and_a_stranger_do_not_see_it(world, client_of, head, stranger, officer, okrug):
    assert client_of(head).get(f"/{world}/").status_code == 403
    assert okrug.name not in client_of(stranger).get(f"/{world}/").content.decode()
    assert client_of(officer).get(f"/{world}/").status_code == 200


def test_values_can_be_taken_away_by_those_who_read_them(world, client_of, officer, head):
    answer = client_of(officer).get(f"/{world}/exports/values.xlsx")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'znacheniya-{world}.xlsx"')
    csv = client_of(officer).get(f"/{world}/exports/values.csv?level=municipality").content.decode()
    assert csv.splitlines()[0].startswith("year,level,place_code")
    assert len(csv.splitlines()) == 2
    assert client_of(head).get(f"/{world}/exports/values.xlsx").status_code == 403


def test_a_school_that_does_not_agree_with_a_number_waits_for_the_officer(collecting, okrug, school, head):
    made = Recommendation.objects.create(
        municipality=okrug, school=school, year_id=collecting, section="I", audience="heads", text="Охватите",
        state="issued",
    )  # fmt: skip
    answer(recommendation=made, person=head, text="Учеников было больше", disputes_number=True)
    home = home_of(okrug, collecting, today=TODAY)
    assert [(task.title, task.note, task.query) for task in home.tasks if task.url_name == LIST] == [
        ("1\u00a0организация не согласна", "с числом в рекомендации", "?state=disputed")
    ]
    assert home.sent == 1
