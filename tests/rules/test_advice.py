"""Advice: 240 minutes × 85 % − 30 leave a probation officer 174 in the morning, 170 on the usual grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import MONDAY, away, override, problem, staff
from tests.hand import FINE, MORNINGS, breaches, due_today, meeting, solved

if TYPE_CHECKING:
    from roster.problem import Problem


def a_morning(minutes: int = 174, grade: str = "PO", **content: Any) -> Problem:
    usual: dict[str, Any] = {"policy": FINE, "staff": [staff("S1", grade, pattern=MORNINGS)]}
    return problem(**{**usual, "tasks": [due_today("T1", minutes=minutes)], **content})


def test_work_may_take_all_that_advice_leaves() -> None:
    assert breaches(a_morning(), "advice", "S1: T1 Mon AM 08:00-10:54") == []


def test_one_minute_more_is_a_breach_of_one() -> None:
    found = breaches(a_morning(175), "advice", "S1: T1 Mon AM 08:00-10:55")

    assert found == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_what_advice_leaves_is_rounded_down_to_the_grid() -> None:
    morning = a_morning(policy={})

    assert breaches(morning, "advice", "S1: T1 Mon AM 08:00-10:50") == []
    assert breaches(morning, "advice", "S1: T1 Mon AM 08:00-10:55") == [("S1", "T1", "Mon 23 Nov AM", 5)]


def test_somebody_there_for_half_an_hour_has_time_for_advice_only() -> None:
    morning = a_morning(availability=[away("S1", session="AM", status="present", minutes=30)])

    assert breaches(morning, "advice", "S1: T1 Mon AM 08:00-08:01") == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_other_grades_keep_none() -> None:
    assert breaches(a_morning(grade="PSO"), "advice", "S1: T1 Mon AM 08:00-11:24") == []


def test_an_appointment_may_use_the_advice_minutes_and_other_work_may_not() -> None:
    tasks = [meeting("T1", "08:00", 173, "idrmm"), due_today("T2")]
    morning = a_morning(tasks=tasks)
    whole = a_morning(tasks=[meeting("T1", "08:00", 240, "idrmm")])

    assert breaches(whole, "advice", "S1: T1 Mon AM 08:00-12:00") == []
    assert breaches(morning, "advice", "S1: T1 Mon AM 08:00-10:53", "S1: T2 Mon AM 10:53-10:54") == []
    assert breaches(morning, "advice", "S1: T1 Mon AM 08:00-10:53", "S1: T2 Mon AM 10:53-10:55") == [
        ("S1", "T1 T2", "Mon 23 Nov AM", 1)
    ]


def test_an_override_lifts_it_up_to_and_including_the_day_it_expires() -> None:
    lifted = [override("advice", "S1", expires=MONDAY)]
    days = a_morning(204, days=2, overrides=lifted)

    assert breaches(days, "advice", "S1: T1 Mon AM 08:00-11:24") == []
    assert breaches(days, "advice", "S1: T1 Tue AM 08:00-11:24") == [("S1", "T1", "Tue 24 Nov AM", 30)]


def test_an_override_lifts_it_for_the_person_it_names() -> None:
    lifted = [override("advice", "S2")]
    found = breaches(a_morning(175, overrides=lifted), "advice", "S1: T1 Mon AM 08:00-10:55")

    assert found == [("S1", "T1", "Mon 23 Nov AM", 1)]


def test_the_solver_plans_up_to_the_advice_minutes_and_not_a_minute_further() -> None:
    assert solved(a_morning(174)).values["due.1"] == 0
    assert solved(a_morning(175)).values["due.1"] == 2


def test_the_solver_uses_the_advice_minutes_on_the_days_an_override_names() -> None:
    lifted = [override("advice", "S1", expires=MONDAY)]
    monday, tuesday = (
        due_today("T1", minutes=204),
        due_today("T2", minutes=204, ready="2026-11-24", due="2026-11-24"),
    )
    found = solved(a_morning(days=2, overrides=lifted, tasks=[monday, tuesday]))

    assert found.given == {"S1 T1"}
