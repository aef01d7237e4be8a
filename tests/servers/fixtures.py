"""Fixtures of real servers, for every test: valkey, celery_worker, browser, page (see docs/testing.md)."""

import os
from urllib.parse import urlsplit

import pytest

from tests.servers.browser import FLAGS, PATIENCE, Watch, chromium_path, new_context


@pytest.fixture(scope="session")
def _valkey_of_session(_servers):
    from config.settings.test import TEST_FOLDER
    from tests.servers.valkey import Valkey

    _servers["valkey"] = server = Valkey(socket=TEST_FOLDER / "valkey.sock", data=TEST_FOLDER / "valkey")
    yield server
    server.stop()


@pytest.fixture
def valkey(_valkey_of_session):
    """A running broker with empty queues. Without this fixture the broker is absent, as in a plain manage.py."""
    if not _valkey_of_session.answers():
        _valkey_of_session.start()
    _valkey_of_session.client.flushall()
    return _valkey_of_session


@pytest.fixture(scope="session")
def _worker_of_session(_servers, _valkey_of_session, django_db_setup):
    from config.settings.test import TEST_FOLDER
    from tests.servers.worker import Worker

    _servers["celery_worker"] = worker = Worker(log=TEST_FOLDER / "worker.log")
    yield worker
    worker.stop()


@pytest.fixture
def celery_worker(valkey, _worker_of_session, transactional_db):
    """A real worker process on this test's database; kept while the following tests ask for it, too.

    `.kill()` and `.start()` for tests of a killed worker, `.output()` for its log.
    """
    if not _worker_of_session.is_running():
        _worker_of_session.start()
    return _worker_of_session


@pytest.fixture(scope="session")
def _servers():
    """What has been made so far in this process, by the name of its fixture."""
    return {}


@pytest.fixture(autouse=True)
def _no_server_nobody_asked_for(request, _servers):
    """A test that does not name the worker or the broker must find them absent."""
    for name in ("celery_worker", "valkey"):
        if name in _servers and name not in request.fixturenames:
            _servers[name].stop()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Chromium (playwright, synchronous). Mark the test with @pytest.mark.browser."""
    path = chromium_path()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser, live_server):
    """A fresh page on the live server: `page.goto("/")`. Console errors, CSP and foreign hosts fail the test.

    `page.watch.forget()` after a step that is meant to fail.
    """
    context = new_context(browser, live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.watch = Watch(own_host=urlsplit(live_server.url).netloc)
    page.watch.follow(page)
    yield page
    context.close()
    assert not page.watch.problems, "\n".join(page.watch.problems)
