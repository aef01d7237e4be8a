"""Every registered check stands in docs/checks.md and has a file and a test of its own."""

from __future__ import annotations

import re
from pathlib import Path

from monitoring.checks import CHECKS

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| `(\w+\.py)` \|", re.MULTILINE)
TESTED_WITH = {"completeness.py": "contradictory.py"}  # both block handing in


def test_the_table_of_checks_is_the_register():
    documented = ROW.findall((ROOT / "docs" / "checks.md").read_text())
    registered = [
        (code, check.level, f"{check.find.__module__.rpartition('.')[2]}.py")
        for check in CHECKS
        for code in check.codes
    ]
    assert documented == registered


def test_every_check_has_a_test_file():
    files = {check.find.__module__.rpartition(".")[2] + ".py" for check in CHECKS}
    tested = {f"test_{TESTED_WITH.get(name, name)}" for name in files}
    assert tested <= {path.name for path in Path(__file__).parent.iterdir()}
