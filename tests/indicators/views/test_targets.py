"""Setting a plan by form."""

from decimal import Decimal

import pytest

from indicators.models import Target, TargetVersion

PATH = "/2021/indicators/bilet/target/"


@pytest.fixture
def post(client_of, officer, board):
    client = client_of(officer)

    def send(path=PATH, **words):
        return client.post(path, {"value": "35,5", "basis": "", "reason": "Рост охвата", **words})

    return send


def versions():
    return [
        (version.value, version.basis, version.reason, str(version.person).replace("\u00a0", " "))
        for version in TargetVersion.objects.filter(target__indicator__code="bilet").order_by("version")
    ]


def test_a_changed_plan_keeps_the_old_one_with_its_reason(post):
    answer = post(basis="Приказ № 7")
    assert (answer.status_code, answer.url) == (302, "/2021/indicators/bilet/")
    assert versions() == [
        (Decimal(30), "", "", "None"), (Decimal("35.5"), "Приказ № 7", "Рост охвата", "А. П. Соколова"),
    ]  # fmt: skip


def test_sending_twice_changes_once(post):
    assert [post().status_code, post(reason="").status_code] == [302, 302]
    assert len(versions()) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"value": ""}, "Обязательное поле"),
        ({"value": "много"}, "Напишите число, например 30 или 37,5."),
        ({"value": "-1"}, "План не может быть отрицательным."),
        ({"value": "101"}, "План в процентах – не больше 100."),
        ({"value": "1,00001"}, "Не больше 4 знаков после запятой"),
        ({"reason": ""}, "Напишите, почему план меняется"),
    ],
)
def test_a_wrong_plan_is_refused_beside_its_field(post, words, message):
    answer = post(**words)
    assert answer.status_code == 422
    assert message in answer.text
    assert len(versions()) == 1


def test_a_first_plan_needs_no_reason(post, school):
    answer = post("/2021/schools/okr-01/indicators/bilet/target/", value="25 %", reason="")
    assert answer.url == "/2021/schools/okr-01/indicators/bilet/"
    assert Target.objects.get(school=school).value == 25


def test_only_those_who_plan_may_send(client_of, people, board):
    found = {
        name: client_of(people[name]).post(PATH, {"value": "1"}).status_code for name in ("head", "analyst")
    }
    assert found == {"head": 403, "analyst": 403}
    assert len(versions()) == 1


def test_the_page_shows_the_history(client_of, officer, post):
    post()
    page = client_of(officer).get(PATH).text
    assert page.index("35,5\u00a0%") < page.index("30\u00a0%")
    assert "Рост охвата" in page
