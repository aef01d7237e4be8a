"""Why a file as a whole cannot be read, in one sentence for people."""

from __future__ import annotations


class FactsUnreadable(Exception):
    """The message says, in Russian, what is wrong and what to do."""
