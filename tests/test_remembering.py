"""Diaries that were worth having come back as they were, and save pricing; no level looks other than it is."""

from __future__ import annotations

import time

import pytest

from benchmarks.again import without
from benchmarks.resolving import case_of, resolved
from roster.problem import Problem
from roster.roster import LevelValue
from roster.rule import rules_in_force
from solver.beforehand import Beforehand
from solver.diaries import Diaries
from solver.islands import everything
from solver.names import names_of
from solver.outcome import Outcome
from solver.parted import Parted
from solver.remembering import Remembering
from solver.search import Search
from solver.stating import Stated
from solver.stopping import Stop
from tests.questions import AMPLE, value
from tests.test_improving import stating_of
from tests.tiny import PLAIN, tiny

CASE, LEVEL = "day-local-30-tight", "due.4"  # every level above is at 0
SPARE = "S23"  # without whom they still are
SEEDS = 4


@pytest.fixture(scope="module")
def day() -> Problem:
    case = case_of(CASE, AMPLE)
    return resolved(case.folder, case.days)[0]


def priced(problem: Problem, remembering: Remembering, level: str = LEVEL) -> tuple[Stated, Diaries, int]:
    """Find a level's prices, nobody at work yet, beginning with what is remembered; give how many that were too."""
    stating, number = stating_of(problem), problem.levels.index(level)
    stating.reached = [LevelValue(name, 0, 0) for name in problem.levels[:number]]
    stated = stating.state(number, *stating.seated(number))
    question = stating.question(stated, everything(problem), None)
    diaries = Diaries(
        Parted(question, names_of(stated.model, stated.lean)),
        workers=1,
        halt=Stop(),
        until=time.monotonic() + AMPLE,
        remembered=remembering.recall(stated),
    )
    known = sum(map(len, diaries.known))
    diaries.price(value(question.aim, question.start))
    return stated, diaries, known


def test_diaries_come_back_as_they_were_and_less_is_left_to_price(day: Problem) -> None:
    remembering = Remembering({})
    stated, first, _ = priced(day, remembering)
    remembering.keep(stated, first.dealt_out())

    _, again, known = priced(day, Remembering(remembering.by_level))

    assert known == sum(map(len, first.known))
    assert again.bound == first.bound
    assert again.tally.deterministic_time < first.tally.deterministic_time / 2


def test_with_a_person_fewer_what_is_remembered_serves_and_proves_as_much(day: Problem) -> None:
    remembering = Remembering({})
    stated, first, _ = priced(day, remembering)
    remembering.keep(stated, first.dealt_out())
    fewer = without(day, {(SPARE, each.index) for each in day.sessions})

    _, cold, _ = priced(fewer, Remembering({}))
    _, warm, known = priced(fewer, Remembering(remembering.by_level))

    assert known > sum(map(len, first.known)) * 0.8
    assert warm.bound == cold.bound
    assert warm.tally.deterministic_time < cold.tally.deterministic_time / 2


def test_the_next_level_begins_with_the_diaries_of_the_last(day: Problem) -> None:
    remembering = Remembering({})
    stated, first, _ = priced(day, remembering, "due.3")
    remembering.keep(stated, first.dealt_out())

    _, _, nothing = priced(day, Remembering({}))
    _, _, known = priced(day, remembering)

    assert known > nothing + 0.8 * (sum(map(len, first.known)) - nothing)


def searched(problem: Problem, beforehand: Beforehand | None = None) -> Outcome:
    rules = rules_in_force(problem.policy)
    return Search(problem, rules, seconds=AMPLE, workers=1, beforehand=beforehand).run()


def test_with_a_person_fewer_every_level_is_what_it_is_from_nothing() -> None:
    remembered = 0
    for seed in range(SEEDS):
        for focus in sorted(PLAIN):
            problem = tiny(seed, focus)
            before = searched(problem)
            gone = problem.staff[seed % len(problem.staff)].staff_id
            fewer = without(problem, {(gone, each.index) for each in problem.sessions})

            cold, warm = searched(fewer), searched(fewer, Beforehand(before.plan, (), diaries=before.diaries))

            assert [(each.value, each.bound) for each in warm.levels] == [
                (each.value, each.bound) for each in cold.levels
            ], (focus, seed)
            remembered += bool(before.diaries)
    assert remembered > SEEDS
