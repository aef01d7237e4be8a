"""Which address an attempt is counted for: the one the proxy has seen itself, or that of the connection."""

import pytest
from django.test import RequestFactory

from config.proxy import client_address


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "10.9.9.9, 203.0.113.7", "203.0.113.7"),  # the first was sent by the browser itself
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "203.0.113.7, made up", "172.18.0.1"),
        (True, "", "172.18.0.1"),
        (False, "203.0.113.7", "172.18.0.1"),
    ],
)
def test_the_address_an_attempt_is_counted_for(settings, behind_proxy, forwarded, address):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().post("/login/", REMOTE_ADDR="172.18.0.1", headers=headers)
    assert client_address(request) == address


def test_nobody_locks_a_colleague_out_from_another_address(settings, client, officer):
    settings.AXES_ENABLED = settings.BEHIND_PROXY = True
    wrong = {"username": "officer", "password": "мимо"}
    for _ in range(6):
        locked = client.post("/login/", wrong, headers={"x-forwarded-for": "203.0.113.7"})
    answer = client.post("/login/", wrong, headers={"x-forwarded-for": "198.51.100.4"})
    assert (locked.status_code, answer.status_code) == (429, 200)
