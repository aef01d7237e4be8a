"""What a machine lacks is said in one sentence."""

import socket

import pytest

from config.start.machine import Refusal, check_machine
from config.start.port import check_port


def missing(name):
    raise ImportError(name)


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        ({"system": "win32"}, "WSL"),
        ({"processor": "mips"}, "Процессор «mips»"),
        ({"version": (3, 9, 18)}, "Нужен Python от 3.11 до 3.14, а это Python 3.9"),
        ({"version": (4, 0)}, "а это Python 4.0"),
        ({"find": missing}, "нет модуля venv"),
    ],
)
def test_an_unfit_machine_is_refused_in_one_sentence(machine, words):
    with pytest.raises(Refusal) as refused:
        check_machine(
            **{
                "system": "linux",
                "processor": "x86_64",
                "version": (3, 11, 7),
                "find": lambda _: None,
                **machine,
            }
        )
    text = str(refused.value)
    assert words in text
    assert text.endswith(".")
    assert "\n" not in text


def test_a_fit_machine_passes():
    check_machine(system="darwin", processor="arm64", version=(3, 12, 1), find=lambda _: None)


def test_a_taken_port_is_refused_with_a_free_neighbour():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=rf"^Порт {port} занят .*PORT={port + 1} make run\.$"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)
