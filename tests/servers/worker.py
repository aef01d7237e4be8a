"""A real Celery worker in its own process, on the database and the broker of the running tests."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from config.settings.test import TEST_FOLDER
from tests.servers.processes import kill_group, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Worker:
    log: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--concurrency=1"),
                    *("--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"),
                ],
                cwd=ROOT, env=environment_of_this_test(), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_until(self._is_ready, seconds=90, what="worker готов")

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, seconds=8)
            self.process = None

    def kill(self) -> None:
        """In the middle of whatever it does; a new one may `start()`."""
        if self.process is not None:
            kill_group(self.process)
            self.process = None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def _is_ready(self) -> bool:
        if not self.is_running():
            raise AssertionError(f"Worker не запустился:\n{self.output()}")
        return " ready." in self.output()


def environment_of_this_test() -> dict[str, str]:
    """For any process that must see this test's database, broker and files (a worker, a manage.py command)."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
        "ORIENTIR_TEST_FOLDER": str(TEST_FOLDER),
    }


def database_url() -> str:
    """Of the database the tests really use (test_…, of this xdist process), not of the one it was made from."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    person = ":".join(quote(part, safe="") for part in (now["USER"], now["PASSWORD"]) if part)
    port = f"&port={now['PORT']}" if now["PORT"] else ""
    return f"postgres://{person}@/{quote(now['NAME'])}?host={quote(now['HOST'], safe='')}{port}"
