"""The portal in a process of its own, on the database of the running test: it can be killed and started again."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.processes import free_port, kill_group, wait_until
from tests.servers.worker import ROOT, environment_of_this_test


@dataclass
class Portal:
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"localhost:{self.port}"],
                cwd=ROOT, env=environment_of_this_test(), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_until(self._answers, seconds=90, what="портал отвечает")

    def kill(self) -> None:
        if self.process is not None:
            kill_group(self.process)
            self.process = None

    def _answers(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise AssertionError(f"Портал не запустился:\n{self.log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.05)
            return False
