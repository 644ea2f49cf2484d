"""Parts that a linear program shows: its bound is true, what is found stands, and nothing else has changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from roster.problem import Problem
from roster.rule import rules_in_force
from solver import guide, guided, settling
from solver.guide import FEWEST, SHARES, Beside, Choice
from solver.guided import Guided
from solver.highs import Engine
from solver.improving import Improving
from solver.islands import Island, everything
from solver.mending import Mending
from solver.model import total
from solver.open_parts import Stage, Trial
from solver.process import Process, Processes
from solver.question import holds
from solver.search import Search
from solver.shown import Shown
from solver.stating import Stating
from solver.stopping import Stop
from tests.builders import problem, staff
from tests.hand import due_today
from tests.test_improving import stating_of
from tests.test_lessons import POLICY
from tests.test_open_parts import seats, two_days
from tests.tiny import tiny

SECONDS = 60.0  # never reached
LEVEL = "due.1"
SEVERAL_DAYS = "lateness"  # a focus of tiny problems, of two days each
SEEDS = 12


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    with Process() as begun:
        yield begun


def asked_about(given: Problem) -> tuple[Stating, Stage]:
    return stating_of(given), Stage(given.levels.index(LEVEL), everything(given), None)


def three_officers() -> Problem:
    people = [staff(f"S{n}", "PSO") for n in range(3)]
    minutes = enumerate([90, 90, 110, 110, 180, 60])
    work = [due_today(f"R{n}", minutes=each) for n, each in minutes]
    return problem(days=2, staff=people, tasks=work, policy=POLICY)


def best_of(given: Problem) -> int:
    rules = rules_in_force(given.policy)
    levels = Search(given, rules, seconds=SECONDS, workers=1, through=LEVEL).run().levels
    return next(each.value for each in levels if each.name == LEVEL)


def start_of(shown: Shown, stating: Stating) -> list[int]:
    start = shown.now(shown.stage, stating.keeper)
    assert start is not None
    return start


def followed(given: Problem, process: Process) -> tuple[Shown, Stating, Stage]:
    stating, stage = asked_about(given)
    shown = Shown(stating, stage, Beside())
    assert shown.follow(Engine(process, seed=0), SECONDS)
    return shown, stating, stage


def choice(wholly: str = "", partly: str = "", share: float = SHARES[0]) -> Choice:
    return Choice(share, frozenset(wholly.split()), frozenset(partly.split()))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_linear_program_is_never_above_the_best_there_is(seed: int, process: Process) -> None:
    given = tiny(seed, SEVERAL_DAYS)
    shown, _, _ = followed(given, process)

    assert shown.least is not None
    assert shown.least <= best_of(given)


def test_what_others_gain_later_makes_no_bound_higher(process: Process) -> None:
    """A bound is about an island with all else as it was when that was stated."""
    tasks = [due_today("T1", minutes=30), due_today("T2", minutes=60)]
    given = problem(days=2, staff=[staff("S1", "PSO"), staff("S2", "PSO")], tasks=tasks)
    stating, everybody = asked_about(given)
    mine = Island(frozenset({"T1"}), frozenset({"S1"}))
    shown, before = Shown(stating, replace(everybody, island=mine), Beside()), stating.others(LEVEL, mine)
    relaxed = Engine(process, seed=0).relax(shown.guide.written, seconds=SECONDS)
    whole = stating.whole(everybody.number, everybody.island, None)
    best = Engine(process, seed=0).solve(whole.question, seconds=SECONDS).values
    assert best is not None
    stating.keeper.accept(whole.stated.model, whole.stated.draft(best), [LEVEL])

    assert stating.others(LEVEL, mine) < before
    assert relaxed is not None
    assert relaxed.bound is not None
    assert shown.whole.least(relaxed.bound) == 0
    assert relaxed.bound + stating.offset(shown.stated, mine) > 0  # of which it would be untrue


def test_what_it_agrees_on_is_held_but_for_some_peoples_weeks(process: Process) -> None:
    shown, stating, _ = followed(two_days(Random(0), short=8, reports=2), process)
    start, theirs = start_of(shown, stating), shown.guide.blocks.theirs
    exactly, far_off = [float(each) for each in start], [each + 1.0 for each in start]
    others = " ".join(sorted(theirs.keys() - {"S0", "S1"}))

    everything_held = shown.guide.held(exactly, start, choice())
    beside = shown.guide.held(exactly, start, choice("S0 S1", others))

    assert everything_held == list(range(len(start)))
    assert set(everything_held) - set(beside) == {*theirs["S0"], *theirs["S1"]}
    assert shown.guide.held(far_off, start, choice("S0 S1", others)) == []


def test_of_those_who_are_not_chosen_all_is_held_also_what_is_shown(process: Process) -> None:
    shown, stating, _ = followed(two_days(Random(0), short=8, reports=2), process)
    start, theirs = start_of(shown, stating), shown.guide.blocks.theirs
    far_off = [each + 1.0 for each in start]

    held = shown.guide.held(far_off, start, choice("S0", "S1"))

    assert set(held) == {each for staff_id in theirs.keys() - {"S0", "S1"} for each in theirs[staff_id]}


def test_as_many_peoples_time_is_open_as_there_is_time_for() -> None:
    beside, people = Beside(), [f"S{n}" for n in range(10)]
    for wholly in (1, 2, 3):
        chosen = beside.choose(people, Random(wholly))
        assert len(chosen.wholly) == wholly
        assert chosen.wholly | chosen.partly == set(people)
        beside.learn(chosen, guide.ALL_OF_IT * guide.SECONDS)  # all but too long
    beside.learn(beside.choose(people, Random(0)), guide.SECONDS)

    assert beside.people == {1.0: 3}


def test_where_there_is_no_time_for_anybody_what_is_shown_of_fewer_people_is_open() -> None:
    beside, people, rng = Beside(), [f"S{n}" for n in range(10)], Random(0)
    beside.learn(beside.choose(people, rng), guide.SECONDS)
    assert beside.people == {1.0: FEWEST, 0.6: FEWEST}

    both = [beside.choose(people, rng) for _ in range(20)]
    assert {len(each.wholly | each.partly) for each in both} == {6, 10}

    beside.learn(next(each for each in both if each.share == 1.0), guide.SECONDS)
    assert len(beside.people) == 2  # it is known already
    for _ in range(2):  # there is no smaller one after the last
        beside.learn(replace(both[0], share=min(beside.people)), guide.SECONDS)
    assert list(beside.people) == [*SHARES]


def test_what_is_held_stays_as_it_is(process: Process) -> None:
    shown, stating, _ = followed(three_officers(), process)
    start, written = start_of(shown, stating), shown.guide.written
    held = shown.guide.blocks.theirs["S0"]

    solved = Engine(process, seed=0).solve_part(written, held, seconds=SECONDS, start=start)

    assert solved.values is not None
    assert [solved.values[each] for each in held] == [start[each] for each in held]
    assert total(written.question.aim, solved.values) < total(written.question.aim, start)
    assert holds(written.question, solved.values)


def test_a_linear_program_that_is_off_is_nearly_as_good_and_gives_no_bound(process: Process) -> None:
    shown, _, _ = followed(two_days(Random(1), short=8, reports=2), process)
    question, several = shown.guide.written.question, set[tuple[float, ...]]()
    best = sum(factor * shown.guide.values[amount] for factor, amount in question.aim)
    for seed in range(4):
        relaxed = Engine(process, seed=seed).relax(shown.guide.written, seconds=SECONDS, off=guide.OFF)
        assert relaxed is not None
        assert relaxed.bound is None
        several.add(tuple(round(each, 6) for each in relaxed.values))
        most = best + 2 * guide.OFF * sum(question.upper)
        assert best - 1e-6 <= sum(factor * relaxed.values[amount] for factor, amount in question.aim) <= most
    assert len(several) > 1


def test_it_stands_until_something_is_learnt_or_all_else_changes(process: Process) -> None:
    shown, stating, stage = followed(three_officers(), process)
    other = Stage(stage.number + 1, stage.island, None)

    assert shown.stands(stage, stating.keeper)
    assert not shown.stands(other, stating.keeper)
    stating.keeper.best.values[LEVEL] -= 1  # somebody outside it has made it better
    assert not shown.stands(stage, stating.keeper)
    stating.keeper.best.values[LEVEL] += 1
    shown.lessons -= 1
    assert not shown.stands(stage, stating.keeper)


def test_what_was_found_around_an_older_roster_is_carried_over_or_does_not_stand(process: Process) -> None:
    shown, stating, _ = followed(three_officers(), process)
    old, blocks, written = stating.keeper.best.draft, shown.guide.blocks, shown.guide.written
    start, engine = start_of(shown, stating), Engine(process, seed=0)
    mine, yours = (
        engine.solve_part(
            written, shown.guide.held(start, start, choice(one)), seconds=SECONDS, start=start
        ).values
        for one in ("S0", "S1")
    )
    assert mine is not None
    assert yours is not None
    after = shown.stated.draft(blocks.for_question(mine))

    assert shown.carried(old, old, blocks.for_question(yours)) is not None
    again = shown.carried(after, old, blocks.for_question(mine))
    assert again is None  # the same twice is more than there is

    both = shown.carried(after, old, blocks.for_question(yours))
    if both is not None:
        assert seats(shown.stated.draft(both)) - seats(after)


def guided_of(stating: Stating, stop: Stop, processes: Processes) -> Guided:
    mending = Mending(stating, stop, 2, time.monotonic() + SECONDS)
    return Guided(stating, mending, stop, Random(0), processes)


@pytest.mark.parametrize("workers", [1, 2])
def test_parts_that_are_shown_reach_the_best_there_is(workers: int) -> None:
    given = three_officers()
    least, (stating, stage) = best_of(given), asked_about(given)
    trial = Trial(time.monotonic() + SECONDS, 0, workers)
    with Processes() as processes:
        parts = guided_of(stating, Stop(), processes)
        while stating.keeper.best.values[LEVEL] > least:
            assert parts.run(stage, trial, lambda: stating.keeper.best.values[LEVEL] <= least)
            assert time.monotonic() < trial.until
        known = parts.least(stage)

    assert known is not None
    assert known <= least
    assert parts.least(Stage(stage.number + 1, stage.island, None)) is None
    assert all(each.child is None for each in processes.all)


def test_more_peoples_weeks_are_open_after_a_quick_part_and_fewer_after_a_long_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stating, stage = asked_about(three_officers())
    trial = Trial(time.monotonic() + SECONDS, 0, 1)
    with Processes() as processes:
        parts = guided_of(stating, Stop(), processes)
        parts.run(stage, trial, lambda: False, patience=1)
        more = parts.beside.people[1.0]
        monkeypatch.setattr(guide, "ALL_OF_IT", 0.0)
        parts.run(stage, trial, lambda: False, patience=1)

    assert more > FEWEST
    assert parts.beside.people == {1.0: more - 1}


def test_where_the_linear_program_takes_too_long_none_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    stating, stage = asked_about(three_officers())
    at_hand = stating.count_seats(stage.number, stage.island)
    trial = Trial(time.monotonic() + SECONDS, 0, 1)
    with Processes() as processes:
        parts = guided_of(stating, Stop(), processes)
        monkeypatch.setattr(guided, "PACE", (at_hand - 1) / (guided.SHARE * SECONDS))
        assert parts.run(stage, trial, lambda: False, patience=1) == 0
        assert not parts.too_large  # with more time it might be worth it
        monkeypatch.setattr(guided, "PACE", (at_hand + 1) / (guided.SHARE * SECONDS))
        assert parts.run(stage, trial, lambda: False, patience=1) > 0

        parts.shown = None
        with monkeypatch.context() as larger:
            larger.setattr(guided, "LARGEST", at_hand - 1)
            assert parts.run(stage, trial, lambda: False, patience=1) == 0
        monkeypatch.setattr(Shown, "follow", lambda *_: False)
        assert parts.run(stage, trial, lambda: False, patience=1) == 0
        assert parts.too_large == {stage.asked}
        assert parts.least(stage) is None


def test_nothing_is_opened_once_the_search_was_asked_to_stop() -> None:
    stop = Stop()
    stop.request()
    stating, stage = asked_about(three_officers())
    before = stating.keeper.best
    with Processes() as processes:
        parts = guided_of(stating, stop, processes)
        assert parts.run(stage, Trial(time.monotonic() + SECONDS, 0, 2), stop.asked.is_set) == 0
    assert stating.keeper.best is before


def test_searches_that_open_what_is_shown_find_what_others_find(monkeypatch: pytest.MonkeyPatch) -> None:
    """On problems so small that they would be settled as a whole at once."""
    opened = list[int]()
    run = Guided.run

    def counted(self: Guided, *given: Any, **more: Any) -> int:
        opened.append(run(self, *given, **more))
        return opened[-1]

    for seed in range(SEEDS):
        given = tiny(seed, SEVERAL_DAYS)
        rules = rules_in_force(given.policy)
        usual = Search(given, rules, seconds=SECONDS, workers=1).run()
        with monkeypatch.context() as patched:
            patched.setattr(Guided, "run", counted)
            patched.setattr(settling, "MANY_SEATS", -1)
            shown = Search(given, rules, seconds=SECONDS, workers=2).run()

        assert [each.value for each in shown.levels] == [each.value for each in usual.levels]
        assert all(each.bound is None or each.bound <= each.value for each in shown.levels)
    assert any(opened)


@pytest.mark.parametrize(("by_parts", "expected"), [(7, 7), (None, None)])
def test_a_bound_that_parts_have_proved_is_not_lost(
    by_parts: int | None, expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = two_days(Random(0))
    stating = stating_of(given)
    monkeypatch.setattr(Guided, "run", lambda *_, **__: 1)
    monkeypatch.setattr(Guided, "least", lambda *_: by_parts)
    stop, deadline = Stop(), time.monotonic() + SECONDS
    with Processes() as processes:
        improving = Improving(stating, Mending(stating, stop, 2, deadline), stop, 2, 0, processes)
        heard = improving.run(
            given.levels.index(LEVEL), everything(given), None, deadline, 0, met=lambda _: False, fruitless=1
        )

    assert heard == expected
