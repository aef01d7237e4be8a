"""What one printed cell says: a number, also with its unit, or whether a plan was reached."""

from __future__ import annotations

import re

from schools.numbers import parse_number

_NOT = re.compile(r"не\s*(?:достиг|выполн)|^нет$", re.IGNORECASE)
_YES = re.compile(r"достиг|выполн|^да$|^\+$", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([\d\s.,]+?)\s*(?:чел|шт|ед|мест)\.?", re.IGNORECASE)


def is_figure(text: str) -> bool:
    return parse_number(without_unit(text)).kind == "number"


def without_unit(text: str) -> str:
    """«283 чел.» is the number 283."""
    match = _WITH_UNIT.fullmatch(text)
    return match[1] if match else text


def says_achieved(text: str) -> bool | None:
    """«план достигнут», «да» – «не достигнут», «нет»; None where the words say neither."""
    if _NOT.search(text):
        return False
    return True if _YES.search(text) else None
