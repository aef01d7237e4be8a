"""Numbers of organisations are written in one place: no module beside it inserts, changes or deletes a cell.

A module that names one of the three tables of cells and calls a writing method on a query of theirs is found by its
syntax tree, SQL by its text. Whoever needs another way to write goes through `monitoring.intake.receive`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.contrib import admin

from monitoring.models import CellChange, Cohort, MetricValue, Participation, Submission

ROOT = Path(__file__).parents[2]
ROOMS = ["config", "schools", "monitoring", "indicators", "recommendations", "roadmap", "reports"]
CELLS = {"Cohort", "Participation", "MetricValue"}
WRITERS = {
    "monitoring/storing.py",  # what intake has vetted; the word of the school for a contingent file
    "monitoring/accepting.py",  # working values become the accepted ones
    "monitoring/arrivals.py",  # «прибыло после даты учёта», a word beside a number
}
METHODS = {
    "create", "bulk_create", "acreate", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "save",
}  # fmt: skip
SQL = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|COPY|TRUNCATE)\s+\"?monitoring_(?:cohort|participation|metricvalue)\b",
    re.IGNORECASE,
)


def modules() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def root_of(node: ast.expr) -> str:
    """The name a chain of attributes and calls begins with: «Cohort» of Cohort.objects.filter(…).update."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def names_of_cells(tree: ast.Module) -> set[str]:
    """The three models, and every name that holds a query or a row of theirs."""
    names = set(CELLS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and root_of(node.value) in names:
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.For) and root_of(node.iter) in names and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def writes(source: str) -> list[str]:
    """The calls of a module that write cells, as «line: method»."""
    tree = ast.parse(source)
    names = names_of_cells(tree)
    found = [f"{source[: match.start()].count(chr(10)) + 1}: SQL" for match in SQL.finditer(source)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS and root_of(node.func) in names:
            found.append(f"{node.lineno}: {node.func.attr}")
        if isinstance(node.func, ast.Name) and node.func.id in CELLS:
            found.append(f"{node.lineno}: a row of {node.func.id}")
    return found


@pytest.mark.once
def test_no_module_writes_cells_beside_the_one_write_path():
    found = {str(path.relative_to(ROOT)): writes(path.read_text(encoding="utf-8")) for path in modules()}
    assert {name: lines for name, lines in found.items() if lines and name not in WRITERS} == {}
    assert all(found[name] for name in WRITERS - {"monitoring/accepting.py"})  # nobody is excused in vain


@pytest.mark.once
@pytest.mark.parametrize(
    "source",
    [
        "Cohort.objects.filter(school=1).update(value=2)",
        "rows = MetricValue.objects.all()\nrows.delete()",
        "for row in Participation.objects.all():\n    row.value = 1\n    row.save()",
        "Participation.objects.bulk_create([])",
        "Cohort(value=1)",
        'cursor.execute("UPDATE monitoring_cohort SET value = 1")',
    ],
)
def test_the_walk_finds_what_it_looks_for(source):
    assert writes(source) != []


@pytest.mark.once
def test_only_the_write_path_of_a_door_calls_the_storage():
    callers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if re.search(r"\bwrite_cells\b|\bwrite_history\b", path.read_text(encoding="utf-8"))
    ]
    assert callers == ["monitoring/intake.py", "monitoring/storing.py"]


def test_the_administration_offers_no_cell_and_no_way_to_change_the_history():
    registered = admin.site._registry
    assert [model for model in (Cohort, Participation, MetricValue, Submission) if model in registered] == []
    history = registered[CellChange]
    rights = [history.has_add_permission, history.has_change_permission, history.has_delete_permission]
    assert [right(_Request()) for right in rights] == [False, False, False]


class _Request:
    """An administrator who may do everything else."""

    class user:  # noqa: N801 - called as the attribute of a request is
        is_active = is_staff = is_superuser = True

        @staticmethod
        def has_perm(_: str) -> bool:
            return True
