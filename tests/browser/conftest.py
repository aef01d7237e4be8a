"""Fixtures of the walks through the demonstration; what they give is described in tests/browser/demonstration.py."""

from __future__ import annotations

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser.demonstration import loaded_demonstration
from tests.servers.browser import new_context


@pytest.fixture(scope="module")
def _demonstration(django_db_setup, django_db_blocker, browser):
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        try:
            with loaded_demonstration(server.url, browser) as demonstration:
                yield demonstration
        finally:
            server._live_server_modified_settings.disable()
            server.stop()


@pytest.fixture
def demonstration(_demonstration):
    """Shared by the tests of a module, in their order; broken pages fail the test that saw them."""
    yield _demonstration
    problems = _demonstration.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def another_page(browser, live_server):
    """A page of another person's browser; options are those of a browser context."""
    contexts = []

    def open_page(**options):
        context = new_context(browser, live_server.url, **options)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
