"""The REST API: the same rows, verbs and refusals as the pages."""

import json

import pytest
from rest_framework.authtoken.models import Token

from indicators.models import Indicator, MunicipalityValue
from monitoring.models import (
    CellChange,
    Cohort,
    Event,
    Metric,
)
from recommendations.models import Rule
from schools.models import School, SchoolYear
from tests.cast import make_school
from tests.config.api_world import add_school

LISTS = [
    "schools",
    "events",
    "metrics",
    "facts",
    "submissions",
    "indicators",
    "targets",
    "values",
    "recommendations",
    "measures",
]


@pytest.fixture
def read(client_of):
    """The rows somebody reads at an address of the API."""

    def rows(person, address):
        answer = client_of(person).get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return rows


@pytest.fixture
def send(client_of):
    """The status and the body of POST facts."""

    def post(person, body):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = client_of(person).post("/api/v1/facts/", content, content_type="application/json")
        return answer.status_code, answer.json()

    return post


def fact(**changed):
    return {
        "school": "okr-01",
        "year": 2021,
        "kind": "pupils",
        "code": "",
        "grade": 9,
        "value": 25,
        **changed,
    }


def test_a_row_of_each_list_is_complete(read, officer, api_world):
    def rows(name):
        return read(officer, f"{name}/")

    assert rows("schools")[0] == {
        "code": "okr-01", "municipality": "32622000", "short_name": "Ёлкинская СОШ", "full_name": "",
        "kind": "secondary", "grades": "1-11", "locality": "rural", "opened": None, "closed": None, "successor": None,
    }  # fmt: skip
    assert rows("events") == [
        {
            "code": "fair", "municipality": None, "name": "Ярмарка", "short_name": "Ярмарка", "grades": "all",
            "audience": "all", "counts": "people", "first_year": None, "last_year": None, "successor": None,
        }
    ]  # fmt: skip
    assert rows("metrics") == [
        {
            "code": "deals", "municipality": None, "name": "Договоры", "short_name": "", "type": "number", "unit": "",
            "decimals": 1, "kinds": [],
        }
    ]  # fmt: skip
    assert rows("facts")[:3] == [
        {"year": 2021, "school": "okr-01", "kind": "event_with_disabilities", "code": "fair", "grade": 9, "value": 5,
         "accepted": None},
        {"year": 2021, "school": "okr-01", "kind": "metric", "code": "deals", "grade": None, "value": 2.5,
         "accepted": "н/д"},
        {"year": 2021, "school": "okr-01", "kind": "pupils", "code": "", "grade": 9, "value": 20, "accepted": 18},
    ]  # fmt: skip
    assert {key: rows("submissions")[0][key] for key in ("school", "municipality", "year", "wave", "state", "due")} == {
        "school": "okr-02", "municipality": "32622000", "year": 2021, "wave": 1, "state": "draft", "due": None,
    }  # fmt: skip
    assert rows("indicators")[0]["terms"] == [
        {
            "side": "numerator",
            "kind": "event",
            "event": "fair",
            "metric": None,
            "grades": None,
            "counts_schools": False,
        },
        {
            "side": "denominator",
            "kind": "pupils",
            "event": None,
            "metric": None,
            "grades": None,
            "counts_schools": False,
        },
    ]
    assert rows("targets")[0] == {
        "indicator": "share", "year": 2021, "municipality": None, "school": "okr-01", "value": 12.5, "basis": "",
        "version": 1,
    }  # fmt: skip
    recommendation = rows("recommendations")[0]
    assert (recommendation["school"], recommendation["rule"], recommendation["evidence"]) == (
        "okr-01",
        "r1",
        {"value": "12.5"},
    )
    measure = rows("measures")[0]
    assert (measure["number"], measure["responsible"], measure["indicators"]) == ("1.1", ["Отдел"], ["share"])


