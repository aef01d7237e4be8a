"""Ratios: the product's way beside a plain one, in one interleaved run, because machines differ and ratios do not.

A ratio is given by the medians of the clock; the exit code of a measure says whether every floor was kept. A plain way
that takes too long is tried on a part and multiplied, and its row says so.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.machine import described

Work = Callable[[], object]
HEAD = (
    "| замер | наш способ, мс | простой, мс | во сколько раз | не меньше | цель |\n|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Seconds of both ways; `part` = on what part of the whole the plain one was tried (1 = all of it)."""

    name: str
    ours: float
    plain: float
    floor: float
    aim: float
    part: float = 1

    @property
    def times(self) -> float:
        return self.plain / self.part / self.ours

    @property
    def kept(self) -> bool:
        return self.times >= self.floor

    def __str__(self) -> str:
        plain = f"{self.plain / self.part * 1000:.0f}"
        extrapolated = f" (по {self.part * 100:.0f} %)" if self.part < 1 else ""
        times = f"{self.times:.1f}" + ("" if self.kept else ": мало")
        return (
            f"| {self.name} | {self.ours * 1000:.1f} | {plain}{extrapolated} | {times} "
            f"| {self.floor:g} | {self.aim:g} |"
        )


def side_by_side(
    ours: Work, plain: Work, *, runs: int = 5, before: Work | None = None
) -> tuple[float, float]:
    """The medians of both, run in turns after one unmeasured run of each; `before` prepares each run unmeasured."""
    taken: dict[Work, list[float]] = {ours: [], plain: []}
    for _ in range(runs + 1):
        for work in (ours, plain):
            if before is not None:
                before()
            started = time.perf_counter()
            work()
            taken[work].append(time.perf_counter() - started)
    first, second = (statistics.median(taken[work][1:]) for work in (ours, plain))
    return first, second


def report(title: str, ratios: list[Ratio], *packages: str) -> int:
    """Print the table with the machine; 0 if every floor was kept."""
    print(f"\n{title}\n{described(*packages)}\n\n{HEAD}")
    print("\n".join(map(str, ratios)), flush=True)
    return 0 if all(ratio.kept for ratio in ratios) else 1
