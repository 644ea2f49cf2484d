"""The ready-made solvers that the textbook model is given to, each asked for the least of one sum at a time.

They are not asked through our own engines: what is tuned there must not tune its peers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from roster.rule import Terms
from solver.model import Model
from solver.question import SHORTEST_SECONDS, Solved, holds, least_whole

Ask = Callable[[Model, Terms, Sequence[int], float, int, int], Solved]
"""Called with the model, the sum to make small, the values so far, seconds, workers and seed."""


def with_cpsat(
    model: Model, terms: Terms, start: Sequence[int], seconds: float, workers: int, seed: int
) -> Solved:
    """Ask CP-SAT as it comes: no parameter but time, workers and seed."""
    compiled = cp_model.CpModel()
    variables = [compiled.new_int_var(0, most, "") for most in model.upper]

    def expression(each: Terms) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum(
            [variables[a] for _, a in each], [factor for factor, _ in each]
        )

    for row, limit in model.rows:
        compiled.add(expression(row) <= limit)
    compiled.minimize(expression(terms))
    for variable, value in zip(variables, start, strict=True):
        compiled.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(SHORTEST_SECONDS, seconds)
    status = solver.solve(compiled)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Solved(
        values=[solver.value(each) for each in variables] if found else None,
        bound=least_whole(solver.best_objective_bound) if found else None,
        optimal=status == cp_model.OPTIMAL,
        deterministic_time=solver.response_proto.deterministic_time,
        branches=solver.num_branches,
    )


def with_highs(
    model: Model,
    terms: Terms,
    start: Sequence[int],
    seconds: float,
    workers: int,  # noqa: ARG001 - its parameters reject `threads` here
    seed: int,
) -> Solved:
    """Ask HiGHS through MathOpt; what it finds in floating point counts only if it holds in whole numbers."""
    linear = mathopt.Model()
    variables = [linear.add_integer_variable(lb=0, ub=most) for most in model.upper]

    def expression(each: Terms) -> mathopt.LinearSum:
        return mathopt.fast_sum([factor * variables[amount] for factor, amount in each])

    for row, limit in model.rows:
        linear.add_linear_constraint(expression(row) <= limit)
    linear.minimize(expression(terms))
    hint = mathopt.SolutionHint(variable_values=dict(zip(variables, map(float, start), strict=True)))
    answer = mathopt.solve(
        linear,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(SHORTEST_SECONDS, seconds)),
            random_seed=seed,
            relative_gap_tolerance=0.0,
        ),
        model_params=mathopt.ModelSolveParameters(solution_hints=[hint]),
    )
    values = None
    if answer.has_primal_feasible_solution():
        found = answer.variable_values()
        values = [round(found[each]) for each in variables]
    dual = answer.termination.objective_bounds.dual_bound
    return Solved(
        values=values if values is not None and holds(model, values) else None,
        bound=least_whole(dual),
        optimal=answer.termination.reason is mathopt.TerminationReason.OPTIMAL,
        iterations=answer.solve_stats.simplex_iterations,
        nodes=answer.solve_stats.node_count,
    )


PEERS: dict[str, Ask] = {"textbook": with_cpsat, "highs": with_highs}
