"""Logistic regression in plain Python, held near the weights there are: for the bench's fitting scripts.

Newton's method with a ridge around the present weights (Hastie, Tibshirani and Friedman, The Elements of
Statistical Learning, 2nd edition, 4.4.1 and 3.4.1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Signs = Sequence[tuple[int, float]]


def total(weights: Sequence[float], signs: Signs) -> float:
    """The sum of the signs as weighed."""
    return sum(weights[n] * value for n, value in signs)


def fitted(
    rows: Sequence[tuple[Signs, bool]], present: Sequence[float], pull: float, *, constant: int
) -> list[float]:
    """The weights that explain the labels of `rows` best, less `pull` times their squared move from `present`.

    A row's signs are (number of the weight, value), none of them zero; the weight numbered `constant`
    stands in every row with 1 and is not held back.
    """
    size = len(present)
    weights = list(present)
    for _ in range(12):
        slope = [pull * (weight - before) for weight, before in zip(weights, present, strict=True)]
        bend = [[pull if n == m else 0.0 for m in range(size)] for n in range(size)]
        slope[constant], bend[constant][constant] = 0.0, 1e-6
        for signs, label in rows:
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total(weights, signs)))))
            for n, value in signs:
                slope[n] += (chance - label) * value
                step = chance * (1 - chance) * value
                for m, other in signs:
                    bend[n][m] += step * other
        moves = _solved(bend, slope)
        weights = [weight - move for weight, move in zip(weights, moves, strict=True)]
        if max(map(abs, moves)) < 1e-6:
            break
    return weights


def _solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """The solution of a positive definite system, by Gauss's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for n in range(size):
        for m in range(n + 1, size):
            factor = rows[m][n] / rows[n][n]
            if factor:
                rows[m] = [a - factor * b for a, b in zip(rows[m], rows[n], strict=True)]
    found = [0.0] * size
    for n in reversed(range(size)):
        known = sum(rows[n][m] * found[m] for m in range(n + 1, size))
        found[n] = (rows[n][-1] - known) / rows[n][n]
    return found
