"""HiGHS in a process of its own, so that it can be ended at any moment: questions in, answers out.

OR-Tools 9.15 gives Python no way to interrupt it, and highspy cannot be loaded beside it. Both ways are pickled: the
process is ours, and nobody else writes to it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from queue import Queue
from random import Random
from threading import Thread
from typing import BinaryIO

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from solver.freeing import give_back

HEURISTICS = "mip_heuristic_effort"
TARGET = "objective_target"  # HiGHS ends once its sum is below this
GAP = 0.99  # sums of whole numbers: what is less than 1 above the bound is best


@dataclass(frozen=True)
class Asked:
    """A model of whole numbers for HiGHS, written down as OR-Tools' own message, and how long to look.

    `target` ends it as soon as the sum is below; `effort` is its share of time for values; `start` are values to begin
    with (none: from nothing). Those `held` stay as they are in `start`. `relaxed`: numbers need not be whole, and each
    variable's part in the sum is off by chance by at most so much (None: as it stands).
    """

    model: bytes
    seconds: float
    seed: int
    effort: float
    target: float | None
    start: Sequence[int]
    held: Sequence[int] = ()
    relaxed: float | None = None


@dataclass(frozen=True)
class Answer:
    """What was found, in floating point: the values by variable (none: no solution) and the least the sum can be."""

    values: list[float]
    bound: float
    optimal: bool
    infeasible: bool
    iterations: int
    nodes: int


def answer(asked: Asked) -> Answer:
    """Ask HiGHS."""
    model = mathopt.Model.from_model_proto(_written(asked))
    told = _solved(model, asked)
    found = told.has_primal_feasible_solution()
    reason = told.termination.reason
    return Answer(
        values=told.variable_values(list(model.variables())) if found else [],
        bound=told.termination.objective_bounds.dual_bound,
        optimal=reason is mathopt.TerminationReason.OPTIMAL,
        infeasible=reason is mathopt.TerminationReason.INFEASIBLE,
        iterations=told.solve_stats.simplex_iterations,
        nodes=told.solve_stats.node_count,
    )


def _written(asked: Asked) -> model_pb2.ModelProto:
    """Give the message with what is held, and in parts of whole numbers if asked so."""
    written = model_pb2.ModelProto.FromString(asked.model)
    variables, aim = written.variables, written.objective.linear_coefficients
    for each in asked.held:
        variables.lower_bounds[each] = variables.upper_bounds[each] = asked.start[each]
    if asked.relaxed is not None:
        number, chance = len(variables.ids), Random(asked.seed)
        factors = dict(zip(aim.ids, aim.values, strict=True))
        variables.integers[:] = [False] * number
        aim.ids[:] = range(number)
        aim.values[:] = [
            factors.get(each, 0.0) + asked.relaxed * chance.uniform(-1, 1) for each in range(number)
        ]
    return written


def _solved(model: mathopt.Model, asked: Asked) -> mathopt.SolveResult:
    settings = mathopt.SolveParameters(
        time_limit=timedelta(seconds=asked.seconds),
        random_seed=asked.seed,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=GAP,
    )
    settings.highs.double_options[HEURISTICS] = asked.effort
    if asked.target is not None:
        settings.highs.double_options[TARGET] = asked.target
    begin = mathopt.ModelSolveParameters()
    if asked.start:
        values = dict(zip(model.variables(), map(float, asked.start), strict=True))
        begin.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    return mathopt.solve(model, mathopt.SolverType.HIGHS, params=settings, model_params=begin)


def main() -> None:
    """Answer one question after the other, until whoever asks is gone; then end at once, whatever is going on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where there are no sessions, Ctrl-C comes here too
    questions = Queue[Asked]()
    Thread(target=_read, args=(sys.stdin.buffer, questions), daemon=True).start()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
        while True:
            pickle.dump(answer(questions.get()), answers)
            answers.flush()
            give_back()


def _read(source: BinaryIO, questions: Queue[Asked]) -> None:
    """Pass on what is asked. No more to read, or half a question, means that whoever asked was ended by force."""
    while True:
        try:
            questions.put(pickle.load(source))
        except (EOFError, pickle.UnpicklingError):
            os._exit(0)
