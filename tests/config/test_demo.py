"""`demo`: Kemerovo's published figures out of its schools' cells, once, with logins that DEBUG alone opens."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction

from config.demo.people import DEMO_PASSWORD, LOGINS
from indicators.pages.asked import AskedDynamics
from indicators.pages.dynamics import dynamics_page
from indicators.queries import judged_municipality, judged_schools
from monitoring.models import Submission
from recommendations.models import Recommendation
from roadmap.models import Decision, Measure
from schools.models import Municipality, School, User

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
INDICATOR_OF_TABLE = {
    "1": "poo_9", "2": "poo_11", "3": "vo_11", "4": "juniors_9_11", "5": "abilimpix_5_9", "6": "bilet_5_9",
    "7": "bilet_10_11", "9": "testing_9_11", "10": "workplaces_total", "11": "parents_help",
}  # fmt: skip


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def published():
    """{(indicator, starting year): (n, d)} of the tables; the period is a school year or the year it ends in."""
    with (ROOT / "fixtures" / "kemerovo_published.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["table"] in INDICATOR_OF_TABLE:
                start = int(row["period"][:4]) - (0 if "-" in row["period"] else 1)
                denominator = Decimal(row["denominator"]) if row["denominator"] else None
                yield (INDICATOR_OF_TABLE[row["table"]], start), (Decimal(row["numerator"]), denominator)


def rows_of_everything():
    return {
        model._meta.label: model.objects.count()
        for app in ("schools", "monitoring", "indicators", "recommendations", "roadmap")
        for model in apps.get_app_config(app).get_models()
    }


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """What `demo` prints; loaded once for a class, whose tests look at it in transactions of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo()
        transaction.set_rollback(True)


class TestTheDemonstration:
    @pytest.fixture(autouse=True)
    def _named(self, loaded):
        self.printed = loaded
        self.municipality = Municipality.objects.get(code="32622000")

    def test_every_published_numerator_and_denominator_is_the_sum_of_the_schools_cells(self):
        computed = {
            (judged.indicator.code, year): (judged.numerator, judged.denominator)
            for year in (2019, 2020, 2021)
            for judged in judged_municipality(self.municipality.pk, year)
        }
        wanted = dict(published())
        assert len(wanted) == 30
        assert {key: computed[key] for key in wanted} == wanted
        assert {computed["interaction_share", year] for year in (2019, 2020, 2021)} == {(19, 19)}
        page = dynamics_page(self.municipality, 2021, AskedDynamics.of({}))
        printed = {
            (table.indicator.code, step.year): (step.judged.numerator, step.judged.denominator)
            for table in page.tables
            for step in table.series.steps
            if step.judged
        }
        assert (page.years, {key: printed[key] for key in wanted}) == ([2019, 2020, 2021], wanted)

    def test_municipal_figures_are_the_sums_of_what_all_19_schools_reported(self):
        reported = {
            j.indicator.code: (j.reported, j.expected)
            for j in judged_municipality(self.municipality.pk, 2021)
        }
        assert {reported[code] for code in ("poo_9", "bilet_5_9", "testing_9_11", "parents_help")} == {
            (19, 19)
        }
        per_school = judged_schools(self.municipality.pk, 2021)
        total = sum(
            j.numerator for j in per_school if j.indicator.code == "bilet_5_9" and j.numerator is not None
        )
        assert total == 575

    def test_some_schools_miss_the_plan_and_some_reach_it_and_the_first_get_recommendations(self):
        statuses = {j.status.value for j in judged_schools(self.municipality.pk, 2021)}
        assert {"achieved", "missed", "no_data", "not_applicable"} <= statuses
        schools = (
            Recommendation.objects.live().filter(year=2021, rule__trigger="below_target").values("school")
        )
        assert 0 < schools.distinct().count() < School.objects.count()

    def test_the_campaign_under_way_has_a_school_in_every_state(self):
        states = set(Submission.objects.filter(wave__campaign__state="open").values_list("state", flat=True))
        assert states == set(Submission.State.values)
        reporting = (
            Submission.objects.filter(wave__campaign__state="open").values("school").distinct().count()
        )
        assert reporting < School.objects.count(), "some have not begun"

    def test_the_whole_roadmap_and_the_decisions_are_there(self):
        assert Measure.objects.filter(section__roadmap__municipality=self.municipality).count() >= 48
        assert Decision.objects.filter(municipality=self.municipality).count() == 5

    def test_a_second_run_changes_nothing(self):
        before = rows_of_everything()
        assert "уже загружена" in demo()
        assert rows_of_everything() == before

    def test_the_logins_are_printed(self):
        assert all(login.username in self.printed for login in LOGINS)
        assert "распределение по школам условное" in self.printed


def test_the_demonstrations_password_opens_nothing_with_debug_off(settings, rf):
    settings.DEBUG = True
    demo()
    request = rf.post("/login/")
    assert authenticate(request, username="officer", password=DEMO_PASSWORD) == User.objects.get(
        username="officer"
    )
    settings.DEBUG = False
    assert authenticate(request, username="officer", password=DEMO_PASSWORD) is None


def test_the_guard_stands_in_nobodys_session(client, officer):
    client.force_login(officer)
    assert client.session["_auth_user_backend"] == "django.contrib.auth.backends.ModelBackend"


def test_with_debug_off_everybody_gets_a_password_of_their_own_to_change_at_once(settings, rf):
    settings.DEBUG = False
    printed = demo()
    password = next(line.split()[1] for line in printed.splitlines() if line.strip().startswith("officer"))
    person = authenticate(rf.post("/login/"), username="officer", password=password)
    assert person is not None
    assert person.must_change_password
    assert DEMO_PASSWORD not in printed


def test_a_database_with_something_else_in_it_is_refused(okrug):
    with pytest.raises(CommandError, match="База не пуста"):
        demo()
    assert Municipality.objects.count() == 1


def test_in_a_later_school_year_the_campaign_under_way_is_of_that_year():
    from config.demo.load import load_demo
    from indicators.models import Target
    from monitoring.models import Campaign

    load_demo(today=dt.date(2027, 10, 1))
    assert Campaign.objects.get(state="open").year_id == 2027
    assert not Target.objects.filter(year=2026).exists()
    assert Target.objects.filter(year=2027).exists()
