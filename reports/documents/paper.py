"""A document as PDF: HTML → pandoc → Typst with our layout. Nothing of the clock goes into the file."""

from __future__ import annotations

import base64
import binascii
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from reports.documents import layout
from reports.documents.composing import Document
from reports.documents.layout import Paper
from reports.documents.running import pandoc, within_time

LAYOUT = Path(__file__).with_name("layout.typ")
PAGES = "pages-of-document"
_PICTURE = re.compile(r'src="data:image/(png|svg\+xml);base64,([A-Za-z0-9+/=\s]+)"')


def write_pdf(document: Document) -> bytes:
    with _source(document) as (text, folder):
        made: bytes = within_time(lambda: _compiler(text, folder).compile(format="pdf"))
    return made


def count_pages(document: Document) -> int:
    """How many pages the document takes in PDF, and in DOCX where its typeface is there."""
    with _source(document) as (text, folder):
        found: str = within_time(lambda: _compiler(text, folder).query(f"<{PAGES}>", field="value", one=True))
    return int(found)


def _compiler(text: bytes, folder: str) -> Any:
    import typst  # heavy, only where a document is made

    return typst.Compiler(text, root=folder, font_paths=_typefaces())


@lru_cache(maxsize=1)
def _typefaces() -> Any:
    """Those of the system and Typst's own, looked for once."""
    import typst

    return typst.Fonts()


@contextmanager
def _source(document: Document) -> Iterator[tuple[bytes, str]]:
    """What Typst reads: the text, and a folder with the pictures, removed afterwards."""
    html, pictures = _without_pictures(document.body)
    body = pandoc(html, "--to=typst", "--wrap=none").decode()
    counted = f"#context [#metadata(counter(page).final().first()) <{PAGES}>]"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in pictures.items():
            Path(folder, name).write_bytes(content)
        yield "\n".join((_beginning(document), body, counted)).encode(), folder


def _beginning(document: Document) -> str:
    lengths = "\n".join(f"#let {name} = {value}" for name, value in _lengths(document.paper).items())
    title, author = _quoted(document.title), _quoted(document.author)
    about = f"#set document(title: {title}, author: {author}, date: none)"
    return "\n".join((lengths, about, LAYOUT.read_text(encoding="utf-8")))


def _lengths(paper: Paper) -> dict[str, str]:
    return {
        "page-width": f"{paper.width}mm",
        "page-height": f"{paper.height}mm",
        "left": f"{paper.left}mm",
        "right": f"{layout.RIGHT}mm",
        "top": f"{layout.TOP}mm",
        "bottom": f"{layout.BOTTOM}mm",
        "header-edge": f"{layout.HEADER}mm",
        "footer-edge": f"{layout.FOOTER}mm",
        "indent": f"{layout.INDENT}mm",
        "size": f"{paper.size}pt",
        "in-tables": f"{layout.IN_TABLES}pt",
        "small": f"{layout.SMALL}pt",
        "spacing": str(layout.SPACING),
        "single-line": str(layout.SINGLE_LINE),
        "ascent": f"{layout.ASCENT}em",
        "descent": f"{layout.DESCENT}em",
        "fonts": f"({', '.join(_quoted(name) for name in layout.FONTS)})",
    }


def _quoted(text: str) -> str:
    """A string of Typst."""
    text = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _without_pictures(html: str) -> tuple[str, dict[str, bytes]]:
    """Pictures given as data become files that Typst reads; a broken one is left out by its empty name."""
    pictures: dict[str, bytes] = {}

    def take(match: re.Match[str]) -> str:
        name = f"picture-{len(pictures) + 1}.{match[1].partition('+')[0]}"
        try:
            pictures[name] = base64.b64decode(match[2], validate=False)
        except binascii.Error:
            return 'src=""'
        return f'src="{name}"'

    return _PICTURE.sub(take, html), pictures
