"""COMMAND is run (the portal), test (the suite; further words go to pytest) or venv (only the environment)."""

import os
import signal
import sys

from config.start.machine import Refusal, check_machine


def main(words):
    check_machine()
    from config.start.venv import ROOT, ensure_venv, one_at_a_time

    command, arguments = (words or ["run"])[0], words[1:]
    modules = {"run": "config.start.portal", "test": "tests.run", "venv": None}
    if command not in modules:
        raise Refusal("Неизвестная команда «%s»: есть run, test и venv." % command)
    with one_at_a_time():
        python = ensure_venv("requirements.lock" if command == "run" else "requirements-dev.lock")
    if modules[command]:
        os.chdir(str(ROOT))
        sys.stdout.flush()
        os.execv(str(python), [str(python), "-m", modules[command], *arguments])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends what runs at the moment (pip) with us
    try:
        main(sys.argv[1:])
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
