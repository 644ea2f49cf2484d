"""Window: a session that starts a minute before a task is ready does not hold it."""

from __future__ import annotations

import pytest

from roster.problem import Problem
from tests.builders import problem, staff
from tests.hand import breaches, due_today, solved


def ready(moment: str, days: int = 1) -> Problem:
    return problem(
        days=days, staff=[staff("S1", "PSO")], tasks=[due_today("T1", ready=moment, due="2026-11-24")]
    )


@pytest.mark.parametrize("moment", ["2026-11-23T08:00", "2026-11-23", "2026-11-22T23:59"])
def test_a_session_may_start_at_the_very_moment_a_task_is_ready(moment: str) -> None:
    assert breaches(ready(moment), "window", "S1: T1 Mon AM 08:00-08:45") == []
    assert solved(ready(moment)).lines == ["S1: T1 Mon AM 08:00-08:45"]


@pytest.mark.parametrize("clock", ["08:00-08:45", "11:00-11:45"])
def test_a_session_that_starts_a_minute_earlier_does_not_hold_it(clock: str) -> None:
    early = ready("2026-11-23T08:01")

    assert breaches(early, "window", f"S1: T1 Mon AM {clock}") == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert breaches(early, "window", "S1: T1 Mon PM 13:30-14:15") == []


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        ("2026-11-23T08:01", "S1: T1 Mon PM 13:30-14:15"),
        ("2026-11-23T13:30", "S1: T1 Mon PM 13:30-14:15"),
        ("2026-11-23T13:31", "S1: T1 Tue AM 08:00-08:45"),
        ("2026-11-24", "S1: T1 Tue AM 08:00-08:45"),
    ],
)
def test_the_solver_waits_for_the_next_session(moment: str, line: str) -> None:
    assert solved(ready(moment, days=2)).lines == [line]


def test_the_solver_leaves_what_is_never_ready_in_these_days() -> None:
    assert solved(ready("2026-11-23T13:31")).lines == []


def test_every_piece_counts() -> None:
    report = problem(
        staff=[staff("S1", "PO")],
        tasks=[due_today("T1", "recall_report", minutes=120, ready="2026-11-23T12:00")],
    )
    pieces = ["S1: T1 Mon AM 08:00-09:00", "S1: T1 Mon PM 13:30-14:30"]

    assert breaches(report, "window", *pieces) == [("S1", "T1", "Mon 23 Nov AM", 1)]
