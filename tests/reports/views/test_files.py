"""«Мои файлы»: one's own only, however many there are."""

from __future__ import annotations

import pytest

from reports.jobs import order, run_waiting
from reports.models import Job
from schools.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(analyst, okrug, year):
    order(report="table", parameters={"what": "values", "years": [2021]}, owner=analyst, place=okrug)
    return Job.objects.get()


def test_a_file_waits_is_made_is_downloaded_and_erased(job, client_of, analyst):
    client = client_of(analyst)
    waits = client.get(f"/files/{job.pk}/").content.decode()
    assert "Файл готовится: Значения показателей, 2021/2022" in waits
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in waits
    assert client.get(f"/files/{job.pk}/state/").status_code == 200
    assert client.get(f"/files/{job.pk}/download/").status_code == 404
    run_waiting()
    assert client.get(f"/files/{job.pk}/state/").headers["HX-Refresh"] == "true"
    assert "Файл готов: Значения показателей" in client.get(f"/files/{job.pk}/").content.decode()
    file = client.get(f"/files/{job.pk}/download/")
    assert file.headers["Content-Disposition"] == 'attachment; filename="znacheniya-2021.xlsx"'
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert "файл удалён" in client.post(f"/files/{job.pk}/erase/", follow=True).content.decode()
    assert client.get(f"/files/{job.pk}/download/").status_code == 404


def test_ordered_again_it_is_a_new_file_and_twice_the_same(job, client_of, analyst):
    run_waiting()
    client = client_of(analyst)
    first = client.post(f"/files/{job.pk}/again/").url
    assert (client.post(f"/files/{job.pk}/again/").url, Job.objects.count()) == (first, 2)


def test_nobody_else_sees_a_file_not_even_an_administrator(job, client_of, officer, admin):
    run_waiting()
    for person in (officer, admin):
        client = client_of(person)
        assert "Файлов пока нет" in client.get("/files/").content.decode()
        answers = [client.get(f"/files/{job.pk}/{step}").status_code for step in ("", "state/", "download/")]
        answers += [client.post(f"/files/{job.pk}/{step}").status_code for step in ("again/", "erase/")]
        assert answers == [404] * 5


def test_who_has_lost_the_right_to_these_data_gets_them_no_more(job, client_of, analyst, neighbour):
    run_waiting()
    Membership.objects.update(municipality=neighbour)
    client = client_of(analyst)
    assert client.get(f"/files/{job.pk}/download/").status_code == 403
    assert client.post(f"/files/{job.pk}/again/").status_code == 403
    assert "нет права на эти данные" in client.get(f"/files/{job.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_however_long(
    count, client_of, analyst, okrug, year, django_assert_num_queries
):
    for number in range(count):
        order(
            report="table",
            parameters={"what": "values", "years": [2021 - number]},
            owner=analyst,
            place=okrug,
        )
    client = client_of(analyst)
    client.get("/files/")
    with django_assert_num_queries(7):
        assert client.get("/files/").status_code == 200
