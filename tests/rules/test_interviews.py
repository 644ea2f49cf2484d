"""Interviews: the morning's unlock window is 09:00 to 11:30, the afternoon's 14:00 to 16:30; a room each."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from roster.sessions import SessionTimes
from tests.builders import SESSIONS, problem, staff
from tests.hand import FINE, MORNINGS, breaches, due_today, solved


def interviews(*minutes: int, people: int = 1, kind: str = "bcst1", **content: Any) -> Problem:
    tasks = [due_today(f"T{number}", kind, minutes=each) for number, each in enumerate(minutes, 1)]
    officers = [staff(f"S{number}", "PSO", pattern=MORNINGS) for number in range(1, people + 1)]
    return problem(**{"policy": FINE, "staff": officers, "tasks": tasks, **content})


@pytest.mark.parametrize("clock", ["AM 09:00-09:45", "AM 10:45-11:30", "PM 14:00-14:45", "PM 15:45-16:30"])
def test_an_interview_may_touch_both_ends_of_the_window(clock: str) -> None:
    assert breaches(interviews(45), "interviews", f"S1: T1 Mon {clock}") == []


@pytest.mark.parametrize("clock", ["AM 08:59-09:44", "AM 10:46-11:31", "PM 13:59-14:44", "PM 15:46-16:31"])
def test_a_minute_before_or_after_the_window_is_a_breach(clock: str) -> None:
    found = breaches(interviews(45), "interviews", f"S1: T1 Mon {clock}")

    assert found == [("S1", "T1", f"Mon 23 Nov {clock[:2]}", 1)]


def test_work_without_the_prisoner_knows_no_window() -> None:
    paper = interviews(45, kind="recategorisation", rooms=0)

    assert breaches(paper, "interviews", "S1: T1 Mon AM 08:00-08:45") == []


def test_no_window_means_any_time() -> None:
    open_all_day = tuple(SessionTimes(each.name, each.start, each.end) for each in SESSIONS)

    assert breaches(interviews(45, sessions=open_all_day), "interviews", "S1: T1 Mon AM 08:00-08:45") == []


def test_as_many_at_once_as_rooms_are_no_breach_and_one_more_is() -> None:
    lines = ["S1: T1 Mon AM 09:00-09:45", "S2: T2 Mon AM 09:44-10:29"]

    assert breaches(interviews(45, 45, people=2, rooms=2), "interviews", *lines) == []
    assert breaches(interviews(45, 45, people=2, rooms=1), "interviews", *lines) == [
        ("S1 S2", "T1 T2", "Mon 23 Nov AM", 1)
    ]


def test_one_room_serves_two_interviews_that_touch() -> None:
    lines = ["S1: T1 Mon AM 09:00-09:45", "S2: T2 Mon AM 09:45-10:30"]

    assert breaches(interviews(45, 45, people=2, rooms=1), "interviews", *lines) == []


def test_no_rooms_mean_no_interview_and_no_number_means_no_limit() -> None:
    line = "S1: T1 Mon AM 09:00-09:45"

    assert breaches(interviews(45, rooms=0), "interviews", line) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert breaches(interviews(45, rooms=None), "interviews", line) == []


def test_the_solver_fills_the_window_and_not_a_minute_more() -> None:
    assert solved(interviews(150)).lines == ["S1: T1 Mon AM 09:00-11:30"]
    assert solved(interviews(151)).lines == []


def test_the_solver_fills_each_room_and_not_a_minute_more() -> None:
    assert solved(interviews(75, 75, people=2, rooms=1)).values["due.1"] == 0
    assert solved(interviews(75, 76, people=2, rooms=1)).values["due.1"] == 2
    assert solved(interviews(75, 76, people=2, rooms=2)).values["due.1"] == 0


def test_the_solver_holds_no_interview_without_a_room() -> None:
    assert solved(interviews(45, rooms=0)).given == set()


def test_the_solver_puts_three_interviews_into_two_rooms() -> None:
    assert solved(interviews(60, 90, 150, people=3, rooms=2)).values["due.1"] == 0
    assert solved(interviews(61, 90, 150, people=3, rooms=2)).values["due.1"] == 2
