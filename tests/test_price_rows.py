"""What prices prove of each person's day holds for every roster, and tells a linear program what it did not know."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest
from ortools.linear_solver import pywraplp

from benchmarks.resolving import case_of, resolved
from roster.rule import rules_in_force
from solver import proving, scip
from solver.blocks import Blocks, by_person
from solver.by_diaries import Engine
from solver.cpsat import Engine as CpSat
from solver.diaries import Diaries
from solver.names import Names
from solver.parted import Parted
from solver.price_rows import price_rows
from solver.process import Processes
from solver.question import Question, Solved
from solver.side_by_side import Asking
from solver.stopping import Stop, Tally
from tests.questions import AMPLE, answered, holds, optimum, value
from tests.test_diaries import PEOPLE, levels_of
from tests.test_side_by_side import random_question
from tests.tiny import PLAIN, tiny

EFFORTS = (0.1, 1.0)


def priced(question: Question, names: Names) -> Diaries:
    diaries = Diaries(Parted(question, names), workers=1, halt=Stop(), until=time.monotonic() + AMPLE)
    diaries.price(value(question.aim, question.start), efforts=EFFORTS, exact=True)
    return diaries


def with_rows(diaries: Diaries) -> Question:
    return diaries.parted.blocks.asked(None, known=price_rows(diaries))


def in_parts(question: Question) -> float:
    """The least sum, if everything could be had in parts."""
    linear = pywraplp.Solver.CreateSolver("GLOP")
    variables = [linear.NumVar(0, most, "") for most in question.upper]
    for terms, most in question.rows:
        row = linear.Constraint(-linear.infinity(), most)
        for factor, amount in terms:
            row.SetCoefficient(variables[amount], row.GetCoefficient(variables[amount]) + factor)
    for factor, amount in question.aim:
        linear.Objective().SetCoefficient(variables[amount], factor)
    linear.Objective().SetMinimization()
    assert linear.Solve() == pywraplp.Solver.OPTIMAL
    least: float = linear.Objective().Value()
    return least


def test_whatever_can_be_keeps_the_rows_and_something_that_cannot_breaks_them() -> None:
    broken = 0
    for seed in range(80):
        question, rng = random_question(seed), Random(seed)
        names = Names(person={each: rng.choice(PEOPLE) for each in range(len(question.upper))})
        rows = price_rows(priced(question, names))
        for values in product(*(range(most + 1) for most in question.upper)):
            kept = all(value(terms, values) <= most for terms, most in rows)
            if holds(question, values):
                assert kept, (seed, values)
            broken += not kept
    assert broken


def test_the_best_of_a_small_prison_stays_the_best_and_is_nearer_in_parts() -> None:
    nearer = 0
    for seed, focus in product(range(2), sorted(PLAIN)):
        problem = tiny(seed, focus)
        for level in levels_of(problem, rules_in_force(problem.policy)):
            diaries = priced(level.question, level.names)
            asked, best = with_rows(diaries), answered(level.question)

            assert holds(asked, diaries.parted.blocks.whole(best)), (seed, focus, level.name)
            assert optimum(asked) == value(level.question.aim, best), (seed, focus, level.name)
            nearer += in_parts(asked) > in_parts(diaries.parted.blocks.asked(None)) + 0.01
    assert nearer


def test_before_there_are_prices_there_is_no_row() -> None:
    question = random_question(0)
    diaries = Diaries(Parted(question, Names()), workers=1, halt=Stop(), until=time.monotonic() + AMPLE)
    assert price_rows(diaries) == []


def test_the_engine_of_diaries_gives_them_and_goes_on_from_there() -> None:
    problem = tiny(1, "splitting")
    *_, level = levels_of(problem, rules_in_force(problem.policy))
    engine = Engine(level.question, level.names, workers=1, seed=0)
    assert engine.rows() == []

    proved = engine.prove(seconds=AMPLE)
    assert proved.values is None or proved.optimal
    assert proved.bound is not None
    assert proved.bound <= optimum(level.question)

    def ask(asked: Question) -> Solved:
        assert len(asked.rows) == len(Blocks(level.question, level.names).rows) + len(engine.rows())
        return CpSat(workers=1, seed=0).solve(asked, seconds=AMPLE)

    assert engine.rows()
    told = by_person(level.question, level.names, ask, engine.rows())
    assert told.values is not None
    assert len(told.values) == len(level.question.upper)
    assert value(level.question.aim, told.values) == optimum(level.question)
    assert value(level.question.aim, engine.go_on(seconds=AMPLE).values or told.values) == optimum(
        level.question
    )


def test_of_a_small_day_highs_is_told_what_prices_prove(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else can settle it: SCIP is not asked, nothing is found by luck, and no diaries are settled."""
    told = list[int]()

    def noted(question: Question, names: Names, ask: Any, known: Any = ()) -> Solved:
        told.append(len(known))
        return by_person(question, names, ask, known)

    monkeypatch.setattr(proving, "by_person", noted)
    for engine, way in ((scip.Engine, "solve"), (CpSat, "reach"), (CpSat, "look_around"), (Engine, "begin")):
        monkeypatch.setattr(engine, way, lambda *_, **__: Solved(None, None, optimal=False))
    problem = tiny(1, "splitting")
    for level in levels_of(problem, rules_in_force(problem.policy)):
        best = optimum(level.question)
        if not level.names.person or value(level.question.aim, level.question.start) == best:
            continue
        told.clear()
        question = replace(level.question, at_least=best - 1)
        with Processes() as processes:
            until = time.monotonic() + AMPLE
            answer = Asking(question, level.names, until, 2, 0, Stop(), Tally(), processes).run()
        assert answer.optimal
        assert answer.bound == best
        assert told[0] == 0  # SCIP begins before there are any
        assert told[1] > 0


