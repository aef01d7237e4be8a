"""Web, worker and beat under honcho: one stops, all stop; asked to stop, nothing stays."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from types import FrameType

from honcho.manager import Manager
from honcho.printer import Printer


class _Manager(Manager):
    """Honcho's, but a stop asked for while its processes are still starting waits until they can be told."""

    stop_wanted = False

    def terminate(self) -> None:
        self.stop_wanted = True

    def _all_started(self) -> bool:
        started = super()._all_started()
        if started and self.stop_wanted:
            super().terminate()
        return started

    def kill_what_is_left(self) -> None:
        """After the loop has broken off: honcho would wait for its processes for ever."""
        for state in self._processes.values():
            if "pid" in state and "returncode" not in state:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(state["pid"], signal.SIGKILL)
            elif "process" in state and "returncode" not in state:
                state["process"].kill()


class _Screen:
    """Standard output that may go away: a closed terminal or pipe must not keep the portal from stopping."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.flush()

    def isatty(self) -> bool:
        return sys.stdout.isatty()


class Processes:
    def __init__(self, commands: dict[str, str]) -> None:
        self.screen = _Screen()
        self.manager = _Manager(Printer(self.screen))
        self.asked = False
        for name, command in commands.items():
            self.manager.add_process(name, command)

    def end_with(self, server: subprocess.Popen[bytes]) -> None:
        """When this server dies by itself, the rest has nothing to live for."""

        def watch() -> None:
            server.wait()
            self.manager.terminate()

        threading.Thread(target=watch, daemon=True).start()

    def run(self) -> int:
        """Blocks until all have ended: 0 when asked to stop, 1 when one of them fell over."""
        # honcho sets its own handlers of SIGINT and SIGTERM inside loop(); both end in terminate()
        signal.signal(signal.SIGHUP, self._closed)
        try:
            self.manager.loop()
        finally:
            self.manager.kill_what_is_left()
        self.asked = self.asked or self.manager.returncode in {130, 143}
        if self.asked:
            self._say("Портал остановлен.")
            return 0
        self._say("Портал остановлен: один из его процессов завершился сам (его сообщение выше).")
        return 1

    def _say(self, sentence: str) -> None:
        self.screen.write(sentence + "\n")
        self.screen.flush()

    def _closed(self, signum: int, frame: FrameType | None) -> None:
        self.asked = True
        self.manager.terminate()
