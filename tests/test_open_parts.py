"""Parts that are solved at once leave each other alone, and what one finds is carried over exactly where it stands."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

import pytest

from roster.problem import Problem
from solver import at_once
from solver.at_once import AtOnce
from solver.carrying import carried
from solver.cpsat import Engine
from solver.draft import Draft
from solver.drafting import hints, moved
from solver.islands import everything
from solver.mending import Mending
from solver.model import total
from solver.open_parts import OpenPart, Stage, Trial, open_part
from solver.process import Processes
from solver.question import Solved, holds
from solver.search import Search
from solver.stating import Stating
from solver.stopping import Stop
from tests.builders import problem, staff
from tests.hand import due_today
from tests.test_improving import stating_of
from tests.test_lessons import POLICY

SECONDS = 60.0  # never reached
LEVEL = "due.1"
SEEDS = 6
AT_A_TIME = 2


def two_days(rng: Random, *, short: int = 30, reports: int = 10) -> Problem:
    """Six officers, and much for them to do in two days: short work and reports, alike and not."""
    people = [staff(f"S{n}", "PSO", skills="os;parole") for n in range(6)]
    work = [due_today(f"R{n:02}", minutes=rng.choice([60, 90, 110])) for n in range(short)]
    work += [due_today(f"D{n:02}", "recall_report", minutes=rng.choice([180, 240])) for n in range(reports)]
    return problem(days=2, staff=people, tasks=work, policy=POLICY)


def asked_about(given: Problem) -> tuple[Stating, Stage]:
    return stating_of(given), Stage(given.levels.index(LEVEL), everything(given), None)


def solved(part: OpenPart) -> Solved:
    return Engine(workers=1, seed=0).solve(part.question, seconds=SECONDS, effort=0.3)


def seats(draft: Draft) -> Counter[tuple[str, int, int]]:
    """Count who does how long a piece in which session, whichever task it is of those that are alike."""
    return Counter((part.staff_id, part.session, part.minutes) for part in draft.parts)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_part_beside_another_has_other_people_and_other_work(seed: int) -> None:
    stating, stage = asked_about(two_days(Random(seed)))
    rng = Random(seed)

    first = open_part(stating, stage, rng, at_once=AT_A_TIME)
    second = open_part(stating, stage, rng, at_once=AT_A_TIME, beside=[first])

    waiting = stating.waiting(LEVEL)
    assert first.free
    assert second.free
    assert first.free | second.free == waiting
    assert not first.free & second.free
    least = max(0, len(first.region.people) + len(second.region.people) - 6)
    assert len(first.region.people & second.region.people) == least


def test_where_there_is_too_little_to_share_each_has_all_of_it() -> None:
    given = problem(days=2, staff=[staff("S1", "PSO")], tasks=[due_today("T1")], policy=POLICY)
    stating, stage = asked_about(given)

    first = open_part(stating, stage, Random(0), at_once=AT_A_TIME)
    second = open_part(stating, stage, Random(0), at_once=AT_A_TIME, beside=[first])

    assert first.free == second.free == {"T1"}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_changes_outside_a_part_that_is_one_of_several(seed: int) -> None:
    stating, stage = asked_about(two_days(Random(seed)))
    rng = Random(seed)
    for _ in range(3):
        part = open_part(stating, stage, rng, at_once=AT_A_TIME)
        values = solved(part).values
        assert values is not None
        before, after = seats(part.around), seats(part.stated.draft(values))
        changed = (before - after) + (after - before)
        assert all((staff_id, index) in part.region for staff_id, index, _ in changed)
        stating.keeper.accept(part.stated.model, part.stated.draft(values), [LEVEL])


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_changes_between_two_drafts_is_changed_in_a_third(seed: int) -> None:
    stating, stage = asked_about(two_days(Random(seed)))
    part = open_part(stating, stage, Random(seed))
    values = solved(part).values
    assert values is not None
    model, old, new = part.stated.model, part.around, part.stated.draft(values)

    assert old != new
    assert moved(model, old, old, new) == hints(model, new)
    assert moved(model, new, old, old) == hints(model, new)
    assert moved(model, new, new, old) == hints(model, old)


def test_what_is_found_beside_another_part_is_carried_over_or_does_not_stand() -> None:
    """Apart from each other, both gains are had; where both want the same, the second is left."""
    stood = lost = 0
    for seed in range(SEEDS):
        for at_a_time in (AT_A_TIME, 1):
            stating, stage = asked_about(two_days(Random(seed), short=0, reports=20))
            rng, keeper = Random(seed), stating.keeper
            first = open_part(stating, stage, rng, at_once=at_a_time)
            beside = [first] if at_a_time > 1 else []
            second = open_part(stating, stage, rng, at_once=at_a_time, beside=beside)
            answers = solved(first), solved(second)
            assert answers[0].values is not None
            assert answers[1].values is not None
            keeper.accept(first.stated.model, first.stated.draft(answers[0].values), [LEVEL])
            between = keeper.best.values[LEVEL]
            gain = -total(second.question.aim, answers[1].values)

            there = carried(stating, stage, second, answers[1].values)

            assert keeper.best.values[LEVEL] == between
            if there is None:
                lost += 1
                continue
            part, found = there
            assert found.values is not None
            assert holds(part.question, found.values)
            assert part.stated.value(found.values) == between - gain
            stood += 1
    assert stood > SEEDS / 2
    assert lost > SEEDS / 2


def at_once_of(stating: Stating, stop: Stop) -> AtOnce:
    mending = Mending(stating, stop, AT_A_TIME, time.monotonic() + SECONDS)
    return AtOnce(stating, mending, stop, Random(0), Processes())


@pytest.mark.parametrize("workers", [1, AT_A_TIME])
def test_parts_opened_at_once_reach_the_best_there_is(workers: int) -> None:
    given = problem(
        days=2,
        staff=[staff(f"S{n}", "PSO") for n in range(3)],
        tasks=[due_today(f"R{n}", minutes=minutes) for n, minutes in enumerate([90, 90, 110, 110, 180, 60])],
        policy=POLICY,
    )
    best = Search(given, stating_of(given).rules, seconds=SECONDS, workers=1, through=LEVEL).run().levels
    least = next(each.value for each in best if each.name == LEVEL)
    stating, stage = asked_about(given)
    parts = at_once_of(stating, Stop())
    trial = Trial(time.monotonic() + SECONDS, 0, workers)

    opened = parts.run(stage, trial, lambda: stating.keeper.best.values[LEVEL] <= least)
    parts.processes.end()

    assert stating.keeper.best.values[LEVEL] == least
    assert opened >= 1
    assert all(each.child is None for each in parts.processes.all)


def test_no_more_are_opened_after_so_many_that_gave_nothing() -> None:
    """Nobody is able: whatever is opened gives nothing."""
    given = problem(days=2, staff=[staff("S1", "CA")], tasks=[due_today("T1")], policy=POLICY)
    stating, stage = asked_about(given)
    parts = at_once_of(stating, Stop())

    opened = parts.run(stage, Trial(time.monotonic() + SECONDS, 0, 1), lambda: False, patience=3)
    parts.processes.end()

    assert opened == 3


def test_a_turn_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_once, "TURN", 0.0)
    stating, stage = asked_about(two_days(Random(0)))
    parts = at_once_of(stating, Stop())

    assert parts.run(stage, Trial(time.monotonic() + SECONDS, 0, AT_A_TIME), lambda: False) == 0


def test_nothing_is_opened_once_the_search_was_asked_to_stop() -> None:
    stop = Stop()
    stop.request()
    stating, stage = asked_about(two_days(Random(0)))
    parts = at_once_of(stating, stop)
    before = stating.keeper.best

    opened = parts.run(stage, Trial(time.monotonic() + SECONDS, 0, AT_A_TIME), stop.asked.is_set)

    assert opened == 0
    assert stating.keeper.best is before
