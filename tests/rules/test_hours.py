"""Hours: 100 minutes a week are 85 that can be planned; a morning on a wing takes 204 of them."""

from __future__ import annotations

from typing import Any

from roster.problem import Problem
from tests.builders import TUESDAY, away, problem, staff, wing_post
from tests.hand import FINE, breaches, due_today, solved, values_of


def a_week(minutes_per_week: int | None, *tasks: Any, grade: str = "PSO", **content: Any) -> Problem:
    cells = content.pop("cells", {})
    person = staff("S1", grade, minutes_per_week=minutes_per_week, **cells)
    return problem(**{"policy": FINE, "staff": [person], "tasks": tasks, **content})


def test_work_may_fill_the_week() -> None:
    assert breaches(a_week(100, due_today("T1", minutes=85)), "hours", "S1: T1 Mon AM 08:00-09:25") == []


def test_one_minute_more_is_a_breach_of_one() -> None:
    found = breaches(a_week(100, due_today("T1", minutes=86)), "hours", "S1: T1 Mon AM 08:00-09:26")

    assert found == [("S1", "T1", "", 1)]


def test_the_whole_week_counts_and_each_week_by_itself() -> None:
    tasks = [due_today("T1", minutes=43), due_today("T2", minutes=43)]
    weeks = a_week(100, *tasks, days=6)
    first = "S1: T1 Mon AM 08:00-08:43"

    assert breaches(weeks, "hours", first, "S1: T2 Fri PM 13:30-14:13") == [("S1", "T1 T2", "", 1)]
    assert breaches(weeks, "hours", first, "S1: T2 Mon+ AM 08:00-08:43") == []


def test_agreed_overtime_adds_to_the_week_and_overtime_nobody_agreed_does_not() -> None:
    def overtime(minutes: int, agreed_by: str) -> Problem:
        cells = {"overtime_minutes": 20, "overtime_agreed_by": agreed_by}
        return a_week(100, due_today("T1", minutes=minutes), cells=cells)

    line = "S1: T1 Mon AM 08:00-"
    assert breaches(overtime(102, "A Line Manager"), "hours", line + "09:42") == []
    assert breaches(overtime(103, "A Line Manager"), "hours", line + "09:43") == [("S1", "T1", "", 1)]
    assert breaches(overtime(86, ""), "hours", line + "09:26") == [("S1", "T1", "", 1)]


def test_wing_duty_counts_with_the_taskable_minutes_of_its_session() -> None:
    def duty(minutes_per_week: int) -> Problem:
        return a_week(minutes_per_week, due_today("T1", minutes=1), grade="B4", wing_posts=[wing_post()])

    lines = ("S1: wing B Mon AM", "S1: T1 Mon PM 13:30-13:31")
    assert breaches(duty(242), "hours", *lines) == []  # 205 minutes
    assert breaches(duty(241), "hours", *lines) == [("S1", "T1", "", 1)]  # 204 minutes


def test_a_detail_to_a_wing_uses_up_the_week_but_is_nobodys_planning() -> None:
    detail = [away("S1", session="AM", status="wing", reason="B")]
    week = a_week(100, due_today("T1", minutes=1), grade="B4", availability=detail)

    assert breaches(week, "hours", "S1: wing B Mon AM") == []
    assert breaches(week, "hours", "S1: wing B Mon AM", "S1: T1 Mon PM 13:30-13:31") == [("S1", "T1", "", 1)]


def test_the_days_of_the_week_before_the_first_count_by_pattern() -> None:
    def from_tuesday(minutes_per_week: int) -> Problem:
        return a_week(minutes_per_week, due_today("T1", minutes=1), first_day=TUESDAY)

    line = "S1: T1 Tue AM 08:00-08:01"  # Monday took 204 + 178 = 382
    assert breaches(from_tuesday(451), "hours", line) == []  # 383 minutes
    assert breaches(from_tuesday(450), "hours", line) == [("S1", "T1", "", 1)]  # 382 minutes


def test_without_minutes_the_pattern_is_the_week() -> None:
    morning = {"pattern": frozenset({(0, "AM")})}
    week = a_week(None, due_today("T1", minutes=205), cells=morning)

    assert breaches(week, "hours", "S1: T1 Mon AM 08:00-11:25") == [("S1", "T1", "", 1)]


def test_the_solver_fills_the_week_and_not_a_minute_more() -> None:
    assert solved(a_week(100, due_today("T1", minutes=85))).values["due.1"] == 0
    assert solved(a_week(100, due_today("T1", minutes=86))).values["due.1"] == 2


def test_the_solver_adds_up_the_days_of_a_week_and_starts_again_on_monday() -> None:
    tasks = [due_today("T1", minutes=85, due=TUESDAY), due_today("T2", minutes=85, due="2026-11-30")]

    assert solved(a_week(100, *tasks, days=6)).given == {"S1 T1", "S1 T2"}
    assert len(solved(a_week(100, *tasks, days=5)).given) == 1


def test_the_solver_sends_to_a_wing_who_has_the_minutes_for_it() -> None:
    def duty(minutes_per_week: int) -> int:
        return solved(a_week(minutes_per_week, grade="B4", wing_posts=[wing_post()])).values["wing_posts"]

    assert duty(240) == 0  # 204 minutes
    assert duty(239) == 1  # 203 minutes


def test_the_solver_takes_a_detail_off_the_week() -> None:
    def beside(minutes_per_week: int) -> int:
        detail = [away("S1", session="AM", status="wing", reason="B")]
        week = a_week(minutes_per_week, due_today("T1", minutes=1), grade="B4", availability=detail)
        return solved(week).values["due.1"]

    assert beside(242) == 0
    assert beside(241) == 2


def test_a_week_that_is_over_leaves_no_work_and_no_fault() -> None:
    week = a_week(100, due_today("T1", minutes=1), first_day=TUESDAY)

    assert solved(week).given == set()
    assert values_of(week)["due.1"] == 2
