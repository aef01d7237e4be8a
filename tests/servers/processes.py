"""Ending what we started, whole process groups, whatever it was doing."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time


def stop(process: subprocess.Popen, *, ask: int = signal.SIGTERM, seconds: float = 6) -> None:
    """Ask politely, then kill the group; returns when nothing is left of it."""
    if process.poll() is None:
        process.send_signal(ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    """Only for processes started with start_new_session=True: their group has their own number."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def free_port() -> int:
    """Below those the system hands out by itself: nobody gets it before the server that is meant to."""
    for port in random.sample(range(18_000, 30_000), 1_000):
        with contextlib.suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("Нет свободного порта")


def wait_until(condition, *, seconds: float = 60, what: str = "условие"):
    """The condition's first true value; AssertionError with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Не дождались за {seconds:g} с: {what}")
        time.sleep(0.05)
    return value
