"""Presence: no work while absent, outside the hours there, or on a wing."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import MONDAY, away, problem, staff, wing_post
from tests.hand import FINE, breaches, due_today, meeting, solved

EVERYTHING = FINE | {"taskable_percent": 100}


def a_day(*tasks: Any, grade: str = "PSO", **content: Any) -> Problem:
    usual = {"policy": EVERYTHING, "staff": [staff("S1", grade)], "tasks": tasks or [due_today("T1")]}
    return problem(**{**usual, **content})


def there(session: str = "AM", **hours: Any) -> list[Any]:
    other = "PM" if session == "AM" else "AM"
    return [away("S1", MONDAY, session, "present", **hours), away("S1", MONDAY, other)]


FROM_NINE_TO_TEN: dict[str, Any] = {"start": time(9), "end": time(10)}


@pytest.mark.parametrize("clock", ["09:00-09:45", "09:15-10:00"])
def test_work_may_touch_both_ends_of_the_time_there(clock: str) -> None:
    day = a_day(availability=there(**FROM_NINE_TO_TEN))

    assert breaches(day, "presence", f"S1: T1 Mon AM {clock}") == []


@pytest.mark.parametrize("clock", ["08:59-09:44", "09:16-10:01"])
def test_a_minute_before_coming_or_after_leaving_is_a_breach(clock: str) -> None:
    day = a_day(availability=there(**FROM_NINE_TO_TEN))

    assert breaches(day, "presence", f"S1: T1 Mon AM {clock}") == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_work_while_absent_or_outside_the_pattern_is_a_breach() -> None:
    absent = a_day(availability=[away("S1", session="AM")])
    afternoons = a_day(staff=[staff("S1", "PSO", pattern=frozenset({(0, "PM")}))])

    for day in (absent, afternoons):
        assert breaches(day, "presence", "S1: T1 Mon AM 08:00-08:45") == [("S1", "T1", "Mon 23 Nov AM", 1)]
        assert breaches(day, "presence", "S1: T1 Mon PM 13:30-14:15") == []


def test_work_while_detailed_to_a_wing_is_a_breach() -> None:
    day = a_day(grade="B4", availability=[away("S1", session="AM", status="wing", reason="B")])

    assert breaches(day, "presence", "S1: T1 Mon AM 08:00-08:45") == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_work_beside_a_wing_duty_is_a_breach_and_in_another_session_is_none() -> None:
    day, duty = a_day(grade="B4", wing_posts=[wing_post()]), "S1: wing B Mon AM"

    assert breaches(day, "presence", duty, "S1: T1 Mon AM 08:00-08:45") == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert breaches(day, "presence", duty, "S1: T1 Mon PM 13:30-14:15") == []


def test_the_solver_uses_the_time_there_and_not_a_minute_more() -> None:
    hour = there(**FROM_NINE_TO_TEN)

    assert solved(a_day(due_today("T1", minutes=60), availability=hour)).lines == [
        "S1: T1 Mon AM 09:00-10:00"
    ]
    assert solved(a_day(due_today("T1", minutes=61), availability=hour)).lines == []


@pytest.mark.parametrize(("starts", "kept"), [("09:00", True), ("08:59", False), ("09:01", False)])
def test_the_solver_keeps_an_appointment_that_lies_in_the_time_there(starts: str, *, kept: bool) -> None:
    found = solved(a_day(meeting("T1", starts, 60), availability=there(**FROM_NINE_TO_TEN)))

    assert found.given == ({"S1 T1"} if kept else set())


def test_the_solver_gives_nothing_to_somebody_away_or_detailed() -> None:
    assert solved(a_day(availability=[away("S1")])).given == set()
    detailed = [away("S1", status="wing", reason="B")]
    assert solved(a_day(grade="B4", availability=detailed)).given == set()


def test_the_solver_gives_nobody_on_a_wing_as_much_as_a_minutes_appointment() -> None:
    day = a_day(meeting("T1", "08:00", 1), grade="B4", wing_posts=[wing_post()])

    assert solved(day).lines == ["S1: wing B Mon AM"]
    assert solved(a_day(meeting("T1", "13:30", 1), grade="B4", wing_posts=[wing_post()])).given == {"S1 T1"}
