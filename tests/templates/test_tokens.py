"""The colours of the tokens: readable for everyone (WCAG AA), stated in one file."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (CSS / "tokens.css").read_text(encoding="utf-8")))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(TOKENS[first]), luminance(TOKENS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (text, ground)
        for text in ("ink", "ink-2", "brand", "missed", "achieved")
        for ground in ("card", "paper")
    ]
    + [(name, f"{name}-soft") for name in ("achieved", "missed", "attention", "none", "brand")]
    + [("card", "brand"), ("card", "brand-dark"), ("card", "missed"), ("ink", "brand-soft")],
)
def test_text_is_readable(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(
    ("mark", "ground"),
    [("line-strong", "card"), ("achieved-mark", "track"), ("missed-mark", "track"), ("value-mark", "track")],
)
def test_marks_and_edges_of_fields_are_seen(mark, ground):
    assert contrast(mark, ground) >= 3
