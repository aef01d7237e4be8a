"""The whole suite on SQLite, then on a real PostgreSQL; `make test` calls it. Arguments go to pytest."""

import os
import resource
import signal
import subprocess
import sys
import time

from tests.servers.postgres import postgres

PROCESSES = "3"  # on two cores: one waits for a browser, a broker or a database while the others work


def suite(name: str, database_url: str | None, arguments: list[str]) -> int:
    print(f"\n=== Тесты на {name} ===", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if database_url:
        environment["DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "pytest", "-n", PROCESSES, "--dist", "loadfile", *arguments]
    started, worked = time.monotonic(), _processor_seconds()
    code = subprocess.run(command, env=environment, check=False).returncode
    seconds, worked = time.monotonic() - started, _processor_seconds() - worked
    print(f"=== {name}: {seconds:.0f} с, процессор {worked:.0f} с ===", flush=True)
    return code


def _processor_seconds() -> float:
    """Of everything that was started and has ended: tests, browsers, workers. On a busy machine the clock says more."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped on the way out
    arguments = sys.argv[1:]
    codes = [suite("SQLite", None, arguments)]
    with postgres() as database_url:
        narrowed = arguments if "-m" in arguments else ["-m", "not once", *arguments]
        codes.append(suite("PostgreSQL", database_url, narrowed))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
