"""A second opinion on correctness: other engines and other settings agree, and bounds are never above the optimum."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from ortools.math_opt.python import mathopt

from roster.problem import Problem, resolve
from roster.reading import read_morning
from roster.rule import rules_in_force
from solver import bounds, scip
from solver.bounds import bound, hear
from solver.cpsat import Engine
from solver.keeper import Keeper
from solver.question import Question
from solver.relaxation import Relaxation
from solver.search import Search
from solver.stating import Stating
from solver.stopping import Tally
from tests.builders import problem as built
from tests.builders import staff
from tests.hand import due_today
from tests.questions import AMPLE, holds, levels_of, settled, value
from tests.tiny import FOCUS, PLAIN, tiny

SAMPLE = Path(__file__).parent.parent / "data" / "samples" / "tiny"
GOLDEN_SEEDS = range(3)  # tiny problems of each focus
FOLDERS = int(os.environ.get("OMU_SECOND_OPINION", "450"))  # 1000 for all: two minutes of one core
CHUNKS = 10
FIRST_SEED = 5_000  # not those of other tests

ROUNDING = 1e-6


def by_cpsat(seed: int = 0, **parameters: float) -> Callable[[Question], int]:
    """Ask CP-SAT with other settings."""

    def ask(question: Question) -> int:
        engine = Engine(workers=1, seed=seed)
        for name, setting in parameters.items():
            setattr(engine.solver.parameters, name, setting)
        solved = settled(engine.solve(question, seconds=AMPLE))
        return checked(question, solved.values or ())

    return ask


def by_scip(question: Question) -> int:
    """Ask SCIP as the search does."""
    solved = settled(scip.Engine().solve(question, seconds=AMPLE))
    found = checked(question, solved.values or ())
    assert solved.bound == found
    return found


def by_highs(question: Question) -> int:
    """Ask HiGHS, which the program does not use."""
    model = mathopt.Model()
    amounts = [model.add_integer_variable(lb=0, ub=most) for most in question.upper]
    for terms, most in question.rows:
        model.add_linear_constraint(mathopt.fast_sum([f * amounts[a] for f, a in terms]) <= most)
    model.minimize(mathopt.fast_sum([f * amounts[a] for f, a in question.aim]))
    limit = mathopt.SolveParameters(time_limit=timedelta(seconds=AMPLE))
    answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limit)
    assert answer.termination.reason is mathopt.TerminationReason.OPTIMAL
    return checked(question, [round(answer.variable_values()[each]) for each in amounts])


def checked(question: Question, values: Sequence[int]) -> int:
    """The sum of values that meet every row."""
    assert holds(question, values)
    return value(question.aim, values)


OPINIONS: dict[str, Callable[[Question], int]] = {
    "another_seed": by_cpsat(seed=1),
    "a_third_seed": by_cpsat(seed=2),
    "no_inclusion_presolve": by_cpsat(presolve_inclusion_work_limit=0),
    "no_presolve": by_cpsat(cp_model_presolve=False),
    "scip": by_scip,
    "highs": by_highs,
}


def golden() -> Iterator[tuple[str, Problem]]:
    """The tiny sample for a day and for a week, and some tiny problems of every focus."""
    morning = read_morning(SAMPLE)
    for days in (1, 5):
        yield f"sample, {days} days", resolve(morning.tables, morning.policy, None, days)
    for focus in FOCUS:
        for seed in GOLDEN_SEEDS:
            yield f"{focus}/{seed}", tiny(seed, focus)


@pytest.mark.parametrize("part", range(3))
def test_no_engine_and_no_setting_disagrees_on_the_value_of_any_level(part: int) -> None:
    found = []
    for label, problem in list(golden())[part::3]:
        for asked in levels_of(problem):
            if asked.question.aim:
                others = {name: ask(asked.question) for name, ask in OPINIONS.items()}
                found += [
                    (label, asked.name, asked.best, name, other)
                    for name, other in others.items()
                    if other != asked.best
                ]
    assert found == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_bound_of_the_nameless_model_is_above_the_exact_optimum(chunk: int) -> None:
    names = PLAIN
    above = []
    for number in range(chunk, FOLDERS, CHUNKS):
        focus, seed = names[number % len(names)], FIRST_SEED + number // len(names)
        above += [(focus, seed, *each) for each in bounds_above(tiny(seed, focus))]
    assert above == []


def bounds_above(problem: Problem) -> list[tuple[str, int | None, int]]:
    """The levels whose bound is above their exact value: name, bound and value."""
    rules = rules_in_force(problem.policy)
    outcome = Search(problem, rules, seconds=AMPLE, workers=1).run()
    assert outcome.proved
    exact = [(level.name, level.value) for level in outcome.levels]
    stating = Stating(problem, rules, Keeper(problem, rules), Tally())
    found = []
    for position, (name, best) in enumerate(exact):
        if any(name.endswith(f".{task.tier}") for task in problem.tasks):
            relaxation = nameless(stating, position)
            least = bound(relaxation, name, exact[:position], AMPLE)
            if least is None or least > best:
                found.append((name, least, best))
    return found


def nameless(stating: Stating, position: int) -> Relaxation:
    kinds, seats = stating.seated(position)
    return Relaxation(stating.problem, kinds, seats, hear(stating.problem, stating.rules, kinds))


def test_a_bound_is_rounded_up_to_what_whole_numbers_can_add_up_to() -> None:
    """By parts of tasks a seventh is late; but what is late counts 2."""
    tasks = [due_today(f"T{n}", minutes=minutes) for n, minutes in enumerate([50, 50, 50, 95, 140])]
    given = built(staff=[staff("S1", "PSO")], tasks=tasks)
    rules = rules_in_force(given.policy)
    stating = Stating(given, rules, Keeper(given, rules), Tally())
    relaxation = nameless(stating, given.levels.index("due.1"))

    least = bound(relaxation, "due.1", [("wing_posts", 0)], AMPLE)
    by_parts = mathopt.solve(relaxation.linear, mathopt.SolverType.GLOP).objective_value()

    assert 0 < 2 * len(tasks) + by_parts < 1
    assert least == 2


def test_a_nameless_model_too_large_to_tell_anything_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """No level counts below nothing: that much is known at once, and the search proves the rest without it."""
    given = tiny(3)
    rules = rules_in_force(given.policy)
    usual = Search(given, rules, seconds=60, workers=1).run()
    monkeypatch.setattr(bounds, "WORTH_SOLVING", 0)
    monkeypatch.setattr("solver.bounds.mathopt.solve", lambda *_, **__: pytest.fail("it was solved"))

    outcome = Search(given, rules, seconds=60, workers=1).run()

    assert outcome.proved
    assert [each.value for each in outcome.levels] == [each.value for each in usual.levels]
