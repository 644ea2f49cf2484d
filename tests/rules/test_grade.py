"""Grade: by mode and estate, by case holder where cases are split, and by owner for hearings and pairs."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import away, problem, staff, task
from tests.hand import breaches, due_today, meeting, solved

EVERY_GRADE = ("PO", "PSO", "B4", "NB4", "SPO", "CA", "HUB", "MGR")
LINE = "S1: T1 Mon AM 08:00-08:30"


def one(grade: str, kind: str, **content: Any) -> Problem:
    cells = content.pop("cells", {})
    person = staff("S1", grade, skills="os;oasys;parole;mappa")
    return problem(staff=[person], tasks=[due_today("T1", kind, minutes=30, **cells)], **content)


def allowed(kind: str, **content: Any) -> set[str]:
    """Grades for which neither the checker complains nor the solver finds nobody: they must say the same."""
    checker = {grade for grade in EVERY_GRADE if not breaches(one(grade, kind, **content), "grade", LINE)}
    solver = {grade for grade in EVERY_GRADE if solved(one(grade, kind, **content)).given}
    assert checker == solver
    return checker


@pytest.mark.parametrize(
    ("kind", "grades"),
    [
        ("recategorisation", {"PO", "PSO", "B4", "NB4"}),
        ("bcst1", {"PO", "PSO", "B4", "NB4"}),
        ("monitoring_review", {"PO"}),
        ("oasys_qa", {"PO", "SPO"}),
        ("licence_check", {"CA", "HUB"}),
        ("sentence_calculation", {"CA"}),
        ("application", {"CA", "PO", "PSO", "B4", "NB4"}),
        ("staff_supervision", {"SPO"}),
    ],
)
def test_task_based_working_lets_in_exactly_the_grades_of_the_contract(kind: str, grades: set[str]) -> None:
    assert allowed(kind) == grades


@pytest.mark.parametrize(
    ("kind", "grades"),
    [
        ("recategorisation", {"B4"}),
        ("pp_screening", {"B4"}),
        ("oasys_qa", {"PO", "SPO"}),
        ("one_to_one", {"PO"}),
        ("licence_check", {"CA", "HUB", "NB4"}),
        ("application", {"CA", "B4", "NB4"}),
    ],
)
def test_the_steady_state_keeps_supervision_for_band_4_officers(kind: str, grades: set[str]) -> None:
    assert allowed(kind, mode="steady_state") == grades


@pytest.mark.parametrize("estate", ["open", "women"])
@pytest.mark.parametrize(
    ("cells", "grades"),
    [
        ({"case_holder": "NPS"}, {"PO"}),
        ({"case_holder": "CRC"}, {"B4"}),
        ({"risk": "high"}, {"PO"}),
        ({"risk": "very_high"}, {"PO"}),
        ({"risk": "medium"}, {"B4"}),
        ({}, {"B4"}),
        ({"case_holder": "CRC", "risk": "high"}, {"B4"}),
    ],
)
def test_open_and_womens_prisons_go_by_case_holder(
    estate: str, cells: dict[str, str], grades: set[str]
) -> None:
    assert allowed("recategorisation", estate=estate, mode="", cells=cells) == grades


def test_a_breach_names_person_task_and_session() -> None:
    assert breaches(one("CA", "recategorisation"), "grade", LINE) == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_a_hearing_is_the_owners_whatever_the_grade() -> None:
    people = [staff("S1", "CA"), staff("S2", "PO")]
    tasks = [meeting("T1", "08:00", 30, "oral_hearing", owner="S1")]
    hearing = problem(staff=people, tasks=tasks)

    assert breaches(hearing, "grade", LINE) == []
    assert breaches(hearing, "grade", "S2: T1 Mon AM 08:00-08:30") == [("S2", "T1", "Mon 23 Nov AM", 1)]
    assert solved(hearing).given == {"S1 T1"}
    assert solved(problem(staff=people, tasks=tasks, availability=[away("S1")])).given == set()


def test_a_hearing_without_an_owner_is_any_probation_officers() -> None:
    hearing = problem(
        staff=[staff("S1", "PSO"), staff("S2", "PO")], tasks=[meeting("T1", "08:00", 30, "oral_hearing")]
    )

    assert breaches(hearing, "grade", LINE) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert solved(hearing).given == {"S2 T1"}


def test_the_owner_of_a_pair_may_be_of_any_grade_and_the_other_may_not() -> None:
    three = [staff("S1", "B4"), staff("S2", "PO"), staff("S3", "PSO")]
    pair = problem(staff=three, tasks=[task("T1", "new_case_advice", owner="S1")])

    assert breaches(pair, "grade", LINE, "S2: T1 Mon AM 08:00-08:30") == []
    assert breaches(pair, "grade", LINE, "S3: T1 Mon AM 08:00-08:30") == [("S3", "T1", "Mon 23 Nov AM", 1)]


def test_owning_an_ordinary_task_gives_no_right_to_it() -> None:
    owned = one("CA", "recategorisation", cells={"owner": "S1"})

    assert breaches(owned, "grade", LINE) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert solved(owned).given == set()
