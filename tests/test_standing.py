"""An earlier roster in a changed morning: what still stands of it, and searches that begin with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roster.check import judge
from roster.problem import Problem
from roster.roster import LevelValue, Plan, WingDuty, Work
from roster.rule import rules_in_force
from roster.standing import still_standing
from solver.beforehand import Beforehand
from solver.search import Search
from tests.brute import best_values
from tests.builders import MONDAY, away, problem, staff, task, wing_post
from tests.hand import solved
from tests.tiny import FOCUS, tiny

LONG_TASK: dict[str, Any] = {"minutes": 60, "due": "2026-11-23", "ready": "2026-11-20"}


def piece(task_id: str, staff_id: str, start: int = 8, session: str = "AM", minutes: int = 60) -> Work:
    return Work(
        MONDAY, session, time(start), time(start + minutes // 60, minutes % 60), staff_id, task_id, minutes
    )


def standing(found: Problem, plan: Plan) -> Plan:
    return still_standing(found, plan, rules_in_force(found.policy))


def test_a_roster_that_breaks_nothing_stands_as_it_is() -> None:
    morning = problem(staff=[staff("S1"), staff("S2", "B4")], tasks=[task("T1", **LONG_TASK)])
    plan = Plan((piece("T1", "S1", 9),))
    assert standing(morning, plan) == plan


def test_work_of_people_tasks_and_days_that_are_gone_goes() -> None:
    morning = problem(staff=[staff("S1")], tasks=[task("T1", **LONG_TASK)])
    other_day = replace(piece("T1", "S1"), day=MONDAY.replace(day=30))
    plan = Plan((piece("T1", "S9"), piece("T9", "S1"), other_day), (WingDuty(MONDAY, "AM", "B", "S9"),))
    assert standing(morning, plan) == Plan()


def test_who_is_detailed_now_is_on_the_wing_and_not_at_the_desk() -> None:
    morning = problem(
        staff=[staff("S1", "B4"), staff("S2", "B4")],
        tasks=[task("T1", **LONG_TASK), task("T2", **LONG_TASK)],
        availability=[away("S1", session="AM", status="wing", reason="B")],
    )
    plan = Plan((piece("T1", "S1"), piece("T2", "S2")))
    assert standing(morning, plan) == Plan((piece("T2", "S2"),), (WingDuty(MONDAY, "AM", "B", "S1"),))


def test_the_least_important_work_goes_first() -> None:
    tasks = [task(f"T{number}", **{**LONG_TASK, "tier": number}) for number in (1, 2, 3)]
    morning = problem(staff=[staff("S1", minutes_per_week=141)], tasks=tasks)
    # 141 x 85 % = 119 minutes: room for one hour, and with one minute more for two
    plan = Plan((piece("T1", "S1", 8), piece("T2", "S1", 9), piece("T3", "S1", 10)))
    assert standing(morning, plan) == Plan((piece("T1", "S1", 8),))
    roomier = problem(staff=[staff("S1", minutes_per_week=142)], tasks=tasks)
    assert standing(roomier, plan) == Plan((piece("T1", "S1", 8), piece("T2", "S1", 9)))


def test_a_wing_duty_for_which_there_is_no_post_any_more_goes() -> None:
    cells: dict[str, Any] = {"staff": [staff("S1", "B4"), staff("S2", "B4")]}
    plan = Plan((), (WingDuty(MONDAY, "AM", "B", "S1"), WingDuty(MONDAY, "AM", "B", "S2")))
    assert len(standing(problem(**cells, wing_posts=[wing_post(posts=1)]), plan).wing_duty) == 1
    assert standing(problem(**cells, wing_posts=[wing_post(posts=2)]), plan) == plan


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(seed=st.integers(0, 10**9), focus=st.sampled_from(["", *FOCUS]), other=st.sampled_from(["", *FOCUS]))
def test_whatever_stands_of_another_morning_breaks_nothing(seed: int, focus: str, other: str) -> None:
    morning, earlier = tiny(seed, focus), solved(tiny(seed, other)).plan
    assert judge(morning, standing(morning, earlier)).clean


def without(morning: Problem, staff_id: str) -> Problem:
    """The same morning with one person not there."""
    return replace(
        morning, presence={key: each for key, each in morning.presence.items() if key[0] != staff_id}
    )


def warm(morning: Problem, plan: Plan, levels: tuple[LevelValue, ...] = ()) -> tuple[LevelValue, ...]:
    rules = rules_in_force(morning.policy)
    search = Search(morning, rules, seconds=60, workers=1, beforehand=Beforehand(plan, levels))
    return search.run().levels


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(seed=st.integers(0, 10**9), focus=st.sampled_from(["", *FOCUS]))
def test_with_one_person_fewer_a_search_that_knows_the_roster_before_finds_the_best(
    seed: int, focus: str
) -> None:
    morning = tiny(seed, focus)
    before = solved(morning)
    fewer = without(morning, morning.staff[0].staff_id)
    found = warm(fewer, before.plan, before.levels)

    assert tuple(level.value for level in found) == best_values(fewer, rules_in_force(fewer.policy))
    assert all(level.proved and (level.bound or 0) <= level.value for level in found)


def test_what_was_proved_with_more_people_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [task(f"T{number}", **{**LONG_TASK, "minutes": 180, "tier": 2}) for number in range(4)]
    morning = problem(staff=[staff("S1"), staff("S2", "CA")], tasks=tasks)
    before = solved(morning)
    assert before.levels[2].value > 0

    def never(*_: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(Search, "_each_island", never)
    fewer = without(morning, "S2")
    search = Search(
        fewer,
        rules_in_force(fewer.policy),
        seconds=60,
        through="due.5",
        beforehand=Beforehand(before.plan, before.levels),
    )
    levels = search.run().levels[:6]
    assert [(each.value, each.bound) for each in levels] == [
        (each.value, each.bound) for each in before.levels[:6]
    ]
