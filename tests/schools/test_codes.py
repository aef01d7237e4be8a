"""One-time codes: issued on paper, used once."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.utils import timezone

from schools.codes import CodeRefused, digest_of, issue_codes, issue_reset, redeem
from schools.models import AccessCode, Membership, Role, User

PASSWORD = "Осенний-лист-48"


@pytest.fixture
def issue(officer, okrug):
    return lambda *schools: [
        code for _, code in issue_codes(municipality=okrug, schools=schools, person=officer)
    ]


def use(code, username="vera", **words):
    return redeem(
        **{
            "code": code,
            "username": username,
            "password": PASSWORD,
            "last_name": "Снегова",
            "first_name": "Вера",
            **words,
        }
    )


def test_a_code_is_readable_and_only_its_digest_is_kept(issue, school, small_school):
    codes = issue(school, small_school)
    assert all(re.fullmatch(r"([A-HJKMNP-Z2-9]{4}-){2}[A-HJKMNP-Z2-9]{4}", code) for code in codes)
    rows = AccessCode.objects.order_by("school__code").values_list("school__code", "digest", "used_at")
    assert list(rows) == [("okr-01", digest_of(codes[0]), None), ("okr-02", digest_of(codes[1]), None)]


def test_any_number_of_schools_costs_the_same_queries(
    officer, okrug, school, small_school, kindergarten, django_assert_num_queries
):
    officer.roles  # noqa: B018 - read before counting
    for schools in ([school], [school, small_school, kindergarten]):
        with django_assert_num_queries(5):  # savepoint, turns, old codes, new codes, release
            issue_codes(municipality=okrug, schools=schools, person=officer)


def test_a_code_makes_the_account_of_a_head_of_its_school(issue, school):
    account = use(issue(school)[0], patronymic="Олеговна", post="заместитель директора")
    assert authenticate(username="vera", password=PASSWORD) == account
    assert (str(account), account.post, account.must_change_password) == (
        "В.\xa0О.\xa0Снегова",
        "заместитель директора",
        False,
    )
    assert list(account.memberships.values_list("role", "school__code")) == [("head", "okr-01")]
    assert AccessCode.objects.get(used_by=account).used_at is not None


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")),
    ],
)
def test_how_a_code_is_typed_does_not_matter(issue, school, typed):
    assert use(typed(issue(school)[0])).username == "vera"


def test_a_code_works_once(issue, school):
    code = issue(school)[0]
    use(code)
    with pytest.raises(CodeRefused, match="уже использован"):
        use(code, username="second")
    assert User.objects.filter(memberships__role=Role.HEAD).count() == 1


def test_a_new_code_ends_the_unused_old_one_of_the_same_school_only(issue, school, small_school):
    old, other = issue(school, small_school)
    (new,) = issue(school)
    with pytest.raises(CodeRefused, match="выдан новый"):
        use(old)
    assert [use(other, username="first").username, use(new, username="second").username] == [
        "first",
        "second",
    ]


def test_a_code_ends_after_thirty_days(issue, school):
    code = issue(school)[0]
    with (
        time_machine.travel(timezone.now() + dt.timedelta(days=30, minutes=1)),
        pytest.raises(CodeRefused, match="истёк"),
    ):
        use(code)


@pytest.mark.parametrize(
    ("words", "field", "message"),
    [
        ({"username": "officer"}, "username", "уже занят"),
        ({"password": "12345678"}, "password", "только из цифр"),
        ({"code": "AAAA-AAAA-AAAA"}, "code", "Такого кода нет"),
    ],
)
def test_a_refusal_names_its_field_and_leaves_the_code_unused(issue, school, words, field, message):
    code = issue(school)[0]
    with pytest.raises(CodeRefused, match=message) as refused:
        use(**{"code": code, **words})
    assert refused.value.field == field
    assert use(code).username == "vera"


def test_only_an_officer_issues_codes_and_only_to_own_schools(people, okrug, school, neighbour_school):
    for name in ("region", "head", "analyst", "stranger"):
        with pytest.raises(CodeRefused):
            issue_codes(municipality=okrug, schools=[school], person=people[name])
    with pytest.raises(CodeRefused):
        issue_codes(municipality=okrug, schools=[neighbour_school], person=people["officer"])
    assert AccessCode.objects.count() == 0


def test_a_reset_gives_the_same_account_a_new_password(officer, head):
    code = issue_reset(role=head.memberships.get(), person=officer)
    with pytest.raises(CodeRefused, match="другого логина"):
        use(code, username="vera")
    assert use(code, username="head") == head
    assert authenticate(username="head", password=PASSWORD) == head
    assert User.objects.filter(memberships__role=Role.HEAD).count() == 1


def test_a_reset_leaves_the_code_for_a_new_account_alone(issue, officer, head, school):
    (new,) = issue(school)
    issue_reset(role=head.memberships.get(), person=officer)
    assert use(new).username == "vera"


def test_an_account_with_a_role_elsewhere_is_not_reset_by_an_officer(officer, head, neighbour):
    Membership.objects.create(user=head, role=Role.OFFICER, municipality=neighbour)
    with pytest.raises(CodeRefused, match="другая роль"):
        issue_reset(role=head.memberships.get(role=Role.HEAD), person=officer)
