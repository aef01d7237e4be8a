"""`make run` itself, on a copy of the tree: starts, refuses a second one, stops, leaves no process."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.servers.processes import free_port, kill_group, wait_until

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("config", "schools", "monitoring", "indicators", "recommendations", "roadmap", "reports")
PARTS += ("templates", "static", "fixtures")

pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy with its own var/, so that the portal of the person who runs the tests is not touched."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("manage.py", "Makefile", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / file, tree / file)
    (tree / ".venv").symlink_to(Path(sys.prefix))
    return tree


@pytest.fixture(scope="module")
def port():
    return str(free_port())


@pytest.fixture
def start(tree, port):
    started = []

    def start():
        kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "LC_ALL"}}
        process = subprocess.Popen(
            [sys.executable, "-m", "config.start", "run"],
            cwd=tree,
            env={**kept, "PORT": port, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        for left in processes_in(tree):
            left.kill()
        kill_group(process)


def processes_in(tree):
    return [
        process
        for process in psutil.process_iter(["cwd"])
        if process.info["cwd"] and Path(process.info["cwd"]).is_relative_to(tree)
    ]


def read_until(process, words):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"Нет слов «{words}» в:\n{''.join(lines)}")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_says_where_and_stops_leaving_no_process(start, tree, port, ending):
    portal = start()
    text = read_until(portal, "Портал готов")
    assert f"http://localhost:{port}" in text
    with urllib.request.urlopen(f"http://localhost:{port}/health/") as answer:
        assert answer.status == 200
    names = " ".join(" ".join(process.cmdline()) for process in processes_in(tree))
    for part in ("gunicorn", "worker", "beat", "valkey-server"):
        assert re.search(part, names), names

    second = start()
    out, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert out.strip().endswith(
        "Портал уже запущен из этой папки: остановите его клавишами Ctrl-C в его окне."
    )

    portal.send_signal(ending)
    rest, _ = portal.communicate(timeout=60)
    assert "Портал остановлен." in rest
    assert portal.returncode == 0, rest
    wait_until(lambda: not processes_in(tree), seconds=20, what="ни одного процесса")


def test_it_stops_although_nobody_reads_its_words_any_more(start, tree):
    """A closed terminal, or `make run | head`."""
    portal = start()
    read_until(portal, "Портал готов")
    portal.stdout.close()
    portal.send_signal(signal.SIGTERM)
    portal.wait(60)
    wait_until(lambda: not processes_in(tree), seconds=20, what="ни одного процесса")


def test_a_taken_port_is_said_in_one_sentence(start, port):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(port)))
        taken.listen()
        process = start()
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(rf"Порт {port} занят другой программой: .*\n", out), out


def test_a_process_that_falls_over_ends_the_portal_with_an_error(start, tree):
    portal = start()
    read_until(portal, "Портал готов")
    valkey = [process for process in processes_in(tree) if "valkey-server" in process.name()]
    assert len(valkey) == 1
    valkey[0].kill()
    rest, _ = portal.communicate(timeout=60)
    assert portal.returncode == 1, rest
    wait_until(lambda: not processes_in(tree), seconds=20, what="ни одного процесса")
