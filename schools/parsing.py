"""Numbers as people and spreadsheets write them → a typed result; nothing is guessed, nothing raises.

Read: «17,8», «17.8», «1 234» (any kind of space between thousands), «40 %»; a dash or «н/д» says
"no data"; a Latin or Cyrillic «x» says "not applicable". Everything else is `invalid`: whether a
number may be negative or fractional is the business of the checks, not of reading.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Literal

Kind = Literal["number", "no_data", "not_applicable", "empty", "invalid"]

# Longer numbers are slips of the keyboard, and unlimited digits would be a way to stall the server.
MOST_CHARACTERS = 40
LONGEST_KEY = 18  # digits that surely fit into 64 bits: longer integers SQLite refuses
_SPACES = re.compile(r"[\s\u2007\u2008\u2009\u200a\u202f\u00a0\u2060\ufeff]+")
_NUMBER = re.compile(r"([-\u2212]?)(\d{1,3}(?: \d{3})+|\d+)(?:[.,](\d+))? ?(%?)", re.ASCII)
_NO_DATA = {"-", "\u2010", "\u2011", "\u2012", "–", "—", "\u2212", "н/д", "н.д.", "нет данных"}
_NOT_APPLICABLE = {"x", "х", "×", "не применимо"}  # Latin x, Cyrillic х, multiplication sign


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """What a cell says; `value` is set for kind `number` only."""

    kind: Kind
    value: Decimal | None = None
    is_percent: bool = False


def parse_number(text: object) -> ParsedNumber:
    """Read one cell. Cells of spreadsheets (int, float, Decimal, None) are taken as they print."""
    if text is None:
        return ParsedNumber("empty")
    if isinstance(text, bool) or not isinstance(text, str | int | float | Decimal):
        return ParsedNumber("invalid")
    if isinstance(text, float):
        return _from_float(text)
    if isinstance(text, int):
        return ParsedNumber("number", Decimal(text)) if abs(text) < 10**18 else ParsedNumber("invalid")
    if isinstance(text, Decimal):
        return ParsedNumber("number", text) if text.is_finite() else ParsedNumber("invalid")
    return _from_text(text)


def _from_float(number: float) -> ParsedNumber:
    """The shortest decimal that the spreadsheet shows; 17.8 is 17.8, not its binary neighbour."""
    if not isfinite(number) or abs(number) >= 1e15:
        return ParsedNumber("invalid")
    value = Decimal(repr(number))
    return ParsedNumber("number", Decimal(int(value)) if value == int(value) else value)


def _from_text(text: str) -> ParsedNumber:
    if len(text) > MOST_CHARACTERS:
        return ParsedNumber("empty" if not text.strip() else "invalid")
    cleaned = _SPACES.sub(" ", text).strip().lower()
    if not cleaned:
        return ParsedNumber("empty")
    if cleaned in _NO_DATA:
        return ParsedNumber("no_data")
    if cleaned in _NOT_APPLICABLE:
        return ParsedNumber("not_applicable")
    match = _NUMBER.fullmatch(cleaned)
    if not match:
        return ParsedNumber("invalid")
    sign, whole, part, sign_of_percent = match.groups()
    digits = whole.replace(" ", "") + (f".{part}" if part else "")
    value = Decimal(digits)
    return ParsedNumber("number", -value if sign and value else value, bool(sign_of_percent))


def read_key(text: str) -> int | None:
    """A whole number out of an address or the name of a field; None where the database could hold no such key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None


def read_keys(texts: Iterable[str]) -> list[int]:
    """Those of them that are keys."""
    return [key for key in map(read_key, texts) if key is not None]


def is_storable(text: object) -> bool:
    """Whether both databases can keep the text: no NUL, no half of a surrogate pair."""
    return (
        isinstance(text, str)
        and "\x00" not in text
        and not any("\ud800" <= sign <= "\udfff" for sign in text)
    )
