"""Bounds for every level: let the rules be heard, solve the nameless model, and say what no roster can beat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from ortools.math_opt.python import mathopt

from roster.kinds import Kind
from roster.problem import Problem
from roster.rule import Rule
from solver.crews import find_crews
from solver.model import Model
from solver.question import FLOATING, SHORTEST_SECONDS, least_whole, step
from solver.relaxation import Relaxation
from solver.seats import Seats
from solver.sorts import Sort, find_sorts

SHARE = 0.4  # of a level's time for who bounds it as a whole
LONGEST = 15.0  # seconds, however long there is: of large weeks hardly anything more was known later
WORTH_SOLVING = 20_000  # variables: with more, it takes seconds to state, for hardly anything


def aim(relaxation: Relaxation, name: str) -> tuple[mathopt.LinearTypes, int]:
    """Give a level's value, at the very best, as a sum and a constant (not for `quality`)."""
    family, _, tier = name.partition(".")
    if family == "wing_posts":
        posts = sum(relaxation.problem.open_posts.values())
        return -mathopt.fast_sum(list(relaxation.wing.values())), posts
    chosen = [(n, sort) for n, sort in enumerate(relaxation.sorts) if sort.task.tier == int(tier)]
    if family == "due":
        due = [(n, sort) for n, sort in chosen if sort.task.is_due]
        return -mathopt.fast_sum([_finishes(relaxation, n, sort) for n, sort in due]), 2 * sum(
            sort.count for _, sort in due
        )
    most = sum(sort.count * sort.task.minutes for _, sort in chosen)
    return -mathopt.fast_sum([_placed(relaxation, n, sort) for n, sort in chosen]), most


def _finishes(relaxation: Relaxation, number: int, sort: Sort) -> mathopt.LinearTypes:
    if sort.task.splittable:
        keys = [(number, crew, on_time) for crew, _ in sort.seats for on_time in (False, True)]
        return mathopt.fast_sum([relaxation.done[key] for key in keys if key in relaxation.done])
    limit = relaxation.last_on_time(sort.task)
    return mathopt.fast_sum(
        [(2 if index <= limit else 1) * each for index, each in relaxation.of_sort[number]]
    )


def _placed(relaxation: Relaxation, number: int, sort: Sort) -> mathopt.LinearTypes:
    step = relaxation.problem.policy.grid_minutes
    if not sort.task.splittable:
        return mathopt.fast_sum([sort.task.minutes * each for _, each in relaxation.of_sort[number]])
    cells = [(number, crew, index) for crew, sessions in sort.seats for index in sessions]
    return mathopt.fast_sum([step * relaxation.grid[key] for key in cells if key in relaxation.grid])


def hear(problem: Problem, rules: Sequence[Rule], kinds: Sequence[Kind]) -> Model:
    """Let the rules say what they say about room and clock, with no seat taken."""
    return Model(problem, rules, kinds, Seats(tuple({} for _ in kinds)), priced=False)


def worth_waiting(left: float) -> float:
    """Give the seconds worth waiting for who bounds a whole level, of those that are left for the level."""
    return min(left * SHARE, LONGEST)


def worth_solving(problem: Problem, kinds: Sequence[Kind], seats: Seats) -> bool:
    """Tell whether the nameless model of these kinds is small enough to be stated and solved in the time there is."""
    sorts = find_sorts(problem, kinds, seats, find_crews(problem, kinds, seats))
    cells = sum((1 + sort.task.splittable) * len(sessions) for sort in sorts for _, sessions in sort.seats)
    return cells <= WORTH_SOLVING


def bound(
    relaxation: Relaxation, name: str, reached: Sequence[tuple[str, int]], seconds: float
) -> int | None:
    """Find the least that a level can be for any roster, given what those above were held to (None: not in time).

    As a linear program, rounded up to what whole numbers can add up to: asked for whole numbers, SCIP says little more
    and takes thirty times as long or longer. The model is left as it was asked last: for each level it is stated anew.
    """
    constant = _ask_for(relaxation, name, reached)
    linear = relaxation.linear
    limit = mathopt.SolveParameters(time_limit=timedelta(seconds=max(SHORTEST_SECONDS, seconds)))
    told = mathopt.solve(linear, mathopt.SolverType.GLOP, params=limit).termination.objective_bounds
    multiple = step([(round(each.coefficient), each.variable.id) for each in linear.objective.linear_terms()])
    least = least_whole((told.dual_bound - FLOATING) / multiple)
    return None if least is None else max(0, least * multiple + constant)


def _ask_for(relaxation: Relaxation, name: str, reached: Sequence[tuple[str, int]]) -> int:
    """Hold the levels above and ask for this one; give the constant that its sum lacks."""
    for above, value in reached:
        terms, constant = aim(relaxation, above)
        relaxation.limit(terms, value - constant)
    terms, constant = aim(relaxation, name)
    relaxation.linear.minimize(terms)
    return constant
