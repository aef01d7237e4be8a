"""Invented differences between schools that are the same in every run."""

import zlib


def leaning(*key: object, low: int = 40, high: int = 160) -> int:
    """A number from low to high that depends on the key alone: schools differ, and always in the same way."""
    text = "|".join(str(part) for part in key)
    return low + zlib.crc32(text.encode()) % (high - low + 1)
