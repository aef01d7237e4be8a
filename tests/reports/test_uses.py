"""Where an indicator is used."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.models import Indicator
from recommendations.models import Recommendation, Rule
from reports.uses import Issued, uses_of
from roadmap.models import Measure, Roadmap, RoadmapSection

DAY = dt.date(2021, 9, 1)


@pytest.fixture
def used(board, okrug, neighbour, year, school, small_school):
    indicator = board.bilet
    for place in (okrug, neighbour):
        Rule.objects.create(
            code=f"r-{place.code}", trigger="zero", indicator=indicator, text="Охватите", municipality=place
        )
        roadmap = Roadmap.objects.create(
            municipality=place, code=f"m-{place.code}", title="Карта", starts=DAY, ends=DAY
        )
        section = RoadmapSection.objects.create(roadmap=roadmap, number=1, title="Раздел")
        Measure.objects.create(section=section, number=1, text="Провести", term="май").indicators.add(
            indicator
        )
    for place, state in ((school, "issued"), (small_school, "confirmed"), (small_school, "withdrawn")):
        Recommendation.objects.create(
            municipality=okrug, school=place, year=year, indicator=indicator, section="I", audience="heads",
            text="Охватите", state=state,
        )  # fmt: skip
    Indicator.objects.create(code="next", name="Новый", predecessor=indicator)
    return uses_of(okrug, indicator)


def test_everything_of_the_municipality_that_names_it_is_found(used):
    assert used.plan_years == [2021]
    assert [rule.code for rule in used.rules] == ["r-32622000"]
    assert used.issued == [Issued(2021, 2, 1)]
    assert [measure.section.roadmap.code for measure in used.measures] == ["m-32622000"]
    assert [follower.code for follower in used.followers] == ["next"]
    assert not used.is_empty


def test_the_page_says_it_and_what_is_used_nowhere_can_go(
    used, client_of, officer, board, django_assert_num_queries
):
    client = client_of(officer)
    client.get("/2021/indicators/bilet/uses/")
    with django_assert_num_queries(11):
        page = client.get("/2021/indicators/bilet/uses/").text
    for words in ("Плановые значения", "Правила", "2 рекомендации, ждут ответа 1", "1.1. Провести", "Новый"):
        assert words in page.replace("\u00a0", " ")
    nowhere = client.get(f"/2021/indicators/{board.declared.code}/uses/").text
    assert "Показатель нигде не используется" in nowhere
    assert client.get("/2021/indicators/nothing/uses/").status_code == 404


def test_removing_is_asked_first_and_refused_with_every_use(client_of, officer, board, okrug, used):
    client = client_of(officer)
    Indicator.objects.filter(pk=board.declared.pk).update(municipality=okrug)
    path = f"/2021/indicators/{board.declared.code}/delete/"
    assert "Удалить показатель «Доля без формулы»?" in client.get(path).text
    assert client.post(path).url == "/2021/indicators/"
    assert not Indicator.objects.filter(pk=board.declared.pk).exists()
    Indicator.objects.filter(pk=board.bilet.pk).update(municipality=okrug)
    words = (
        "По показателю есть: плановые значения, правила, адресные рекомендации, мероприятия дорожной карты, "
        "показатель, который его продолжает."
    )
    assert words in client.post("/2021/indicators/bilet/delete/", follow=True).text
    assert Indicator.objects.filter(pk=board.bilet.pk).exists()


def test_what_only_a_measure_names_stays(client_of, officer, board, okrug, used):
    Indicator.objects.filter(pk=board.declared.pk).update(municipality=okrug)
    Measure.objects.get(section__roadmap__code="m-32622000").indicators.add(board.declared)
    answer = client_of(officer).post(f"/2021/indicators/{board.declared.code}/delete/", follow=True)
    assert "По показателю есть: мероприятия дорожной карты." in answer.text
    assert Indicator.objects.filter(pk=board.declared.pk).exists()
