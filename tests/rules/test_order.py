"""Order: what a task waits for ends before it begins, on the clock."""

from __future__ import annotations

from typing import Any

from roster.problem import Problem
from tests.builders import away, problem, staff
from tests.hand import FINE, MORNINGS, breaches, due_today, meeting, solved


def a_chain(*tasks: Any, people: int = 2, **content: Any) -> Problem:
    officers = [staff(f"S{number}", "PSO", pattern=MORNINGS) for number in range(1, people + 1)]
    return problem(**{"policy": FINE, "staff": officers, "tasks": tasks, **content})


def two(first: int = 60, second: int = 60, people: int = 2, **content: Any) -> Problem:
    tasks = [due_today("T1", minutes=first), due_today("T2", "hdc_assessment", minutes=second, after="T1")]
    return a_chain(*tasks, people=people, **content)


FIRST = "S1: T1 Mon AM 08:00-09:00"


def test_a_task_may_begin_when_the_other_ends() -> None:
    assert breaches(two(), "order", FIRST, "S2: T2 Mon AM 09:00-10:00") == []


def test_a_minute_before_is_a_breach() -> None:
    found = breaches(two(), "order", FIRST, "S2: T2 Mon AM 08:59-09:59")

    assert found == [("S2", "T1 T2", "Mon 23 Nov AM", 1)]


def test_the_other_missing_is_a_breach() -> None:
    assert breaches(two(), "order", "S2: T2 Mon AM 09:00-10:00") == [("S2", "T1 T2", "Mon 23 Nov AM", 1)]


def test_the_other_not_quite_finished_is_a_breach() -> None:
    tasks = [due_today("T1", "recall_report", minutes=121), due_today("T2", after="T1")]

    found = breaches(a_chain(*tasks), "order", "S1: T1 Mon AM 08:00-10:00", "S2: T2 Mon AM 11:00-11:45")
    assert found == [("S2", "T1 T2", "Mon 23 Nov AM", 1)]


def test_the_first_piece_counts_of_a_report_that_waits() -> None:
    report = a_chain(due_today("T1", minutes=60), due_today("T2", "recall_report", minutes=120, after="T1"))
    last = "S2: T2 Mon PM 13:30-14:30"

    assert breaches(report, "order", FIRST, "S2: T2 Mon AM 09:00-10:00", last) == []
    assert breaches(report, "order", FIRST, "S2: T2 Mon AM 08:59-09:59", last) == [
        ("S2", "T1 T2", "Mon 23 Nov AM", 1)
    ]


def test_every_task_it_waits_for_counts() -> None:
    tasks = [due_today("T1"), due_today("T2"), due_today("T3", after="T1;T2")]
    lines = ["S1: T1 Mon AM 08:00-08:45", "S2: T2 Mon AM 08:00-08:45"]

    assert breaches(a_chain(*tasks), "order", *lines, "S1: T3 Mon AM 08:45-09:30") == []
    assert breaches(a_chain(*tasks), "order", lines[0], "S1: T3 Mon AM 08:45-09:30") == [
        ("S1", "T2 T3", "Mon 23 Nov AM", 1)
    ]


def test_a_blocked_task_is_never_finished() -> None:
    blocked = a_chain(due_today("T1", status="blocked", note="waits"), due_today("T2", after="T1"))

    assert breaches(blocked, "order", "S1: T2 Mon AM 08:00-08:45") == [("S1", "T2", "Mon 23 Nov AM", 1)]
    assert solved(blocked).given == set()


def test_the_solver_does_one_after_the_other_in_one_session() -> None:
    found = solved(two())

    first, second = sorted(found.plan.work, key=lambda each: each.task_id)
    assert first.finishes <= second.begins


def test_the_solver_does_one_after_the_other_for_several_pairs_of_clerks_at_once() -> None:
    """Four clerks, three calculations and their checks by somebody else, and a task that waits for nothing."""
    tasks = [due_today("Z", "licence_check", minutes=30)]
    for pair in "ABC":
        tasks.append(due_today(f"{pair}1", "sentence_calculation", minutes=60))
        tasks.append(due_today(f"{pair}2", "sentence_calculation_check", minutes=60, after=f"{pair}1"))
    clerks = [staff(f"S{number}", "CA", pattern=MORNINGS) for number in range(1, 5)]
    found = solved(a_chain(*tasks, staff=clerks))

    assert found.values["due.1"] == 0
    assert len(found.given) == 7


def test_the_solver_fills_the_session_with_both_and_not_a_minute_more() -> None:
    everything = FINE | {"taskable_percent": 100}

    assert solved(two(120, 120, policy=everything)).values["due.1"] == 0
    assert solved(two(120, 121, policy=everything)).values["due.1"] == 2


def test_the_solver_waits_for_a_first_task_that_nobody_can_do() -> None:
    first = due_today("T1", "pp_screening", minutes=30)  # a probation officer's

    assert solved(a_chain(first, due_today("T2", after="T1"))).given == set()


def test_the_solver_never_starts_before_a_long_report_is_finished() -> None:
    def report(minutes: int) -> Problem:
        first = due_today("T1", "recall_report", minutes=minutes)
        one = staff("S1", "PSO", skills="os;parole")
        gone = [away("S1", session="PM", status="present", minutes=142)]  # 120 minutes of work
        tasks = [first, due_today("T2", minutes=60, after="T1")]
        return a_chain(*tasks, staff=[one], availability=gone)

    assert solved(report(204 + 60)).given == {"S1 T1", "S1 T2"}
    assert solved(report(204 + 61)).given == {"S1 T1"}


def test_the_solver_holds_an_appointment_only_after_what_it_waits_for() -> None:
    def before(minutes: int) -> Problem:
        return a_chain(due_today("T1", minutes=minutes), meeting("T2", "09:00", 60, after="T1"))

    assert solved(before(60)).values["due.1"] == 0
    assert solved(before(61)).values["due.1"] == 2
