"""Two engines on one question give the same answer as one, correct a hope that is too high, and stop when asked."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product
from random import Random
from threading import Timer
from typing import Any

import pytest

from roster.rule import rules_in_force
from solver import by_diaries, scip, side_by_side
from solver.cpsat import Engine
from solver.known import Known
from solver.names import Names
from solver.process import Processes
from solver.question import Question, Solved
from solver.question import holds as holds_in_whole_numbers
from solver.search import Search
from solver.side_by_side import Asking
from solver.stopping import Stop, Tally
from tests.questions import AMPLE, holds, levels_of, long_question, optimum, settled, value
from tests.tiny import tiny

# x, y, z up to 3: x + y at most 4, 2y + 3z at most 7; as much as possible of 2x + 3y + 4z
BY_HAND = Question(
    upper=[3, 3, 3],
    rows=[([(1, 0), (1, 1)], 4), ([(2, 1), (3, 2)], 7)],
    aim=[(-2, 0), (-3, 1), (-4, 2)],
    start=[0, 0, 0],
)
AT_HAND = -14  # x = 2, y = 2, z = 1


def ask(question: Question, *, workers: int = 1, hopeful: bool = True, seconds: float = AMPLE) -> Solved:
    until = time.monotonic() + seconds
    with Processes() as processes:
        return Asking(question, Names(), until, workers, 0, Stop(), Tally(), processes, hopeful=hopeful).run()


def by_trying(question: Question) -> int:
    """The least sum, by trying all values."""
    everything = product(*(range(most + 1) for most in question.upper))
    return min(value(question.aim, each) for each in everything if holds(question, each))


def random_question(seed: int) -> Question:
    """A few rows over a few whole numbers; nothing at all always holds."""
    rng = Random(seed)
    upper = [rng.randint(1, 3) for _ in range(rng.randint(2, 5))]
    numbers = range(len(upper))
    rows = []
    for _ in range(rng.randint(1, 4)):
        chosen = rng.sample(numbers, rng.randint(1, len(upper)))
        rows.append(([(rng.choice([-2, -1, 1, 2, 3, 5]), each) for each in chosen], rng.randint(0, 8)))
    aim = [(rng.randint(-5, 3), each) for each in numbers]
    return Question(upper, rows, aim, [0] * len(upper))


def assert_settled(question: Question, solved: Solved, best: int) -> None:
    assert settled(solved).bound == best
    assert solved.values is not None
    assert holds(question, solved.values)
    assert value(question.aim, solved.values) == best


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("hopeful", [True, False])
@pytest.mark.parametrize("at_least", [None, -100, AT_HAND - 1, AT_HAND])
def test_two_engines_settle_a_question_whatever_was_hoped_for(
    workers: int, hopeful: bool, at_least: int | None
) -> None:
    assert by_trying(BY_HAND) == AT_HAND
    question = replace(BY_HAND, at_least=at_least)
    assert_settled(question, ask(question, workers=workers, hopeful=hopeful), AT_HAND)


@pytest.mark.parametrize("workers", [1, 2])
def test_two_engines_give_what_trying_everything_gives(workers: int) -> None:
    for seed in range(25):
        question = random_question(seed)
        best = by_trying(question)
        below = best - seed % 3  # a hope that holds; mostly one that cannot be met
        for hopeful in (True, False):
            known = replace(question, at_least=below)
            assert_settled(known, ask(known, workers=workers, hopeful=hopeful), best)
        assert optimum(question) == best


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("focus", ["splitting", "interviews", "fair_load", "lateness"])
def test_two_engines_settle_every_level_of_a_tiny_problem_as_cp_sat_does(focus: str, workers: int) -> None:
    for asked in levels_of(tiny(1, focus)):
        if asked.question.aim:
            assert_settled(asked.question, ask(asked.question, workers=workers), asked.best)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_start_that_is_already_best_is_kept_and_proved(workers: int) -> None:
    question = replace(BY_HAND, start=[2, 2, 1], at_least=AT_HAND - 3)
    assert_settled(question, ask(question, workers=workers), AT_HAND)


@pytest.mark.parametrize("hopeful", [True, False])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_request_from_another_thread_stops_both_engines(workers: int, hopeful: bool) -> None:
    stop = Stop()
    question = replace(long_question(), at_least=0)
    assert holds(question, question.start)
    timer = Timer(1.0, stop.request)  # HiGHS is at work by then
    with Processes() as processes:
        until = time.monotonic() + 60
        asking = Asking(question, Names(), until, workers, 0, stop, Tally(), processes, hopeful=hopeful)
        begun = time.monotonic()
        timer.start()
        solved = asking.run()
        took = time.monotonic() - begun

    timer.join()
    assert 0.9 < took < 15
    assert not solved.optimal
    assert solved.values is None or holds(question, solved.values)
    assert (solved.bound or 0) <= value(question.aim, solved.values or question.start)


def test_time_that_is_up_stops_both_engines() -> None:
    begun = time.monotonic()
    solved = ask(replace(long_question(), at_least=0), workers=2, seconds=1)

    assert time.monotonic() - begun < 15
    assert not solved.optimal


def test_what_was_found_in_floating_point_is_kept_only_if_every_row_holds() -> None:
    assert holds_in_whole_numbers(BY_HAND, [2, 2, 1])
    assert not holds_in_whole_numbers(BY_HAND, [2, 3, 0])  # the first row
    assert not holds_in_whole_numbers(BY_HAND, [0, 3, 1])  # the second row
    assert not holds_in_whole_numbers(BY_HAND, [0, 0, 4])  # more than its upper bound
    assert not holds_in_whole_numbers(BY_HAND, [-1, 0, 0])


def test_cp_sat_that_is_stopped_before_it_begins_does_not_begin() -> None:
    """Whoever settles a question may do so while another is still being stated."""
    engine = Engine(workers=1, seed=0)
    engine.stop()
    assert engine.solve(BY_HAND, seconds=AMPLE) == Solved(None, None, optimal=False)


def test_whoever_settles_a_question_stops_the_others() -> None:
    known = Known(BY_HAND, time.monotonic() + AMPLE, Stop(), Tally())
    early, late = Engine(workers=1, seed=0), Engine(workers=1, seed=0)
    with known.watching(early):
        known.hear(Solved([2, 2, 1], AT_HAND - 1, optimal=False))
        assert not known.over()
        assert not early.stopped
        known.hear(Solved(None, AT_HAND, optimal=False))
        assert known.settled
        assert known.over()
        assert early.stopped
    with known.watching(late):
        assert late.stopped
    assert known.answer() == Solved([2, 2, 1], AT_HAND, optimal=True)


@pytest.mark.parametrize("engine", ["cpsat", "scip"])
def test_an_engine_says_when_no_values_hold(engine: str) -> None:
    nothing = replace(BY_HAND, rows=[*BY_HAND.rows, ([(-1, 0)], -4)])  # x at least 4, but at most 3
    solved = (
        Engine(workers=1, seed=0).solve(nothing, seconds=AMPLE)
        if engine == "cpsat"
        else scip.Engine().solve(nothing, seconds=AMPLE)
    )
    assert solved.infeasible
    assert solved.values is None
    assert solved.bound is None


def test_scip_that_says_it_is_best_is_best_also_where_the_sum_is_large() -> None:
    """Its own tolerance is a ten-thousandth: eleven points in a price of 110,000."""
    rng = Random(0)
    upper = [1] * 60
    weights = [rng.randint(20, 90) for _ in upper]
    question = Question(
        upper=upper,
        rows=[([(weight, each) for each, weight in enumerate(weights)], sum(weights) // 2)],
        aim=[(-(weight * 100 + rng.randint(0, 150)), each) for each, weight in enumerate(weights)],
        start=[0] * len(upper),
    )
    solved = settled(scip.Engine().solve(question, seconds=AMPLE))

    assert solved.values is not None
    assert value(question.aim, solved.values) == solved.bound == optimum(question)


def test_nothing_is_taken_apart_by_person_in_less_time_than_that_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How long that takes depends on the variables, not on the time left; without diaries all is proved the same."""
    begun = list[int]()
    engine = by_diaries.Engine

    def counted(*given: Any, **more: Any) -> by_diaries.Engine:
        begun.append(1)
        return engine(*given, **more)

    monkeypatch.setattr(by_diaries, "Engine", counted)
    for pace, diaries in ((1, True), (0, False)):
        monkeypatch.setattr(side_by_side, "APART", side_by_side.APART * pace)
        begun.clear()
        for seed in range(6):
            given = tiny(seed)
            assert Search(given, rules_in_force(given.policy), seconds=AMPLE, workers=2).run().proved
        assert bool(begun) == diaries


