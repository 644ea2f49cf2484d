"""The clock gives true times: in order across people, in the rooms there are, never two places for one prisoner."""

from __future__ import annotations

from datetime import time

import pytest

from roster.check import judge
from roster.problem import Problem
from roster.rule import rules_in_force
from roster.sessions import SessionTimes
from solver.clock import Clock
from solver.draft import Part
from solver.search import Search
from tests.builders import MONDAY, problem, staff, task
from tests.questions import model_of

ONE_SESSION = (SessionTimes("AM", time(8), time(12), (time(9), time(11, 30))),)


def planned(given: Problem) -> dict[str, tuple[time, time]]:
    """Start and end of every task in a roster that the checker accepts and the solver has proved."""
    rules = rules_in_force(given.policy)
    outcome = Search(given, rules, seconds=60, workers=1).run()
    assert outcome.proved
    assert judge(given, outcome.plan, outcome.levels, rules).clean
    return {work.task_id: (work.start, work.end) for work in outcome.plan.work}


def test_a_check_by_a_second_person_in_the_same_session_waits_for_the_work() -> None:
    given = problem(
        staff=[staff("S1", "CA"), staff("S2", "HUB")],
        tasks=[
            task("T1", "sentence_calculation", ready=MONDAY, due=MONDAY),
            task("T2", "sentence_calculation_check", ready=MONDAY, due=MONDAY, after="T1"),
        ],
        sessions=ONE_SESSION,
    )

    times = planned(given)

    assert times["T1"][1] <= times["T2"][0]


def test_two_officers_share_one_interview_room_one_after_the_other() -> None:
    given = problem(
        staff=[staff("S1", "PSO"), staff("S2", "B4")],
        tasks=[task(f"T{n}", "bcst1", ready=MONDAY, due=MONDAY, minutes=75) for n in (1, 2)],
        sessions=ONE_SESSION,
        rooms=1,
    )

    first, second = sorted(planned(given).values())

    assert first[1] <= second[0]


def test_one_prisoner_is_seen_by_one_officer_after_the_other() -> None:
    given = problem(
        staff=[staff("S1", "PSO"), staff("S2", "B4")],
        tasks=[
            task(f"T{n}", "bcst1", ready=MONDAY, due=MONDAY, minutes=75, prison_number="A1234BC")
            for n in (1, 2)
        ],
        sessions=ONE_SESSION,
    )

    first, second = sorted(planned(given).values())

    assert first[1] <= second[0]


@pytest.mark.parametrize("stood", ["T1", "T2"])
def test_what_stood_stays_where_not_everything_can_be_placed(stood: str) -> None:
    """Both interviews need the one room, for 90 of the 150 minutes in which prisoners are unlocked."""
    given = problem(
        staff=[staff("S1", "PSO"), staff("S2", "B4")],
        tasks=[task(f"T{n}", "bcst1", ready=MONDAY, due=MONDAY, minutes=90) for n in (1, 2)],
        sessions=ONE_SESSION,
        rooms=1,
    )
    model = model_of(given)
    firsts = {task_id: kind.task_ids[0] for kind in model.kinds for task_id in kind.task_ids}
    parts = [Part(0, "S1", "T1", 90), Part(0, "S2", "T2", 90)]

    clock = Clock(given, model.clock, firsts)
    times, conflicts = clock.mend(given.sessions[0], parts, [part for part in parts if part.task_id == stood])

    assert [part.task_id for part in times] == [stood]
    assert [sorted(conflict.parts) for conflict in conflicts] == [parts]
