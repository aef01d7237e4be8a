"""Template and context → the HTML of a document, its tables numbered.

`<caption>` becomes «Таблица 3 – …» in order of appearance; `<a class="table-ref" href="#id"></a>` becomes the number of
the table with this id. Everything else is the template's; docs/documents.md lists the classes it may use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.documents.layout import UPRIGHT, Paper

_TABLE = re.compile(r"<table\b([^>]*)>(\s*<caption[^>]*>)?")
_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'<a class="table-ref" href="#([^"]+)">\s*</a>')


@dataclass(frozen=True)
class Document:
    """A composed document; `body` is what the browser shows, and the files are made of it."""

    title: str
    body: SafeString
    author: str = ""
    paper: Paper = UPRIGHT


def compose(
    template: str, context: Mapping[str, Any], *, title: str, author: str = "", paper: Paper = UPRIGHT
) -> Document:
    """Render a template of templates/documents/; `title` and `author` go into the properties of the files."""
    return Document(title, numbered(render_to_string(template, dict(context))), author, paper)


def numbered(html: str) -> SafeString:
    """Numbers to captions and to the references that name their tables; a reference to no table reads «?»."""
    numbers: dict[str, int] = {}
    count = 0

    def caption(match: re.Match[str]) -> str:
        nonlocal count
        if not match[2]:
            return match[0]
        count += 1
        if named := _ID.search(match[1]):
            numbers[named[1]] = count
        return f'{match[0]}Таблица\u00a0<span class="table-number">{count}</span>\u00a0– '

    html = _TABLE.sub(caption, html)
    html = _REFERENCE.sub(lambda match: str(numbers.get(match[1], "?")), html)
    return mark_safe(html)  # noqa: S308 - a rendered template, escaped there
