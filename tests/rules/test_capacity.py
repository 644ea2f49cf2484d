"""Capacity: 240 minutes × 85 % are 204 that can be planned in the morning, 200 on the usual grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import away, problem, staff
from tests.hand import FINE, MORNINGS, breaches, due_today, meeting, solved

if TYPE_CHECKING:
    from roster.problem import Problem


def a_morning(minutes: int = 204, **content: Any) -> Problem:
    usual: dict[str, Any] = {"policy": FINE, "staff": [staff("S1", "PSO", pattern=MORNINGS)]}
    return problem(**{**usual, "tasks": [due_today("T1", minutes=minutes)], **content})


def test_work_may_fill_the_taskable_minutes() -> None:
    assert breaches(a_morning(), "capacity", "S1: T1 Mon AM 08:00-11:24") == []


def test_one_minute_more_is_a_breach_of_one() -> None:
    found = breaches(a_morning(205), "capacity", "S1: T1 Mon AM 08:00-11:25")

    assert found == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_room_is_rounded_down_to_the_grid() -> None:
    morning = a_morning(policy={})

    assert breaches(morning, "capacity", "S1: T1 Mon AM 08:00-11:20") == []
    assert breaches(morning, "capacity", "S1: T1 Mon AM 08:00-11:25") == [("S1", "T1", "Mon 23 Nov AM", 5)]


def test_the_share_counts_of_the_minutes_present_and_is_rounded_down() -> None:
    part = [away("S1", session="AM", status="present", minutes=101)]  # 85.85 minutes
    morning = a_morning(availability=part)

    assert breaches(morning, "capacity", "S1: T1 Mon AM 08:00-09:25") == []
    assert breaches(morning, "capacity", "S1: T1 Mon AM 08:00-09:26") == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_an_appointment_may_use_the_whole_session() -> None:
    morning = a_morning(tasks=[meeting("T1", "08:00", 240)])

    assert breaches(morning, "capacity", "S1: T1 Mon AM 08:00-12:00") == []


def test_other_work_gets_what_appointments_leave() -> None:
    morning = a_morning(tasks=[meeting("T1", "08:00", 203), due_today("T2")])
    booked = "S1: T1 Mon AM 08:00-11:23"

    assert breaches(morning, "capacity", booked, "S1: T2 Mon AM 11:23-11:24") == []
    assert breaches(morning, "capacity", booked, "S1: T2 Mon AM 11:23-11:25") == [
        ("S1", "T1 T2", "Mon 23 Nov AM", 1)
    ]


def test_the_solver_fills_the_taskable_minutes_and_not_a_minute_more() -> None:
    assert solved(a_morning(204)).values["due.1"] == 0
    assert solved(a_morning(205)).values["due.1"] == 2


def test_the_solver_adds_up_several_tasks_to_the_minute() -> None:
    def two(first: int, second: int) -> Problem:
        return a_morning(tasks=[due_today("T1", minutes=first), due_today("T2", minutes=second)])

    assert solved(two(102, 102)).values["due.1"] == 0
    assert solved(two(102, 103)).values["due.1"] == 2


def test_the_solver_gives_beside_an_appointment_what_it_leaves() -> None:
    def beside(minutes: int) -> Problem:
        return a_morning(tasks=[meeting("T1", "08:00", 150), due_today("T2", minutes=minutes)])

    assert solved(beside(54)).values["due.1"] == 0
    assert solved(beside(55)).values["due.1"] == 2


def test_the_solver_lets_appointments_take_the_whole_session() -> None:
    tasks = [meeting("T1", "08:00", 120), meeting("T2", "10:00", 120), due_today("T3", minutes=1)]

    assert solved(a_morning(tasks=tasks)).given == {"S1 T1", "S1 T2"}
