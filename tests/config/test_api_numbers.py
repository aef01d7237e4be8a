"""Lists of numbers of the API: pages by key, files, and the tag that says nothing has changed."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from rest_framework.authtoken.models import Token

from indicators.api import files
from indicators.models import Indicator, SchoolValue, Slice
from indicators.targets import set_target
from schools.models import Municipality, Region, School, SchoolYear
from tests.cast import make_school

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_HEAD = "year,level,place_code,place,indicator,numerator,denominator,value,target,status,reported,expected"


@pytest.fixture
def ask(client_of, officer, api_world):
    """A machine asks by its token."""
    token = Token.objects.create(user=officer).key
    browser = client_of(None)

    def get(address, **headers):
        return browser.get(f"/api/v1/{address}", headers={"authorization": f"Token {token}", **headers})

    return get


def pages(ask, address):
    """Every page by its `next`."""
    found = []
    while address:
        body = ask(address.partition("/api/v1/")[2] or address).json()
        assert sorted(body) == ["next", "results"]
        found.append([(row["year"], row.get("place_code") or row["school"]) for row in body["results"]])
        address = body["next"]
    return found


def values_of(school, indicator, numbers):
    """{year: numerator}, of 10."""
    SchoolYear.objects.bulk_create([SchoolYear(year=year) for year in numbers], ignore_conflicts=True)
    SchoolValue.objects.bulk_create(
        SchoolValue(year=year, school=school, indicator=indicator, standing=0, numerator=n, denominator=10)
        for year, n in numbers.items()
    )


def test_pages_follow_the_key_and_lose_nothing(ask, api_world, school, small_school):
    values_of(school, api_world, {2019: 1, 2020: 2})
    values_of(small_school, api_world, {2020: 3})
    everything = [(2019, "okr-01"), (2020, "okr-01"), (2020, "okr-02"), (2021, "okr-01"), (2021, "okr-02")]
    assert pages(ask, "values/?page_size=2") == [everything[:2], everything[2:4], everything[4:]]
    assert pages(ask, "values/?page_size=5") == [everything]
    assert pages(ask, "targets/?page_size=2&year=2021") == [
        [(2021, "okr-01"), (2021, "okr-02")], [(2021, None)],
    ]  # fmt: skip


def test_a_row_added_meanwhile_moves_no_other(ask, api_world, school):
    values_of(school, api_world, {2020: 2})
    first = ask("values/?page_size=2").json()
    values_of(school, api_world, {2019: 1})
    rest = ask(first["next"].partition("/api/v1/")[2]).json()
    assert [row["place_code"] for row in rest["results"]] == ["okr-02"]


def test_only_the_wanted_status_comes_and_the_search_goes_on_where_it_stopped(
    ask, api_world, school, monkeypatch
):
    values_of(school, api_world, {2017: 9, 2018: 0, 2019: 0, 2020: 9})
    for year in range(2017, 2021):
        set_target(indicator=api_world, year=year, municipality=school.municipality, value=Decimal(50))
    monkeypatch.setattr("indicators.api.keyset.SCANNED", 2)
    assert pages(ask, "values/?status=missed&page_size=1") == [
        [(2018, "okr-01")], [(2019, "okr-01")], [],
    ]  # fmt: skip
    assert ask("values/?status=missed&format=csv").getvalue().decode().count("missed") == 2


def test_a_file_has_all_rows_and_the_columns_of_export_values(ask, api_world, small_school):
    small_school.short_name = "=cmd()"
    small_school.save()
    computed = timezone.localtime()
    Slice.objects.create(municipality=small_school.municipality, year=2021, computed_at=computed)
    answer = ask("values/?format=csv&page_size=1")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%97")
    assert answer.getvalue().decode().splitlines() == [
        CSV_HEAD,
        "2021,school,okr-01,Ёлкинская СОШ,share,1,8,12.5,12.5,achieved,,",
        "2021,school,okr-02,'=cmd(),share,1,8,12.5,12.5,achieved,,",
    ]
    book = load_workbook(BytesIO(ask("values/?level=municipality", accept=XLSX).getvalue()))
    assert [[cell.value for cell in row] for row in book.active] == [
        CSV_HEAD.split(","),
        [2021, "municipality", "32622000", "Речной округ", "share", 2, 16, 12.5, 30, "missed", 2, 3],
    ]
    explained = list(book["Определения"].iter_rows(values_only=True))
    assert [row[1] for row in explained] == ["Графа", *CSV_HEAD.split(","), "Контроль"]
    assert explained[-1][2].startswith(
        f"Строк: 1. Значения вычислены {computed:%d.%m.%Y в %H:%M}. Выгружено "
    )
    assert ask("targets/?school=okr-01", accept="text/csv").getvalue().decode().splitlines() == [
        "indicator,year,municipality,school,value,basis,version", "share,2021,,okr-01,12.5,,1",
    ]  # fmt: skip


def test_a_workbook_has_a_limit_and_says_what_to_do(ask, monkeypatch, small_school):
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    answer = ask("values/?format=xlsx")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json() == {
        "format": [
            "Для книги Excel строк слишком много (больше 50\u00a0000): сузьте отбор или возьмите format=csv."
        ]
    }
    assert len(ask("values/?format=csv").getvalue().splitlines()) == 3
    book = load_workbook(BytesIO(ask("targets/?year=1999&format=xlsx").getvalue()))
    control = list(book["Определения"].iter_rows(values_only=True))[-1][2]
    assert control.startswith("Строк: 0. Выгружено ")


def test_a_refusal_is_json_whatever_was_asked_for(ask):
    answer = ask("values/?format=csv&level=planet")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json() == {"level": ["Такого значения нет. Есть: school, municipality, region."]}
    assert ask("values/?page=2").json() == {
        "page": ["Страниц по номерам здесь нет: берите следующую по адресу из next."]
    }
    assert ask("values/?kind=basic&level=municipality").status_code == 400
    assert ask("values/?municipality=32622000&level=region").json() == {
        "municipality": ["Этот отбор – для более подробных значений: уберите его или level=region."]
    }


def test_nothing_new_costs_one_query_and_no_body(ask, api_world):
    tag = ask("values/")["ETag"]
    with CaptureQueriesContext(connection) as asked:
        again = ask("values/", **{"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert len(asked) == 3  # token and person, their roles, the state
    assert ask("values/?format=csv", **{"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda world, school: set_target(indicator=world, year=2021, school=school, value=Decimal(99)),
        lambda world, school: set_target(
            indicator=world, year=2021, school=school, value=Decimal("12.5"), basis="№ 1"
        ),
        lambda world, school: Slice.objects.update(computed_at=timezone.now()),
        lambda world, school: Indicator.objects.update(decimals=0, changed_at=timezone.now()),
        lambda world, school: type(school).objects.update(short_name="Иначе"),
    ],
    ids=["plan", "basis", "computed", "definition", "name"],
)
def test_whatever_changes_a_number_its_plan_or_a_name_changes_the_tag(ask, api_world, school, change):
    Slice.objects.create(municipality=school.municipality, year=2021)
    tag = ask("values/")["ETag"]
    change(api_world, school)
    assert ask("values/", **{"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (School, {"code": "other"}),
        (School, {"kind": "preschool"}),
        (School, {"locality": "urban"}),
        (School, {"municipality": "another"}),
        (Municipality, {"code": "1"}),
        (Municipality, {"region": "another"}),
        (Region, {"code": "2"}),
    ],
    ids=lambda one: "".join(one) if isinstance(one, dict) else one.__name__,
)
def test_whatever_decides_which_rows_are_shown_changes_the_tag(
    client_of, admin, api_world, school, neighbour, krai, place, change
):
    browser = client_of(admin)
    addresses = [f"/api/v1/{name}" for name in ("targets/", "values/", "values/?level=municipality")]
    if place is School:
        addresses.pop()  # where no school is shown, none counts
    tags = {address: browser.get(address)["ETag"] for address in addresses}
    there = {"municipality": neighbour, "region": krai}
    changed = {School: school, Municipality: school.municipality, Region: school.municipality.region}[place]
    place.objects.filter(pk=changed.pk).update(
        **{name: there.get(name, word) for name, word in change.items()}
    )
    assert [
        browser.get(address, headers={"if-none-match": tag}).status_code for address, tag in tags.items()
    ] == [200] * len(tags)


def test_a_tag_is_of_the_caller_and_of_the_address(client_of, officer, head, api_world):
    tags = {
        client_of(person).get(f"/api/v1/{address}")["ETag"]
        for person in (officer, head)
        for address in ("values/", "values/?year=2021", "targets/")
    }
    assert len(tags) == 6


def test_filters_and_files_cost_the_same_queries_for_one_and_many(client_of, officer, okrug, api_world):
    browser = client_of(officer)
    addresses = [
        "values/?municipality=32622000&region=42&indicator=share&kind=secondary&year=2021&status=achieved",
        "values/?format=csv", "values/?format=xlsx", "targets/?municipality=32622000&indicator=share&format=csv",
    ]  # fmt: skip

    def cost(address):
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"/api/v1/{address}")
            assert answer.status_code == 200
            answer.getvalue()
        return len(asked)

    before = [cost(address) for address in addresses]
    assert max(before) <= 12
    for number in range(3):
        values_of(make_school(okrug, f"more-{number}", f"Школа {number}"), api_world, {2020: 1, 2021: 2})
    assert [cost(address) for address in addresses] == before
