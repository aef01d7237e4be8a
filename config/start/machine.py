"""Can the portal live on this machine? Every refusal is one sentence that says what to do."""

import importlib
import platform
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)
SYSTEMS = {"linux": "Linux", "darwin": "macOS"}
PROCESSORS = {"x86_64", "amd64", "aarch64", "arm64"}


class Refusal(Exception):
    """The portal cannot be started; the text is for the person at the keyboard."""


def check_machine(system=None, processor=None, version=None, find=importlib.import_module):
    """Arguments are given by the tests; without them this machine is looked at."""
    system = system or sys.platform
    processor = (processor or platform.machine()).lower()
    version = tuple(version or sys.version_info)[:2]
    if system not in SYSTEMS:
        raise Refusal(
            "Система «%s» не поддерживается: запустите портал в Linux или macOS, а в Windows – внутри WSL."
            % system
        )
    if processor not in PROCESSORS:
        raise Refusal("Процессор «%s» не поддерживается: нужен x86_64 или ARM64." % processor)
    if not OLDEST <= version <= NEWEST:
        raise Refusal(
            "Нужен Python от %d.%d до %d.%d, а это Python %d.%d: установите подходящий и запустите"
            " make run PYTHON=python3.11." % (OLDEST + NEWEST + version)
        )
    for module in ("venv", "ensurepip"):
        try:
            find(module)
        except ImportError:
            raise Refusal(
                "В этом Python нет модуля %s: установите его пакетом системы (в Debian и Ubuntu – apt install"
                " python%d.%d-venv)." % ((module, *version))
            ) from None
