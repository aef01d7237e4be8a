"""Pupils of the demonstration by school and grade, so that the published contingents come out as sums.

Published are grades 5–9 (table 6), grades 10–11 (table 7) and the graduates of 9 and 11 (tables 1, 2); within
them, and for grades 1–4, the distribution is invented. A cohort keeps its leaning as it grows up: grade 7 of one
year is grade 8 of the next.
"""

from collections.abc import Iterable, Mapping

from config.demo.facts import BySchool, Cells
from config.demo.profile import CODES, GENERAL
from config.demo.published import Published
from config.demo.split import leaning
from indicators.splitting import split

Figures = Mapping[tuple[str, int], Published]
PRIMARY = {2019: 1712, 2020: 1731, 2021: 1748}
# Pupils with ОВЗ or disability: grades 1–4, 5–9, 10–11. Table 5 has a population of its own, equal in 2019 only.
DISABLED = {2019: (84, 105, 5), 2020: (86, 101, 6), 2021: (88, 103, 6)}
BANDS = (range(1, 5), range(5, 10), range(10, 12))


def grade_totals(year: int, figures: Figures) -> dict[int, int]:
    """Pupils of each grade in the okrug on 20 September; a few of grades 9 and 11 do not graduate."""
    middle, senior = _whole(figures, "6", year), _whole(figures, "7", year)
    ninth, last = _whole(figures, "1", year) + 4, _whole(figures, "2", year) + 2
    totals = dict(
        zip(range(1, 5), split(PRIMARY[year], [100, 99, 101, 98], [PRIMARY[year]] * 4), strict=True)
    )
    totals |= dict(zip(range(5, 9), split(middle - ninth, [100, 102, 99, 101], [middle] * 4), strict=True))
    return totals | {9: ninth, 10: senior - last, 11: last}


def _whole(figures: Figures, table: str, year: int) -> int:
    denominator = figures[table, year].denominator
    assert denominator is not None, f"table {table} has no denominator"
    return denominator


def pupils(year: int, totals: Mapping[int, int]) -> Cells:
    cells = {}
    for grade, total in totals.items():
        teaching = [school for school in GENERAL if grade in school.grades]
        weights = [
            school.weight(grade) * leaning("cohort", school.code, year - grade, low=85, high=115)
            for school in teaching
        ]
        for school, part in zip(teaching, split(total, weights, [total] * len(teaching)), strict=True):
            cells[school.code, grade] = part
    return dict(sorted(cells.items()))


def disabled(year: int, children: Cells, band_totals: tuple[int, int, int]) -> Cells:
    """Pupils with ОВЗ or disability: at most every third of a grade."""
    cells: Cells = {}
    for band, total in zip(BANDS, band_totals, strict=True):
        keys = [key for key in children if key[1] in band]
        weights = [children[key] * leaning("disabled", key[0], year - key[1]) for key in keys]
        cells |= dict(zip(keys, split(total, weights, [children[key] // 3 for key in keys]), strict=True))
    return dict(sorted(cells.items()))


def per_school(cells: Cells, grades: Iterable[int]) -> BySchool:
    wanted = set(grades)
    sums = dict.fromkeys(CODES, 0)
    for (school, grade), value in cells.items():
        if grade in wanted:
            sums[school] += value
    return sums
