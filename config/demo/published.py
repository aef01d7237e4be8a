"""Kemerovo's published figures: (table, starting year) → numerator and denominator, read from the fixture."""

import csv
from pathlib import Path
from typing import NamedTuple

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "kemerovo_published.csv"
YEARS = (2019, 2020, 2021)


class Published(NamedTuple):
    numerator: int
    denominator: int | None


def starting_year(period: str) -> int:
    """«2019-2020» is a school year; «2020» names the same year by the calendar year in which it ends."""
    return int(period[:4]) if "-" in period else int(period) - 1


def read_published(path: Path = FIXTURE) -> dict[tuple[str, int], Published]:
    figures = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figure = Published(int(row["numerator"]), int(row["denominator"]) if row["denominator"] else None)
            # The one text line says «с 2020 года»: it holds for each of the three years.
            years = YEARS if row["table"] == "text" else (starting_year(row["period"]),)
            figures.update({(row["table"], year): figure for year in years})
    return figures
