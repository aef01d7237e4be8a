"""Is the port free?"""

import errno
import socket

from config.start.machine import Refusal


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Refusal(
                    f"Порт {port} доступен только администратору: укажите другой, например PORT=8080 make run."
                ) from None
            raise Refusal(
                f"Порт {port} занят другой программой: укажите другой, например PORT={_neighbour(port)} make run."
            ) from None


def _neighbour(port: int) -> int:
    return port + 1 if port < 65535 else 8000
