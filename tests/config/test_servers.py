"""The fixtures of real servers do what their names say."""

import pytest
from celery import current_app
from django.contrib.auth import get_user_model

from tests.servers.processes import wait_until
from tests.servers.worker import database_url


@pytest.mark.django_db
def test_the_database_is_the_one_the_run_asked_for():
    assert database_url().startswith(("sqlite:///", "postgres://"))
    assert "test" in database_url()


def test_a_real_worker_answers_and_survives_being_killed(celery_worker):
    def pong():
        return current_app.control.ping(timeout=0.5)

    wait_until(pong, what="worker отвечает")
    celery_worker.kill()
    celery_worker.start()
    wait_until(pong, what="новый worker отвечает")


@pytest.mark.browser
def test_the_browser_sees_the_data_of_the_test(page, transactional_db):
    get_user_model().objects.create_superuser(username="admin", password="portal-admin")
    page.goto("/admin/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", "portal-admin")
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#user-tools")  # only for whom the database knows
