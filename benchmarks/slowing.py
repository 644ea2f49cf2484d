"""Make the core slower on purpose, by a known factor and from outside, to see that the guard notices.

Nothing waits: work is done again. After each model, another is built of `factor - 1` of its kinds and thrown away;
each question to CP-SAT is asked again for `factor - 1` of the effort it took; of the questions to the MIP engines so
many are asked again that their work grows by about the factor. What is answered stays the same. Finding seats, the
roster by hand and the clock are left as they are: this is the mildest way to make building and solving so much slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from roster.kinds import Kind
from roster.problem import Problem
from roster.rule import Rule
from solver import scip
from solver.model import Model
from solver.question import Question, Solved
from solver.seats import Seats


class Debt:
    """Work owed: a share of all work done so far, paid back in whole pieces."""

    def __init__(self, share: Fraction) -> None:
        self.share = share
        self.owed = Fraction(0)

    def due(self, size: int) -> int:
        """Add a piece of work to what was done, and tell how often a piece of that size is to be done again."""
        self.owed += self.share * size
        times = int(self.owed / size)
        self.owed -= times * size
        return times


@contextmanager
def slowed(factor: float) -> Iterator[None]:
    """Make building and solving slower by a factor for as long as the block lasts; 1 changes nothing."""
    extra = Fraction(str(factor)) - 1
    if extra < 0:
        raise ValueError(f"{factor:g} would make the core faster.")
    with ExitStack() as stack:
        if extra:
            stack.enter_context(patch.object(Model, "__init__", _building(extra)))
            stack.enter_context(patch.object(cp_model.CpSolver, "solve", _asking_cpsat(extra)))
            stack.enter_context(patch.object(mathopt, "solve", _asking_mathopt(extra)))
            stack.enter_context(patch.object(scip.Engine, "solve", _asking_scip(extra)))
        yield


def _again(extra: Fraction, kinds: Sequence[Kind]) -> Iterator[list[int]]:
    """Give the positions of the kinds that are to be done again: all of them as often as needed, then some."""
    for _ in range(int(extra)):
        yield list(range(len(kinds)))
    debt = Debt(extra - int(extra))
    some = [number for number in range(len(kinds)) if debt.due(1)]
    if some:
        yield some


def _building(extra: Fraction) -> Any:  # noqa: ANN401 - it stands in for a method
    build = Model.__init__

    def slowly(
        self: Model,
        problem: Problem,
        rules: Sequence[Rule],
        kinds: Sequence[Kind],
        seated: Seats,
        **how: bool,
    ) -> None:
        build(self, problem, rules, kinds, seated, **how)
        for some in _again(extra, kinds):
            sat = Seats(tuple(seated.by_kind[number] for number in some), seated.wings)
            build(Model.__new__(Model), problem, rules, [kinds[number] for number in some], sat, **how)

    return slowly


def _asking_cpsat(extra: Fraction) -> Any:  # noqa: ANN401 - it stands in for a method
    ask = cp_model.CpSolver.solve

    def slowly(self: cp_model.CpSolver, model: cp_model.CpModel, **others: Any) -> object:  # noqa: ANN401
        status = ask(self, model, **others)
        answer = self.response_proto
        effort, branches = float(extra) * answer.deterministic_time, int(extra * answer.num_branches)
        again = cp_model.CpSolver()
        again.parameters.copy_from(self.parameters)
        again.parameters.max_deterministic_time = effort
        ask(again, model)
        # A step of presolve cannot be left in the middle; what goes beyond the factor is not counted.
        answer.deterministic_time += min(effort, again.response_proto.deterministic_time)
        answer.num_branches += min(branches, again.response_proto.num_branches)
        return status

    return slowly


def _asking_mathopt(extra: Fraction) -> Any:  # noqa: ANN401 - it stands in for a function
    ask, debt = mathopt.solve, Debt(extra)

    def slowly(*words: Any, **options: Any) -> mathopt.SolveResult:  # noqa: ANN401 - handed on as they are
        answer = ask(*words, **options)
        took = answer.solve_stats
        for _ in range(
            debt.due(took.simplex_iterations + 1)
        ):  # 1: a question settled without any is work too
            again = ask(*words, **options).solve_stats
            took.simplex_iterations += again.simplex_iterations
            took.node_count += again.node_count
        return answer

    return slowly


def _asking_scip(extra: Fraction) -> Any:  # noqa: ANN401 - it stands in for a method
    ask, debt = scip.Engine.solve, Debt(extra)

    def slowly(self: scip.Engine, question: Question, *, seconds: float) -> Solved:
        answer = ask(self, question, seconds=seconds)
        for _ in range(debt.due(answer.iterations + 1)):
            again = ask(scip.Engine(), question, seconds=seconds)
            answer = replace(
                answer, iterations=answer.iterations + again.iterations, nodes=answer.nodes + again.nodes
            )
        return answer

    return slowly
