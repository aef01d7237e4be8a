"""One or two processes that compute the parts of a year, as Celery's workers do: each takes the next part when free."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence

START = multiprocessing.get_context("spawn")


def begin() -> None:
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()


def compute(part: tuple[int, Sequence[int]]) -> int:
    from indicators.sweep import compute_part

    year, municipality_ids = part
    return compute_part(year=year, municipality_ids=municipality_ids, force=True, wait=False).slices


def seconds_with(workers: int, parts: Sequence[tuple[int, Sequence[int]]]) -> float:
    """From the first part handed out to the last one done; the processes stand ready before."""
    with START.Pool(workers, initializer=begin) as pool:
        pool.map(abs, range(workers * 4), chunksize=1)
        started = time.perf_counter()
        slices = sum(pool.imap_unordered(compute, parts, chunksize=1))
        taken = time.perf_counter() - started
    assert slices == sum(len(municipality_ids) for _, municipality_ids in parts)
    return taken
