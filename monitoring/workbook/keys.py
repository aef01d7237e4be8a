"""How a workbook knows its cells: hidden keys beside what people see, and a hidden sheet with what each cell showed.

In a sheet of an organisation the column of the token holds a key for every row, its row a key for every column:
sorted rows, inserted columns, renamed sheets and headings do no harm. A row is `grade.7` (its cells are those of the
columns `event.bilet`), or `line.KIND.CODE.GRADE`, one question whose answer stands in the column `answer`. The key
sheet is «very hidden»; its rows begin with a word: meta, sheet, label, cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from monitoring.register import code_text
from monitoring.sheet import Ref
from schools.spreadsheet import harmless, unescaped

FORMAT = "orientir.report"
VERSION = 1
KEY_SHEET = "_orientir"
CORNER = "orientir"
ANSWER, LABEL, HEAD = "answer", "label", "head"
_SALT = "monitoring.workbook"


def token(year: int, wave: int, school: str) -> str:
    """Marks the corner of a sheet, and says whose it is."""
    return f"{CORNER}|{year}|{wave}|{school}"


def grade_key(grade: int) -> str:
    return f"grade.{grade}"


def column_key(kind: str, code: str) -> str:
    return f"{kind}.{code}"


def line_key(ref: Ref) -> str:
    return f"line.{ref.kind}.{ref.code}.{ref.grade}"


def ref_of(row: str, columns: Iterable[str]) -> dict[str, Ref]:
    """The cells of a row, by the key of their column; a key of no sense has none."""
    what, *parts = row.split(".")
    if what == "line" and len(parts) == 3 and parts[2].isdecimal():
        return {ANSWER: Ref(parts[0], parts[1], int(parts[2]))}
    if what == "grade" and len(parts) == 1 and parts[0].isdecimal():
        pairs = ((key, key.partition(".")) for key in columns if "." in key)
        return {key: Ref(kind, code, int(parts[0])) for key, (kind, _, code) in pairs}
    return {}


@dataclass(frozen=True)
class Meta:
    """Where a workbook comes from; `school` is empty in one of several organisations."""

    municipality: str
    year: int
    wave: int
    school: str
    made_at: str
    portal: str = ""
    version: int = VERSION
    sign: str = ""

    @property
    def signed(self) -> str:
        return f"{self.municipality}|{self.year}|{self.wave}|{self.school}|{self.made_at}"

    @property
    def is_ours(self) -> bool:
        """Whether this portal wrote it."""
        return signing.Signer(salt=_SALT).signature(self.signed) == self.sign

    def rows(self) -> Iterator[tuple[str, str, object]]:
        yield "meta", "format", FORMAT
        yield "meta", "version", VERSION
        for name in ("municipality", "year", "wave", "school", "made_at", "portal"):
            yield "meta", name, getattr(self, name)
        yield "meta", "sign", signing.Signer(salt=_SALT).signature(self.signed)


@dataclass
class Keys:
    """The key sheet: sheets by organisation, labels by key, and what every cell showed."""

    meta: Meta
    sheets: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    shown: dict[tuple[str, Ref], str] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[object, ...]]:
        yield from self.meta.rows()
        for school, title in self.sheets.items():
            yield "sheet", harmless(school), harmless(title)
        for key, text in self.labels.items():
            yield "label", key, harmless(text)
        for (school, ref), text in self.shown.items():
            yield "cell", harmless(school), f"{ref.kind}.{ref.grade}.{ref.code}", harmless(text) or None


class NoKeys(ValueError):
    """The sheet is no key sheet of ours."""


def read_keys(rows: Iterable[tuple[Any, ...]]) -> Keys:
    """Raises NoKeys for whatever did not come out of `Keys.rows`."""
    meta: dict[str, str] = {}
    found: dict[str, list[tuple[str, ...]]] = {"sheet": [], "label": [], "cell": []}
    for what, *cells in rows:
        rest = tuple(unescaped(code_text(cell)) for cell in cells[:3])
        if what == "meta" and len(rest) >= 2:
            meta[rest[0]] = rest[1]
        elif what in found:
            found[what].append(rest)
    if meta.get("format") != FORMAT:
        raise NoKeys
    try:
        keys = Keys(_meta(meta))
        keys.sheets = {school: title for school, title, *_ in found["sheet"]}
        keys.labels = {key: text for key, text, *_ in found["label"]}
        keys.shown = {(school, _ref(address)): text for school, address, text in found["cell"]}
    except (KeyError, ValueError):
        raise NoKeys from None
    return keys


def _ref(address: str) -> Ref:
    kind, grade, code = address.split(".", 2)
    return Ref(kind, code, int(grade))


def _meta(found: Mapping[str, str]) -> Meta:
    return Meta(
        municipality=found["municipality"],
        year=int(found["year"]),
        wave=int(found["wave"]),
        school=found.get("school", ""),
        made_at=found["made_at"],
        portal=found.get("portal", ""),
        version=int(found["version"]),
        sign=found.get("sign", ""),
    )
