"""The linear program over the diaries known so far: people take parts of them, and what they share gets a price."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence

from ortools.linear_solver import pywraplp

from solver.parted import Parted
from solver.question import MILLISECONDS, summed
from solver.stopping import Tally
from solver.twins import Diary

SCALE = 10_000  # a price of 1 is written as so many
MISSING = 1_000  # what a person without a diary costs, or a shared row broken by 1


class Linear:
    """A linear program over the shared rows, with the loose variables in it; `sum` is made small."""

    def __init__(self, parted: Parted, until: float) -> None:
        self.linear = pywraplp.Solver.CreateSolver("GLOP")
        self.until = until
        self.infinity = self.linear.infinity()
        self.rows = [self.linear.Constraint(-self.infinity, most) for most in parted.most]
        self.sum = self.linear.Objective()
        self.sum.SetMinimization()
        for each in parted.loose:
            self.add(each.upper, each.aim, each.adds)

    def add(self, upper: float, cost: int, adds: Iterable[tuple[int, int]]) -> pywraplp.Variable:
        """Add a variable: what a unit costs, and what it adds to which shared row."""
        variable = self.linear.NumVar(0, upper, "")
        self.sum.SetCoefficient(variable, cost)
        for row, factor in adds:
            self.rows[row].SetCoefficient(variable, factor)
        return variable

    def solved(self) -> bool:
        """Solve it within the time; tell whether it could be."""
        left = self.until - time.monotonic()
        self.linear.SetTimeLimit(max(1, round(left * MILLISECONDS)))
        return left > 0 and self.linear.Solve() == pywraplp.Solver.OPTIMAL

    @property
    def prices(self) -> tuple[int, ...]:
        """The price of each shared row at the last solution, in parts of `SCALE` (none above 0)."""
        return tuple(min(0, round(each.dual_value() * SCALE)) for each in self.rows)


class Program(Linear):
    """Grows by the diaries that it has not yet seen, each time it is solved."""

    def __init__(self, parted: Parted, tally: Tally, until: float) -> None:
        super().__init__(parted, until)
        self.parted = parted
        self.tally = tally
        self.everybody = [self.linear.Constraint(each.count, each.count) for each in parted.twins]
        self.taken: list[list[pywraplp.Variable]] = [[] for _ in parted.twins]
        self.settled: Counter[tuple[int, int]] = Counter()  # people by group and diary
        for row in self.everybody:
            row.SetCoefficient(self.add(self.infinity, MISSING, ()), 1)
        for number in range(len(self.rows)):
            self.add(self.infinity, MISSING, [(number, -1)])

    def solve(self, known: Sequence[Sequence[Diary]]) -> float | None:
        """Give the least sum, if people could take parts of these diaries, by group (None: it could not be solved)."""
        for number, (group, diaries) in enumerate(zip(self.parted.twins, known, strict=True)):
            for diary in diaries[len(self.taken[number]) :]:
                cost, added = group.sums(diary)
                variable = self.add(self.infinity, cost, added.items())
                self.everybody[number].SetCoefficient(variable, 1)
                self.taken[number].append(variable)
        if not self.solved():
            return None  # perhaps not even begun: there are no iterations to count
        self.tally.iterations += self.linear.iterations()
        value: float = self.sum.Value()
        return value

    def shares(self) -> dict[tuple[int, int], float]:
        """Give, by group and diary, how many people take it at the last solution, beside those settled."""
        return {
            (number, place): each.solution_value() - self.settled[number, place]
            for number, taken in enumerate(self.taken)
            for place, each in enumerate(taken)
        }

    def settle(self, number: int, place: int, people: int) -> None:
        """Let so many people of a group take a diary as a whole, from now on."""
        self.settled[number, place] += people
        self.taken[number][place].SetLb(self.settled[number, place])


def first_prices(parted: Parted, until: float) -> tuple[int, ...]:
    """Price the shared rows before any diary is known: people take part in everything, all of a group as one.

    Where that takes too long, nothing has a price at first.
    """
    program = Linear(parted, until)
    for group in parted.twins:
        mine = [
            program.add(upper * group.count, aim, adds)
            for upper, aim, adds in zip(group.upper, group.aim, group.adds, strict=True)
        ]
        for terms, most in group.rows:
            row = program.linear.Constraint(-program.infinity, most * group.count)
            for place, factor in summed(terms).items():
                row.SetCoefficient(mine[place], factor)
    return program.prices if program.solved() else (0,) * len(parted.most)
