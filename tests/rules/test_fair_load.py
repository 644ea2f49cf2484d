"""Fair load: from the sixth task above the least loaded of the grade, every full five cost two points a task."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import away, history, problem, staff
from tests.hand import FINE, breaches, due_today, solved


def loaded(had: int, tasks: int, least: int = 0, **content: Any) -> Problem:
    rows = [due_today(f"T{number}", minutes=10, risk="low") for number in range(1, tasks + 1)]
    usual: dict[str, Any] = {"staff": [staff("S1", "PSO"), staff("S2", "PSO"), staff("S3", "NB4")]}
    usual["history"] = [history("S1", 0, had), history("S2", 0, least), history("S3", 0, 0)]
    return problem(**{"policy": FINE, "tasks": rows, **usual, **content})


def given(tasks: int) -> list[str]:
    return [f"S1: T{number} Mon AM 08:{number:02}-08:{number + 10:02}" for number in range(1, tasks + 1)]


@pytest.mark.parametrize(
    ("had", "tasks", "points"),
    [
        (0, 5, 0),
        (0, 6, 1),  # the sixth has five before it
        (4, 1, 0),
        (5, 1, 1),
        (3, 4, 0 + 0 + 1 + 1),
        (9, 2, 1 + 2),
    ],
)
def test_each_task_costs_the_full_steps_before_it(had: int, tasks: int, points: int) -> None:
    found = breaches(loaded(had, tasks), "fair_load", *given(tasks))

    assert found == ([("S1", "", "", points)] if points else [])


def test_only_what_lies_above_the_least_loaded_of_the_grade_counts() -> None:
    assert breaches(loaded(7, 1, least=3), "fair_load", *given(1)) == []
    assert breaches(loaded(7, 1, least=2), "fair_load", *given(1)) == [("S1", "", "", 1)]


def test_somebody_who_is_not_there_at_all_is_no_measure() -> None:
    alone = loaded(7, 1, least=0, availability=[away("S2")])

    assert breaches(alone, "fair_load", *given(1)) == []


@pytest.mark.parametrize(
    ("had", "tasks", "points"), [(4, 1, 0), (5, 1, 1), (0, 6, 1), (9, 2, 3), (4, 12, 0 + 5 + 10 + 3)]
)
def test_the_solver_counts_the_same(had: int, tasks: int, points: int) -> None:
    busy = [staff("S1", "PSO"), staff("S2", "PSO", skills="")]  # the second may do none of it
    found = solved(loaded(had, tasks, staff=busy))

    assert found.values["quality"] == 2 * points


def test_the_solver_gives_to_who_has_had_less() -> None:
    assert solved(loaded(5, 1)).given <= {"S2 T1", "S3 T1"}
