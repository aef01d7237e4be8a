"""A browser test awaits what it demands: what is read at once may still be on the page that is being left."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

TESTS = Path(__file__).resolve().parents[1]
AT_ONCE = {
    "all_inner_texts", "all_text_contents", "get_attribute", "inner_html", "inner_text", "input_value", "is_checked",
    "is_disabled", "is_enabled", "is_hidden", "is_visible", "text_content",
}  # fmt: skip


def reads_at_once(call: ast.AST) -> bool:
    """`locator.inner_text()` and the like; `.count()` of whatever is no manager of a model."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    words = ast.unparse(call.func.value)
    return call.func.attr in AT_ONCE or (call.func.attr == "count" and ".objects" not in words)


def test_browser_tests_compare_nothing_at_once():
    found = []
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if "playwright" not in text or path == Path(__file__):
            continue
        asserts = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assert)]
        found += [
            f"{path.relative_to(TESTS)}:{one.lineno}: expect(…) вместо assert"
            for one in asserts
            if any(reads_at_once(call) for call in ast.walk(one))
        ]
    assert found == []
