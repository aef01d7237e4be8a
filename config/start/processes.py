"""Web, worker and beat under honcho: one stops, all stop; asked to stop, nothing stays."""

import signal
import subprocess
import threading
from types import FrameType

from honcho.manager import Manager


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


class Processes:
    def __init__(self, commands: dict[str, str]) -> None:
        self.manager = _Manager()
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
        self.manager.loop()
        self.asked = self.asked or self.manager.returncode in {130, 143}
        if self.asked:
            print("Портал остановлен.", flush=True)
            return 0
        print("Портал остановлен: один из его процессов завершился сам (его сообщение выше).", flush=True)
        return 1

    def _closed(self, signum: int, frame: FrameType | None) -> None:
        self.asked = True
        self.manager.terminate()
