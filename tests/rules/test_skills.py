"""Skills: the one the task needs; probation officers have them all."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import problem, staff
from tests.hand import breaches, due_today, solved

LINE = "S1: T1 Mon AM 08:00-09:00"
NEEDS = {
    "recategorisation": "os",
    "bcst1": "os",
    "oasys_risk_review": "oasys",
    "oasys_full": "oasys",
    "parole_report": "parole",
    "recall_report": "parole",
    "mappa_report": "mappa",
}


def a_task(kind: str, grade: str, skills: str | None) -> Problem:
    cells: dict[str, Any] = {} if skills is None else {"skills": skills}
    return problem(staff=[staff("S1", grade, **cells)], tasks=[due_today("T1", kind, minutes=60)])


@pytest.mark.parametrize(("kind", "skill"), NEEDS.items())
def test_who_has_the_skill_may_and_who_has_only_the_others_may_not(kind: str, skill: str) -> None:
    able = a_task(kind, "PSO", skill)
    others = a_task(kind, "PSO", ";".join({"os", "oasys", "parole", "mappa"} - {skill}))

    assert breaches(able, "skills", LINE) == []
    assert solved(able).given == {"S1 T1"}
    assert breaches(others, "skills", LINE) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert solved(others).given == set()


@pytest.mark.parametrize("kind", NEEDS)
def test_a_probation_officer_has_every_skill(kind: str) -> None:
    assert breaches(a_task(kind, "PO", ""), "skills", LINE) == []
    assert solved(a_task(kind, "PO", "")).given == {"S1 T1"}


def test_an_empty_cell_means_trained_in_offender_supervision() -> None:
    assert breaches(a_task("recategorisation", "B4", None), "skills", LINE) == []
    assert breaches(a_task("recall_report", "B4", None), "skills", LINE) != []


@pytest.mark.parametrize("kind", ["sentence_calculation", "application"])
def test_some_work_needs_no_skill(kind: str) -> None:
    assert breaches(a_task(kind, "CA", ""), "skills", LINE) == []
    assert solved(a_task(kind, "CA", "")).given == {"S1 T1"}
