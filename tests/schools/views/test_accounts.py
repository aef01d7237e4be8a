"""Logging in and out, the own password, the first log in by a code."""

import pytest
from axes.utils import reset
from django.contrib.auth import get_user
from django.core.cache import cache
from django.urls import reverse

from schools.codes import issue_codes
from schools.models import User
from tests.cast import PASSWORD

NEW = "Осенний-лист-48"


@pytest.fixture(autouse=True)
def _no_guesses():
    cache.clear()


@pytest.fixture
def code(officer, okrug, school):
    return issue_codes(municipality=okrug, schools=[school], person=officer)[0][1]


@pytest.fixture
def words(code):
    return {
        "code": code, "username": "vera", "last_name": "Снегова", "first_name": "Вера", "patronymic": "", "post": "",
        "password": NEW, "password_again": NEW,
    }  # fmt: skip


def test_logging_in_leads_home_and_logging_out_to_the_log_in(client, officer):
    answer = client.post("/login/", {"username": "officer", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert get_user(client) == officer
    answer = client.post("/logout/")
    assert (answer.status_code, answer.url) == (302, "/login/")
    assert get_user(client).is_anonymous


def test_a_wrong_password_is_refused_in_words_and_a_foreign_next_is_not_followed(client, officer):
    page = client.post("/login/", {"username": "officer", "password": "мимо"})
    assert "Логин или пароль не подходят." in page.content.decode()
    answer = client.post(
        "/login/", {"username": "officer", "password": PASSWORD, "next": "https://example.com/"}
    )
    assert answer.url == "/"


def test_five_wrong_passwords_close_the_log_in_for_a_while(client, officer, settings):
    settings.AXES_ENABLED = True
    reset()
    answers = [client.post("/login/", {"username": "officer", "password": "мимо"}) for _ in range(5)]
    locked = client.post("/login/", {"username": "officer", "password": PASSWORD})
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert locked.status_code == 429
    assert "Вход приостановлен" in locked.content.decode()


def test_a_password_set_by_somebody_else_is_changed_first(client_of, officer):
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    browser = client_of(officer)
    assert browser.get("/schools/").url == "/password/"
    assert browser.get("/api/v1/schema/").status_code == 403
    assert "Придумайте свой" in browser.get("/password/").content.decode()
    answer = browser.post(
        "/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )
    assert answer.url == "/password/done/"
    assert browser.get("/schools/").status_code == 200
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert not officer.must_change_password


def test_a_weak_own_password_is_refused(client_of, officer):
    page = client_of(officer).post(
        "/password/", {"old_password": PASSWORD, "new_password1": "1", "new_password2": "1"}
    )
    assert "слишком короткий" in page.content.decode()


def test_a_code_makes_an_account_and_logs_it_in(client, words, school):
    answer = client.post("/code/", words)
    assert (answer.status_code, answer.url) == (302, "/")
    assert list(get_user(client).memberships.values_list("role", "school")) == [("head", school.pk)]


def test_the_second_press_of_the_button_makes_no_second_account(client, words):
    client.post("/code/", words)
    client.post("/logout/")
    answer = client.post("/code/", {**words, "username": "vera2"})
    assert answer.status_code == 422
    assert "уже использован" in answer.content.decode()
    assert not User.objects.filter(username="vera2").exists()


def test_errors_of_the_code_page_stand_at_their_fields(client, words):
    answer = client.post("/code/", {**words, "last_name": "", "password_again": "другой"})
    assert sorted(answer.context["form"].errors) == ["last_name", "password_again"]
    assert client.post("/code/", words).status_code == 302


def test_guessing_codes_is_throttled(client, words):
    answers = [client.post("/code/", {**words, "code": f"AAAA-AAAA-AAA{n}"}).status_code for n in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert client.post("/code/", words).status_code == 429


def test_a_guess_counts_though_the_rest_of_the_form_is_empty(client, words):
    """Else the missing names would tell for nothing whether there is such a code."""
    answers = [client.post("/code/", {"code": f"AAAA-AAAA-AAA{n}"}).status_code for n in range(12)]
    assert answers == [422] * 10 + [429] * 2


def test_forgetting_to_type_the_code_is_no_guess(client, words):
    answers = [client.post("/code/", {**words, "code": ""}).status_code for _ in range(12)]
    assert answers == [422] * 12


def test_somebody_else_behind_the_same_proxy_is_not_throttled(client, words, settings):
    settings.BEHIND_PROXY = True
    for n in range(12):
        client.post(
            "/code/", {**words, "code": f"AAAA-AAAA-AAA{n}"}, headers={"x-forwarded-for": "203.0.113.7"}
        )
    answer = client.post("/code/", words, headers={"x-forwarded-for": "198.51.100.4"})
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["login", "code"])
def test_public_pages_open_without_an_account(client, db, name):
    assert client.get(reverse(name)).status_code == 200


def test_everything_else_leads_to_the_log_in(client, db):
    assert client.get("/schools/").url == "/login/?next=/schools/"


def test_a_head_gives_an_address_and_switches_the_digest_off(client_of, head):
    browser = client_of(head)
    page = browser.get("/notifications/").content.decode()
    assert "Присылать сводку о рекомендациях" in page
    answer = browser.post("/notifications/", {"email": "olga@kuz.example", "wants_digest": "on"}, follow=True)
    assert "сводка будет приходить на olga@kuz.example" in answer.content.decode()
    answer = browser.post("/notifications/", {"email": "olga@kuz.example"}, follow=True)
    assert "сводка приходить не будет" in answer.content.decode()
    head.refresh_from_db()
    assert (head.email, head.wants_digest) == ("olga@kuz.example", False)


def test_a_wrong_address_is_refused_and_kept_in_the_field(client_of, head):
    answer = client_of(head).post("/notifications/", {"email": "olga@", "wants_digest": "on"})
    assert answer.status_code == 422
    assert 'value="olga@"' in answer.content.decode()
    head.refresh_from_db()
    assert head.email == ""


def test_who_gets_no_digest_is_asked_for_the_address_only(client_of, officer):
    browser = client_of(officer)
    assert "сводк" not in browser.get("/notifications/").content.decode()
    browser.post("/notifications/", {"email": "anna@kuz.example"})
    officer.refresh_from_db()
    assert (officer.email, officer.wants_digest) == ("anna@kuz.example", True)


def test_where_the_portal_sends_no_mail_the_page_of_the_address_says_so(client_of, head, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "Сейчас портал не отправляет почту" in client_of(head).get("/notifications/").content.decode()
