"""Modules stay small and say by their name what they are about."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ["config", "schools", "monitoring", "indicators", "recommendations", "roadmap", "reports"]
NAMELESS = {"utils", "helpers", "services", "common", "misc", "tools", "base_utils"}
LONGEST = 300


def modules() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.once
def test_no_module_is_longer_than_three_hundred_lines():
    too_long = {str(path.relative_to(ROOT)): lines(path) for path in modules() if lines(path) > LONGEST}
    assert too_long == {}


@pytest.mark.once
def test_no_module_or_folder_is_a_drawer_for_everything():
    parts = [(path, {*path.relative_to(ROOT).with_suffix("").parts}) for path in modules()]
    assert [str(path.relative_to(ROOT)) for path, names in parts if names & NAMELESS] == []


@pytest.mark.once
def test_every_module_with_code_says_what_it_is_for():
    silent = []
    for path in modules():
        text = path.read_text(encoding="utf-8").lstrip()
        is_index = path.name in {"__init__.py", "apps.py"}
        if text and not is_index and not text.startswith(('"""', 'r"""')):
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []
