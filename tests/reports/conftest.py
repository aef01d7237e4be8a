"""The small municipality of tests/indicators/board.py for the tests of pages over several rooms."""

from tests.indicators.board import board

__all__ = ["board"]
