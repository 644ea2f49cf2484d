"""What an engine is asked, and what it answers: rows, a sum to make small, a start; values, a bound, what it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roster.rule import Terms

Row = tuple[Sequence[tuple[int, int]], int]


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
