"""The cast itself: whoever is logged in is who the test says."""

from django.contrib.auth import get_user


def test_everybody_can_be_logged_in_and_nobody_too(people, client_of):
    seen = {}
    for name, person in people.items():
        browser = client_of(person)
        seen[name] = browser.session["_auth_user_id"] == str(person.pk) and get_user(browser).username
    assert seen == {name: name for name in people}
    assert "_auth_user_id" not in client_of(None).session
