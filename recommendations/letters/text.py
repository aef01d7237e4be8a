"""The lines people type → paragraphs, numbered and dashed lists of a letter.

Every line is a paragraph. A line that begins with a dash is an item of a dashed list. In numbered text the lines are
numbered by machine; what people have numbered themselves is numbered anew, dashed lines belong to the number above, and
a line that ends with a colon before a numbered line introduces it and has no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_DASH = re.compile(r"^[–—‒•*-]\s*(?=\S)")
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?=\S)")


@dataclass
class Item:
    text: str
    parts: list[str] = field(default_factory=list)


@dataclass
class Block:
    """`kind`: paragraph (one item), numbered or dashed."""

    kind: str
    items: list[Item]

    @property
    def text(self) -> str:
        return self.items[0].text


def blocks(text: str, *, numbered: bool = False) -> list[Block]:
    """Blank lines say nothing; a dash with nothing above begins a list of its own."""
    lines = [" ".join(filter(None, line.split(" "))).strip() for line in text.splitlines() if line.strip()]
    return list(_numbered(lines) if numbered else _plain(lines))


def _plain(lines: Sequence[str]) -> Iterable[Block]:
    found: list[Block] = []
    for line in lines:
        dashed = _DASH.match(line)
        if dashed is None:
            found.append(Block("paragraph", [Item(line)]))
        elif found and found[-1].kind == "dashed":
            found[-1].items.append(Item(line[dashed.end() :]))
        else:
            found.append(Block("dashed", [Item(line[dashed.end() :])]))
    return found


def _numbered(lines: Sequence[str]) -> Iterable[Block]:
    found: list[Block] = []
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        dashed = _DASH.match(line)
        if dashed is None:
            _add(found, _NUMBER.sub("", line), introduces=line.endswith(":") and not _DASH.match(following))
        elif found and found[-1].kind == "numbered":
            found[-1].items[-1].parts.append(line[dashed.end() :])
        else:
            found += _plain([line])
    return found


def _add(found: list[Block], text: str, *, introduces: bool) -> None:
    if introduces:
        found.append(Block("paragraph", [Item(text)]))
    elif found and found[-1].kind == "numbered":
        found[-1].items.append(Item(text))
    else:
        found.append(Block("numbered", [Item(text)]))
