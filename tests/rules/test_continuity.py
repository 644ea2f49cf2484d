"""Continuity: an owned task with somebody else costs 40 points; twice or three times that where cases are held."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import away, problem, staff, task
from tests.hand import FINE, breaches, due_today, solved, values_of

OTHER = "S2: T1 Mon AM 08:00-08:45"


def owned(owner: str = "S1", **content: Any) -> Problem:
    people = [staff("S1", "B4"), staff("S2", "B4")]
    return problem(
        **{"policy": FINE, "staff": people, "tasks": [due_today("T1", owner=owner, risk="low")], **content}
    )


def test_the_owners_own_work_costs_nothing() -> None:
    assert breaches(owned(), "continuity", "S1: T1 Mon AM 08:00-08:45") == []
    assert solved(owned()).given == {"S1 T1"}


@pytest.mark.parametrize(
    ("content", "points"),
    [
        ({"mode": "mtt"}, 1),
        ({"mode": "steady_state"}, 2),
        ({"mode": "", "estate": "open"}, 3),
        ({"mode": "", "estate": "women"}, 3),
    ],
)
def test_somebody_else_costs_the_points_of_the_setting(content: dict[str, str], points: int) -> None:
    away_today = owned(availability=[away("S1")], **content)

    assert breaches(away_today, "continuity", OTHER) == [("", "T1", "", points)]
    assert solved(away_today).values["quality"] == 40 * points


def test_a_report_laid_down_and_taken_up_again_costs_once() -> None:
    report = owned(tasks=[due_today("T1", "recall_report", minutes=120, owner="S1")])

    pieces = ("S2: T1 Mon AM 08:00-09:00", "S2: T1 Mon PM 13:30-14:30")
    assert breaches(report, "continuity", *pieces) == [("", "T1", "", 1)]


def test_nobody_is_missed_where_there_is_no_owner_or_one_who_is_not_on_the_staff_list() -> None:
    for owner in ("", "S9"):
        assert breaches(owned(owner), "continuity", OTHER) == []
        assert solved(owned(owner)).values["quality"] == 0


def test_the_other_of_a_pair_is_nobody_elses_place() -> None:
    people = [staff("S1", "B4"), staff("S2", "PO")]
    pair = owned(staff=people, tasks=[task("T1", "new_case_advice", owner="S1")])

    assert breaches(pair, "continuity", "S1: T1 Mon AM 08:00-08:30", "S2: T1 Mon AM 08:00-08:30") == []


def test_the_price_is_points_times_forty() -> None:
    assert values_of(owned(), OTHER)["quality"] == 40
