"""A hundred times kill -9 in the middle of a recompute of two municipalities: both tables always whole, then healed."""

from __future__ import annotations

import os
import sys
import time

import django

django.setup()

# Below the set-up: our models may be imported only once Django stands.
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from indicators.stale import stale_slices  # noqa: E402
from tests.bench.machine import described  # noqa: E402
from tests.indicators.killing import kills, stored, values_with  # noqa: E402
from tests.indicators.world import build  # noqa: E402
from tests.servers.worker import ROOT  # noqa: E402

KILLS = 100


def main() -> int:
    call_command("migrate", verbosity=0)
    worlds = [build(21, schools=16, indicators=12), build(22, schools=9, indicators=8)]
    whole = [values_with(worlds, 20), values_with(worlds, 30)]
    states, started = [0, 0], time.monotonic()
    for _ in kills(worlds, KILLS, cwd=ROOT, environment=dict(os.environ)):
        connection.close()
        found = stored()
        if found not in whole:
            print("После kill -9 в таблицах половина пересчёта.", flush=True)
            return 1
        states[whole.index(found)] += 1
    healed = values_with(worlds, 30) == whole[1] and stale_slices() == []
    print(f"\nkill -9 во время пересчёта, {KILLS} раз\n{described()}\n")
    print(
        f"Всегда целое: прежнее или новое ({states[0]} и {states[1]} раз); "
        f"следующий пересчёт {'исправил всё' if healed else 'не исправил'}; секунд: "
        f"{time.monotonic() - started:.0f}.",
        flush=True,
    )
    return 0 if healed else 1


if __name__ == "__main__":
    sys.exit(main())