def test_values_are_judged_as_on_the_pages(read, officer, api_world):
    common = {"year": 2021, "indicator": "share", "value": 12.5}
    assert read(officer, "values/?school=okr-01") == [
        {**common, "level": "school", "place_code": "okr-01", "place": "Ёлкинская СОШ", "numerator": 1.0,
         "denominator": 8.0, "target": 12.5, "status": "achieved", "short": 0.0, "reported": None, "expected": None}
    ]  # fmt: skip
    assert read(officer, "values/?level=municipality") == [
        {**common, "level": "municipality", "place_code": "32622000", "place": "Речной округ", "numerator": 2.0,
         "denominator": 16.0, "target": 30.0, "status": "missed", "short": 3.0, "reported": 2, "expected": 3}
    ]  # fmt: skip


def test_values_of_a_region_are_sums_of_its_municipalities(read, region, api_world, okrug):
    indicator = Indicator.objects.create(code="mine", name="Своё", municipality=okrug)
    MunicipalityValue.objects.create(
        year=2021, municipality=okrug, indicator=indicator, standing=0, numerator=1, denominator=2,
        reported=1, expected=1,
    )  # fmt: skip
    assert read(region, "values/?level=region") == [
        {"year": 2021, "indicator": "share", "level": "region", "place_code": "42", "place": okrug.region.name,
         "numerator": 4.0, "denominator": 32.0, "value": 12.5, "target": None, "status": "no_target", "short": None,
         "reported": 4, "expected": 6}
    ]  # fmt: skip
    assert read(region, "values/?level=region&year=2020") == []
    assert read(region, "values/?level=region&region=42&status=missed") == []


EVERYBODY = ("region", "officer", "head", "second_head", "analyst", "stranger", "admin")
OKRUG, NEIGHBOUR = "32622000", "32701000"
OF_SCHOOLS = {
    "region": {"okr-01", "okr-02", "gor-01"}, "officer": {"okr-01", "okr-02"}, "head": {"okr-01"},
    "second_head": {"okr-02"}, "analyst": {"okr-01", "okr-02"}, "stranger": {"gor-01"},
    "admin": {"okr-01", "okr-02", "gor-01"},
}  # fmt: skip
OF_MUNICIPALITIES = {
    **{name: {OKRUG} for name in EVERYBODY},
    "stranger": {NEIGHBOUR},
    "region": {OKRUG, NEIGHBOUR},
    "admin": {OKRUG, NEIGHBOUR},
}
OF_REGIONS = {**{name: set() for name in EVERYBODY}, "region": {"42"}, "admin": {"42"}}
OF_BOTH = {name: OF_SCHOOLS[name] | OF_MUNICIPALITIES[name] for name in OF_SCHOOLS}


@pytest.mark.parametrize(
    ("address", "column", "expected"),
    [
        ("schools/", "code", OF_SCHOOLS),
        ("facts/", "school", OF_SCHOOLS),
        ("submissions/", "school", OF_SCHOOLS),
        ("targets/", "school", OF_BOTH),
        ("values/", "place_code", OF_SCHOOLS),
        ("values/?level=municipality", "place_code", OF_MUNICIPALITIES),
        ("values/?level=region", "place_code", OF_REGIONS),
        ("recommendations/", "school", OF_SCHOOLS),
        ("measures/", "municipality", OF_MUNICIPALITIES),
        ("events/", "code", {name: {"fair"} for name in EVERYBODY}),
        ("metrics/", "code", {name: {"deals"} for name in EVERYBODY}),
        ("indicators/", "code", {name: {"share"} for name in EVERYBODY}),
    ],
)
def test_everybody_reads_the_rows_of_their_own_places_only(
    read, people, api_world, address, column, expected
):
    found = {
        name: {row[column] or row["municipality"] for row in read(person, address)}
        for name, person in people.items()
    }
    assert found == expected


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("schools/?kind=basic", 1), ("schools/?municipality=32701000", 0), ("schools/?open_in=2021", 2),
        ("events/?year=2021", 1), ("metrics/?type=link", 0),
        ("facts/?kind=pupils", 2), ("facts/?kind=pupils_with_disabilities", 0), ("facts/?code=fair", 2),
        ("facts/?school=okr-01", 3), ("facts/?year=2020", 0), ("facts/?municipality=32622000&kind=metric", 2),
        ("submissions/?state=accepted", 0), ("submissions/?year=2021&school=okr-01", 1),
        ("indicators/?unit=count", 0), ("targets/?municipality=32622000", 3), ("targets/?school=okr-02", 1),
        ("values/?indicator=share", 2), ("values/?level=municipality&year=2021", 1), ("values/?year=2020", 0),
        ("values/?status=achieved", 2), ("values/?status=missed", 0), ("values/?level=municipality&status=missed", 1),
        ("values/?kind=secondary&locality=rural", 1), ("values/?region=42", 2), ("values/?municipality=32622000", 2),
        ("targets/?region=42&kind=basic", 1), ("targets/?indicator=share&year=2021", 3),
        ("recommendations/?state=issued&section=I", 2), ("recommendations/?indicator=none", 0),
        ("measures/?year=2021&indicator=share", 1), ("measures/?year=2020", 0),
    ],
)  # fmt: skip
def test_lists_are_filtered(read, officer, api_world, address, count):
    assert len(read(officer, address)) == count


