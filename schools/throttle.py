"""How often one address may guess one-time codes: counted in the cache of the process, forgotten after a while."""

from __future__ import annotations

from contextlib import suppress

from django.core.cache import cache

GUESSES = 10
SECONDS = 15 * 60


def too_many_guesses(address: str) -> bool:
    return bool(cache.get(_key(address), 0) >= GUESSES)


def count_guess(address: str) -> None:
    """One more wrong code from this address."""
    key = _key(address)
    if not cache.add(key, 1, SECONDS):
        with suppress(ValueError):  # forgotten between the two
            cache.incr(key)


def _key(address: str) -> str:
    return f"guesses:{address}"
