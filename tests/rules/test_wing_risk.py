"""Wing risk: 3 points for every started ten per cent of the chance that the holder is lost to the wings."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import problem, staff, task
from tests.hand import FINE, breaches, due_today, meeting, solved

LINE = "S1: T1 Mon AM 08:00-08:45"


def with_risk(percent: int, row: Any = None) -> Problem:
    row = row or due_today("T1", risk="low")
    return problem(policy=FINE, staff=[staff("S1", "B4", wing_risk_percent=percent)], tasks=[row])


@pytest.mark.parametrize(
    ("percent", "points"), [(0, 0), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3), (100, 10)]
)
def test_every_started_ten_per_cent_is_a_point(percent: int, points: int) -> None:
    found = breaches(with_risk(percent), "wing_risk", LINE)

    assert found == ([("S1", "T1", "", points)] if points else [])
    assert solved(with_risk(percent)).values["quality"] == 3 * points


def test_appointments_count_as_well() -> None:
    later = meeting("T1", "08:00", 45, due="2026-12-04", risk="low")

    assert breaches(with_risk(11, later), "wing_risk", LINE) == [("S1", "T1", "", 2)]
    assert solved(with_risk(11, later)).values["quality"] == 6


def test_work_that_can_wait_costs_nothing() -> None:
    later = task("T1", due="2026-12-04", risk="low")

    assert breaches(with_risk(80, later), "wing_risk", LINE) == []
    assert solved(with_risk(80, later)).values["quality"] == 0


def test_a_report_counts_once_whatever_its_pieces() -> None:
    people = [staff("S1", "PO", wing_risk_percent=5)]
    report = problem(staff=people, tasks=[due_today("T1", "recall_report", minutes=120)])

    pieces = ("S1: T1 Mon AM 08:00-09:00", "S1: T1 Mon PM 13:30-14:30")
    assert breaches(report, "wing_risk", *pieces) == [("S1", "T1", "", 1)]
