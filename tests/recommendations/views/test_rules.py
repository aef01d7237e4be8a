"""Rules written by officers: tried before they are saved, versioned, copied from shared ones."""

from __future__ import annotations

import pytest

from indicators.models import Goal, Indicator
from recommendations.models import Recommendation, Rule, RuleVersion
from recommendations.pages.rules import rule_name
from recommendations.pages.uncovered import uncovered
from recommendations.rehearsal import rehearse
from recommendations.rulebook import write_rule
from schools.workflow import StepRefused
from tests.recommendations.world import TODAY, World

RULES, NEW = "/2021/recommendations/rules/", "/2021/recommendations/rules/new/"


@pytest.fixture
def world(okrug, school, small_school):
    world = World(okrug, school, small_school)
    world.plan(30)
    world.accept(school, 20)
    world.accept(small_school, 29)
    world.issue()
    return world


@pytest.fixture
def post(world, client_of, officer):
    client = client_of(officer)

    def send(path=NEW, htmx=False, **words):
        data = {
            "trigger": "below_target", "indicator": world.indicator.pk, "scope": "school", "margin": "", "section": "I",
            "audience": "heads", "text": "{школа}: {значение} при плане {план}, до {срок}.", "due": "15.05",
            "active": "on", "action": "save",
        }  # fmt: skip
        return client.post(path, {**data, **words}, headers={"HX-Request": "true"} if htmx else {})

    return send


def test_an_officer_writes_a_rule_and_it_is_versioned(post, okrug):
    assert post().url == RULES
    rule = Rule.objects.get()
    assert (rule.code, rule.municipality, rule.due, rule.version) == ("32622000-rule-1", okrug, "05-15", 1)
    assert post().url == RULES  # the same form sent twice
    assert Rule.objects.count() == 1
    path = f"{RULES}{rule.code}/"
    assert post(path, text="Охватите {классы}.", seen="1").url == RULES
    assert list(RuleVersion.objects.order_by("version").values_list("version", "definition__text")) == [
        (1, "{школа}: {значение} при плане {план}, до {срок}."), (2, "Охватите {классы}."),
    ]  # fmt: skip


def test_the_preview_says_for_whom_and_with_which_text_and_saves_nothing(post):
    answer = post(action="check", htmx=True).text.replace("\u00a0", " ")
    assert "Сработает для 2 организаций" in answer
    assert "Берёзовская ООШ: 29,0 % при плане 30 %, до 15 мая" in answer
    assert "<html" not in answer
    assert not Rule.objects.exists()
    assert not Recommendation.objects.exists()
    narrow = post(action="check", htmx=True, margin="5").text.replace("\u00a0", " ")
    assert "Сработает для 1 организации" in narrow
    assert "Отставание меньше порога, с которого направляется рекомендация – 1 организация" in narrow


def test_a_rule_of_a_topic_is_told_when_its_text_names_no_indicator(post):
    topic = {"indicator": "", "topic": "awareness", "action": "check", "htmx": True}
    assert "В тексте не назван показатель" in post(**topic).text
    assert "В тексте не назван показатель" not in post(**topic, text="{показатель}: {значение}.").text


def test_a_rule_whose_indicator_has_ended_is_not_among_the_active_ones(post, world, client_of, officer):
    post()
    page = client_of(officer).get(RULES).text.replace("\u00a0", " ")
    assert "1 правило действует" in page
    world.indicator.last_year = 2020
    world.indicator.save()
    page = client_of(officer).get(RULES).text.replace("\u00a0", " ")
    assert "0 правил действуют" in page
    assert "показатель закончился в 2020/2021" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"text": ""}, "Обязательное поле"),
        ({"text": "Охватите {всех}."}, "Подстановка {всех} неизвестна"),
        ({"indicator": ""}, "Для этого условия выберите показатель или тему."),
        ({"topic": "awareness"}, "Выберите что-то одно: показатель или тему."),
        ({"trigger": "always", "indicator": "", "topic": "awareness"}, "тема не нужна"),
        (
            {"trigger": "always", "indicator": ""},
            "Без показателя подставить нечего: {значение}, {план}. Выберите",
        ),
        ({"due": "31.02.2022"}, "не более 6"),
        ({"due": "40.01"}, "Срок «40.01» непонятен: напишите день и месяц (15.05) или число дней"),
        ({"margin": "-1"}, "Порог отставания больше нуля"),
        ({"trigger": "zero", "margin": "5"}, "Порог бывает у условий"),
        ({"trigger": "never"}, "Выберите корректный вариант"),
    ],
)
def test_what_is_wrong_is_said_and_kept(post, words, message):
    answer = post(**words)
    assert (answer.status_code, Rule.objects.count()) == (422, 0)
    assert message in answer.text
    if "text" not in words:
        assert "при плане {план}, до {срок}." in answer.text


