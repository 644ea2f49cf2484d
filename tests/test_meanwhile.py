"""What is asked about a whole island beside its parts is true of it, helps where it can, and ends when told to."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from roster.problem import Problem, resolve
from roster.reading import read_morning
from roster.rule import rules_in_force
from solver import meanwhile, settling
from solver.cpsat import Engine
from solver.islands import Island, everything
from solver.keeper import Keeper
from solver.meanwhile import Meanwhile
from solver.mending import Mending
from solver.question import Solved
from solver.search import Search
from solver.stating import Stating
from solver.stopping import Stop, Tally
from tests.builders import problem, staff
from tests.hand import due_today
from tests.questions import long_question
from tests.service import kills
from tests.tiny import tiny

SAMPLE = Path(__file__).parent.parent / "data" / "samples" / "tiny"
SECONDS = 60.0  # never reached
LEVEL = "due.2"
SEVERAL_DAYS = "lateness"  # a focus of tiny problems, of two days each
SEEDS = 12


def week() -> Problem:
    morning = read_morning(SAMPLE)
    return resolve(morning.tables, morning.policy, None, 5)


def asking_about(given: Problem, level: str = LEVEL) -> Meanwhile:
    """Ask about everybody at a level, with nothing held above it and nobody given anything yet."""
    rules, tally = rules_in_force(given.policy), Tally()
    stating = Stating(given, rules, Keeper(given, rules, tally), tally)
    deadline, number = time.monotonic() + SECONDS, given.levels.index(level)
    mending = Mending(stating, Stop(), workers=1, deadline=deadline)
    return Meanwhile(stating, mending, number, everything(given), 0, deadline, 0)


def heard_from(asking: Meanwhile) -> int | None:
    """Wait for what it finds out, as long as it finds anything."""
    least: int | None = 0
    while asking.busy:
        time.sleep(0.01)
        least = asking.hear(least)
    return least


def test_highs_gives_the_best_there_is_and_its_bound() -> None:
    with asking_about(week()) as asking:
        before = asking.stating.keeper.best.values[LEVEL]
        whole = asking.stating.whole(asking.number, asking.island, None)
        best = Engine(workers=1, seed=0).solve(whole.question, seconds=SECONDS)
        assert best.optimal
        assert best.bound is not None
        least = heard_from(asking)

    assert least == best.bound + whole.stated.constant < before
    assert asking.stating.keeper.best.values[LEVEL] == least
    assert asking.stating.tally.nodes > 0


@pytest.mark.parametrize("ended_by", ["a stop from another thread", "leaving it"])
def test_it_ends_in_the_midst_of_a_question(monkeypatch: pytest.MonkeyPatch, ended_by: str) -> None:
    def long(*asked: Any) -> Solved:
        answer: Solved = asked[-1](long_question())
        assert answer.values is None
        return answer

    monkeypatch.setattr(meanwhile, "by_person", long)
    monkeypatch.setattr(meanwhile, "worth_waiting", lambda *_, **__: SECONDS)
    begun = time.monotonic()
    with asking_about(week()) as asking:
        kills.until(lambda: asking.process.asking, "it was asked", SECONDS)
        if ended_by == "a stop from another thread":
            asking.stop()
            assert heard_from(asking) == 0
    assert time.monotonic() - begun < SECONDS / 2
    assert asking.process.child is None


def test_what_others_gain_meanwhile_makes_no_bound_higher() -> None:
    """A bound is about an island with all else as it was when it was asked about."""
    tasks = [due_today("T1", minutes=30), due_today("T2", minutes=60)]
    given = problem(days=2, staff=[staff("S1", "PSO"), staff("S2", "PSO")], tasks=tasks)
    with asking_about(given, "due.1") as asking:
        stating = asking.stating
        mine = Island(frozenset({"T1"}), frozenset({"S1"}))
        whole = stating.whole(asking.number, mine, None)
        bound = Engine(workers=1, seed=0).solve(whole.question, seconds=SECONDS).bound
        before = stating.others("due.1", mine)
        heard_from(asking)

        assert stating.others("due.1", mine) < before
        assert whole.least(bound) == 0
        assert bound is not None
        assert bound + stating.offset(whole.stated, mine) > 0  # of which it would be untrue


def test_searches_that_ask_about_the_whole_beside_parts_find_what_others_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On problems so small that they would be settled as a whole at once."""
    asked = list[int]()
    begin = Meanwhile.__init__

    def counted(self: Meanwhile, *given: Any, **more: Any) -> None:
        asked.append(1)
        begin(self, *given, **more)

    for seed in range(SEEDS):
        given = tiny(seed, SEVERAL_DAYS)
        rules = rules_in_force(given.policy)
        usual = Search(given, rules, seconds=SECONDS, workers=1).run()
        with monkeypatch.context() as patched:
            patched.setattr(settling, "MANY_SEATS", -1)
            patched.setattr(Meanwhile, "__init__", counted)
            found = Search(given, rules, seconds=SECONDS, workers=2).run()
        assert usual.proved
        assert found.proved
        assert [each.value for each in found.levels] == [each.value for each in usual.levels]
    assert asked
