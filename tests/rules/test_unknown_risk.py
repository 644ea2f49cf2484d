"""Unknown risk: 20 points where nobody recorded the risk and no probation officer does it."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import problem, staff
from tests.hand import FINE, breaches, due_today, solved

LINE = "S1: T1 Mon AM 08:00-08:45"


def a_case(grade: str, risk: str = "", kind: str = "recategorisation", **content: Any) -> Problem:
    tasks = [due_today("T1", kind, risk=risk, minutes=45)]
    return problem(**{"policy": FINE, "staff": [staff("S1", grade)], "tasks": tasks, **content})


@pytest.mark.parametrize("grade", ["PSO", "B4", "NB4"])
def test_another_grade_costs_a_point_where_the_risk_is_not_recorded(grade: str) -> None:
    assert breaches(a_case(grade), "unknown_risk", LINE) == [("S1", "T1", "", 1)]
    assert solved(a_case(grade)).values["quality"] == 20


@pytest.mark.parametrize(
    ("grade", "cells"),
    [
        ("PO", {}),
        ("PSO", {"risk": "low"}),
        ("PSO", {"kind": "bcst1"}),
        ("B4", {"mode": "steady_state"}),
    ],
)
def test_it_costs_nothing_otherwise(grade: str, cells: dict[str, str]) -> None:
    clock = "09:00-09:45" if "kind" in cells else "08:00-08:45"

    assert breaches(a_case(grade, **cells), "unknown_risk", f"S1: T1 Mon AM {clock}") == []
    assert solved(a_case(grade, **cells)).values["quality"] == 0


@pytest.mark.parametrize(("risk", "given"), [("", "S2 T1"), ("low", "S1 T1")])
def test_the_solver_prefers_the_probation_officer_where_the_risk_is_not_recorded(
    risk: str, given: str
) -> None:
    """The officer's chance of being called away costs six points: less than 3 + 20, and more than 3."""
    people = [staff("S1", "PSO", wing_risk_percent=10), staff("S2", "PO", wing_risk_percent=20)]

    assert solved(a_case("PSO", risk, staff=people)).given == {given}
