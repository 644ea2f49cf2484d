"""Who should be lent: every set's cost is exact, ties are ties, and what a bound excludes really costs more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import Any

import pytest

from roster.check import judge
from roster.problem import Problem
from roster.replan.lending import lent, who_may_go
from roster.revision import Revision
from roster.roster import LevelValue, Plan
from roster.rule import rules_in_force
from solver.giving import Giving
from solver.search import Search
from solver.stopping import Stop
from solver.worth import Ground
from tests.brute import best_values
from tests.builders import MONDAY, away, history, problem, staff, wing_post
from tests.hand import due_today, meeting, plan, solved
from tests.lending import busy, giving, publish, published

CASES = 50
TINIEST = 25  # of which so many are also tried roster by roster


def exact(asked: Giving, staff_ids: tuple[str, ...]) -> tuple[int, ...]:
    """Solve a morning without these people from scratch, with nothing known beforehand."""
    left = lent(asked.problem, asked.session, staff_ids, asked.request.wing)
    outcome = Search(left, asked.rules, seconds=60, workers=1, through="due.5").run()
    assert judge(left, outcome.plan, outcome.levels, asked.rules).clean
    levels = {level.name: level for level in outcome.levels}
    assert all(levels[name].value == levels[name].bound for name in asked.ground.names)
    return tuple(levels[name].value for name in asked.ground.names)


@pytest.mark.parametrize("seed", range(CASES))
def test_every_set_costs_what_an_independent_search_finds(seed: int) -> None:
    revised = publish(busy(seed))
    wing = (
        "AB"[seed % 2] if seed < TINIEST else ""
    )  # one that has posts in the plan, one that has none, or not said
    asked = giving(revised, "AM" if seed % 3 else "PM", posts=1 + seed % 2, wing=wing, top=2)
    ranking = asked.run()
    ids = [each.staff_id for each in asked.may]
    costs = {each: exact(asked, each) for each in combinations(ids, asked.request.posts)}

    assert ranking.open == 0
    assert ranking.number == len(asked.sets) == len(costs)
    for each in asked.sets:
        assert each.least <= costs[each.staff_ids] <= each.worth
        assert not each.proved or each.worth == costs[each.staff_ids]
    for found in ranking.sets:
        assert tuple(level.value for level in found.levels) == costs[found.staff_ids]
        assert found.rank == 1 + sum(cost < costs[found.staff_ids] for cost in costs.values())
    for each in asked.excluded():
        assert costs[each.staff_ids] > costs[ranking.sets[-1].staff_ids]
    if seed < TINIEST:
        for staff_ids, cost in costs.items():
            left = lent(asked.problem, asked.session, staff_ids, wing)
            tried = dict(zip(left.levels, best_values(left, asked.rules), strict=True))
            assert tuple(tried[name] for name in asked.ground.names) == cost


def two_officers(**cells: Any) -> Problem:
    """Two Band 4s and a probation services officer; the morning's work is one task of an hour each."""
    people = [staff("S1", "B4"), staff("S2", "B4"), staff("S3", "PSO")]
    return problem(staff=people, **{"tasks": [due_today("T1"), due_today("T2")], **cells})


def test_people_with_nothing_to_do_cost_nothing_and_share_a_rank() -> None:
    told = plan("S3: T1 Mon PM 13:30-14:15", "S3: T2 Mon PM 14:15-15:00")
    asked = giving(published(two_officers(history=[history("S1", 5)]), told))
    first, second = asked.run().sets

    assert (first.staff_ids, second.staff_ids) == (
        ("S2",),
        ("S1",),
    )  # who has been on the wings least comes first
    assert first.rank == second.rank == 1
    assert (first.proved, second.proved) == (True, True)
    assert [each.loss for each in (*first.levels, *second.levels)] == [0] * len(first.levels) * 2
    assert [each.tries for each in asked.sets] == [0, 0]  # nothing had to be solved


def test_sets_that_cost_the_same_as_the_last_one_listed_are_named() -> None:
    people = [staff(f"S{number}", "B4") for number in range(1, 5)]
    ranking = giving(publish(problem(staff=people)), posts=2, top=2).run()

    assert [each.staff_ids for each in ranking.sets] == [("S1", "S2"), ("S1", "S3")]
    assert len(ranking.also) == 4
    assert (ranking.number, ranking.proved, ranking.excluded, ranking.open) == (6, 6, 0, 0)


