"""The pages of positions 7–9: what they say, who may do what on them, and how many queries they cost."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.models import Goal, Indicator
from roadmap.decisions import load_decisions
from roadmap.models import Decision, Mark, Measure
from roadmap.pages.table import heading_of
from roadmap.plan import load_roadmap
from schools.calendar import school_year_of
from schools.models import Kind, SchoolYear
from tests.cast import YEAR, make_school
from tests.roadmap.test_effect import BEFORE, make, of_municipality, recommend, value
from tests.roadmap.test_plan import KRASNODAR, SMALL

HERE = school_year_of(timezone.localdate())
PERIOD = {"starts": dt.date(HERE, 9, 1), "ends": dt.date(HERE + 1, 8, 31)}


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("&nbsp;", " ").split())


def document(measures):
    """A roadmap of one section whose measures are due all year."""
    first = SMALL["sections"][0]["measures"][0]
    every = [
        {**first, "number": f"1.{n}", "text": f"Мера {n}", "windows": []} for n in range(1, measures + 1)
    ]
    return {**SMALL, "sections": [{**SMALL["sections"][0], "measures": every}]}


@pytest.fixture
def year(db):
    return SchoolYear.objects.get_or_create(year=HERE)[0]


@pytest.fixture
def roadmap(okrug, year):
    Indicator.objects.create(code="bilet", name="«Билет в будущее»")
    return load_roadmap(municipality=okrug, document=document(1), **PERIOD)


@pytest.fixture
def measure(roadmap):
    return Measure.objects.get()


def url(name="roadmap", year=HERE, **kwargs):
    return reverse(f"roadmap:{name}", kwargs={"year": year, **kwargs})


def test_an_officer_reads_the_whole_table_with_its_doubts(okrug, year, officer, school, client_of):
    load_roadmap(municipality=okrug, document=KRASNODAR, **PERIOD)
    text = words(client_of(officer).get(url()))
    for piece in (
        "Период: ", "6. Формирование профильных классов", "Проверьте дорожную карту: 2 замечания",
        "У мероприятия 3.6 не указан ответственный.", "исполнили 0 из 1", "не указан", "6.10",
    ):  # fmt: skip
        assert piece in text
    assert text.count("Отметить исполнение") == 48


def test_an_analyst_sees_neither_doubts_nor_buttons(okrug, year, analyst, school, client_of):
    load_roadmap(municipality=okrug, document=KRASNODAR, **PERIOD)
    text = words(client_of(analyst).get(url()))
    assert "Проверьте дорожную карту" not in text
    assert "Отметить" not in text


def test_a_head_sees_the_measures_of_the_schools_only(okrug, year, head, client_of):
    load_roadmap(municipality=okrug, document=KRASNODAR, **PERIOD)
    text = words(client_of(head).get(url()))
    assert text.count("Отметить исполнение") == 24
    assert "Методическая работа" not in text
    assert "Проверьте дорожную карту" not in text


def test_the_head_of_a_kindergarten_is_told_that_nothing_is_theirs(okrug, roadmap, measure, head, client_of):
    head.memberships.update(school=make_school(okrug, "okr-09", "Детский сад", Kind.PRESCHOOL))
    browser = client_of(head)
    assert "В дорожной карте нет мероприятий вашей организации" in words(browser.get(url()))
    assert browser.get(url("measure", measure=measure.pk)).status_code == 404


def test_filters_narrow_the_table_and_unknown_words_do_not(okrug, year, officer, client_of):
    load_roadmap(municipality=okrug, document=KRASNODAR, **PERIOD)
    browser = client_of(officer)
    assert "Показано 6 из 48." in words(browser.get(url(), {"section": "4"}))
    assert "Показано 2 из 48." in words(browser.get(url(), {"state": "by_schedule"}))
    assert "Показано" not in words(browser.get(url(), {"section": "99", "state": "?", "responsible": "x"}))


def test_a_year_outside_the_period_says_so_and_leads_to_the_roadmap_there_is(
    okrug, roadmap, officer, client_of
):
    SchoolYear.objects.create(year=YEAR)
    browser = client_of(officer)
    page = browser.get(url(year=YEAR))
    assert f"На {YEAR}/{YEAR + 1} учебный год дорожной карты нет" in words(page)
    assert f"?roadmap={roadmap.code}" in page.content.decode()
    chosen = words(browser.get(url(year=YEAR), {"roadmap": roadmap.code}))
    assert "составлена на другой период" in chosen
    assert "Мера 1" in chosen


def test_no_roadmap_at_all_is_an_empty_state(year, officer, client_of):
    assert "Дорожной карты пока нет" in words(client_of(officer).get(url()))


def test_an_indicator_is_linked_in_the_years_it_has_a_page(roadmap, measure, officer, client_of):
    of_measure = reverse("indicators:indicator", args=[HERE, "bilet"])
    for last_year, linked in ((None, True), (HERE - 1, False)):
        Indicator.objects.update(last_year=last_year)
        for address in (url(), url("measure", measure=measure.pk)):
            assert (of_measure in client_of(officer).get(address).content.decode()) is linked, address


def test_an_officer_marks_a_measure_and_takes_the_mark_back(measure, officer, client_of):
    browser, address = client_of(officer), url("measure", measure=measure.pk)
    today = timezone.localdate()
    answers = [browser.post(address, {"done_on": today.isoformat(), "text": "Приказ"}) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert answers[0].url == f"{url()}?roadmap={measure.section.roadmap.code}#m{measure.pk}"
    mark = Mark.objects.get()
    assert (mark.school, mark.done_on, mark.text, mark.person) == (None, today, "Приказ", officer)
    assert "Исполнены все мероприятия: 1" in words(browser.get(url()))
    back = url("take_back", measure=measure.pk, mark=mark.pk)
    assert [browser.post(back).status_code for _ in range(2)] == [302, 302]
    assert not Mark.objects.exists()


def test_a_head_marks_for_their_own_school_whatever_they_send(measure, head, school, small_school, client_of):
    browser = client_of(head)
    today = timezone.localdate()
    browser.post(url("measure", measure=measure.pk), {"done_on": today.isoformat(), "for": small_school.code})
    assert Mark.objects.get().school == school
    text = words(browser.get(url()))
    assert "Исполнены все мероприятия школы: 1" in text
    assert "исполнили 1 из 2" in text


def test_an_officer_marks_for_a_school_and_nobody_takes_back_the_mark_of_another(
    measure, officer, second_head, school, small_school, client_of
):
    browser, address = client_of(officer), url("measure", measure=measure.pk)
    answer = browser.post(address, {"done_on": timezone.localdate().isoformat(), "for": school.code})
    assert answer.url == f"{address}#schools"
    mark = Mark.objects.get()
    assert mark.school == school
    client_of(second_head).post(url("take_back", measure=measure.pk, mark=mark.pk))
    assert Mark.objects.get() == mark
    assert browser.get(address, {"for": "nowhere"}).status_code == 404


def test_a_mark_that_cannot_be_keeps_what_was_typed_and_says_why(measure, officer, client_of):
    tomorrow = (timezone.localdate() + dt.timedelta(1)).isoformat()
    answer = client_of(officer).post(
        url("measure", measure=measure.pk), {"done_on": tomorrow, "text": "Приказ", "link": "не адрес"}
    )
    assert answer.status_code == 422
    answer = client_of(officer).post(
        url("measure", measure=measure.pk), {"done_on": tomorrow, "text": "Приказ"}
    )
    assert "Этот день ещё не наступил" in words(answer)
    assert "Приказ</textarea>" in answer.content.decode()
    assert not Mark.objects.exists()


def test_who_only_reads_may_not_mark(measure, analyst, region, stranger, client_of):
    said = {"done_on": timezone.localdate().isoformat()}
    found = {
        person.username: client_of(person).post(url("measure", measure=measure.pk), said).status_code
        for person in (analyst, region, stranger)
    }
    assert found == {"analyst": 403, "region": 403, "stranger": 404}
    assert not Mark.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_one_measure_and_school_as_for_three(
    okrug, year, officer, client_of, count, django_assert_num_queries
):
    load_roadmap(municipality=okrug, document=document(count), **PERIOD)
    for number in range(count):
        school = make_school(okrug, f"s-{number}", f"Школа {number}")
        for measure in Measure.objects.all():
            Mark.objects.create(measure=measure, school=school, person=officer, done_on=dt.date(HERE, 9, 2))
    browser = client_of(officer)
    browser.get(url())  # remembers the year in the session
    with django_assert_num_queries(11):
        assert f"исполнили {count} из {count}" in words(browser.get(url()))


def test_decisions_are_listed_with_number_date_and_measures(okrug, roadmap, officer, client_of):
    said = {"number": "7-пр", "date": f"{HERE}-09-10", "year": HERE, "title": "О мерах", "measures": ["1.1"]}
    load_decisions(municipality=okrug, document={"decisions": [said]})
    text = words(client_of(officer).get(url("decisions")))
    for piece in ("принято 1 решение", "О мерах", f"№ 7-пр от 10 сентября {HERE} года", "1.1 Мера 1"):
        assert piece in text


@pytest.mark.parametrize("count", [1, 3])
def test_decisions_cost_the_same_for_one_as_for_three(
    okrug, roadmap, officer, client_of, count, django_assert_num_queries
):
    for number in range(count):
        one = Decision.objects.create(
            municipality=okrug, year_id=HERE, number=str(number), date=dt.date(HERE, 9, 1), title="О мерах"
        )
        one.measures.set(Measure.objects.all())
    browser = client_of(officer)
    browser.get(url("decisions"))
    with django_assert_num_queries(7):
        browser.get(url("decisions"))


@pytest.fixture
def two_years(okrug, school, small_school):
    for year in (BEFORE, YEAR):
        SchoolYear.objects.get_or_create(year=year)
    share = make("share")
    of_municipality(YEAR, okrug, share, 3, 20)
    for year, numerator in ((BEFORE, 1), (YEAR, 3)):
        value(year, school, share, numerator, 10)
    value(BEFORE, small_school, share, 5, 10)
    make("silent")
    recommend(school, share, numerator="1", denominator="10")
    return share


def test_the_effect_says_what_changed_on_which_schools_and_never_that_it_helped(
    two_years, officer, client_of
):
    text = words(client_of(officer).get(url("effect", year=YEAR)))
    for piece in (
        "Улучшился 1 показатель из 1", "2020/2021 → 2021/2022", "10,0 %", "30,0 %", "+20,0 п.п.", "улучшился",
        "сравнили 1 из 3", "Что стало там, куда направляли рекомендации", "улучшился – 1",
        "Ни одна организация не представила данные за оба года: 1 показатель",
    ):  # fmt: skip
        assert piece in text
    assert "помог" not in text.lower()


def test_the_effect_of_a_topic(two_years, officer, client_of):
    make("aware", goal=Goal.objects.create(code="other", topic="awareness", text="Цель"))
    browser = client_of(officer)
    assert "Улучшился 1 показатель" in words(browser.get(url("effect", year=YEAR), {"topic": "support"}))
    assert "Улучшился 1 показатель" in words(browser.get(url("effect", year=YEAR), {"topic": "unknown"}))
    other = words(browser.get(url("effect", year=YEAR), {"topic": "awareness"}))
    assert "пока нельзя" in other
    assert "куда направляли" not in other


def test_a_year_without_values_leads_to_one_that_can_be_compared(two_years, officer, client_of):
    SchoolYear.objects.get_or_create(year=HERE)
    page = client_of(officer).get(url("effect"))
    assert "пока нельзя" in words(page)
    assert url("effect", year=YEAR) in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_effect_costs_the_same_for_one_school_and_indicator_as_for_three(
    okrug, officer, client_of, count, django_assert_num_queries
):
    for year in (BEFORE, YEAR):
        SchoolYear.objects.get_or_create(year=year)
    for number in range(count):
        share = make(f"i{number}")
        school = make_school(okrug, f"s-{number}", f"Школа {number}")
        recommend(school, share, numerator="1", denominator="4")
        for year in (BEFORE, YEAR):
            value(year, school, share, 1, 4)
    browser = client_of(officer)
    browser.get(url("effect", year=YEAR))
    with django_assert_num_queries(10):
        browser.get(url("effect", year=YEAR))


@pytest.mark.parametrize("who", ["region", "officer", "analyst", "admin", "head"])
def test_no_role_costs_more_than_twelve_queries(
    who, okrug, roadmap, measure, people, client_of, two_years, django_assert_max_num_queries
):
    browser = client_of(people[who])
    browser.get("/?municipality=32622000")
    pages = [url(), url("measure", measure=measure.pk)]
    for address in pages if who == "head" else [*pages, url("decisions"), url("effect", year=YEAR)]:
        browser.get(address)
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200


def test_a_roadmap_without_measures_says_so():
    assert heading_of([]) == "В дорожной карте ещё нет мероприятий"
