"""Every measurement on SQLite, then on a real PostgreSQL; each in a process and a database of its own.

Measures of files touch no database: they are taken once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.servers.postgres import postgres

MEASUREMENTS = (
    "workbook", "collection", "issuing", "engine", "kills", "entry_grid", "facts_file", "bulk_file",
    "orm", "polars_ways", "unissued", "pages",
)  # fmt: skip

ONCE = ("facts_file", "bulk_file")


def measure(name: str, database_url: str) -> int:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url,
    }
    return subprocess.run(
        [sys.executable, "-m", f"tests.bench.{name}"], env=environment, check=False
    ).returncode


def main() -> int:
    wanted = sys.argv[1:] or MEASUREMENTS
    unknown = [name for name in wanted if name not in MEASUREMENTS]
    if unknown:
        print(f"Нет такого замера: {', '.join(unknown)}. Есть: {', '.join(MEASUREMENTS)}.")
        return 2
    codes = []
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            codes.append(measure(name, f"sqlite:///{folder}/bench.sqlite3"))
    for name in (name for name in wanted if name not in ONCE):
        with postgres() as database_url:
            codes.append(measure(name, database_url))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
