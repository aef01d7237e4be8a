"""Vega-Lite specification → SVG for pages, PNG for documents, cached by the hash of the specification.

Nothing outside is loaded, and the SVG carries no script, style or address (tested), so the pages' strict
content policy holds.
"""

import hashlib
import json
from typing import Any

from django.core.cache import cache

Spec = dict[str, Any]

LOCALE = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", ""]}
MOST_SPEC_BYTES = 200_000
CACHE_SECONDS = 7 * 24 * 3600


def render_svg(spec: Spec) -> str:
    """The drawing as SVG without scripts, styles or addresses; from the cache where it was drawn before.

    Hidden from screen readers: its unnamed marks say nothing, the figure around it says what is seen.
    """

    def draw() -> str:
        import vl_convert

        svg = str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], format_locale=LOCALE))
        return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)

    return str(cache.get_or_set(_key("svg", spec), draw, CACHE_SECONDS))


def render_png(spec: Spec, scale: float = 2.0) -> bytes:
    """The drawing as PNG on white, for DOCX, which has no SVG."""

    def draw() -> bytes:
        import vl_convert

        white = {**spec, "background": "white"}
        return bytes(
            vl_convert.vegalite_to_png(white, scale=scale, allowed_base_urls=[], format_locale=LOCALE)
        )

    drawn = cache.get_or_set(_key(f"png{scale}", spec), draw, CACHE_SECONDS)
    return bytes(drawn or draw())


def _key(kind: str, spec: Spec) -> str:
    text = json.dumps(spec, ensure_ascii=False, sort_keys=True).encode()
    if len(text) > MOST_SPEC_BYTES:
        raise ValueError(f"the chart has {len(text)} bytes of data, more than {MOST_SPEC_BYTES}")
    return f"chart:{kind}:{hashlib.sha256(text).hexdigest()}"