@pytest.mark.parametrize(
    "address",
    ["facts/?year=вчера", "facts/?year=99999999999999999999", "facts/?kind=cats", "values/?level=planet",
     "values/?year=0", "values/?indicator=other", "values/?status=good", "values/?kind=cats", "values/?schol=okr-01",
     "values/?municipality=32701000", "values/?school=gor-01", "values/?region=23", "values/?page=2", "values/?after=7",
     "values/?page_size=0", "targets/?school=%00", "targets/?locality=sea", "targets/?after=1-2-3",
     "schools/?kind=x", "submissions/?state=lost", "facts/?school=%00"],
)  # fmt: skip
def test_a_wrong_filter_is_refused_by_its_name(client_of, officer, api_world, address):
    answer = client_of(officer).get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert list(answer.json()) == [address.partition("?")[2].partition("=")[0]]


def test_lists_come_in_pages(client_of, officer, api_world):
    answer = client_of(officer).get("/api/v1/facts/?page_size=4&page=2").json()
    assert (answer["count"], len(answer["results"]), answer["next"]) == (6, 2, None)
    assert client_of(officer).get("/api/v1/facts/?page=9").status_code == 404


@pytest.mark.parametrize("name", [*LISTS, "values/?level=municipality", "values/?level=region"])
def test_a_list_costs_the_same_queries_for_one_and_three_schools(
    client_of, officer, api_world, year, okrug, name, django_assert_max_num_queries
):
    event, metric, rule = Event.objects.get(), Metric.objects.get(), Rule.objects.get()
    browser = client_of(officer)
    address = f"/api/v1/{name}" if "?" in name else f"/api/v1/{name}/"
    with django_assert_max_num_queries(12) as first:
        browser.get(address)
    for number in range(3):
        one = make_school(okrug, f"more-{number}", f"Школа {number}")
        add_school(one, year, event, metric, api_world, rule)
    with django_assert_max_num_queries(len(first)):
        browser.get(address)


def test_facts_are_written_by_the_same_verb_and_leave_their_history(send, officer, school):
    status, body = send(officer, {"facts": [fact(), fact(grade=8, value="н/д")]})
    assert (status, {key: body[key] for key in ("rows", "created", "changed", "unchanged")}) == (
        200, {"rows": 2, "created": 2, "changed": 0, "unchanged": 0},
    )  # fmt: skip
    assert list(CellChange.objects.values_list("person__username", "door", "grade", "new").order_by("grade")) == [
        ("officer", "api", 8, "н/д"), ("officer", "api", 9, "25"),
    ]  # fmt: skip
    assert send(officer, {"facts": [fact()]})[1]["unchanged"] == 1


