"""Fixtures of the whole suite; the servers come from tests/servers/fixtures.py (see pyproject.toml)."""

pytest_plugins = ["tests.cast"]
