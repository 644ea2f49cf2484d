"""Separation: one prisoner, one place, where either task needs the prisoner."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from roster.problem import Problem
from roster.sessions import SessionTimes
from tests.builders import SESSIONS, problem, staff
from tests.hand import FINE, breaches, due_today, meeting, solved

ONE, ANOTHER = "A1111AA", "A2222AA"
HALF_AN_HOUR = [due_today("T1", "bcst1", minutes=30, prison_number=ONE)]


def two(kind: str = "bcst1", number: str = ONE, **cells: Any) -> Problem:
    tasks = [*HALF_AN_HOUR, due_today("T2", kind, minutes=30, prison_number=number, **cells)]
    return problem(policy=FINE, staff=[staff("S1", "PSO"), staff("S2", "B4")], tasks=tasks)


FIRST = "S1: T1 Mon AM 09:00-09:30"


@pytest.mark.parametrize("clock", ["AM 09:30-10:00", "PM 14:00-14:30"])
def test_two_tasks_of_one_prisoner_may_touch(clock: str) -> None:
    assert breaches(two(), "separation", FIRST, f"S2: T2 Mon {clock}") == []


@pytest.mark.parametrize("clock", ["09:29-09:59", "09:00-09:30"])
@pytest.mark.parametrize("kind", ["bcst1", "recategorisation"])
def test_a_minutes_overlap_is_a_breach_where_one_needs_the_prisoner(clock: str, kind: str) -> None:
    found = breaches(two(kind), "separation", FIRST, f"S2: T2 Mon AM {clock}")

    assert found == [("S1 S2", "T1 T2", "Mon 23 Nov AM", 1)]


def test_an_appointment_needs_the_prisoner_too() -> None:
    tasks = [meeting("T1", "09:00", 30, prison_number=ONE), due_today("T2", minutes=30, prison_number=ONE)]
    case = problem(policy=FINE, staff=[staff("S1", "PSO"), staff("S2", "B4")], tasks=tasks)

    assert len(breaches(case, "separation", FIRST, "S2: T2 Mon AM 09:29-09:59")) == 1


def test_different_prisoners_or_none_named_are_no_breach() -> None:
    for number in (ANOTHER, ""):
        assert breaches(two(number=number), "separation", FIRST, "S2: T2 Mon AM 09:00-09:30") == []
    nobody = problem(
        staff=[staff("S1", "PSO"), staff("S2", "B4")],
        tasks=[due_today("T1", "bcst1", minutes=30), due_today("T2", "bcst1", minutes=30)],
    )
    assert breaches(nobody, "separation", FIRST, "S2: T2 Mon AM 09:00-09:30") == []


def test_two_papers_of_one_prisoner_may_be_written_at_once() -> None:
    tasks = [due_today(each, "recategorisation", minutes=30, prison_number=ONE) for each in ("T1", "T2")]
    papers = problem(staff=[staff("S1", "PSO"), staff("S2", "B4")], tasks=tasks)

    assert breaches(papers, "separation", FIRST, "S2: T2 Mon AM 09:00-09:30") == []


def in_the_window(kind: str, minutes: int, number: str = ONE) -> Problem:
    """A morning of 150 minutes, unlocked throughout: the first task takes 75 of them."""
    tasks = [
        due_today("T1", "bcst1", minutes=75, prison_number=ONE),
        due_today("T2", kind, minutes=minutes, prison_number=number),
    ]
    short = (SessionTimes("AM", time(9), time(11, 30), SESSIONS[0].unlock),)
    everything = FINE | {"taskable_percent": 100}
    return problem(
        policy=everything, staff=[staff("S1", "PSO"), staff("S2", "B4")], tasks=tasks, sessions=short
    )


@pytest.mark.parametrize("kind", ["bcst1", "recategorisation"])
def test_the_solver_sees_a_prisoner_twice_in_turn_and_not_a_minute_longer(kind: str) -> None:
    assert solved(in_the_window(kind, 75)).values["due.1"] == 0
    assert solved(in_the_window(kind, 76)).values["due.1"] == 2
    assert solved(in_the_window(kind, 76, ANOTHER)).values["due.1"] == 0


def test_the_solver_works_on_papers_while_other_papers_are_worked_on() -> None:
    tasks = [due_today(each, "recategorisation", minutes=204, prison_number=ONE) for each in ("T1", "T2")]
    mornings = [staff(each, "PSO", pattern=frozenset({(0, "AM")})) for each in ("S1", "S2")]

    assert solved(problem(policy=FINE, staff=mornings, tasks=tasks)).values["due.1"] == 0
