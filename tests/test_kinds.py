"""Kinds: tasks that differ in nothing that a rule may read are one kind of work."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from roster.kinds import group
from tests.builders import MONDAY, override, problem, staff, task


def kinds(*rows: Any, alone: Any = (), **content: Any) -> list[str]:
    people = [staff("S1", "PO"), staff("S2", "B4")]
    found = group(problem(days=2, staff=people, tasks=rows, **content), alone)
    assert all(each.count == len(each.task_ids) for each in found)
    return [" ".join(each.task_ids) for each in found]


def two(**difference: Any) -> list[str]:
    """Two tasks: one plain, one that differs."""
    return kinds(task("T1"), task("T2", **difference))


def test_tasks_alike_are_one_kind_with_a_count() -> None:
    assert kinds(task("T2"), task("T1"), task("T3")) == ["T1 T2 T3"]


@pytest.mark.parametrize(
    "difference",
    [
        {"kind": "hdc_assessment"},
        {"minutes": 50},
        {"tier": 1},
        {"risk": "high"},
        {"owner": "S1"},
        {"doer": "S1"},
        {"started_by": "S1"},
        {"ready": "2026-11-23T08:01"},
        {"due": "2026-11-23"},
        {"due": "2026-11-20"},
        {"fixed_date": MONDAY, "fixed_start": time(9)},
    ],
    ids=lambda each: "-".join(each),
)
def test_tasks_that_a_rule_could_tell_apart_are_not(difference: dict[str, Any]) -> None:
    assert two(**difference) == ["T1", "T2"]


@pytest.mark.parametrize(
    "difference",
    [
        {"minutes": 43},  # the same on the grid
        {"ready": "2026-11-23T08:00"},  # the same first session
        {"due": "2026-12-30"},  # neither is due in these days
        {"prison_number": "A1234BC"},  # looked at on the clock only
        {"case_holder": "CRC"},  # the same grades may do it
        {"note": "first floor"},
    ],
    ids=lambda each: "-".join(each),
)
def test_what_no_rule_reads_makes_no_difference(difference: dict[str, Any]) -> None:
    assert two(**difference) == ["T1 T2"]


def test_the_risk_makes_no_difference_where_the_type_is_open_at_any() -> None:
    assert kinds(
        task("T1", "bcst1", ready="2026-11-23"), task("T2", "bcst1", ready="2026-11-23", risk="high")
    ) == ["T1 T2"]


def test_two_due_at_different_times_are_two_kinds() -> None:
    assert kinds(
        task("T1", due="2026-11-23"), task("T2", due="2026-11-24"), task("T3", due="2026-11-23")
    ) == [
        "T1 T3",
        "T2",
    ]


def test_two_appointments_of_a_day_are_two_kinds_unless_they_begin_together() -> None:
    def at(task_id: str, hour: int) -> Any:
        return task(task_id, "safety_review", fixed_date=MONDAY, fixed_start=time(hour), ready="2026-11-02")

    assert kinds(at("T1", 9), at("T2", 10), at("T3", 9)) == ["T1 T3", "T2"]


def test_reports_are_kept_apart_because_they_are_divided() -> None:
    assert kinds(task("T1", "recall_report"), task("T2", "recall_report")) == ["T1", "T2"]


def test_tasks_that_wait_or_are_waited_for_are_kept_apart() -> None:
    assert kinds(task("T1"), task("T2", after="T1"), task("T3"), task("T4")) == ["T1", "T2", "T3 T4"]


def test_tasks_an_override_names_are_kept_apart() -> None:
    assert kinds(task("T1"), task("T2"), task("T3"), overrides=[override("started", "S1", "T2")]) == [
        "T1 T3",
        "T2",
    ]


def test_tasks_the_clock_told_apart_are_kept_apart() -> None:
    assert kinds(task("T1"), task("T2"), task("T3"), alone={"T3"}) == ["T1 T2", "T3"]
