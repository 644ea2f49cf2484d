"""Lateness: 5000 points a working day at tier 1, 2500 at tier 2, 1000, 500 and 250 after that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import away, problem, staff, task
from tests.hand import FINE, breaches, solved, values_of

POINTS = (5000, 2500, 1000, 500, 250)


def a_task(due: str, *, days: int = 3, tier: int = 1, **content: Any) -> Problem:
    tasks = [task("T1", due=due, ready="2026-11-16", tier=tier, risk="low")]
    return problem(**{"days": days, "policy": FINE, "staff": [staff("S1", "PSO")], "tasks": tasks, **content})


def late(due: str, where: str = "", **content: Any) -> int:
    """The working days a task is late, by the price of its breach."""
    lines = [f"S1: T1 {where}"] if where else []
    found = breaches(a_task(due, **content), "lateness", *lines)
    return sum(each[-1] for each in found) // POINTS[0]


MON, TUE, WED = "Mon AM 08:00-08:45", "Tue AM 08:00-08:45", "Wed PM 13:30-14:15"


@pytest.mark.parametrize(
    ("due", "where", "days"),
    [
        ("2026-11-23", MON, 0),
        ("2026-11-23", TUE, 1),
        ("2026-11-23", WED, 2),
        ("2026-11-23T12:00", MON, 0),
        ("2026-11-23T11:59", MON, 1),  # late on the day itself is a day
        ("2026-11-23T11:59", TUE, 1),
        ("2026-11-24", TUE, 0),
        ("2026-11-22", MON, 0),  # overdue counts from the first day
        ("2026-11-20", MON, 0),
        ("2026-11-20", TUE, 1),
        ("2026-11-20", WED, 2),
    ],
)
def test_working_days_late_are_counted(due: str, where: str, days: int) -> None:
    assert late(due, where) == days


@pytest.mark.parametrize(
    ("due", "days"), [("2026-11-20", 3), ("2026-11-23", 3), ("2026-11-24", 2), ("2026-11-25", 1)]
)
def test_what_is_not_finished_counts_as_if_on_the_working_day_after(due: str, days: int) -> None:
    assert late(due) == days


@pytest.mark.parametrize("tier", [1, 2, 3, 4, 5])
def test_each_tier_has_its_points(tier: int) -> None:
    found = breaches(a_task("2026-11-23", tier=tier), "lateness", f"S1: T1 {TUE}")

    assert found == [("", "T1", "", POINTS[tier - 1])]


def test_a_weekend_is_no_working_day() -> None:
    assert late("2026-11-27", "Mon+ AM 08:00-08:45", days=6) == 1


def test_what_is_not_due_in_these_days_is_never_late() -> None:
    assert late("2026-11-27") == 0


def test_a_report_counts_when_its_last_piece_is_done() -> None:
    tasks = [task("T1", "recall_report", minutes=120, due="2026-11-23", tier=1, ready="2026-11-16")]
    report = problem(days=2, staff=[staff("S1", "PO")], tasks=tasks)

    pieces = ("S1: T1 Mon AM 08:00-09:00", "S1: T1 Tue AM 08:00-09:00")
    assert breaches(report, "lateness", *pieces) == [("", "T1", "", 5000)]
    assert breaches(report, "lateness", *pieces[:1]) == [("", "T1", "", 10000)]


@pytest.mark.parametrize(
    ("due", "gone", "points"),
    [
        ("2026-11-23", ["2026-11-23"], 5000 + 2),
        ("2026-11-23", ["2026-11-23", "2026-11-24"], 10000 + 4),
        ("2026-11-23", ["2026-11-23", "2026-11-24", "2026-11-25"], 15000),
        ("2026-11-20", ["2026-11-23"], 5000 + 2),
        ("2026-11-24T11:59", ["2026-11-23"], 5000 + 2),
    ],
)
def test_the_solver_knows_the_price(due: str, gone: list[str], points: int) -> None:
    absent = [away("S1", date.fromisoformat(day)) for day in gone]
    found = solved(a_task(due, availability=absent))

    assert found.values["quality"] == points  # beside a point a session for waiting


def test_the_solver_lets_the_task_be_late_that_costs_least() -> None:
    tasks = [
        task("T1", minutes=200, due="2026-11-20", tier=1, risk="low"),
        task("T2", minutes=200, due="2026-11-20", tier=2, risk="low"),
    ]
    mornings = staff("S1", "PSO", pattern=frozenset({(0, "AM"), (1, "AM")}))
    found = solved(problem(days=2, policy=FINE, staff=[mornings], tasks=tasks))

    assert [line[:10] for line in found.lines] == ["S1: T1 Mon", "S1: T2 Tue"]
    assert found.values["quality"] == 2500 + 2


def test_levels_count_it_with_its_price() -> None:
    assert values_of(a_task("2026-11-23"), f"S1: T1 {TUE}")["quality"] == 5000 + 2
