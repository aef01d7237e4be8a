"""Pages of indicators: who may open them, and their queries at one and at three organisations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.indicators.board import more_schools

OF_MUNICIPALITY = ("goals/", "indicators/", "methods/", "indicators/bilet/")
OF_READERS = (
    "heatmap/",
    "heatmap/?kind=secondary&sort=-bilet",
    "dynamics/",
    "comparison/",
    "indicators/bilet/dynamics/?sort=-change",
    "plan-in-people/",
    "plan-in-people/?indicator=bilet&sort=name",
    "indicators/bilet/what-if/?to=okr-01",
)
OF_SCHOOL = (
    "schools/okr-01/passport/",
    "schools/okr-01/dynamics/",
    "schools/okr-01/plan-in-people/",
    "schools/okr-01/indicators/bilet/",
    "schools/okr-01/live/",
)
TARGETS = ("indicators/bilet/target/", "schools/okr-01/indicators/bilet/target/")


@pytest.fixture
def status(client_of, people, board):
    def ask(name, path):
        client = client_of(people[name])
        if name == "admin":
            client.get("/?municipality=32622000")
        return client.get(f"/2021/{path}").status_code

    return ask


READ_ALL = {"region": 200, "officer": 200, "analyst": 200}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (OF_MUNICIPALITY, {**READ_ALL, "head": 200, "second_head": 200, "stranger": 200, "admin": 200}),
        (OF_READERS, {**READ_ALL, "head": 403, "second_head": 403, "admin": 200}),
        (OF_SCHOOL, {**READ_ALL, "head": 200, "second_head": 404, "stranger": 404}),
        (TARGETS[:1], {**READ_ALL, "head": 403, "analyst": 403, "admin": 200}),
        (TARGETS[1:], {**READ_ALL, "head": 403, "second_head": 404, "analyst": 403, "stranger": 404}),
        (("region/",), {"region": 200, "officer": 403, "head": 403, "analyst": 403, "admin": 200}),
    ],
)
def test_who_may_open_a_page(status, paths, expected):
    assert {(path, name): status(name, path) for path in paths for name in expected} == {
        (path, name): code for path in paths for name, code in expected.items()
    }


def test_what_does_not_exist_is_not_found(status):
    paths = ("indicators/nothing/", "schools/okr-01/indicators/nothing/", "schools/okr-99/passport/",
             "indicators/nothing/target/", "schools/okr-01/indicators/juniors/target/")  # fmt: skip
    assert {status("officer", path) for path in paths} == {404}


QUERIES = [  # session, person, roles, years, navigation: 5; the organisation of the address: 1; a region's places: 1
    ("officer", "goals/", 10), ("officer", "indicators/", 9), ("officer", "methods/", 9),
    ("officer", "dynamics/", 10), ("region", "dynamics/", 11), ("officer", "indicators/bilet/dynamics/", 11),
    ("officer", "schools/okr-01/dynamics/", 10), ("head", "schools/okr-01/dynamics/", 8),
    ("officer", "comparison/", 10), ("region", "comparison/?indicator=bilet", 11),
    ("officer", "heatmap/", 11), ("region", "heatmap/", 12), ("admin", "heatmap/", 11),
    ("officer", "indicators/bilet/", 11), ("officer", "indicators/places/", 11), ("region", "indicators/places/", 12),
    ("officer", "schools/okr-01/passport/", 11), ("region", "schools/okr-01/passport/", 12),
    ("head", "schools/okr-01/passport/", 9), ("officer", "schools/okr-01/indicators/bilet/", 10),
    ("region", "schools/okr-01/indicators/bilet/", 11), ("officer", "schools/okr-01/live/", 10),
    ("region", "region/?view=points", 11), ("region", "region/", 11), ("officer", "indicators/bilet/target/", 8),
    ("officer", "schools/okr-01/indicators/bilet/target/", 9),
    ("officer", "plan-in-people/", 10), ("region", "plan-in-people/", 11),
    ("head", "schools/okr-01/plan-in-people/", 8), ("officer", "indicators/bilet/what-if/?to=okr-01&n-okr-02=3", 9),
]  # fmt: skip


def test_pages_cost_what_they_are_known_to_cost_at_one_and_three_schools(client_of, people, board, okrug):
    """All pages of all roles, and sixty organisations: tests/architecture/test_query_counts.py."""
    clients = {name: client_of(people[name]) for name in {name for name, *_ in QUERIES}}
    clients["admin"].get("/?municipality=32622000")
    for client in clients.values():
        client.get("/2021/goals/")  # the choice of the year is kept once
    for numbers in (range(1), range(1, 3)):
        more_schools(board, okrug, numbers)
        assert [(name, path, _cost(clients[name], path)) for name, path, _ in QUERIES] == QUERIES


def _cost(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/2021/{path}").status_code == 200, path
    return len(asked)


def test_a_head_sees_no_other_school_on_the_page_of_an_indicator(client_of, head, officer, board):
    path = "/2021/indicators/bilet/"
    assert "Берёзовская ООШ" in client_of(officer).get(path).text
    assert "Берёзовская ООШ" not in client_of(head).get(path).text


def test_live_percentages_are_a_fragment_for_the_form_and_a_page_without_it(client_of, head, board):
    client, path = client_of(head), "/2021/schools/okr-01/live/"
    fragment = client.get(path, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "не хватает 6\u00a0чел." in fragment
    assert "<html" in client.get(path).text


def test_an_empty_year_says_what_will_be_here(client_of, stranger, board):
    client = client_of(stranger)
    for path, words in (
        ("heatmap/", "Значений пока нет"), ("indicators/", "Значений ещё нет"), ("goals/", "нет данных"),
    ):  # fmt: skip
        assert words in client.get(f"/2021/{path}").text, path


def test_what_if_answers_htmx_with_a_fragment_and_refuses_on_the_page(client_of, officer, board):
    client, path = client_of(officer), "/2021/indicators/bilet/what-if/"
    asked = client.get(f"{path}?to=okr-01&n-okr-02=&n-okr-01=", headers={"HX-Request": "true"})
    assert asked.headers["HX-Replace-Url"] == f"{path}?to=okr-01"
    assert "<html" not in asked.text
    assert "38,0\u00a0%" in asked.text
    refused = client.get(f"{path}?n-okr-01=61")
    assert refused.status_code == 422
    assert 'value="61"' in refused.text
    assert "Из 60 не может участвовать 61." in refused.text
    assert client.get("/2021/indicators/juniors/what-if/").status_code == 404


def test_the_plan_in_people_is_a_fragment_for_the_pages_of_the_head(client_of, head, board):
    client, path = client_of(head), "/2021/schools/okr-01/plan-in-people/"
    fragment = client.get(path, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "нужно\u00a018\u00a0из\u00a060" in fragment
    assert "<html" in client.get(path).text
