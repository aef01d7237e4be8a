"""The officer's page «Доступ организаций»."""

import re

from schools.models import AccessCode
from tests.cast import make_school


def test_the_page_says_who_can_log_in(client_of, officer, head, small_school, second_head, kindergarten):
    second_head.is_active = False
    second_head.save()
    page = client_of(officer).get("/schools/codes/")
    rows = {
        row.school.code: (row.has_account, [role.user.username for role in row.accounts])
        for row in page.context["rows"]
    }
    assert rows == {"okr-01": (True, ["head"]), "okr-02": (False, ["second_head"]), "okr-03": (False, [])}
    assert page.context["counts"] == {"all": 3, "without": 2, "waiting": 0}


def test_codes_for_all_without_an_account_are_shown_once(
    client_of, officer, head, small_school, kindergarten
):
    browser = client_of(officer)
    sheet = browser.post("/schools/codes/issue/")
    shown = re.findall(r'class="code-box">([^<]+)<', sheet.content.decode())
    assert [block["school"].code for block in sheet.context["blocks"]] == ["okr-02", "okr-03"]
    assert len(set(shown)) == 2
    assert "no-store" in sheet["Cache-Control"]
    page = browser.get("/schools/codes/").content.decode()
    assert not any(code in page for code in shown)
    assert AccessCode.objects.count() == 2


def test_a_code_for_one_school_and_a_reset_for_one_head(client_of, officer, head, school, small_school):
    browser = client_of(officer)
    sheet = browser.post("/schools/codes/issue/", {"school": "okr-01"})
    assert [block["school"] for block in sheet.context["blocks"]] == [school]
    sheet = browser.post(f"/schools/codes/reset/{head.memberships.get().pk}/")
    assert [block["account"] for block in sheet.context["blocks"]] == [head]


def test_nobody_issues_codes_for_a_foreign_school(client_of, people, school, neighbour_school):
    head = people["head"].memberships.get()
    answers = {
        name: (
            client_of(person).post("/schools/codes/issue/", {"school": "okr-01"}).status_code,
            client_of(person).post(f"/schools/codes/reset/{head.pk}/").status_code,
        )
        for name, person in people.items()
    }
    assert answers == {
        "region": (403, 403), "officer": (200, 200), "head": (403, 403), "second_head": (403, 403),
        "analyst": (403, 403), "stranger": (404, 404), "admin": (200, 200),
    }  # fmt: skip


def test_when_everybody_has_an_account_no_code_is_issued(client_of, officer, head):
    assert client_of(officer).post("/schools/codes/issue/").url == "/schools/codes/"
    assert AccessCode.objects.count() == 0


def test_the_page_costs_the_same_queries_for_one_and_three_schools(
    client_of, officer, head, okrug, django_assert_num_queries
):
    browser = client_of(officer)
    for number in (1, 3):
        for one in range(1, number):
            make_school(okrug, f"more-{one}", f"Школа {one}")
        with django_assert_num_queries(
            8
        ):  # session, person, roles, years, schools, accounts, codes, navigation
            browser.get("/schools/codes/")
