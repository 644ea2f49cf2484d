"""Scarce grades: 15 points for each task of others done by a probation officer, while as many of their own wait."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import away, override, problem, staff, task
from tests.hand import FINE, breaches, solved


def work(others: int, reserved: int, **content: Any) -> Problem:
    tasks = [task(f"T{number}", risk="low", minutes=20, tier=1) for number in range(1, others + 1)]
    tasks += [
        task(f"R{number}", "pp_screening", minutes=20, tier=2, due="2026-12-04")
        for number in range(1, reserved + 1)
    ]
    return problem(
        **{"policy": FINE, "staff": [staff("S1", "PO"), staff("S2", "PSO")], "tasks": tasks, **content}
    )


def spent(number: int, who: str = "S1") -> list[str]:
    return [f"{who}: T{each} Mon AM 0{7 + each}:00-0{7 + each}:20" for each in range(1, number + 1)]


@pytest.mark.parametrize(
    ("others", "reserved", "points"), [(1, 0, 0), (1, 1, 1), (2, 1, 1), (1, 2, 1), (2, 2, 2), (2, 3, 2)]
)
def test_the_lesser_of_both_counts(others: int, reserved: int, points: int) -> None:
    found = breaches(work(others, reserved), "scarce_grades", *spent(others))

    waiting = " ".join(f"R{each}" for each in range(1, reserved + 1))
    assert found == ([("", waiting, "", points)] if points else [])


def test_what_a_probation_officer_has_finished_does_not_wait() -> None:
    done = "S1: R1 Mon PM 13:30-13:50"

    assert breaches(work(1, 1), "scarce_grades", *spent(1), done) == []


def test_others_doing_others_work_cost_nothing() -> None:
    assert breaches(work(2, 1), "scarce_grades", *spent(2, "S2")) == []


def test_high_risk_work_waits_for_them_even_where_an_override_lets_somebody_in() -> None:
    tasks = [task("T1", risk="low", minutes=20), task("R1", risk="high", minutes=20)]
    case = work(0, 0, tasks=tasks, overrides=[override("high_risk", "S2", "R1")])

    assert breaches(case, "scarce_grades", *spent(1)) == [("", "R1", "", 1)]


@pytest.mark.parametrize(("ready", "points"), [("2026-11-23T13:30", 1), ("2026-11-23T13:31", 0)])
def test_what_is_not_ready_in_these_days_does_not_wait(ready: str, points: int) -> None:
    tasks = [task("T1", risk="low", minutes=20), task("R1", "pp_screening", ready=ready)]
    found = breaches(work(0, 0, tasks=tasks), "scarce_grades", *spent(1))

    assert sum(each[-1] for each in found) == points


def test_the_solver_knows_the_price() -> None:
    """An officer alone: time for two tasks of tier 1, and none for the screenings."""
    alone = [staff("S1", "PO")]
    hour = [away("S1", session="AM", status="present", minutes=83), away("S1", session="PM")]  # 40 minutes

    assert solved(work(2, 1, staff=alone, availability=hour)).values["quality"] == 15
    assert solved(work(2, 2, staff=alone, availability=hour)).values["quality"] == 30
    assert solved(work(1, 1, staff=alone, availability=hour)).values["quality"] == 0


def test_the_solver_gives_others_work_to_others() -> None:
    assert solved(work(2, 1)).values["quality"] == 0