def test_one_wrong_row_refuses_all_and_every_row_is_told(send, officer, school):
    rows = [fact(), fact(grade=8, value=-1), fact(school="нет-такой"), fact(grade=7, value="много")]
    status, body = send(officer, {"facts": rows})
    assert status == 400
    assert [(error["row"], error["field"]) for error in body["errors"]] == [
        (2, "value"),
        (3, "school"),
        (4, "value"),
    ]
    assert all(error["code"] and error["message"] for error in body["errors"])
    assert not Cohort.objects.exists()
    assert not SchoolYear.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "{}", '{"facts": {}}', '{"facts": []}', '{"facts": [1, null, "x"]}', '{"facts": [{}]}',
     "[" * 100_000,
     '{"facts": [{"school": "\\u0000", "year": 2021, "kind": "pupils", "grade": 9, "value": 1}]}',
     '{"facts": [{"school": "\\ud800", "year": 1e400, "kind": [], "grade": {}, "value": [[]]}]}',
     '{"facts": [{"school": "okr-01", "year": 2021, "kind": "pupils", "grade": 9, "value": 1, "extra": 1}]}',
     '{"facts": [{"school": "okr-01", "year": true, "kind": "pupils", "grade": true, "value": true}]}', b"\xff\xfe"],
)  # fmt: skip
def test_a_body_of_any_shape_is_refused_in_words_and_never_breaks(send, officer, school, body):
    status, answer = send(officer, body)
    assert status == 400
    assert [sorted(error) for error in answer["errors"]] == [["code", "field", "message", "row"]] * len(
        answer["errors"]
    )
    assert answer["errors"]


def test_what_is_no_json_is_refused_in_russian(send, officer):
    sentence = "Это не JSON в кодировке UTF-8: проверьте кавычки, запятые, скобки и числа."
    for body in ('{"facts": ', b"\xff\xfe", '{"facts": [{"value": NaN}]}'):
        error = {"row": 0, "field": "", "code": "malformed", "message": sentence}
        assert send(officer, body) == (400, {"errors": [error]})


def test_a_body_too_large_is_refused_before_it_is_read(send, officer):
    status, body = send(officer, '{"facts": "' + "x" * (10 * 1024 * 1024) + '"}')
    assert (status, body["errors"][0]["code"]) == (413, "too_large")


def test_facts_are_written_for_ones_own_schools_only(send, people, school):
    statuses = {name: send(person, {"facts": [fact()]})[0] for name, person in people.items()}
    assert statuses == {
        "region": 403, "officer": 200, "head": 200, "second_head": 400, "analyst": 403, "stranger": 400, "admin": 200,
    }  # fmt: skip


def test_a_token_opens_the_api_and_a_wrong_one_does_not(client, officer, api_world):
    token = Token.objects.create(user=officer)
    good = client.get("/api/v1/schools/", headers={"authorization": f"Token {token.key}"})
    wrong = client.get("/api/v1/schools/", headers={"authorization": "Token 123"})
    none = client.get("/api/v1/schools/")
    assert (good.status_code, wrong.status_code, none.status_code) == (200, 401, 401)
    assert none.json() == {"detail": "Учетные данные не были предоставлены."}
    assert none["WWW-Authenticate"] == "Token"


def test_a_session_writes_only_with_the_csrf_token(officer, school):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post("/api/v1/facts/", json.dumps({"facts": [fact()]}), content_type="application/json")
    assert answer.status_code == 403
    assert not School.objects.filter(short_name="").exists()
    assert not Cohort.objects.exists()


def test_refusals_of_the_protocol_are_json(client_of, officer):
    browser = client_of(officer)
    assert browser.delete("/api/v1/schools/").status_code == 405
    assert browser.post("/api/v1/facts/", "a=1", content_type="text/plain").status_code == 415
    for address in ("/api/v1/nothing/", "/api/v1/"):
        answer = browser.get(address)
        assert (answer.status_code, list(answer.json())) == (404, ["detail"])