# -- whose time it is ----------------------------------------------------------------------------------------------

SESSIONS = 3
HERS, HIS, JOINT = 0, 1, 2


def joint(rows: int, *, of_both: bool = False) -> Blocks:
    """A's work and a joint task of B's in so many rows of A's; `of_both`: it stands in as many of B's too."""
    long = list(range(3, 8))
    found = [([(1, HERS), (1, HIS), (1, JOINT)], 2)]
    found += [([(60, HERS), (60, JOINT), *((1, each) for each in long)], 60 + each) for each in range(rows)]
    if of_both:
        found += [([(60, HIS), (60, JOINT)], 60 + each) for each in range(rows)]
    person = {HERS: "A", HIS: "B", **dict.fromkeys(long, "A")}
    return Blocks(Question([1] * 8, found, [(-1, JOINT)], [0] * 8), Names(person=person))


def test_what_takes_one_persons_time_whoever_does_it_is_theirs() -> None:
    blocks = joint(SESSIONS)
    assert blocks.person[JOINT] == "A"
    assert len(blocks.shared) == 1


def test_what_stands_in_two_peoples_time_or_only_in_a_long_count_is_nobodys() -> None:
    assert JOINT not in joint(SESSIONS - 1).person
    assert JOINT not in joint(SESSIONS, of_both=True).person


@pytest.mark.parametrize(("held", "least"), [([0, 0], 2), ([0, 0, 2], 6), ([0, 0, 2, 6], 2)])
def test_the_time_an_adviser_gives_is_counted_as_theirs(held: list[int], least: int) -> None:
    """Joint work stood in rows with its adviser's time, but was nobody's: prices proved 0, 4 and 0."""
    case = case_of("day-trainer-30-linked", AMPLE)
    problem, rules = resolved(case.folder, case.days)
    *_, level = levels_of(problem, rules, held=held)
    bound = priced(level.question, level.names).bound
    assert bound is not None
    assert bound + level.constant == least
