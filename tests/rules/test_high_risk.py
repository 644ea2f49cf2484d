"""High risk: probation officers from `high` upwards, public protection screening at any risk; overrides by name."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import MONDAY, override, problem, staff
from tests.hand import breaches, due_today, solved

LINE = "S1: T1 Mon AM 08:00-08:45"
BREACH = [("S1", "T1", "Mon 23 Nov AM", 1)]


def a_case(risk: str, grade: str = "B4", kind: str = "recategorisation", **content: Any) -> Problem:
    tasks = [due_today("T1", kind, risk=risk, minutes=45)]
    return problem(**{"staff": [staff("S1", grade)], "tasks": tasks, **content})


@pytest.mark.parametrize("risk", ["", "low", "medium"])
@pytest.mark.parametrize("grade", ["PO", "PSO", "B4", "NB4"])
def test_up_to_medium_risk_every_supervising_grade_may(risk: str, grade: str) -> None:
    assert breaches(a_case(risk, grade), "high_risk", LINE) == []
    assert solved(a_case(risk, grade)).given == {"S1 T1"}


@pytest.mark.parametrize("risk", ["high", "very_high"])
@pytest.mark.parametrize("grade", ["PSO", "B4", "NB4"])
def test_from_high_risk_other_grades_may_not(risk: str, grade: str) -> None:
    assert breaches(a_case(risk, grade), "high_risk", LINE) == BREACH
    assert solved(a_case(risk, grade)).given == set()


@pytest.mark.parametrize("risk", ["high", "very_high"])
def test_a_probation_officer_may_at_any_risk(risk: str) -> None:
    assert breaches(a_case(risk, "PO"), "high_risk", LINE) == []
    assert solved(a_case(risk, "PO")).given == {"S1 T1"}


@pytest.mark.parametrize("kind", ["pp_screening", "pp_assessment"])
def test_public_protection_screening_is_a_probation_officers_at_any_risk(kind: str) -> None:
    assert breaches(a_case("low", "PSO", kind), "high_risk", LINE) == BREACH
    assert solved(a_case("low", "PSO", kind)).given == set()
    assert solved(a_case("low", "PO", kind)).given == {"S1 T1"}


@pytest.mark.parametrize("kind", ["bcst1", "application", "transfer"])
def test_some_work_is_open_to_its_grades_at_any_risk(kind: str) -> None:
    assert breaches(a_case("very_high", "B4", kind), "high_risk", LINE) == []
    assert solved(a_case("very_high", "B4", kind)).given == {"S1 T1"}


def test_the_steady_state_and_open_prisons_have_no_such_rule() -> None:
    for content in ({"mode": "steady_state"}, {"mode": "", "estate": "open"}):
        assert breaches(a_case("very_high", **content), "high_risk", LINE) == []


@pytest.mark.parametrize(("named", "lifted"), [("S1", True), ("", True), ("S2", False)])
def test_an_override_lifts_it_for_whom_it_names(named: str, lifted: bool) -> None:
    case = a_case("high", overrides=[override("high_risk", named, "T1", oversight="S3")])

    assert breaches(case, "high_risk", LINE) == ([] if lifted else BREACH)
    assert solved(case).given == ({"S1 T1"} if lifted else set())


def test_an_override_of_another_task_or_rule_lifts_nothing() -> None:
    for other in (override("high_risk", "S1", "T2"), override("rotation", "S1", "T1")):
        assert breaches(a_case("high", overrides=[other]), "high_risk", LINE) == BREACH


def test_an_override_counts_on_the_day_it_expires_and_not_on_the_day_after() -> None:
    two_days = a_case("high", days=2, overrides=[override("high_risk", "S1", "T1", expires=MONDAY)])

    assert breaches(two_days, "high_risk", LINE) == []
    assert breaches(two_days, "high_risk", "S1: T1 Tue AM 08:00-08:45") == [("S1", "T1", "Tue 24 Nov AM", 1)]


def test_the_solver_uses_an_override_until_the_day_it_expires() -> None:
    def from_day(ready: str) -> Problem:
        tasks = [due_today("T1", risk="high", ready=ready, due="2026-11-24")]
        lifted = [override("high_risk", "S1", "T1", expires=MONDAY)]
        return a_case("high", days=2, tasks=tasks, overrides=lifted)

    assert solved(from_day("2026-11-23")).given == {"S1 T1"}
    assert solved(from_day("2026-11-24")).given == set()
