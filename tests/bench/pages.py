"""Fifty people at work in the portal: how long each page takes, in the server process of `make run`, on PostgreSQL.

Sixty organisations, data like the demonstration's. Twelve officers, six analysts and thirty-two heads think for two to
eight seconds and open a page or save a number, for fifty seconds; then everything stops by itself. The ninety-fifth of
a hundred visits of each page have to take less than 200 ms on two quiet cores; a page that takes longer, one nobody
could open and an answer that is no answer fail the measure.
"""

from __future__ import annotations

import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.settings.test import TEST_FOLDER  # noqa: E402
from config.start.portal import commands  # noqa: E402
from indicators.models import MunicipalityValue  # noqa: E402
from monitoring.models import Campaign, Submission  # noqa: E402
from schools.models import School, User  # noqa: E402
from tests.bench.machine import described  # noqa: E402
from tests.bench.portal_world import make_people, make_portal, session_of  # noqa: E402
from tests.bench.visitors import Cell, Door, Visit, Visitor  # noqa: E402
from tests.servers.portal import free_port  # noqa: E402
from tests.servers.processes import stop, wait_until  # noqa: E402
from tests.servers.valkey import Valkey  # noqa: E402

SECONDS, MOST, FEWEST = 50, 200, 5
"""Of the measurement; milliseconds; visits of a page that say something about it."""
WARM = 16
"""Rounds through every page before the measurement: each worker compiles its templates once."""


@contextmanager
def portal() -> Iterator[int]:
    """The web process of `make run` and its broker; yields the port."""
    port, folder = free_port(), Path(TEST_FOLDER)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.portal_settings",
        "ORIENTIR_TEST_FOLDER": str(folder),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=environment, check=True)
    broker = Valkey(folder / "valkey.sock", folder / "valkey")
    broker.start()
    web = commands("127.0.0.1", port)["web"]
    server = subprocess.Popen(web, shell=True, env=environment, start_new_session=True)
    try:
        wait_until(lambda: _answers(port), seconds=30, what="портал отвечает")
        yield port
    finally:
        stop(server)
        broker.stop()


def _answers(port: int) -> bool:
    try:
        return Door(port, "").ask("/health/")[0] == 200
    except OSError:
        return False


def pages_of_the_municipality(year: int, before: int) -> dict[str, list[str]]:
    schools = list(School.objects.order_by("code").values_list("code", flat=True)[:20])
    indicators = MunicipalityValue.objects.filter(year=before, standing=0)
    codes = sorted(set(indicators.values_list("indicator__code", flat=True)))
    return {
        "первая страница": [reverse("reports:home", args=[year])],
        "теплокарта": [reverse("indicators:heatmap", args=[then]) for then in (year, before)],
        "таблица сбора": [reverse("monitoring:board", args=[year])],
        "показатель": [reverse("indicators:indicator", args=[before, code]) for code in codes],
        "паспорт": [reverse("indicators:passport", args=[before, school]) for school in schools],
        "рекомендации": [reverse("recommendations:list", args=[before])],
    }


def pages_of_a_head(year: int, before: int, school: School) -> dict[str, list[str]]:
    return {
        "страница руководителя": [reverse("recommendations:mine", args=[before])],
        "отчёт организации": [reverse("monitoring:form", args=[year, school.code])],
        "паспорт": [reverse("indicators:passport", args=[before, school.code])],
    }


def seat(number: int, person: User, port: int, until: float, years: tuple[int, int]) -> Visitor:
    """A person with a session, and for a head with a number in the form that is theirs to change."""
    door = Door(port, session_of(person))
    member = person.memberships.get()
    if member.school is None:
        return Visitor(door, pages_of_the_municipality(*years), until, number)
    form = reverse("monitoring:form", args=[years[0], member.school.code])
    save = reverse("monitoring:autosave", args=[years[0], member.school.code])
    status, html = door.ask(form)
    assert status == 200, (form, status)
    return Visitor(
        door, pages_of_a_head(*years, member.school), until, number, Cell.of_form(html, person.pk, save)
    )


def warm_up(visitors: list[Visitor]) -> None:
    for visitor in (visitors[0], visitors[-1]):
        for paths in visitor.pages.values():
            for _ in range(WARM):
                assert visitor.door.ask(paths[0])[0] == 200, paths[0]


def table(visits: list[Visit], pages: set[str]) -> tuple[str, list[str]]:
    """The table, and what was missed, in words."""
    by_page: dict[str, list[float]] = {page: [] for page in sorted(pages)}
    for visit in visits:
        by_page[visit.page].append(visit.seconds * 1000)
    lines, missed = ["| страница | раз | p50, мс | p95, мс |", "|---|---|---|---|"], []
    for page, taken in by_page.items():
        if len(taken) < FEWEST:
            missed.append(f"«{page}» открыта лишь {len(taken)} раз")
            continue
        p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
        if p95 >= MOST:
            missed.append(f"«{page}» – {p95:.0f} мс")
        lines.append(
            f"| {page} | {len(taken)} | {statistics.median(taken):.0f} "
            f"| {p95:.0f}{'' if p95 < MOST else ': долго'} |"
        )
    return "\n".join(lines), missed


def main() -> int:
    if connection.vendor == "sqlite":
        print("\nСтраницы под нагрузкой измеряются только на PostgreSQL.")
        return 0
    call_command("migrate", verbosity=0)
    okrug = make_portal()
    people = make_people(okrug)
    year, before = Campaign.objects.order_by("-year").values_list("year_id", flat=True)[:2]
    Submission.objects.filter(wave__campaign__year=year, school__code__startswith="more-").update(
        state="draft"
    )
    with portal() as port:
        visitors = [seat(n, person, port, 0, (year, before)) for n, person in enumerate(people)]
        warm_up(visitors)
        until = time.monotonic() + SECONDS
        for visitor in visitors:
            visitor.until = until
            visitor.start()
        for visitor in visitors:
            visitor.join(SECONDS + 60)
        load = os.getloadavg()[0]
    visits = [visit for visitor in visitors for visit in visitor.visits]
    text, missed = table(visits, {page for visitor in visitors for page in visitor.kinds})
    failed = sum(visit.status != 200 for visit in visits) + sum(visitor.is_alive() for visitor in visitors)
    print(f"\n{len(people)} человек за работой, {School.objects.count()} организаций, {SECONDS} с")
    print(f"{described('gunicorn')}; нагрузка машины {load:.1f}\n\n{text}")
    print(f"обращений {len(visits)}, без ответа или не 200: {failed}")
    kept = f"у каждой страницы меньше {MOST} мс"
    print(f"p95 – {'не уложились: ' + '; '.join(missed) if missed else kept}", flush=True)
    return 1 if missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
