"""What a workbook holds, told from its parts as they stream past: merged ranges, and whether it may be opened whole.

openpyxl makes an object of every cell a part speaks of, and of every cell of a merged, linked or commented range: a
file of a few kilobytes can ask for billions. Nothing here grows with such a file.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import IO
from xml.parsers import expat

from openpyxl.utils import range_boundaries

MOST_ELEMENTS = 400_000
"""Of all parts together; the workbook of sixty organisations has about 120,000."""
MOST_IN_RANGES = 20_000
MOST_MERGED = 2_000
RANGES = ("mergeCell", "hyperlink", "comment")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
Bounds = tuple[int, int, int, int]
"""The columns and rows of a range: left, top, right, bottom."""


class TooMuch(Exception):
    """There is more in the file than anybody has written by hand."""


def is_light(content: bytes) -> bool:
    """Whether all of it fits into memory as objects."""
    elements = cells = 0

    def count(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal elements, cells
        elements += 1
        if name in RANGES:
            left, top, right, bottom = _bounds(attributes.get("ref", "A1"))
            cells += (right - left + 1) * (bottom - top + 1)
        if elements > MOST_ELEMENTS or cells > MOST_IN_RANGES:
            raise TooMuch

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                with archive.open(name) as part:
                    _walk(part, count)
    except (TooMuch, ValueError):
        return False
    return True


def merged_ranges(part: IO[bytes]) -> list[Bounds]:
    """The merged cells of one sheet; raises TooMuch, and ValueError for a range that is none."""
    found: list[Bounds] = []

    def note(name: str, attributes: Mapping[str, str]) -> None:
        if name == "mergeCell":
            found.append(_bounds(attributes.get("ref", "A1")))
        if len(found) > MOST_MERGED:
            raise TooMuch

    _walk(part, note)
    return found


def _walk(part: IO[bytes], tell: Callable[[str, Mapping[str, str]], None]) -> None:
    """Every element by its name without a prefix; what is no XML is walked as far as it looks like it."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: tell(name.rpartition(":")[2], attributes)
    try:
        parser.ParseFile(part)
    except expat.ExpatError:
        return


def _bounds(ref: str) -> Bounds:
    """Whole rows and columns reach to the end of the sheet."""
    left, top, right, bottom = range_boundaries(ref)
    return left or 1, top or 1, right or LAST_COLUMN, bottom or LAST_ROW
