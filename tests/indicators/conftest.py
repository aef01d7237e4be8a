"""The small municipality of tests/indicators/board.py for every test of this room."""

from tests.indicators.board import board

__all__ = ["board"]
