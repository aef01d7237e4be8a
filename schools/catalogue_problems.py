"""What is wrong with a catalogue file: every fault with its path, and the words errors are made of.

Nothing raises while the file is read; `Problems.refuse` raises once, with everything, in the order of the file.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Iterable
from dataclasses import dataclass, field

_BRIEFLY = reprlib.Repr()
"""Lists and mappings as far as anybody reads them: nine aliases of ten aliases each would print a billion words."""
_BRIEFLY.maxlevel, _BRIEFLY.maxlist, _BRIEFLY.maxdict = 2, 10, 10
_BRIEFLY.maxstring = _BRIEFLY.maxlong = _BRIEFLY.maxother = 80


class CatalogueRefused(Exception):
    """Nothing was saved; `problems` are Russian sentences, each with its path in the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Problems:
    """Every fault found, by path."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        if (path, message) not in self.found:
            self.found.append((path, message))

    def at(self, path: str) -> bool:
        return any(known == path for known, _ in self.found)

    def refuse(self, sections: Iterable[str]) -> None:
        """Raise CatalogueRefused if there is any fault, in the order of the sections and their items."""
        if not self.found:
            return
        order = {name: place for place, name in enumerate(sections)}

        def natural(problem: tuple[str, str]) -> tuple[int, list[tuple[int, str]]]:
            name = re.split(r"[.\[]", problem[0], maxsplit=1)[0]
            parts = [
                (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", problem[0])
            ]
            return order.get(name, -1), parts

        raise CatalogueRefused([f"{path}: {message}" for path, message in sorted(self.found, key=natural)])


def nearest(word: object, known: Iterable[str]) -> str | None:
    close = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def shown(value: object) -> str:
    """A value as an error quotes it."""
    if isinstance(value, list | dict):
        text: str | None = _BRIEFLY.repr(value)
    elif isinstance(value, bool | None):
        text = {True: "true", False: "false", None: "null"}.get(value)
    else:
        text = str(value)
    text = " ".join(str(text).split())
    return f"«{text if len(text) <= 80 else text[:79] + '…'}»"
