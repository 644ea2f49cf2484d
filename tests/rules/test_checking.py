"""Checking: never the doer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import problem, staff
from tests.hand import breaches, due_today, solved

if TYPE_CHECKING:
    from roster.problem import Problem

CLERKS = [staff("S1", "CA"), staff("S2", "CA")]
WORK, CHECK = "sentence_calculation", "sentence_calculation_check"


def a_check(clerks: int = 2, **cells: Any) -> Problem:
    tasks = [due_today("T1", WORK, minutes=30), due_today("T2", CHECK, minutes=30, **cells)]
    return problem(staff=CLERKS[:clerks], tasks=tasks)


def test_another_person_may_check() -> None:
    assert breaches(a_check(doer="S1"), "checking", "S2: T2 Mon AM 08:00-08:30") == []


def test_the_named_doer_may_not() -> None:
    found = breaches(a_check(doer="S1"), "checking", "S1: T2 Mon AM 08:00-08:30")

    assert found == [("S1", "T2", "Mon 23 Nov AM", 1)]


def test_whoever_does_the_work_it_waits_for_may_not() -> None:
    work = "S1: T1 Mon AM 08:00-08:30"
    chain = a_check(after="T1")

    assert breaches(chain, "checking", work, "S2: T2 Mon AM 08:30-09:00") == []
    assert breaches(chain, "checking", work, "S1: T2 Mon AM 08:30-09:00") == [
        ("S1", "T2", "Mon 23 Nov AM", 1)
    ]


def test_the_named_doer_counts_and_not_who_does_the_work_it_waits_for() -> None:
    chain = a_check(after="T1", doer="S2")
    work = "S1: T1 Mon AM 08:00-08:30"

    assert breaches(chain, "checking", work, "S1: T2 Mon AM 08:30-09:00") == []
    assert breaches(chain, "checking", work, "S2: T2 Mon AM 08:30-09:00") == [
        ("S2", "T2", "Mon 23 Nov AM", 1)
    ]


def test_where_nobody_knows_the_doer_anybody_may() -> None:
    assert breaches(a_check(), "checking", "S1: T2 Mon AM 08:00-08:30") == []


def test_only_checking_tasks_have_a_doer_to_avoid() -> None:
    done = problem(staff=CLERKS, tasks=[due_today("T1", WORK, doer="S1")])

    assert breaches(done, "checking", "S1: T1 Mon AM 08:00-08:30") == []


def test_the_solver_gives_a_check_to_somebody_else_or_to_nobody() -> None:
    assert solved(a_check(doer="S1")).given >= {"S2 T2"}
    assert solved(a_check(1, doer="S1")).given == {"S1 T1"}
    assert solved(a_check(1, doer="S9")).given == {"S1 T1", "S1 T2"}


def test_the_solver_keeps_work_and_check_with_two_people() -> None:
    assert solved(a_check(1, after="T1")).given == {"S1 T1"}
    assert solved(a_check(2, after="T1")).values["due.1"] == 0


def test_the_solver_lets_one_clerk_check_what_another_typed_doer_did() -> None:
    assert solved(a_check(1, after="T1", doer="S9")).values["due.1"] == 0
