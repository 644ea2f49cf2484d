"""Started: the starter goes on with it, or nobody does."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import MONDAY, TUESDAY, away, override, problem, staff
from tests.hand import breaches, due_today, solved

OTHER = "S2: T1 Mon AM 08:00-08:45"
BREACH = [("S2", "T1", "Mon 23 Nov AM", 1)]


def begun(by: str = "S1", **content: Any) -> Problem:
    tasks = [due_today("T1", started_by=by)]
    return problem(**{"staff": [staff("S1", "PSO"), staff("S2", "B4")], "tasks": tasks, **content})


def test_the_starter_may_go_on() -> None:
    assert breaches(begun(), "started", "S1: T1 Mon AM 08:00-08:45") == []
    assert solved(begun()).given == {"S1 T1"}


def test_somebody_else_may_not() -> None:
    assert breaches(begun(), "started", OTHER) == BREACH
    assert solved(begun(availability=[away("S1")])).given == set()


def test_owning_the_case_gives_no_right_to_what_another_has_started() -> None:
    owned = begun(tasks=[due_today("T1", started_by="S1", owner="S2")], availability=[away("S1")])

    assert breaches(owned, "started", OTHER) == BREACH
    assert solved(owned).given == set()


def test_work_nobody_has_started_is_anybodys() -> None:
    assert breaches(begun(""), "started", OTHER) == []
    assert solved(begun("", availability=[away("S1")])).given == {"S2 T1"}


def test_a_starter_who_has_left_the_unit_leaves_it_to_an_override() -> None:
    assert breaches(begun("S9"), "started", OTHER) == BREACH
    assert solved(begun("S9")).given == set()
    assert solved(begun("S9", overrides=[override("started", "", "T1")])).values["due.1"] == 0


@pytest.mark.parametrize(("named", "lifted"), [("S2", True), ("", True), ("S1", False)])
def test_an_override_hands_it_to_whom_it_names(named: str, *, lifted: bool) -> None:
    handed = begun(overrides=[override("started", named, "T1")], availability=[away("S1")])

    assert breaches(handed, "started", OTHER) == ([] if lifted else BREACH)
    assert solved(handed).given == ({"S2 T1"} if lifted else set())


def test_an_override_counts_on_the_day_it_expires_and_not_on_the_day_after() -> None:
    def from_day(ready: str) -> Problem:
        tasks = [due_today("T1", started_by="S1", ready=ready, due="2026-11-24")]
        lifted = [override("started", "S2", "T1", expires=MONDAY)]
        gone = [away("S1", day) for day in (MONDAY, TUESDAY)]
        return begun(days=2, tasks=tasks, overrides=lifted, availability=gone)

    monday, tuesday = from_day("2026-11-23"), from_day("2026-11-24")
    assert breaches(monday, "started", OTHER) == []
    assert breaches(tuesday, "started", "S2: T1 Tue AM 08:00-08:45") == [("S2", "T1", "Tue 24 Nov AM", 1)]
    assert solved(monday).given == {"S2 T1"}
    assert solved(tuesday).given == set()


def a_pair(started_by: str) -> Problem:
    people = [staff("S1", "B4"), staff("S2", "PO"), staff("S3", "PO")]
    tasks = [due_today("T1", "new_case_advice", owner="S1", started_by=started_by)]
    return problem(staff=people, tasks=tasks)


def test_the_owner_of_a_pair_stays_in_beside_the_officer_who_started_it() -> None:
    owner = "S1: T1 Mon AM 08:00-08:30"

    assert breaches(a_pair("S3"), "started", owner, "S3: T1 Mon AM 08:00-08:30") == []
    assert len(breaches(a_pair("S3"), "started", owner, "S2: T1 Mon AM 08:00-08:30")) == 1
    assert solved(a_pair("S3")).given == {"S1 T1", "S3 T1"}
