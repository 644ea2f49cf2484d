"""HiGHS on one part of a roster: its cuts and searches within the search find what CP-SAT passes over."""

from __future__ import annotations

from datetime import timedelta

from ortools.math_opt.python import mathopt

from roster.rule import Terms
from solver.model import total
from solver.question import ALL_SEEDS, SHORTEST_SECONDS, Question, Solved, holds


def better(question: Question, *, seconds: float, seed: int) -> Solved:
    """Look for values with a smaller sum than the start's; `infeasible` if there are none, as far as HiGHS can tell.

    A row asks for less than the start: so HiGHS throws out at once what cannot help, and needs no hint. It cannot be
    stopped from outside, so ask for few seconds. What it finds in floating point counts only if it holds in whole
    numbers; no bound is given.
    """
    linear = mathopt.Model()
    variables = [linear.add_integer_variable(lb=0, ub=most) for most in question.upper]

    def written(terms: Terms) -> mathopt.LinearSum:
        return mathopt.fast_sum([factor * variables[amount] for factor, amount in terms])

    for terms, most in question.rows:
        linear.add_linear_constraint(written(terms) <= most)
    aim = written(question.aim)
    linear.add_linear_constraint(aim <= total(question.aim, question.start) - 1)
    linear.minimize(aim)
    answer = mathopt.solve(
        linear,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(SHORTEST_SECONDS, seconds)),
            random_seed=seed % ALL_SEEDS,
            relative_gap_tolerance=0.0,
        ),
    )
    values = None
    if answer.has_primal_feasible_solution():
        values = [round(each) for each in answer.variable_values(variables)]
    stands = values is not None and holds(question, values)
    reason = answer.termination.reason
    return Solved(
        values=values if stands else None,
        bound=None,
        optimal=stands and reason is mathopt.TerminationReason.OPTIMAL,
        infeasible=reason is mathopt.TerminationReason.INFEASIBLE,
        iterations=answer.solve_stats.simplex_iterations,
        nodes=answer.solve_stats.node_count,
    )
