"""The engine: years recomputed, against the straightforward way (c), against the limit, against itself.

PostgreSQL: the federal world; SQLite: the regional one. Everything is interleaved and given as the median; the federal
measures take three runs, since (c) needs as long as all the rest together.
"""

from __future__ import annotations

import contextlib
import logging
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

django.setup()
logging.disable(logging.WARNING)

# Below the set-up: our models may be imported only once Django stands.
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from indicators.compute import recompute  # noqa: E402
from indicators.sweep import named_slices, parts_of  # noqa: E402
from monitoring.models import Cohort  # noqa: E402
from monitoring.revisions import bump_schools  # noqa: E402
from schools.models import School  # noqa: E402
from tests.bench import engine_world as world  # noqa: E402
from tests.bench.engine_workers import seconds_with  # noqa: E402
from tests.bench.limit import read_and_write, ready_results  # noqa: E402
from tests.bench.loading import settle  # noqa: E402
from tests.bench.ratios import Ratio, report  # noqa: E402
from tests.bench.straightforward import make_tables  # noqa: E402
from tests.bench.worlds import FEDERAL, REGIONAL, YEAR, Size, make_world  # noqa: E402

GROWTH = (1_000, 10_000)
FEW, MANY = 3, 7
LINEAR = 1.2
Works = dict[str, Callable[[], object]]
WORKED: list[dict[str, float]] = []
"""The same measures in seconds of the processor, in the order they were made."""