def test_a_rule_fires_from_its_margin_on(world, okrug):
    rule = world.rule(margin=5)
    assert [(r.school.code, r.state) for r in issued(world)] == [("okr-01", "issued")]
    rule.margin = None
    write = rehearse(rule=rule, municipality_id=okrug.pk, year=2021, today=TODAY)
    assert [school.code for school, _ in write.fires] == ["okr-02", "okr-01"]


def issued(world):
    world.issue()
    return Recommendation.objects.select_related("school").order_by("school__code")


def test_who_saves_after_somebody_else_is_told_once(post):
    post()
    path = f"{RULES}{Rule.objects.get().code}/"
    assert post(path, text="Первое.", seen="1").status_code == 302
    late = post(path, text="Второе.", seen="1")
    assert (late.status_code, "Пока вы писали, правило изменили" in late.text) == (422, True)
    assert post(path, text="Второе.", seen="2").status_code == 302


def test_shared_rules_are_written_by_the_region_and_copied_by_officers(world, people, client_of):
    rule = world.rule("shared")
    paths = [f"{RULES}shared/", f"{NEW}?from=shared"]
    answers = {name: [client_of(who).get(path).status_code for path in paths] for name, who in people.items()}
    assert answers == {
        "region": [200, 200], "officer": [403, 200], "stranger": [403, 200], "admin": [200, 200],
        **{name: [403, 403] for name in ("head", "second_head", "analyst")},
    }  # fmt: skip
    with pytest.raises(StepRefused, match="изменяет только региональный оператор"):
        write_rule(rule=rule, person=people["officer"])
    assert "Скопировать" in client_of(people["officer"]).get(RULES).text
    assert "Изменить" in client_of(people["region"]).get(RULES).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_the_same_at_any_number_of_rules(
    world, number, client_of, officer, okrug, django_assert_num_queries
):
    for place in range(number):
        world.rule(f"r{place}", municipality=okrug)
    client = client_of(officer)
    client.get(RULES)
    for path, queries in ((RULES, 7), (f"{RULES}r0/", 9)):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200
    Rule.objects.update(active=False)
    with django_assert_num_queries(11):  # the plan is missed and no rule is about it
        assert client.get(RULES).status_code == 200


UNCOVERED = "План не достигнут, а правил нет"


def test_a_missed_plan_without_a_rule_is_told_with_a_way_to_one(world, client_of, officer, analyst, post):
    client = client_of(officer)
    words = client.get(RULES).text.replace("\u00a0", " ")
    assert f"{UNCOVERED}: 1 показатель" in words
    assert 'Билет, 9 класс – <span class="nowrap">2 организации</span>' in words
    way = f"{NEW}?indicator=bilet_9"
    assert f'href="{way}"' in words
    form = client.get(way).context["form"]
    assert (form["indicator"].value(), form["scope"].value()) == (world.indicator.pk, "school")
    reader = client_of(analyst).get(RULES).text
    assert (UNCOVERED in reader, "Создать правило" in reader) == (True, False)
    fragment = client.get(RULES, headers={"HX-Request": "true"})
    assert next(template.name for template in fragment.templates) == "recommendations/_uncovered.html"
    assert 'class="live"' in fragment.text


@pytest.mark.parametrize(
    "rule",
    [{}, {"trigger": "zero"}, {"indicator": None, "topic": "early_guidance"}],
    ids=["plan", "zero", "topic"],
)
def test_an_active_rule_on_the_indicator_or_its_topic_covers_it(world, okrug, rule):
    goal = Goal.objects.create(code="early", topic="early_guidance", text="Ранняя профориентация")
    Indicator.objects.update(goal=goal)
    for other in ({"trigger": "best_practice"}, {"trigger": "no_data"}, {"active": False}):
        world.rule("-".join(map(str, other.values())), **other)
    assert [(one.schools, one.municipality) for one in uncovered(okrug, 2021)] == [(2, True)]
    world.rule("covers", **rule)
    assert uncovered(okrug, 2021) == []


def test_a_plan_of_the_municipality_alone_offers_a_rule_on_its_value(world, okrug):
    Indicator.objects.update(judged_at="municipality")
    (one,) = uncovered(okrug, 2021)
    assert (one.words, one.scope) == ("муниципалитет в целом", "municipality")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "I. Билет, 9 класс: ниже плана"),
        ({"indicator": None, "topic": "early_guidance"}, "I. Тема «ранняя профориентация»: ниже плана"),
        (
            {"indicator": None, "trigger": "always", "text": "Провести экскурсии. До {срок}."},
            "I. Провести экскурсии",
        ),
    ],
    ids=["indicator", "topic", "text"],
)
def test_a_rule_is_called_by_what_it_is_about(world, fields, name):
    assert rule_name(world.rule(**fields)) == name