def test_an_appointment_that_nobody_else_can_keep_is_lost_with_its_officer() -> None:
    people = [staff("S1", "B4"), staff("S2", "B4"), staff("S3", "CA")]
    board = meeting("T1", "09:00", 60, "safety_review", due=MONDAY)
    other = meeting("T2", "09:00", 60, "safety_review", due=MONDAY)
    told = plan("S1: T1 Mon AM 09:00-10:00", "S2: T2 Mon AM 09:00-10:00")
    morning = problem(staff=people, tasks=[board, other])
    levels = solved(morning).levels
    found = giving(published(morning, told, levels)).run().sets

    assert [each.rank for each in found] == [1, 1]
    assert [[task.task_id for task in each.effects.lapsed] for each in found] == [["T1"], ["T2"]]
    assert all(each.proved for each in found)
    assert {level.name: level.loss for level in found[0].levels if level.loss} == {"due.1": 2}


def test_a_set_that_a_bound_excludes_really_is_worse() -> None:
    people = [staff("S1", "B4"), staff("S2", "B4"), staff("S3", "B4"), staff("S4", "B4")]
    alone = [meeting(f"T{n}", "09:00", 60, "safety_review", due=MONDAY) for n in (1, 2, 3)]
    told = plan(*(f"S{n}: T{n} Mon AM 09:00-10:00" for n in (1, 2, 3)))
    nobodys = due_today(
        "T9", "pp_screening", tier=4
    )  # for a probation officer: the last level that counts is open
    morning = problem(staff=people, tasks=[*alone[:2], replace(alone[2], tier=2), nobodys])
    asked = giving(published(morning, told, solved(morning).levels), posts=2, top=1)
    ranking = asked.run()
    best, excluded = exact(asked, ranking.sets[0].staff_ids), asked.excluded()

    assert ranking.sets[0].staff_ids == ("S3", "S4")
    assert len(excluded) == ranking.excluded == ranking.number - ranking.proved > 0
    assert all(exact(asked, each.staff_ids) >= each.least > best for each in excluded)


def test_what_is_known_of_fewer_people_is_carried_over_with_as_many_fewer_changes() -> None:
    morning = two_officers()
    ground = Ground(
        published(morning, Plan()).problem, "due.5", dict.fromkeys(morning.levels, 0) | {"changes": 0}
    )
    levels = [LevelValue(name, 2, 2) for name in ground.names]

    assert ground.least(levels) == (2,) * len(ground.names)
    assert ground.least(ground.with_more(levels, 1)) == (2, 2, 2, 1, 2, 2, 2)
    assert ground.least(ground.with_more(levels, 2)) == (2, 2, 2, 0, 2, 2, 2)
    assert ground.least(ground.with_more(levels, 3)) == (2, 2, 2, 0, 0, 0, 0)


def test_a_bound_says_nothing_below_a_level_that_is_open() -> None:
    morning = two_officers()
    ground = Ground(
        published(morning, Plan()).problem, "due.5", dict.fromkeys(morning.levels, 0) | {"changes": 0}
    )
    levels = [LevelValue(name, 4, 3 if name == "due.2" else 4) for name in ground.names]

    assert ground.least(levels) == (4, 4, 3, 0, 0, 0, 0)


def test_reaching_what_was_published_is_enough_where_it_was_never_proved() -> None:
    morning = two_officers()
    told = plan("S1: T1 Mon AM 08:00-08:45")  # T2 could have been done as well, and nobody has looked
    asked = giving(published(morning, told), "AM")
    by_ids = {each.staff_ids: each for each in asked.run().sets}

    assert by_ids["S2",].proved
    assert all(level.loss == 0 for level in by_ids["S2",].levels)
    assert {level.name: level.loss for level in by_ids["S1",].levels if level.loss} == {"changes": 1}


@pytest.mark.parametrize("wing", ["", "A", "B"])
def test_lending_fills_no_post_of_the_plan_and_drives_nobody_from_theirs(wing: str) -> None:
    """Whichever wing asks, and whether or not it has posts in the plan, the cost is the same."""
    morning = two_officers(wing_posts=[wing_post("A"), wing_post("C")])
    told = plan("S1: wing A Mon AM", "S3: T1 Mon AM 08:00-08:45", "S3: T2 Mon AM 08:45-09:30")
    asked = giving(published(morning, told, solved(morning).levels), "AM", wing=wing)
    found = asked.run().sets

    assert [each.staff_ids for each in found] == [("S2",)]
    assert [kept.staff_id for kept in asked.kept] == ["S1", "S3"]
    values = {level.name: level.value for level in found[0].levels}
    assert (values["wing_posts"], values["changes"]) == (1, 0)