def medians(works: Works, before: Works, runs: int) -> dict[str, float]:
    """Seconds of each, run in turns; what stands in `before` under the same name prepares it unmeasured."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    worked: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            before.get(name, lambda: None)()
            started, processor = time.perf_counter(), processor_seconds()
            work()
            taken[name].append(time.perf_counter() - started)
            worked[name].append(processor_seconds() - processor)
    WORKED.append({name: statistics.median(seconds) for name, seconds in worked.items()})
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def processor_seconds() -> float:
    """What this process has worked and, where Linux tells, the one that serves it: the clock also counts the others."""
    served = 0.0
    if connection.vendor == "postgresql":
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
            served = int(told.split()[0]) / 1e9
    return time.process_time() + served


def filled(runs: int, *, floor: float = 4, aim: float = 9) -> Ratio:
    works = {"ours": world.ours, "plain": world.plain}
    emptied = {"ours": world.forget, "plain": lambda: world.empty(world.PLAIN)}
    taken = medians(works, emptied, runs)
    return Ratio("первое заполнение года", taken["ours"], taken["plain"], floor=floor, aim=aim)


def corrected(runs: int, *, floor: float, aim: float, whole: float) -> tuple[list[Ratio], float]:
    """At most a hundredth of the values changed, by revisions that name their schools; and the year named as a whole.

    Where there is COPY, against the limit, too: PostgreSQL scans for it with all cores, so there we compute over two
    connections; everything else over one. `whole`: the floor of the year that is computed to its last school.
    """
    works: Works = {"ours": world.ours, "whole": world.ours_whole, "plain": world.plain}
    corrections = world.Corrections()
    if connection.vendor == "postgresql":
        results = ready_results()
        works["two"] = world.ours_by_two
        works["limit"] = lambda: read_and_write(YEAR, results)
    taken = medians(works, dict.fromkeys(("ours", "whole", "two"), corrections), runs)
    rows = [
        Ratio("год заново, изменилось меньше 1 %", taken["ours"], taken["plain"], floor=floor, aim=aim),
        Ratio("то же, все организации заново", taken["whole"], taken["plain"], floor=whole, aim=aim),
    ]
    if "limit" in taken:  # at most four times the limit is at least a quarter of it
        rows.append(
            Ratio(
                "то же двумя соединениями к пределу", taken["two"], taken["limit"], floor=1 / 4, aim=1 / 2.2
            )
        )
    return rows, taken["whole"]


def everything(runs: int) -> Ratio:
    before = {"ours": world.change_everything}
    taken = medians({"ours": world.ours, "plain": world.plain}, before, runs)
    return Ratio("год заново, изменилось всё", taken["ours"], taken["plain"], floor=1, aim=4)


def one_number(year_takes: float, *, floor: float, aim: float) -> Ratio:
    """A report accepted with one other number: school and municipality, in the transaction of the acceptance."""
    taken = []
    for run in range(60):
        with transaction.atomic():
            Cohort.objects.filter(school=33, year=YEAR, grade=7).update(accepted=60 + run % 2)
            bump_schools([((_of_school(33), YEAR), 33)])
            started = time.perf_counter()
            recompute(municipality_id=_of_school(33), year=YEAR, schools=[33])
            taken.append(time.perf_counter() - started)
    return Ratio(
        "одно число против всего года", statistics.median(taken[10:]), year_takes, floor=floor, aim=aim
    )


def _of_school(school: int) -> int:
    return School.objects.values_list("municipality", flat=True).get(pk=school)


def two_workers() -> Ratio:
    parts = [(part.year, part.municipality_ids) for part in parts_of(named_slices(year=YEAR))]
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(FEW):
        for workers, seconds in taken.items():
            seconds.append(seconds_with(workers, parts))
    one, two = (statistics.median(seconds) for seconds in taken.values())
    return Ratio("два исполнителя против одного", two, one, floor=1.4, aim=1.8)


def growth(schools: int) -> float:
    """Seconds per organisation of a recompute in which nothing changes; the planner knows what the first one wrote."""
    make_world(Size(regions=1, municipalities=schools // 16, schools=schools))
    world.ours()
    settle()
    taken = medians({"ours": world.ours}, {"ours": world.changed}, MANY)
    call_command("flush", interactive=False, verbosity=0)
    return taken["ours"] / schools


def say_worked() -> None:
    """On a busy machine these ratios say more than those of the clock."""
    say("\nПроцессор, с (наш способ, простой, во сколько раз):")
    for measured in WORKED:
        if "plain" in measured:
            ours, plain = measured["ours"], measured["plain"]
            limit = f"; предел {measured['limit']:.2f}" if "limit" in measured else ""
            say(f"  {ours:.2f}  {plain:.2f}  {plain / ours:.1f}{limit}")


def say(text: str) -> None:
    print(text, flush=True)


def federal() -> int:
    per_school = {schools: growth(schools) for schools in GROWTH}
    make_world(FEDERAL)
    make_tables()
    first = filled(FEW)
    again, year_takes = corrected(FEW, floor=6, aim=11, whole=6)
    rest = [everything(FEW), one_number(year_takes, floor=300, aim=700), two_workers()]
    per_school[FEDERAL.schools] = (
        medians({"ours": world.ours}, {"ours": world.changed}, FEW)["ours"] / FEDERAL.schools
    )
    code = report("Движок, PostgreSQL: 40 000 организаций, медиана 3", [*again, first, *rest])
    say_worked()
    steady = max(per_school.values()) / per_school[GROWTH[0]]
    say("\nРост, мкс на организацию: " + ", ".join(f"{n}: {s * 1e6:.0f}" for n, s in per_school.items()))
    say(f"Наибольшее к первому: {steady:.2f} (не больше {LINEAR})")
    return max(code, int(steady > LINEAR))


def regional() -> int:
    make_world(REGIONAL)
    make_tables()
    first = filled(MANY, floor=1.2, aim=3)
    again, year_takes = corrected(MANY, floor=1.6, aim=3.5, whole=1.2)
    rest = [everything(MANY), one_number(year_takes, floor=20, aim=50)]
    code = report("Движок, SQLite: 1 000 организаций, медиана 7", [*again, first, *rest])
    say_worked()
    return code


def main() -> int:
    call_command("migrate", verbosity=0)
    return regional() if connection.vendor == "sqlite" else federal()


if __name__ == "__main__":
    sys.exit(main())
