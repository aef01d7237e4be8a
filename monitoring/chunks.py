"""Pieces of a long list of keys: SQLite allows only so many parameters in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Any)
CHUNK = 500


def in_chunks(keys: Iterable[Key], size: int = CHUNK) -> Iterator[list[Key]]:
    """Sorted lists of at most `size` different keys."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
