"""Types of command-line arguments that several commands share."""

from __future__ import annotations

import argparse

from schools.calendar import parse_year


def year_argument(text: str) -> int:
    """2021, 2021/2022, 2021-2022 → 2021."""
    try:
        return parse_year(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
