"""What each level counts (contract, section 3), on plans made by hand."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from roster.check import judge
from roster.levels import most, tolerance
from roster.policy import load
from roster.problem import Problem
from roster.roster import LevelValue
from tests.builders import FRIDAY, MONDAY, TUESDAY, away, problem, staff, task, wing_post
from tests.hand import plan, values_of


def one(due: str, days: int = 1, **cells: Any) -> Problem:
    row = task("T1", **{"due": due, "ready": "2026-11-02", "tier": 2, **cells})
    return problem(days=days, staff=[staff("S1", "PO"), staff("S2", "PO")], tasks=[row])


MON_AM, MON_PM, TUE_AM = "S1: T1 Mon AM 08:00-08:45", "S1: T1 Mon PM 13:30-14:15", "S1: T1 Tue AM 08:00-08:45"


# -- due ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "line", "value"),
    [
        ("2026-11-23", MON_PM, 0),
        ("2026-11-23T17:00", MON_PM, 0),
        ("2026-11-23T16:59", MON_PM, 1),
        ("2026-11-23T12:00", MON_AM, 0),
        ("2026-11-23T11:59", MON_AM, 1),
        ("2026-11-23", TUE_AM, 1),
        ("2026-11-23", None, 2),
    ],
)
def test_a_due_task_counts_nothing_on_time_one_late_and_two_not_finished(
    due: str, line: str | None, value: int
) -> None:
    assert values_of(one(due, days=2), *filter(None, [line]))["due.2"] == value


def test_work_is_on_time_by_the_end_of_its_session_and_not_of_the_piece() -> None:
    assert values_of(one("2026-11-23T10:00"), MON_AM)["due.2"] == 1


def test_a_due_task_left_part_done_is_not_finished() -> None:
    report = problem(
        staff=[staff("S1", "PO")],
        tasks=[task("T1", "recall_report", due="2026-11-23", ready="2026-11-02", minutes=120)],
    )

    assert values_of(report, "S1: T1 Mon AM 08:00-09:55")["due.2"] == 2
    assert values_of(report, "S1: T1 Mon AM 08:00-10:00")["due.2"] == 0


def test_a_report_is_late_when_its_last_piece_is() -> None:
    report = problem(
        days=2,
        staff=[staff("S1", "PO")],
        tasks=[task("T1", "recall_report", due="2026-11-23", ready="2026-11-02", minutes=120)],
    )

    assert values_of(report, "S1: T1 Mon AM 08:00-09:00", "S1: T1 Tue AM 08:00-09:00")["due.2"] == 1


def test_a_task_that_is_not_due_counts_nothing_at_its_due_level() -> None:
    assert values_of(one("2026-11-24"))["due.2"] == 0
    assert values_of(one("2026-11-24"))["rest.2"] == 45


def test_each_tier_counts_its_own() -> None:
    rows = [task(f"T{tier}", due="2026-11-23", ready="2026-11-02", tier=tier) for tier in (1, 2, 3, 4, 5)]
    values = values_of(problem(staff=[staff("S1", "PO")], tasks=rows), "S1: T3 Mon AM 08:00-08:45")

    assert [values[f"due.{tier}"] for tier in (1, 2, 3, 4, 5)] == [2, 2, 0, 2, 2]
    assert [values[f"rest.{tier}"] for tier in (1, 2, 3, 4, 5)] == [45, 45, 0, 45, 45]


# -- which tasks are due ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "days", "is_due"),
    [
        ("2026-11-23", 1, True),
        ("2026-11-24", 1, False),
        ("2026-11-24T12:00", 1, False),  # Tuesday's first session ends in time
        ("2026-11-24T11:59", 1, True),
        ("2026-11-27", 5, True),
        ("2026-11-28", 5, True),  # a Saturday: due on Friday
        ("2026-11-29", 5, True),
        ("2026-11-30T11:59", 5, True),
        ("2026-11-30T12:00", 5, False),
        ("2026-11-28", 4, False),  # Friday is still to come
    ],
)
def test_a_task_is_due_if_no_session_after_the_horizon_could_finish_it_on_time(
    due: str, days: int, *, is_due: bool
) -> None:
    assert one(due, days).task["T1"].is_due is is_due


def test_what_falls_due_on_saturday_counts_at_its_due_level_on_friday() -> None:
    saturday = problem(
        first_day=FRIDAY,
        days=1,
        staff=[staff("S1", "PO")],
        tasks=[task("T1", due="2026-11-28", ready="2026-11-02", tier=2)],
    )

    assert values_of(saturday)["due.2"] == 2
    assert values_of(saturday, "S1: T1 Fri PM 13:30-14:15")["due.2"] == 0


def test_where_saturday_is_worked_it_can_wait_for_saturday() -> None:
    worked: dict[str, Any] = {"weekdays": frozenset(range(6))}
    row = task("T1", due="2026-11-28", ready="2026-11-02")

    assert not problem(first_day=FRIDAY, staff=[staff("S1")], tasks=[row], **worked).task["T1"].is_due


def test_a_task_that_gets_ready_after_the_horizon_has_less_time_left() -> None:
    afternoon = one("2026-11-24T12:00", ready="2026-11-24T08:01")  # the afternoon session ends too late
    morning = one("2026-11-24T12:00", ready="2026-11-24T08:00")

    assert afternoon.task["T1"].is_due
    assert not morning.task["T1"].is_due


@pytest.mark.parametrize(("day", "is_due"), [("2026-11-23", True), ("2026-11-24", False)])
def test_an_appointment_is_due_unless_it_is_after_the_horizon(day: str, *, is_due: bool) -> None:
    cells: dict[str, Any] = {"fixed_date": date.fromisoformat(day), "fixed_start": time(9)}

    assert one("2026-11-27", kind="safety_review", **cells).task["T1"].is_due is is_due


@pytest.mark.parametrize("line", [MON_AM, MON_PM, TUE_AM])
def test_an_overdue_task_is_on_time_anywhere_in_the_horizon(line: str) -> None:
    overdue = one("2026-11-20", days=2)

    assert overdue.task["T1"].overdue
    assert overdue.task["T1"].is_due
    assert values_of(overdue, line)["due.2"] == 0
    assert values_of(overdue)["due.2"] == 2


@pytest.mark.parametrize(
    ("due", "overdue"),
    [
        ("2026-11-20", True),
        ("2026-11-22", True),  # the end of Sunday is no part of Monday
        ("2026-11-22T23:59", True),
        ("2026-11-23T00:00", True),
        ("2026-11-23T00:01", False),
        ("2026-11-23", False),
    ],
)
def test_a_task_is_overdue_if_its_due_moment_lies_before_the_first_day(due: str, *, overdue: bool) -> None:
    assert one(due).task["T1"].overdue is overdue


def test_what_fell_due_yesterday_is_on_time_today() -> None:
    yesterday = problem(
        first_day=TUESDAY,
        staff=[staff("S1", "PO")],
        tasks=[task("T1", due="2026-11-23", ready="2026-11-02", tier=2)],
    )

    assert values_of(yesterday, TUE_AM)["due.2"] == 0


# -- rest, wings, the most, tolerances ----------------------------------------------------------------------------


def test_rest_counts_the_minutes_not_placed_of_open_work_due_or_not() -> None:
    report = problem(
        staff=[staff("S1", "PO")], tasks=[task("T1", "recall_report", due="2026-12-30", minutes=118, tier=4)]
    )

    assert values_of(report)["rest.4"] == 120  # on the grid
    assert values_of(report, "S1: T1 Mon AM 08:00-09:05")["rest.4"] == 55


def test_rest_counts_no_blocked_work_and_never_below_nothing() -> None:
    blocked = one("2026-11-23", status="blocked", note="waits for the court")
    done = one("2026-11-23")

    assert values_of(blocked)["rest.2"] == 0
    assert values_of(blocked)["due.2"] == 0
    assert values_of(done, "S1: T1 Mon AM 08:00-09:30")["rest.2"] == 0


def test_rest_counts_two_people_at_one_time_once() -> None:
    pair = problem(
        staff=[staff("S1", "B4"), staff("S2", "PO")],
        tasks=[task("T1", "new_case_advice", owner="S1", minutes=60, tier=3)],
    )
    owner = "S1: T1 Mon AM 08:00-08:30"

    assert values_of(pair, owner, "S2: T1 Mon AM 08:00-08:30")["rest.3"] == 30
    assert values_of(pair, owner, "S2: T1 Mon AM 08:30-09:00")["rest.3"] == 0


def wings(*posts: Any, **content: Any) -> Problem:
    people = [staff(f"S{number}", "B4") for number in (1, 2, 3)]
    return problem(staff=people, wing_posts=posts, **content)


def test_wing_posts_count_wing_by_wing_and_session_by_session() -> None:
    asked = wings(wing_post("A", posts=2), wing_post("B"), wing_post("B", "PM"))

    assert values_of(asked)["wing_posts"] == 4
    assert values_of(asked, "S1: wing A Mon AM", "S2: wing B Mon AM")["wing_posts"] == 2
    assert values_of(asked, "S1: wing B Mon AM", "S2: wing B Mon AM", "S3: wing B Mon AM")["wing_posts"] == 3


def test_posts_of_the_same_wing_and_session_add_up() -> None:
    assert values_of(wings(wing_post("A"), wing_post("A", posts=2)))["wing_posts"] == 3


def test_people_detailed_fill_their_wings_posts_and_beyond_them_nobody_elses() -> None:
    there = [away(each, session="AM", status="wing", reason="A") for each in ("S1", "S2")]
    asked = wings(wing_post("A"), wing_post("B"), availability=there)
    shown = ("S1: wing A Mon AM", "S2: wing A Mon AM")

    assert values_of(asked, *shown)["wing_posts"] == 1
    assert values_of(asked, *shown, "S3: wing B Mon AM")["wing_posts"] == 0


def test_posts_outside_the_horizon_do_not_count() -> None:
    assert (
        values_of(wings(wing_post(day=TUESDAY), wing_post(day=MONDAY - timedelta(days=1))))["wing_posts"] == 0
    )


def test_the_most_of_each_level_is_everything_left_undone() -> None:
    rows = [
        task("T1", due="2026-11-23", ready="2026-11-02", tier=1),
        task("T2", due="2026-12-23", ready="2026-11-02", tier=1, minutes=62),
    ]
    asked = problem(staff=[staff("S1", "B4")], wing_posts=[wing_post(posts=2)], tasks=rows)

    found = most(asked)
    assert (found["wing_posts"], found["due.1"], found["rest.1"], found["rest.2"]) == (2, 2, 45 + 65, 0)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("wing_posts", 50, 0),
        ("due.1", 50, 0),
        ("changes", 50, 0),
        ("rest.3", 5000, 30),
        ("quality", 0, 0),
        ("quality", 1, 1),
        ("quality", 100, 1),
        ("quality", 101, 2),
    ],
)
def test_tolerances_are_those_of_the_contract(name: str, value: int, expected: int) -> None:
    assert tolerance(load({}), name, value) == expected


def test_a_prison_may_set_its_own_tolerances() -> None:
    own = load({"tolerance": {"rest": 15, "quality_percent": 10}})

    assert [tolerance(own, name, 101) for name in ("rest.1", "quality")] == [15, 11]


@pytest.mark.parametrize(("bound", "proved"), [(None, False), (69, False), (70, True), (100, True)])
def test_a_level_is_proved_when_value_and_bound_differ_by_no_more_than_the_tolerance(
    bound: int | None, *, proved: bool
) -> None:
    assert LevelValue("rest.1", 100, bound, 30).proved is proved


def test_a_stated_level_that_differs_from_the_real_value_is_a_breach() -> None:
    morning = one("2026-11-23")
    right, wrong = LevelValue("due.2", 2), LevelValue("rest.2", 44)

    assert judge(morning, plan(), [right]).clean
    found = judge(morning, plan(), [right, wrong]).breaches
    assert [(each.rule, each.message) for each in found] == [
        ("levels", "Level rest.2 is stated as 44 and is 45.")
    ]
