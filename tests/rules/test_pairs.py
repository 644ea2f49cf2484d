"""Pairs: the owner and one other, at the same time, for the whole length."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import MONDAY, away, problem, staff
from tests.hand import FINE, breaches, due_today, solved, values_of

OWNER, OFFICER = "S1: T1 Mon AM 08:00-08:30", "S2: T1 Mon AM 08:00-08:30"


def a_pair(owner: str = "S1", minutes: int = 30, **content: Any) -> Problem:
    people = [staff("S1", "B4"), staff("S2", "PO"), staff("S3", "PO")]
    tasks = [due_today("T1", "new_case_advice", owner=owner, minutes=minutes)]
    return problem(**{"policy": FINE, "staff": people, "tasks": tasks, **content})


def test_the_owner_and_one_other_at_one_time_are_a_pair() -> None:
    assert breaches(a_pair(), "pairs", OWNER, OFFICER) == []


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        ((OWNER,), "S1"),
        ((OFFICER,), "S2"),
        ((OFFICER, "S3: T1 Mon AM 08:00-08:30"), "S2 S3"),
        ((OWNER, OFFICER, "S3: T1 Mon AM 08:00-08:30"), "S1 S2 S3"),
        ((OWNER, OWNER), "S1"),
        ((OWNER, OFFICER, OFFICER), "S1 S2"),
    ],
    ids=["one", "no owner", "two officers", "three", "the owner twice", "the officer twice"],
)
def test_any_other_company_is_a_breach(lines: tuple[str, ...], people: str) -> None:
    assert breaches(a_pair(), "pairs", *lines) == [(people, "T1", "Mon 23 Nov AM", 1)]


@pytest.mark.parametrize("other", ["AM 08:01-08:31", "PM 13:30-14:00", "AM 08:00-08:29"])
def test_another_time_is_a_breach(other: str) -> None:
    found = breaches(a_pair(), "pairs", OWNER, f"S2: T1 Mon {other}")

    assert [each[:2] for each in found] == [("S1 S2", "T1")]


@pytest.mark.parametrize("ends", ["08:29", "08:31"])
def test_a_minute_too_short_or_too_long_for_both_is_a_breach(ends: str) -> None:
    found = breaches(a_pair(), "pairs", f"S1: T1 Mon AM 08:00-{ends}", f"S2: T1 Mon AM 08:00-{ends}")

    assert found == [("S1 S2", "T1", "Mon 23 Nov AM", 1)]


def test_without_an_owner_nobody_may_do_it() -> None:
    for owner in ("", "S9"):
        alone = a_pair(owner)
        assert len(breaches(alone, "pairs", OFFICER, "S3: T1 Mon AM 08:00-08:30")) == 1
        assert solved(alone).given == set()


def test_the_minutes_count_once_in_rest() -> None:
    assert values_of(a_pair(), OWNER, OFFICER)["rest.1"] == 0
    assert values_of(a_pair())["rest.1"] == 30


def test_the_solver_gives_both_the_same_time() -> None:
    owner, officer = solved(a_pair()).plan.work

    assert {owner.staff_id, officer.staff_id} in ({"S1", "S2"}, {"S1", "S3"})
    assert (owner.begins, owner.finishes) == (officer.begins, officer.finishes)


def test_the_solver_finds_no_pair_where_the_owner_is_away() -> None:
    assert solved(a_pair(availability=[away("S1")])).given == set()


def test_the_solver_finds_no_pair_where_owner_and_officers_are_never_there_together() -> None:
    apart = [away("S1", session="AM"), away("S2", session="PM"), away("S3", session="PM")]

    assert solved(a_pair(availability=apart)).given == set()


def test_the_solver_counts_the_minutes_against_the_owner_as_well() -> None:
    def owner_for(minutes: int) -> set[str]:
        people = [staff("S1", "B4", minutes_per_week=minutes), staff("S2", "PO")]
        return solved(a_pair(staff=people, minutes=85)).given

    assert owner_for(100) == {"S1 T1", "S2 T1"}
    assert owner_for(99) == set()


def test_the_solver_brings_two_together_at_the_only_time_both_have() -> None:
    there = [
        away("S1", MONDAY, "AM", "present", minutes=120),
        away("S1", MONDAY, "PM"),
        away("S2", MONDAY, "AM", "present", start=time(9, 30)),
        away("S2", MONDAY, "PM"),
        away("S3"),
    ]

    assert solved(a_pair(availability=there)).given == {"S1 T1", "S2 T1"}
    assert solved(a_pair(availability=there, minutes=31)).given == set()
