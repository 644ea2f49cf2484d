"""HiGHS as an engine: where a day or a part of a week is tight, its cuts and its searches within settle it soonest.

It works in a process of its own, which is ended when it is no longer needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event

from ortools.math_opt import model_pb2

from roster.rule import Terms
from solver.child import Asked
from solver.process import Process
from solver.question import (
    ALL_SEEDS,
    FLOATING,
    SHORTEST_SECONDS,
    Question,
    Solved,
    holds,
    least_whole,
    summed,
)

EFFORT = 0.2  # of the time for looking for values: with its own 0.05, often none is found for a tight day
HALF = 0.5  # sums are whole: to be less than half above a number is to be at most that number


class Written:
    """A question and the message that tells HiGHS of it, written once however often it is asked."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.message: bytes = written(question.upper, question.rows, question.aim).SerializeToString()


@dataclass(frozen=True)
class Relaxed:
    """What numbers that need not be whole make best, and the least that whole ones can come to (None: unknown)."""

    values: Sequence[float]
    bound: int | None


class Engine:
    """One question for HiGHS; `stop` may be called from another thread. `afresh`: it is not told the start.

    Told the start, it looks around it, which is what parts need; untold, it finds what is nowhere near: of a day's
    last levels, often only that helps.
    """

    def __init__(self, process: Process, *, seed: int, afresh: bool = False) -> None:
        self.process = process
        self.afresh = afresh
        self.seed = seed % ALL_SEEDS  # a search counts on from the seed it was given
        self.stopped = Event()

    def stop(self) -> None:
        """End it: HiGHS cannot be asked for the best so far."""
        self.stopped.set()
        self.process.interrupt()

    def reach(self, question: Question, most: int, *, seconds: float) -> Solved:
        """Find any values with the sum at most `most`, or that there are none (`infeasible`)."""
        bounded = replace(question, rows=[*question.rows, (question.aim, most)], at_least=most)
        return self.solve(bounded, seconds=seconds)

    def solve(self, question: Question, *, seconds: float) -> Solved:
        """Make the sum small; values at the known bound end it."""
        return self.solve_part(Written(question), (), seconds=seconds)

    def solve_part(
        self, written: Written, held: Sequence[int], *, seconds: float, start: Sequence[int] | None = None
    ) -> Solved:
        """Make the sum small while the variables `held` stay as they are in the start, or in another one."""
        question = written.question
        begin = question.start if start is None else start
        asked = Asked(
            model=written.message,
            seconds=max(SHORTEST_SECONDS, seconds),
            seed=self.seed,
            effort=EFFORT,
            target=None if question.at_least is None else question.at_least + HALF,
            start=() if self.afresh else begin,
            held=held,
        )
        answer = self.process.ask(asked, self.stopped)
        if answer is None:
            return Solved(None, None, optimal=False)
        values = [round(each) for each in answer.values]
        found = bool(values) and holds(question, values)  # it was found in floating point
        return Solved(
            values=values if found else None,
            bound=least_whole(answer.bound),
            optimal=answer.optimal and found,
            infeasible=answer.infeasible,
            iterations=answer.iterations,
            nodes=answer.nodes,
        )

    def relax(self, written: Written, *, seconds: float, off: float = 0.0) -> Relaxed | None:
        """Make the sum small with numbers that need not be whole (None: not in time).

        Each variable's part in the sum is off by chance by at most `off`: another seed, other values as good.
        """
        asked = Asked(
            model=written.message,
            seconds=max(SHORTEST_SECONDS, seconds),
            seed=self.seed,
            effort=EFFORT,
            target=None,
            start=(),
            relaxed=off,
        )
        answer = self.process.ask(asked, self.stopped)
        if answer is None or not answer.optimal:
            return None
        return Relaxed(answer.values, None if off else least_whole(answer.bound - FLOATING))


def written(upper: Sequence[int], rows: Sequence[tuple[Terms, int]], aim: Terms) -> model_pb2.ModelProto:
    """Write whole numbers, rows and the sum to make small as OR-Tools' message: a fifth of the time of its objects."""
    model = model_pb2.ModelProto()
    numbers, places = range(len(upper)), range(len(rows))
    model.variables.ids.extend(numbers)
    model.variables.lower_bounds.extend(0.0 for _ in numbers)
    model.variables.upper_bounds.extend(upper)
    model.variables.integers.extend(True for _ in numbers)
    model.linear_constraints.ids.extend(places)
    model.linear_constraints.lower_bounds.extend(float("-inf") for _ in places)
    model.linear_constraints.upper_bounds.extend(most for _, most in rows)
    matrix = model.linear_constraint_matrix
    each_in_order = [_in_order(terms) for terms, _ in rows]
    matrix.row_ids.extend(place for place, factors in enumerate(each_in_order) for _ in factors)
    matrix.column_ids.extend(amount for factors in each_in_order for amount, _ in factors)
    matrix.coefficients.extend(factor for factors in each_in_order for _, factor in factors)
    linear = model.objective.linear_coefficients
    for amount, factor in _in_order(aim):
        linear.ids.append(amount)
        linear.values.append(factor)
    return model


def _in_order(terms: Terms) -> list[tuple[int, int]]:
    """Give each variable of a sum once, in order, with its factor."""
    factors: Mapping[int, int] = {amount: factor for factor, amount in terms}
    if len(factors) < len(terms):
        factors = summed(terms)
    return sorted((amount, factor) for amount, factor in factors.items() if factor)
