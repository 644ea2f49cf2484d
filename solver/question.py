"""What an engine is asked, and what it answers: rows, a sum to make small, a start; values, a bound, what it took."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from roster.rule import Terms

Row = tuple[Sequence[tuple[int, int]], int]

MILLISECONDS = 1000  # in a second
SHORTEST_SECONDS = 0.01  # solvers refuse a time limit of nothing
ROUNDING = 1e-6  # a bound this close above a whole number is that number, computed in floating point
FLOATING = 1e-3  # a linear program's optimum this close above a whole number is that number: no bound may be too high
ALL_SEEDS = 1 << 31  # that engines take: from 0 up to, but not including, this
NOTHING_KNOWN = 1e19  # SCIP's infinity is 1e20, a number like any other to Python


@dataclass(frozen=True)
class Question:
    """Whole numbers from 0 to `upper`, rows (each sum at most its number), and `aim`, the sum to make small.

    `start` gives every variable a value to begin with; `at_least` is what the sum is known not to go below.
    """

    upper: Sequence[int]
    rows: Sequence[Row]
    aim: Terms
    start: Sequence[int]
    at_least: int | None = None


@dataclass(frozen=True)
class Solved:
    """The values of all variables (None: no solution found) and the least the sum can be (None: nothing known).

    `bound` is above anything reachable if nothing is feasible. The counts repeat when the question is asked again.
    """

    values: Sequence[int] | None
    bound: int | None
    optimal: bool
    infeasible: bool = False
    deterministic_time: float = 0.0
    branches: int = 0
    iterations: int = 0
    nodes: int = 0


def summed(terms: Terms) -> Counter[int]:
    """Give each variable's factor in a sum, which may name it more than once."""
    found: Counter[int] = Counter()
    for factor, amount in terms:
        found[amount] += factor
    return found


def step(terms: Terms) -> int:
    """Give the number of which every value of a sum of whole numbers is a multiple."""
    return math.gcd(*summed(terms).values()) or 1


def least_whole(bound: float) -> int | None:
    """Give the least whole number that a bound in floating point allows (None: it says nothing)."""
    return math.ceil(bound - ROUNDING) if abs(bound) < NOTHING_KNOWN else None


def higher(known: int | None, found: int | None) -> int | None:
    """Give the higher of two bounds, each of which may say nothing (None)."""
    return max((each for each in (known, found) if each is not None), default=None)


class Rowed(Protocol):
    """A question or a model: whole numbers from 0 to `upper`, and rows."""

    @property
    def upper(self) -> Sequence[int]:
        """The most each number can be."""
        ...

    @property
    def rows(self) -> Sequence[Row]:
        """Sums, each at most its number."""
        ...


def holds(asked: Rowed, values: Sequence[int]) -> bool:
    """Check in whole numbers what was found in floating point."""
    inside = all(0 <= value <= most for value, most in zip(values, asked.upper, strict=True))
    return inside and all(
        sum(factor * values[amount] for factor, amount in terms) <= most for terms, most in asked.rows
    )
