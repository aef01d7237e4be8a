"""What a figure was measured on, and the median of several runs."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from django.db import connection


def described(*packages: str) -> str:
    """«Linux x86_64, 2 ядра, Python 3.11.2, PostgreSQL 18.1, django 5.2.19»."""
    parts = [
        f"{platform.system()} {platform.machine()}",
        f"{os.cpu_count()} яд.",
        f"Python {platform.python_version()}",
    ]
    return ", ".join([*parts, database(), *(f"{name} {version(name)}" for name in ("django", *packages))])


def database() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, and those the processor worked for us: on a busy machine they differ."""

    clock: float
    processor: float


def median(
    work: Callable[..., object], *, before: Callable[[], object] | None = None, runs: int = 5
) -> Taken:
    """The first run warms up and is not counted. What `before` gives is prepared unmeasured, for each run."""
    clock, processor = [], []
    for _ in range(runs + 1):
        given = [before()] if before else []
        started, worked = time.perf_counter(), time.process_time()
        work(*given)
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - worked)
    return Taken(statistics.median(clock[1:]), statistics.median(processor[1:]))
