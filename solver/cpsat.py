"""CP-SAT as an engine for the exact model: compile the rows, hint the best roster so far, solve, read values back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from roster.rule import Terms
from solver.model import Model


@dataclass(frozen=True)
class Solved:
    """What CP-SAT found: values of all variables (None: no solution), and the least the sum can be (None: unknown)."""

    values: list[int] | None
    bound: int | None
    optimal: bool
    deterministic_time: float
    branches: int


class Engine:
    """One CP-SAT solve of a model; `stop` may be called from another thread."""

    def __init__(self, *, workers: int, seed: int) -> None:
        self.solver = cp_model.CpSolver()
        parameters = self.solver.parameters
        parameters.num_workers = workers
        parameters.random_seed = seed
        parameters.catch_sigint_signal = False  # Ctrl-C is the command's to handle

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.solver.stop_search()

    def solve(
        self,
        model: Model,
        aim: Terms,
        hints: Sequence[int],
        *,
        at_least: int | None = None,
        seconds: float,
        effort: float | None = None,
    ) -> Solved:
        """Make a sum small. `at_least` is a bound known beforehand, `effort` a limit in deterministic time."""
        compiled, variables = _compile(model, aim, at_least)
        for variable, value in zip(variables, hints, strict=True):
            compiled.add_hint(variable, value)
        self.solver.parameters.max_time_in_seconds = max(SHORTEST_SECONDS, seconds)
        if effort is not None:  # a small part: probing and symmetry would take longer than the search itself
            self.solver.parameters.max_deterministic_time = effort
            self.solver.parameters.cp_model_probing_level = 0
            self.solver.parameters.symmetry_level = 0
        status = self.solver.solve(compiled)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Solved(
            values=[self.solver.value(each) for each in variables] if found else None,
            bound=math.ceil(round(self.solver.best_objective_bound, 6)) if found else None,
            optimal=status == cp_model.OPTIMAL,
            deterministic_time=self.solver.response_proto.deterministic_time,
            branches=self.solver.num_branches,
        )


SHORTEST_SECONDS = 0.01  # solvers refuse a time limit of nothing


def _compile(
    model: Model, aim: Terms, at_least: int | None
) -> tuple[cp_model.CpModel, Sequence[cp_model.IntVar]]:
    compiled = cp_model.CpModel()
    variables = [compiled.new_int_var(0, most, "") for most in model.upper]

    def expression(terms: Terms) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum(
            [variables[amount] for _, amount in terms], [factor for factor, _ in terms]
        )

    for terms, most in model.rows:
        compiled.add(expression(terms) <= most)
    objective = expression(aim)
    if at_least is not None and aim:
        compiled.add(objective >= at_least)
    compiled.minimize(objective)
    return compiled, variables
