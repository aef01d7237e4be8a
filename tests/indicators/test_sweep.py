"""Many slices in one pass: the rows of the oracle, whatever the mixture; failures, and workers beside each other."""

from __future__ import annotations

import datetime as dt
import random
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from config.tasks import advance
from indicators import sweep as sweep_module
from indicators.compute import recompute, recompute_many
from indicators.models import Indicator, MunicipalityValue, Run, SchoolValue, Slice, Standing
from indicators.stale import stale_slices
from indicators.sweep import LEAST_SCHOOLS, PARTS, _cut, compute_part, parts_of, sweep
from indicators.tasks import recompute_part
from monitoring.models import Cohort, Mark, Metric, MetricValue, Participation
from monitoring.revisions import bump
from schools.models import School
from tests.indicators.test_compute import stored
from tests.indicators.world import YEAR, build, expected

pytestmark = pytest.mark.django_db


def compute_all(worlds, **options):
    return recompute_many(municipality_ids=[world.municipality.pk for world in worlds], year=YEAR, **options)


@pytest.fixture
def worlds():
    """Three municipalities; each has indicators of its own beside those it shares with the others."""
    return [build(seed, schools=4, indicators=9) for seed in (31, 32, 33)]


def test_one_pass_over_several_municipalities_gives_every_row_of_the_oracle(worlds):
    assert {i.municipality_id for i in Indicator.objects.all()} > {None, worlds[0].municipality.pk}
    outcome = compute_all(worlds)
    assert [stored(world) for world in worlds] == [expected(world) for world in worlds]
    assert (outcome.slices, outcome.rows_changed) == (
        3, SchoolValue.objects.count() + MunicipalityValue.objects.count(),
    )  # fmt: skip
    run = Run.objects.get()
    assert (run.municipality, run.slices, run.rows_changed) == (None, 3, outcome.rows_changed)
    assert stale_slices() == []
    again = compute_all(worlds, force=True)
    assert (again.slices, again.rows_changed, again.fresh) == (3, 0, False)
    assert compute_all(worlds).fresh


def shaken(rng, world):
    """Something awkward happens to a municipality: numbers, marks, a closed school, an ended indicator."""
    schools = School.objects.filter(municipality=world.municipality)
    school = schools.order_by("pk")[rng.randrange(len(schools))]
    Cohort.objects.filter(school=school, grade__in=rng.sample(range(12), 4)).update(
        accepted=rng.choice([None, 0, 7]), accepted_mark=""
    )
    Participation.objects.filter(school=school).update(accepted=rng.randint(0, 9), accepted_mark="")
    MetricValue.objects.filter(school=school).update(
        accepted=None, accepted_mark=rng.choice([Mark.NO_DATA, Mark.NOT_APPLICABLE])
    )
    if rng.random() < 0.5:
        schools.exclude(pk=school.pk).filter(pk__gt=school.pk).update(closed=dt.date(YEAR, 9, 1))
    if rng.random() < 0.5:
        Indicator.objects.filter(pk__in=Indicator.objects.order_by("?").values("pk")[:2]).update(
            first_year=2000, last_year=YEAR - 1
        )
    bump([(world.municipality.pk, YEAR)])


def test_whatever_changes_the_next_pass_gives_the_rows_of_the_oracle_again(worlds):
    rng = random.Random(7)
    compute_all(worlds)
    for _ in range(3):
        for world in rng.sample(worlds, 2):
            shaken(rng, world)
        compute_all(worlds)
        assert [stored(world) for world in worlds] == [expected(world) for world in worlds]
        assert stale_slices() == []


def correct(world, rng):
    """One report of the municipality is accepted with other numbers, as `monitoring.submitting` does it."""
    schools = list(School.objects.filter(municipality=world.municipality).order_by("pk"))
    some = rng.sample(schools, rng.choice([1, 1, 2]))
    for school in some:
        for model in (Cohort, Participation, MetricValue):
            rows = model.objects.filter(school=school)
            for row in rng.sample(list(rows), min(3, len(rows))):
                row.accepted, row.accepted_mark = rng.choice(
                    [(None, Mark.NO_DATA), (0, ""), (5, ""), (41, "")]
                )
                row.save()
    bump([(world.municipality.pk, YEAR)])
    return recompute(municipality_id=world.municipality.pk, year=YEAR, schools=[school.pk for school in some])


def test_a_corrected_school_alone_gives_the_rows_of_a_full_recompute():
    rng = random.Random(41)
    world = build(41, schools=6, indicators=12)
    recompute(municipality_id=world.municipality.pk, year=YEAR)
    for _ in range(4):
        outcome = correct(world, rng)
        assert not outcome.fresh
        assert stored(world) == expected(world)
        assert stale_slices() == []
        assert recompute(municipality_id=world.municipality.pk, year=YEAR, force=True).rows_changed == 0


def test_a_correction_of_a_slice_that_was_stale_before_computes_all_of_it():
    world = build(43, schools=5, indicators=8)
    recompute(municipality_id=world.municipality.pk, year=YEAR)
    Cohort.objects.update(accepted=F("value"), accepted_mark="")
    bump([(world.municipality.pk, YEAR)])
    correct(world, random.Random(1))
    assert stored(world) == expected(world)
    Indicator.objects.filter(pk__in=Indicator.objects.values("pk")[:3]).update(first_year=YEAR + 1)
    correct(world, random.Random(2))
    assert stored(world) == expected(world)


