"""Where the embedded Valkey lives: one unix socket per installation, agreed on by every process.

A unix socket's path holds at most 107 bytes; when `var/` lies deeper, the socket goes to a private folder
in the system's temporary folder, named after `var/`. The data (append-only file) stay in `var/valkey`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

LONGEST_SOCKET_PATH = 100


def socket_path(var_dir: Path) -> Path:
    """The same answer in every process of one installation."""
    path = var_dir / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"orientir-{os.getuid()}-{name}" / "valkey.sock"


def default_broker_url(var_dir: Path) -> str:
    return f"redis+socket://{quote(str(socket_path(var_dir)))}"


def prepare_socket_folder(socket: Path) -> None:
    """Make the folder for this user only; refuse one that somebody else has put there."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if socket.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"Папка {socket.parent} принадлежит другому пользователю.")


def valkey_command(binary: Path, *, socket: Path, data_dir: Path, log: Path | None = None) -> list[str]:
    """The server: no TCP port, socket for its owner only, every write on disk within a second."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(log) if log else "",
    }
    return [str(binary), *(part for key, value in settings.items() for part in (f"--{key}", value))]
