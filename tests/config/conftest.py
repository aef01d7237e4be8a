"""Fixtures of the tests of this folder."""

from tests.config.api_world import api_world

__all__ = ["api_world"]
