"""A Word document → its tables, found by pandoc; captions stand in the paragraph above or in the table.

pandoc reads in its sandbox (no other file, no network), with a heap and a time limit of its own; its answer is the
document's tree as JSON. Merged cells are unfolded; a table inside a cell is read as the words of that cell.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from indicators.published.tables import CAPTION, FoundTable, clean, read_caption, table_of
from monitoring.unreadable import FactsUnreadable

SECONDS = 20
HEAP = "-M400M"
LARGEST_TREE = 40 * 1024 * 1024
DAMAGED = "Документ не читается: откройте его в Word или LibreOffice, сохраните заново как .docx и загрузите ещё раз."
TOO_LONG = (
    "Документ читается слишком долго: скопируйте таблицы с показателями в новый документ и загрузите его."
)
Node = dict[str, Any]


def tables_of_document(content: bytes) -> list[FoundTable]:
    """Raises FactsUnreadable in words."""
    found: list[FoundTable] = []
    caption = ""
    for node in _blocks(_tree(content)["blocks"]):
        if node["t"] != "Table":
            caption = _caption(caption, clean(_text(node)))
            continue
        own = _text(node["c"][1])
        table = table_of(_grid(node), own or caption)
        if table is not None:
            found.append(table)
        caption = ""
    return found


def _caption(before: str, words: str) -> str:
    """A number alone («Таблица 4») takes the next paragraph as its name."""
    if CAPTION.match(words):
        return words
    number, name = read_caption(before) if before else ("", "")
    return f"{before.rstrip('.')}. {words}" if number and not name and words else before


def _tree(content: bytes) -> Node:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "+RTS", HEAP, "-RTS", "--sandbox", "-f", "docx", "-t", "json"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True)
    except subprocess.TimeoutExpired:
        raise FactsUnreadable(TOO_LONG) from None
    except (subprocess.CalledProcessError, OSError) as error:
        raise FactsUnreadable(DAMAGED) from error
    if len(done.stdout) > LARGEST_TREE:
        raise FactsUnreadable(TOO_LONG)
    tree: Node = json.loads(done.stdout)
    return tree


def _blocks(nodes: list[Node]) -> Iterator[Node]:
    """Tables and paragraphs in their order, also inside frames, quotes and lists."""
    for node in nodes:
        inside: Any = node.get("c")
        if node["t"] == "Div":
            yield from _blocks(inside[1])
        elif node["t"] == "BlockQuote":
            yield from _blocks(inside)
        elif node["t"] == "Figure":
            yield from _blocks(inside[2])
        else:
            yield node


def _grid(table: Node) -> list[list[str]]:
    """Rows of one length; a merged cell says its text in every place it covers."""
    _, _, columns, head, bodies, foot = table["c"]
    rows = [*head[1]]
    for body in bodies:
        rows += [*body[2], *body[3]]
    rows += foot[1]
    grid: list[list[str | None]] = [[None] * len(columns) for _ in rows]
    for line, (_, cells) in enumerate(rows):
        for _, _, tall, wide, blocks in cells:
            place = next((at for at, text in enumerate(grid[line]) if text is None), None)
            if place is None:
                break
            words = _text(blocks)
            for below in grid[line : line + tall]:
                below[place : place + wide] = [words] * len(below[place : place + wide])
    return [[text or "" for text in row] for row in grid]


def _text(node: Any) -> str:
    """The words of whatever part of the tree; paragraphs are parted by a space, footnotes left out."""
    if isinstance(node, list):
        return (" " if _holds_blocks(node) else "").join(filter(None, map(_text, node)))
    if not isinstance(node, dict) or node.get("t") == "Note":
        return ""
    kind = node.get("t")
    inside: Any = node.get("c")
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind in ("Math", "Code", "CodeBlock"):
        return str(inside[-1])
    return str(inside) if kind == "Str" else _text(inside)


BLOCKS = {
    "Para",
    "Plain",
    "Header",
    "Div",
    "BulletList",
    "OrderedList",
    "BlockQuote",
    "Table",
    "LineBlock",
    "CodeBlock",
}


def _holds_blocks(nodes: list[Any]) -> bool:
    return any(
        isinstance(node, list) or (isinstance(node, dict) and node.get("t") in BLOCKS) for node in nodes
    )
