"""A published roster planned again: as few changed diaries as can be, proved, and as good as before where it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from random import Random

import pytest

from roster.changes import changed_seats
from roster.check import judge
from roster.problem import Problem
from roster.replan.revise import begun_by
from roster.revision import Revision, Seat
from roster.roster import LevelValue, Plan
from roster.rule import rules_in_force
from roster.view import look
from solver.beforehand import Beforehand
from solver.outcome import Outcome
from solver.search import Search
from tests.brute import best_values
from tests.builders import MONDAY, problem, staff, wing_post
from tests.hand import due_today, lines, plan, solved
from tests.tiny import PLAIN, tiny

CASES = 130  # random small mornings, of which at least a hundred lose somebody


def again(before: Problem, changed: Problem) -> tuple[Problem, Outcome]:
    """Publish the best roster of one morning, and plan again for another."""
    published = solved(before)
    revised = replace(changed, revision=Revision(published=published.plan))
    rules = rules_in_force(revised.policy)
    known = Beforehand(published.plan, published.levels)
    outcome = Search(revised, rules, seconds=60, workers=1, beforehand=known).run()
    assert judge(revised, outcome.plan, outcome.levels, rules).clean
    return revised, outcome


def values(outcome: Outcome) -> dict[str, int]:
    return {level.name: level.value for level in outcome.levels}


def test_the_number_of_changed_diaries_is_the_least_that_any_roster_has() -> None:
    """Exhaustive search agrees at every level, on mornings that have lost one person's session."""
    lost = 0
    for seed in range(CASES):
        rng = Random(seed)
        morning = tiny(seed, rng.choice(["", *PLAIN]))
        seats = sorted(morning.presence)
        if not seats:
            continue
        gone = rng.choice(seats)
        fewer = {seat: each for seat, each in morning.presence.items() if seat != gone}
        revised, outcome = again(morning, replace(morning, presence=fewer))
        best = best_values(revised, rules_in_force(revised.policy))
        lost += 1

        assert tuple(values(outcome).values()) == best
        assert all(level.proved and (level.bound or 0) <= level.value for level in outcome.levels)
    assert lost >= 100


def at_some_time(morning: Problem, published: Plan, rng: Random) -> Problem:
    """The same morning at some moment of the day, somebody perhaps called away or going to be away."""
    now = datetime.combine(MONDAY, rng.choice([time(8, 30), time(9), time(9, 30), time(12), time(13, 30)]))
    gone: set[tuple[str, int]] = set()
    left: dict[Seat, datetime] = {}
    staff_id, index = rng.choice(sorted(morning.presence))
    session = morning.sessions[index]
    if session.start < now < session.end:
        left = {(staff_id, session.day, session.name): now}
    elif session.start >= now:
        gone = {(staff_id, index)}
    fewer = replace(
        morning, presence={seat: each for seat, each in morning.presence.items() if seat not in gone}
    )
    begun = begun_by(fewer, published, left, now)
    return replace(fewer, revision=Revision(published, now, begun, frozenset(left)))


def test_history_stays_and_what_comes_after_is_as_good_as_can_be() -> None:
    """Exhaustive search agrees at every level, whatever has begun and whoever has left half-way."""
    begun = 0
    for seed in range(CASES, CASES + 120):
        rng = Random(seed)
        morning = tiny(seed, rng.choice(["", *PLAIN]))
        if not morning.presence:
            continue
        published = solved(morning)
        revised = at_some_time(morning, published.plan, rng)
        rules = rules_in_force(revised.policy)
        known = Beforehand(published.plan, published.levels)
        outcome = Search(revised, rules, seconds=60, workers=1, beforehand=known).run()
        begun += bool(revised.revision and revised.revision.begun.work)

        assert judge(revised, outcome.plan, outcome.levels, rules).clean
        assert tuple(values(outcome).values()) == best_values(revised, rules)
        assert all(level.proved for level in outcome.levels)
    assert begun >= 50


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_an_unchanged_morning_changes_nobody(seed: int) -> None:
    morning = tiny(seed, "")
    revised, outcome = again(morning, morning)

    assert values(outcome)["changes"] == 0
    assert lines(outcome.plan) == lines(revised.revision.published if revised.revision else Plan())


def test_work_that_touches_nobody_changes_nobody() -> None:
    before = problem(staff=[staff("S1", "PSO"), staff("S2", "B4")], tasks=[due_today("T1"), due_today("T2")])
    more = [due_today("T1"), due_today("T2"), due_today("T3", "pp_screening")]  # only a probation officer may
    after = problem(staff=[staff("S1", "PSO"), staff("S2", "B4")], tasks=more)
    _, outcome = again(before, after)

    assert values(outcome)["changes"] == 0
    assert values(outcome)["due.1"] == 2


@pytest.mark.parametrize(("bound", "changed", "undone"), [(0, 0, 2), (2, 1, 0)])
def test_what_was_published_without_proof_is_kept_and_what_was_proved_is_made_good_again(
    bound: int, changed: int, undone: int
) -> None:
    """Somebody could do T1 after all. A search that had not ended is not taken up again; a new chance is taken."""
    morning = problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1")])
    revised = replace(morning, revision=Revision(published=Plan()))
    told = [LevelValue("wing_posts", 0, 0), LevelValue("due.1", 2, bound), LevelValue("due.2", 0, 0)]
    known = Beforehand(Plan(), (), told)
    search = Search(revised, rules_in_force(revised.policy), seconds=30, workers=1, beforehand=known)
    search.filling.run = lambda: None  # type: ignore[method-assign]  # what is filled by hand is no search
    found = values(search.run())

    assert (found["changes"], found["due.1"]) == (changed, undone)


def test_a_lost_session_is_no_change_and_what_it_costs_others_is() -> None:
    people = [staff("S1", "PSO"), staff("S2", "PSO")]
    before = problem(staff=people, tasks=[due_today("T1"), due_today("T2")])
    published = solved(before).plan
    holder = published.work[0].staff_id
    gone = {seat: each for seat, each in before.presence.items() if seat[0] != holder}
    revised, outcome = again(before, replace(before, presence=gone))

    seats = changed_seats(look(revised, outcome.plan))
    assert values(outcome)["due.1"] == 0
    assert {staff_id for staff_id, _, _ in seats} == {"S1", "S2"} - {holder}


def test_another_wing_or_another_time_is_a_change() -> None:
    morning = problem(
        staff=[staff("S1", "B4"), staff("S2", "PSO")],
        tasks=[due_today("T1")],
        wing_posts=[wing_post("A"), wing_post("B")],
    )
    told = plan("S1: wing A Mon AM", "S2: T1 Mon AM 08:00-08:45")
    revised = replace(morning, revision=Revision(published=told))

    def changes(*texts: str) -> int:
        return len(changed_seats(look(revised, plan(*texts))))

    assert changes("S1: wing A Mon AM", "S2: T1 Mon AM 08:00-08:45") == 0
    assert changes("S1: wing B Mon AM", "S2: T1 Mon AM 08:00-08:45") == 1
    assert changes("S1: wing A Mon AM", "S2: T1 Mon AM 08:05-08:50") == 1
    assert changes("S1: wing A Mon AM", "S2: T1 Mon PM 13:30-14:15") == 2
    assert changes() == 2