def reasons(found: Problem) -> dict[str, str]:
    """Who may not go in the morning, and the rule that keeps them."""
    _, kept = who_may_go(found, rules_in_force(found.policy), found.session[MONDAY, "AM"])
    return {each.staff_id: each.rule for each in kept}


def test_each_person_who_is_in_and_may_not_go_is_kept_by_a_rule() -> None:
    people = [
        staff("S1", "B4"),
        staff("S2", "PO"),
        staff("S3", "B4", minutes_per_week=60),
        staff("S4", "B4"),
        staff("S5", "B4"),
        staff("S6", "B4"),
        staff("S7", "PSO", cross_deployable=True),
    ]
    there = [
        away("S4", session="AM", status="wing", reason="A"),
        away("S5", session="AM", status="present", minutes=60),
        away("S6", session="AM"),
    ]
    found = reasons(problem(staff=people, availability=there))

    assert found == {"S2": "wing_cover", "S3": "hours", "S4": "detailed", "S5": "wing_cover"}


def test_work_that_has_begun_may_leave_too_few_hours_for_a_wing() -> None:
    morning = problem(
        staff=[staff("S1", "B4", minutes_per_week=240), staff("S2", "B4")],
        tasks=[due_today("T1", minutes=60)],
    )
    told = plan("S1: T1 Mon AM 08:00-09:00")
    revision = Revision(published=told, now=datetime(2026, 11, 23, 10), begun=told)
    rules = rules_in_force(morning.policy)
    followed = replace(morning, revision=revision)
    may, kept = who_may_go(followed, rules, followed.session[MONDAY, "PM"])
    before, _ = who_may_go(published(morning, told).problem, rules, followed.session[MONDAY, "PM"])

    assert [each.staff_id for each in may] == ["S2"]
    assert [(each.staff_id, each.rule) for each in kept] == [("S1", "hours")]
    assert [each.staff_id for each in before] == ["S1", "S2"]


def test_what_has_begun_stays_when_somebody_is_lent() -> None:
    morning = two_officers(tasks=[due_today("T1"), due_today("T2", ready="2026-11-23T13:00")])
    told = plan("S1: T1 Mon AM 08:00-08:45", "S1: T2 Mon PM 13:30-14:15")
    begun = plan("S1: T1 Mon AM 08:00-08:45")
    now = datetime(2026, 11, 23, 10)
    revised = published(morning, told, solved(morning).levels)
    followed = replace(revised.problem, revision=Revision(published=told, now=now, begun=begun))
    asked = giving(replace(revised, problem=followed), "PM")
    cost = {each.staff_ids: each for each in asked.run().sets}["S1",]

    assert begun.work[0] in cost.plan.work
    assert {level.name: level.loss for level in cost.levels if level.loss} == {"changes": 1}
    assert cost.proved


def test_a_search_that_is_stopped_keeps_the_ranking_so_far_and_says_what_is_open() -> None:
    stop = Stop()
    asked = giving(publish(busy(3)), posts=1, stop=stop, tell=lambda *_: stop.request())
    ranking = asked.run()

    assert ranking.stopped
    assert len(ranking.sets) == ranking.number > 0
    assert ranking.open == sum(not each.proved for each in ranking.sets)


def test_the_only_roster_that_changes_nobody_sharpens_a_bound() -> None:
    morning = two_officers()
    ground = Ground(published(morning, Plan()).problem, "due.5", dict.fromkeys(morning.levels, 0))
    least = (0, 2, 0, 0, 1, 0, 0)

    assert ground.with_one_unchanged(least, (0, 2, 0, 0, 3, 2, 0)) == (0, 2, 0, 0, 3, 2, 0)
    assert ground.with_one_unchanged(least, (0, 2, 2, 0, 3, 2, 0)) == (0, 2, 0, 1, 0, 0, 0)
    assert ground.with_one_unchanged(least, None) == (0, 2, 0, 1, 0, 0, 0)
    assert ground.with_one_unchanged((0, 2, 0, 2, 0, 0, 0), None) == (0, 2, 0, 2, 0, 0, 0)