def test_looking_around_finds_what_is_better_than_the_start_and_says_nothing_of_what_can_be() -> None:
    for asked in levels_of(tiny(1, "splitting")):
        if asked.question.aim:
            known = replace(asked.question, at_least=asked.best)
            found = Engine(workers=1, seed=0).look_around(known, seconds=AMPLE, effort=1.0)
            assert found.bound is None
            assert found.values is not None
            assert holds(asked.question, found.values)
            assert value(asked.question.aim, found.values) == asked.best


@pytest.mark.parametrize(
    ("short", "largest", "looks"),
    [
        pytest.param(2 * AMPLE, 5, True, id="little-time"),
        pytest.param(AMPLE / 2, 5, False, id="enough-time"),
        pytest.param(2 * AMPLE, 4, False, id="one-variable-too-many"),
    ],
)
def test_where_a_day_has_little_time_the_roster_at_hand_is_made_better_first(
    monkeypatch: pytest.MonkeyPatch, short: float, largest: int, looks: bool
) -> None:
    """Whoever begins, the same is proved."""
    question = Question([3, 3, 3, 1, 1], BY_HAND.rows, BY_HAND.aim, [0] * 5, at_least=AT_HAND)
    workers = list[int]()
    look_around = Engine.look_around

    def counted(engine: Engine, *given: Any, **more: Any) -> Solved:
        workers.append(engine.solver.parameters.num_workers)
        return look_around(engine, *given, **more)

    monkeypatch.setattr(Engine, "look_around", counted)
    monkeypatch.setattr(side_by_side, "soon_settled", lambda _: False)
    monkeypatch.setattr(side_by_side, "SHORT", short)
    monkeypatch.setattr(side_by_side, "WORTH_A_LOOK", largest)
    solved = ask(question, workers=2)

    assert solved.optimal
    assert solved.bound == AT_HAND
    assert (workers == [2]) == looks


def test_two_workers_look_around_too() -> None:
    found = Engine(workers=2, seed=0).look_around(BY_HAND, seconds=AMPLE, effort=1.0)

    assert found.values is not None
    assert value(BY_HAND.aim, found.values) == AT_HAND