def too_large(world):
    """Two answers whose sum no database can hold: the municipality cannot be computed."""
    metric = Metric.objects.create(code="huge", name="огромное")
    indicator = Indicator.objects.create(
        code="huge", name="огромное", unit="count", municipality=world.municipality
    )
    indicator.terms.create(side="numerator", position=0, kind="metric", metric=metric)
    for school in School.objects.filter(municipality=world.municipality)[:2]:
        MetricValue.objects.create(school=school, year_id=YEAR, metric=metric)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE monitoring_metricvalue SET accepted = %s WHERE metric_id = %s", [2**63 - 1, metric.pk]
        )
    bump([(world.municipality.pk, YEAR)])


def test_a_slice_that_fails_hinders_no_other_and_keeps_its_old_values(worlds):
    compute_all(worlds)
    before = stored(worlds[1])
    too_large(worlds[1])
    for world in (worlds[0], worlds[2]):
        Cohort.objects.filter(school__municipality=world.municipality).update(accepted=3, accepted_mark="")
        bump([(world.municipality.pk, YEAR)])
    with pytest.raises(DatabaseError):
        compute_all(worlds)
    told = []
    swept = sweep(tell=lambda swept, done, total: told.append((swept.slices, swept.failed, done, total)))
    assert (swept.slices, swept.failed) == (2, 1)
    assert told == [(2, 1, 3, 3)]
    assert [stored(worlds[0]), stored(worlds[2])] == [expected(worlds[0]), expected(worlds[2])]
    assert stored(worlds[1]) == before
    assert stale_slices() == [(worlds[1].municipality.pk, YEAR)]


def test_a_year_is_cut_into_parts_of_about_as_many_organisations():
    municipalities = {pk: 10 + pk % 7 for pk in range(1, 2501)}
    parts = list(_cut(list(municipalities), municipalities))
    assert [pk for part in parts for pk in part] == list(municipalities)
    sizes = [sum(municipalities[pk] for pk in part) for part in parts]
    assert len(parts) == PARTS
    assert max(sizes) - min(sizes) < max(sizes) / 10
    few = dict.fromkeys(range(1, 51), 20)
    assert [len(part) for part in _cut(list(few), few)] == [LEAST_SCHOOLS // 20] * 2


def test_the_command_tells_how_far_it_is_where_there_are_several_parts(worlds, monkeypatch):
    monkeypatch.setattr(sweep_module, "LEAST_SCHOOLS", 1)
    out = StringIO()
    call_command("recompute", year=YEAR, stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split(",")[0] for line in lines[:2]] == ["Готово 1 из 3", "Готово 2 из 3"]
    written = SchoolValue.objects.count() + MunicipalityValue.objects.count()
    assert lines[2].startswith(
        f"Пересчитано срезов (муниципалитет и год): 3. Изменено строк: {written}. Секунд: "
    )
    assert Run.objects.count() == 3


def test_a_pass_that_other_workers_share_computes_every_part_once(
    worlds, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(sweep_module, "LEAST_SCHOOLS", 1)
    with django_capture_on_commit_callbacks() as sent:
        advance()
    assert len(sent) == len(worlds)
    assert stale_slices() == []
    assert [stored(world) for world in worlds] == [expected(world) for world in worlds]
    recompute_part(YEAR, [world.municipality.pk for world in worlds])
    assert Run.objects.count() == len(worlds)


def test_years_are_never_mixed_in_a_part(worlds):
    ids = [world.municipality.pk for world in worlds]
    parts = parts_of([(ids[0], 2020), (ids[2], 2020), (ids[1], 2021)])
    assert [(part.year, part.municipality_ids) for part in parts] == [
        (2020, (ids[0], ids[2])),
        (2021, (ids[1],)),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_connections_compute_every_part_once(monkeypatch):
    monkeypatch.setattr(sweep_module, "LEAST_SCHOOLS", 1)
    worlds = [build(seed, schools=2, indicators=3) for seed in (53, 54, 55)]
    told = []
    swept = sweep(workers=2, tell=lambda swept, done, total: told.append((swept.slices, done, total)))
    assert (swept.slices, swept.failed) == (3, 0)
    assert told == [(1, 1, 3), (2, 2, 3), (3, 3, 3)]
    assert [stored(world) for world in worlds] == [expected(world) for world in worlds]
    assert Run.objects.count() == 3
    assert stale_slices() == []


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_is_computing_is_left_to_it():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time and no locks of rows")
    one, other = build(51, indicators=4), build(52, indicators=4)
    compute_all([one, other])
    bump([(one.municipality.pk, YEAR), (other.municipality.pk, YEAR)])
    locked, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(Slice.objects.select_for_update().filter(municipality=one.municipality))
            locked.set()
            done.wait(60)
        connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    try:
        assert locked.wait(60)
        ids = [one.municipality.pk, other.municipality.pk]
        swept = compute_part(year=YEAR, municipality_ids=ids, wait=False)
        assert (swept.slices, swept.failed) == (1, 0)
        assert stale_slices() == [(one.municipality.pk, YEAR)]
    finally:
        done.set()
        worker.join()


def test_every_standing_stands_in_the_tables_of_these_worlds(worlds):
    compute_all(worlds)
    assert set(SchoolValue.objects.values_list("standing", flat=True)) == set(Standing.values)
