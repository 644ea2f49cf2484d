"""Earlier: a point for every session of the horizon before each piece."""

from __future__ import annotations

import pytest

from roster.problem import Problem
from tests.builders import problem, staff, task
from tests.hand import FINE, breaches, solved


def a_task(kind: str = "recategorisation", ready: str = "2026-11-16", **cells: object) -> Problem:
    tasks = [task("T1", kind, ready=ready, risk="low", **cells)]
    return problem(days=3, policy=FINE, staff=[staff("S1", "PSO", skills="os;parole")], tasks=tasks)


@pytest.mark.parametrize(
    ("clock", "points"), [("Mon PM 13:30-14:15", 1), ("Tue AM 08:00-08:45", 2), ("Wed PM 13:30-14:15", 5)]
)
def test_a_piece_costs_the_sessions_before_it(clock: str, points: int) -> None:
    assert breaches(a_task(), "earlier", f"S1: T1 {clock}") == [("", "T1", "", points)]


def test_the_first_session_costs_nothing() -> None:
    assert breaches(a_task(), "earlier", "S1: T1 Mon AM 08:00-08:45") == []


def test_each_piece_of_a_report_counts() -> None:
    report = a_task("recall_report", minutes=120)

    pieces = ("S1: T1 Mon PM 13:30-14:30", "S1: T1 Tue AM 08:00-09:00")
    assert breaches(report, "earlier", *pieces) == [("", "T1", "", 1 + 2)]


def test_two_people_together_count_once() -> None:
    people = [staff("S1", "B4"), staff("S2", "PO")]
    pair = problem(policy=FINE, staff=people, tasks=[task("T1", "new_case_advice", owner="S1")])

    both = ("S1: T1 Mon PM 13:30-14:00", "S2: T1 Mon PM 13:30-14:00")
    assert breaches(pair, "earlier", *both) == [("", "T1", "", 1)]


@pytest.mark.parametrize(("ready", "points"), [("2026-11-23", 0), ("2026-11-23T08:01", 1), ("2026-11-25", 4)])
def test_the_solver_takes_the_earliest_session_and_knows_its_price(ready: str, points: int) -> None:
    assert solved(a_task(ready=ready)).values["quality"] == points
