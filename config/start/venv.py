"""The environment `.venv`: made once, filled from a lock file, left alone while the lock file is the same."""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from config.start.machine import Refusal

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
MARK = VENV / "installed.json"
"""Hashes of the lock files whose packages are installed."""

INCLUDES = {"requirements-dev.lock": ("requirements-dev.lock", "requirements.lock")}


@contextmanager
def one_at_a_time():
    """Two commands started together must not fill one environment."""
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        raise Refusal(
            "Нет права писать в папку проекта (%s): войдите её владельцем." % error.filename
        ) from None


def ensure_venv(lock_name):
    """The environment's Python; installs only when needed."""
    python = VENV / "bin" / "python"
    if not _works(python):
        print("Создаю окружение .venv…", flush=True)
        shutil.rmtree(str(VENV), ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)], "Не удалось создать окружение .venv (вывод выше).")
    wanted = {name: _hash(ROOT / name) for name in INCLUDES.get(lock_name, (lock_name,))}
    installed = _installed()
    if any(installed.get(name) != value for name, value in wanted.items()):
        print("Устанавливаю зависимости из %s (около минуты)…" % lock_name, flush=True)
        _run(
            [
                str(python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                str(ROOT / lock_name),
            ],
            "Не удалось установить зависимости: проверьте доступ к хранилищу пакетов Python (вывод pip выше).",
        )
        installed.update(wanted)
        MARK.write_text(json.dumps(installed), encoding="utf-8")
    return python


def _works(python):
    try:
        asked = subprocess.run(
            [str(python), "-m", "pip", "--version"], stdout=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return asked.returncode == 0


def _run(command, complaint):
    if subprocess.run(command, cwd=str(ROOT), check=False).returncode != 0:
        raise Refusal(complaint)


def _hash(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _installed():
    try:
        return dict(json.loads(MARK.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
