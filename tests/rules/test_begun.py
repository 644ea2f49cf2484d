"""Begun: what began before now stays to the minute, what comes after begins now or later."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from roster.problem import Problem
from roster.revision import Revision, Seat
from tests.builders import MONDAY, problem, staff, wing_post
from tests.hand import MORNINGS, breaches, due_today, plan, solved

EARLY = "S1: T1 Mon AM 08:00-08:45"
LATE = "S2: T2 Mon AM 10:05-10:50"


def at(now: str, begun: tuple[str, ...] = (EARLY,), left: tuple[Seat, ...] = (), **content: Any) -> Problem:
    """A morning of two people and two tasks at some time of Monday."""
    revision = Revision(
        told=False,
        now=datetime.combine(MONDAY, time.fromisoformat(now)),
        begun=plan(*begun),
        left=frozenset(left),
    )
    people = {"staff": [staff("S1", "PSO"), staff("S2", "B4")], "tasks": [due_today("T1"), due_today("T2")]}
    return problem(**{**people, "revision": revision, **content})


def test_what_has_begun_is_there_at_its_time() -> None:
    assert breaches(at("10:05"), "begun", EARLY, LATE) == []
    assert breaches(at("10:05"), "begun", LATE) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    moved = breaches(at("10:05"), "begun", "S1: T1 Mon AM 08:05-08:50")
    assert moved == [("S1", "T1", "Mon 23 Nov AM", 1)] * 2  # the one is missing, the other is in the past
    assert EARLY in solved(at("10:05")).lines
    later = "S1: T1 Mon AM 08:50-09:35"
    assert later in solved(at("10:05", (later,))).lines


@pytest.mark.parametrize(("start", "found"), [("10:05-10:50", []), ("10:04-10:49", ["T2"])])
def test_new_work_begins_now_or_later(start: str, found: list[str]) -> None:
    lines = breaches(at("10:05"), "begun", EARLY, f"S2: T2 Mon AM {start}")
    assert [task for _, task, _, _ in lines] == found


def test_the_solver_puts_new_work_after_now() -> None:
    works = solved(at("10:05", (), tasks=[due_today("T1")])).plan.work
    assert [each.start >= time(10, 5) for each in works] == [True]


def test_a_session_that_is_over_takes_nothing_more() -> None:
    lines = solved(at("12:00")).lines
    assert [line for line in lines if " AM " in line] == [EARLY]
    assert len(lines) == 2


def test_who_has_left_does_nothing_more_in_that_session() -> None:
    gone = at("10:05", left=(("S1", MONDAY, "AM"), ("S2", MONDAY, "AM")))
    assert breaches(gone, "begun", EARLY) == []
    assert breaches(gone, "begun", EARLY, LATE) == [("S2", "T2", "Mon 23 Nov AM", 1)]
    assert [line for line in solved(gone).lines if " AM " in line] == [EARLY]


def test_an_owner_who_has_left_is_not_joined() -> None:
    pair = [due_today("T1", "case_review", owner="S2")]
    people = [staff("S1", "PO"), staff("S2", "B4")]
    here, gone = (at("10:05", (), left, staff=people, tasks=pair) for left in ((), (("S2", MONDAY, "AM"),)))
    assert {each.session for each in solved(here).plan.work} == {"AM"}
    assert {each.session for each in solved(gone).plan.work} == {"PM"}
    mornings = [staff("S1", "PO", pattern=MORNINGS), staff("S2", "B4")]
    never = at("10:05", (), (("S2", MONDAY, "AM"),), staff=mornings, tasks=pair)
    assert solved(never).values["due.1"] == 2


def test_nobody_is_sent_to_a_wing_in_a_session_that_has_begun() -> None:
    posts = [wing_post("B", "AM"), wing_post("B", "PM")]
    morning = at("10:05", ("S2: wing B Mon AM",), wing_posts=posts)
    assert breaches(morning, "begun", "S2: wing B Mon AM", "S2: wing B Mon PM") == []
    assert breaches(morning, "begun") == [("S2", "", "Mon 23 Nov AM", 1)]
    fresh = at("10:05", (), wing_posts=posts)
    assert breaches(fresh, "begun", "S2: wing B Mon AM") == [("S2", "", "Mon 23 Nov AM", 1)]
    assert solved(fresh).values["wing_posts"] == 1
    assert solved(at("08:00", (), wing_posts=posts)).values["wing_posts"] == 0


def test_before_anything_has_happened_nothing_is_history() -> None:
    assert breaches(at("10:05", (), revision=None), "begun", EARLY) == []
