"""Preferred grade: OASys checks with the senior probation officer cost ten points each."""

from __future__ import annotations

from typing import Any

from roster.problem import Problem
from tests.builders import problem, staff
from tests.hand import FINE, breaches, due_today, solved


def checks(*people: Any, tasks: int = 1, kind: str = "oasys_qa") -> Problem:
    rows = [due_today(f"T{number}", kind, minutes=60) for number in range(1, tasks + 1)]
    return problem(policy=FINE, staff=people, tasks=rows)


SENIOR, OFFICER = staff("S1", "SPO"), staff("S2", "PO")


def test_a_probation_officer_costs_nothing() -> None:
    assert breaches(checks(SENIOR, OFFICER), "preferred_grade", "S2: T1 Mon AM 08:00-09:00") == []
    assert solved(checks(SENIOR, OFFICER)).given == {"S2 T1"}


def test_each_check_with_the_senior_one_costs_a_point() -> None:
    lines = ["S1: T1 Mon AM 08:00-09:00", "S1: T2 Mon AM 09:00-10:00"]
    found = breaches(checks(SENIOR, tasks=2), "preferred_grade", *lines)

    assert found == [("S1", "T1", "", 1), ("S1", "T2", "", 1)]


def test_types_that_name_no_grade_have_no_preference() -> None:
    supervision = checks(SENIOR, kind="staff_supervision")

    assert breaches(supervision, "preferred_grade", "S1: T1 Mon AM 08:00-09:00") == []


def test_the_solver_knows_the_price() -> None:
    assert solved(checks(SENIOR)).values["quality"] == 10
    assert solved(checks(SENIOR, tasks=2)).values["quality"] == 20
    assert solved(checks(OFFICER)).values["quality"] == 0
