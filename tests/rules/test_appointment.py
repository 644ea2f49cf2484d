"""Appointments: on the minute."""

from __future__ import annotations

import pytest

from roster.problem import Problem
from tests.builders import problem, staff
from tests.hand import FINE, breaches, due_today, meeting, solved


def a_meeting(starts: str = "08:30", minutes: int = 45) -> Problem:
    return problem(policy=FINE, staff=[staff("S1", "PSO")], tasks=[meeting("T1", starts, minutes)])


def test_an_appointment_at_its_time_is_kept() -> None:
    assert breaches(a_meeting(), "appointment", "S1: T1 Mon AM 08:30-09:15") == []


@pytest.mark.parametrize("clock", ["08:29-09:14", "08:31-09:16"])
def test_a_minute_before_or_after_is_a_breach(clock: str) -> None:
    found = breaches(a_meeting(), "appointment", f"S1: T1 Mon AM {clock}")

    assert found == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_another_day_is_a_breach() -> None:
    days = problem(days=2, policy=FINE, staff=[staff("S1", "PSO")], tasks=[meeting("T1", "08:30", 45)])

    assert breaches(days, "appointment", "S1: T1 Tue AM 08:30-09:15") == [("S1", "T1", "Tue 24 Nov AM", 1)]


def test_other_work_has_no_time_to_keep() -> None:
    morning = problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1")])

    assert breaches(morning, "appointment", "S1: T1 Mon AM 11:00-11:45") == []


@pytest.mark.parametrize(
    ("starts", "where"),
    [("08:00", "AM 08:00-08:45"), ("08:31", "AM 08:31-09:16"), ("13:30", "PM 13:30-14:15")],
)
def test_the_solver_keeps_it_on_the_minute(starts: str, where: str) -> None:
    assert solved(a_meeting(starts)).lines == [f"S1: T1 Mon {where}"]


def test_the_solver_keeps_one_that_ends_with_its_session_and_gives_up_one_a_minute_longer() -> None:
    assert solved(a_meeting("11:00", 60)).given == {"S1 T1"}
    assert solved(a_meeting("11:00", 61)).given == set()


def test_the_solver_keeps_two_that_touch_and_one_of_two_that_overlap_by_a_minute() -> None:
    def two(starts: str) -> Problem:
        tasks = [meeting("T1", "08:00", 60), meeting("T2", starts, 60)]
        return problem(policy=FINE, staff=[staff("S1", "PSO")], tasks=tasks)

    assert solved(two("09:00")).values["due.1"] == 0
    assert solved(two("08:59")).values["due.1"] == 2
