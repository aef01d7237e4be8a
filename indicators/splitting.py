"""A whole total over weighted parts, deterministically, by the largest remainder.

Input: a whole total, a weight and a ceiling per part. Output: whole numbers in the same order that sum to the total
exactly and stand under their ceilings. Parts of weight 0 take part only when the others are full.
"""

from collections.abc import Sequence
from fractions import Fraction


def split(total: int, weights: Sequence[int], ceilings: Sequence[int]) -> list[int]:
    if len(weights) != len(ceilings):
        raise ValueError("Весов и потолков должно быть поровну.")
    if total < 0 or total > sum(ceilings):
        raise ValueError(f"Итог {total} нельзя разложить: потолки дают {sum(ceilings)}.")
    parts = [0] * len(weights)
    while (left := total - sum(parts)) > 0:
        parts = _one_round(left, parts, weights, ceilings)
    return parts


def _one_round(left: int, parts: list[int], weights: Sequence[int], ceilings: Sequence[int]) -> list[int]:
    """Hand out `left` among the cells that have room; what a ceiling cuts off waits for the next round."""
    open_cells = [cell for cell, part in enumerate(parts) if part < ceilings[cell]]
    shares = {cell: weights[cell] for cell in open_cells if weights[cell] > 0} or dict.fromkeys(open_cells, 1)
    whole = sum(shares.values())
    exact = {cell: Fraction(left * share, whole) for cell, share in shares.items()}
    given = {cell: int(value) for cell, value in exact.items()}
    by_remainder = sorted(shares, key=lambda cell: (given[cell] - exact[cell], cell))
    for cell in by_remainder[: left - sum(given.values())]:
        given[cell] += 1
    return [min(part + given.get(cell, 0), ceilings[cell]) for cell, part in enumerate(parts)]
