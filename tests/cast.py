"""The fixed cast of every test: three municipalities, their organisations and the people who work there.

    Region 42 (kuzbass)     okrug      school (secondary, 1–11), small_school (basic, 1–9), kindergarten
                            neighbour  neighbour_school (secondary)
    Region 23 (krai)        faraway    faraway_school (basic)

People: region reads all of kuzbass; officer and analyst belong to okrug, head to school, second_head to
small_school; stranger is the officer of neighbour; admin is a superuser. `people` maps these seven names to the
users. Everybody's password is PASSWORD. `client_of(user)` is a browser in which that person is logged in,
`client_of(None)` one in which nobody is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from schools.models import (
    DEFAULT_GRADES,
    Kind,
    Locality,
    Membership,
    Municipality,
    Region,
    Role,
    School,
    SchoolYear,
    User,
)

PASSWORD = "Верный-пароль-2021"
YEAR = 2021
FORM = re.compile(rb"<form[^>]* method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)


def make_school(
    municipality: Municipality, code: str, name: str, kind: Kind = Kind.SECONDARY, **fields
) -> School:
    """One organisation with the default grades of its kind."""
    return School.objects.create(
        municipality=municipality, code=code, short_name=name, kind=kind,
        **{"grades": DEFAULT_GRADES[kind], "locality": Locality.RURAL, **fields},
    )  # fmt: skip


def make_municipality(
    region: Region, code: str, name: str, genitive: str, prepositional: str
) -> Municipality:
    return Municipality.objects.create(
        region=region, code=code, name=name, name_genitive=genitive, name_prepositional=prepositional,
        authority=f"Управление образования {genitive}",
    )  # fmt: skip


def make_person(username: str, first_name: str, patronymic: str, last_name: str, **place) -> User:
    """A user with one role: `place` is role= and region=, municipality= or school=; empty = an administrator."""
    person = User(username=username, first_name=first_name, patronymic=patronymic, last_name=last_name)
    person.is_superuser = person.is_staff = not place
    person.set_password(PASSWORD)
    person.save()
    if place:
        Membership.objects.create(user=person, **place)
    return person


@pytest.fixture
def year(db: None) -> SchoolYear:
    return SchoolYear.objects.get_or_create(year=YEAR)[0]


@pytest.fixture
def kuzbass(db: None) -> Region:
    return Region.objects.create(code="42", name="Кемеровская область — Кузбасс")


@pytest.fixture
def krai(db: None) -> Region:
    return Region.objects.create(code="23", name="Краснодарский край")


@pytest.fixture
def okrug(kuzbass: Region) -> Municipality:
    return make_municipality(kuzbass, "32622000", "Речной округ", "Речного округа", "Речном округе")


@pytest.fixture
def neighbour(kuzbass: Region) -> Municipality:
    return make_municipality(kuzbass, "32701000", "Горный округ", "Горного округа", "Горном округе")


@pytest.fixture
def faraway(krai: Region) -> Municipality:
    return make_municipality(krai, "03701000", "Степной район", "Степного района", "Степном районе")


@pytest.fixture
def school(okrug: Municipality) -> School:
    return make_school(okrug, "okr-01", "Ёлкинская СОШ")


@pytest.fixture
def small_school(okrug: Municipality) -> School:
    return make_school(okrug, "okr-02", "Берёзовская ООШ", Kind.BASIC)


@pytest.fixture
def kindergarten(okrug: Municipality) -> School:
    return make_school(okrug, "okr-03", "Детский сад «Ручеёк»", Kind.PRESCHOOL, locality=Locality.URBAN)


@pytest.fixture
def neighbour_school(neighbour: Municipality) -> School:
    return make_school(neighbour, "gor-01", "Горная СОШ")


@pytest.fixture
def faraway_school(faraway: Municipality) -> School:
    return make_school(faraway, "ste-01", "Степная ООШ", Kind.BASIC)


@pytest.fixture
def region(kuzbass: Region) -> User:
    return make_person("region", "Роман", "Егорович", "Гордеев", role=Role.REGION, region=kuzbass)


@pytest.fixture
def officer(okrug: Municipality) -> User:
    return make_person("officer", "Анна", "Петровна", "Соколова", role=Role.OFFICER, municipality=okrug)


@pytest.fixture
def head(school: School) -> User:
    return make_person("head", "Ольга", "Ивановна", "Ёлкина", role=Role.HEAD, school=school)


@pytest.fixture
def second_head(small_school: School) -> User:
    return make_person("second_head", "Пётр", "Ильич", "Берёзов", role=Role.HEAD, school=small_school)


@pytest.fixture
def analyst(okrug: Municipality) -> User:
    return make_person("analyst", "Нина", "Львовна", "Чижова", role=Role.ANALYST, municipality=okrug)


@pytest.fixture
def stranger(neighbour: Municipality) -> User:
    return make_person("stranger", "Глеб", "Юрьевич", "Дальний", role=Role.OFFICER, municipality=neighbour)


@pytest.fixture
def admin(db: None) -> User:
    return make_person("admin", "Иван", "Иванович", "Админов")


@pytest.fixture
def people(
    region: User, officer: User, head: User, second_head: User, analyst: User, stranger: User, admin: User
) -> dict[str, User]:
    """The whole cast by name; organisations without people still need their own fixtures."""
    everybody = (region, officer, head, second_head, analyst, stranger, admin)
    return {person.username: person for person in everybody}


class Browser(Client):
    """The test client, which needs no token, refuses a page where a form to be posted has none."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            for form in FORM.findall(response.content):
                assert b"csrfmiddlewaretoken" in form, f"no token: {form.decode()}"
        return response


@pytest.fixture
def client_of(db: None) -> Callable[[User | None], Client]:
    def log_in(person: User | None) -> Client:
        browser = Browser()
        if person is not None:
            browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return log_in
