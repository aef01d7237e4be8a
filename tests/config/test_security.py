"""What every answer carries, and what happens to somebody who guesses passwords."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def test_every_answer_forbids_inline_code_and_other_hosts(client):
    answer = client.get("/health/")
    assert answer.json() == {"database": "ok"}
    policy = answer.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def attempt(username, password, address="10.0.0.1"):
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return authenticate(request, username=username, password=password)


def test_the_sixth_attempt_is_refused_even_with_the_right_password(settings):
    settings.AXES_ENABLED = True
    user = get_user_model().objects.create_user(username="ann", password="right-password")
    other = get_user_model().objects.create_user(username="bob", password="right-password")
    for _ in range(5):
        assert attempt("ann", "wrong") is None
    assert attempt("ann", "right-password") is None
    assert attempt("ann", "right-password", address="10.0.0.2") == user
    assert attempt("bob", "right-password") == other


def test_a_success_forgets_earlier_mistakes(settings, client):
    from axes.models import AccessAttempt

    settings.AXES_ENABLED = True
    get_user_model().objects.create_user(username="ann", password="right-password")
    for _ in range(4):
        assert attempt("ann", "wrong") is None
    assert AccessAttempt.objects.get().failures_since_start == 4
