"""Wing cover: cross-deployable, there for the whole session, no more people than posts."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import MONDAY, away, history, problem, staff, wing_post
from tests.hand import FINE, breaches, due_today, solved

DUTY = "S1: wing B Mon AM"


def a_post(grade: str = "B4", cells: Any = None, posts: int = 1, **content: Any) -> Problem:
    people = [staff("S1", grade, **(cells or {}))]
    return problem(**{"staff": people, "wing_posts": [wing_post(posts=posts)], **content})


def here(**hours: Any) -> list[Any]:
    return [away("S1", MONDAY, "AM", "present", **hours)]


@pytest.mark.parametrize(
    ("grade", "cells", "may"),
    [
        ("B4", {}, True),
        ("B4", {"cross_deployable": False}, False),
        ("NB4", {}, False),
        ("PSO", {}, False),
        ("PO", {}, False),
        ("NB4", {"cross_deployable": True}, True),
    ],
)
def test_only_cross_deployable_people_are_sent(grade: str, cells: dict[str, bool], *, may: bool) -> None:
    found = breaches(a_post(grade, cells), "wing_cover", DUTY)

    assert found == ([] if may else [("S1", "", "Mon 23 Nov AM", 1)])
    assert solved(a_post(grade, cells)).lines == ([DUTY] if may else [])


@pytest.mark.parametrize(
    ("hours", "may"),
    [
        ({}, True),
        ({"minutes": 240}, True),
        ({"minutes": 239}, False),
        ({"start": time(8), "end": time(12)}, True),
        ({"start": time(8, 1)}, False),
        ({"end": time(11, 59)}, False),
    ],
)
def test_only_people_there_for_the_whole_session_are_sent(hours: dict[str, Any], *, may: bool) -> None:
    post = a_post(availability=here(**hours))

    assert breaches(post, "wing_cover", DUTY) == ([] if may else [("S1", "", "Mon 23 Nov AM", 1)])
    assert solved(post).lines == ([DUTY] if may else [])


def test_nobody_absent_is_sent() -> None:
    post = a_post(availability=[away("S1")])

    assert breaches(post, "wing_cover", DUTY) == [("S1", "", "Mon 23 Nov AM", 1)]
    assert solved(post).values["wing_posts"] == 1


def test_nobody_is_on_two_wings_at_once() -> None:
    two = a_post(wing_posts=[wing_post("A"), wing_post("B")])

    assert breaches(two, "wing_cover", DUTY, "S1: wing A Mon AM") == [("S1", "", "Mon 23 Nov AM", 1)]
    assert solved(two).values["wing_posts"] == 1


def test_one_more_than_the_posts_is_a_breach() -> None:
    pair = [staff("S1", "B4"), staff("S2", "B4")]
    lines = (DUTY, "S2: wing B Mon AM")

    assert breaches(a_post(posts=2, staff=pair), "wing_cover", *lines) == []
    assert breaches(a_post(posts=1, staff=pair), "wing_cover", *lines) == [("S1 S2", "", "Mon 23 Nov AM", 1)]


def test_a_wing_that_asks_for_nobody_gets_nobody() -> None:
    assert breaches(a_post(), "wing_cover", "S1: wing C Mon AM") == [("S1", "", "Mon 23 Nov AM", 1)]
    assert breaches(a_post(), "wing_cover", "S1: wing B Mon PM") == [("S1", "", "Mon 23 Nov PM", 1)]


def test_people_detailed_beyond_the_posts_are_no_breach_and_one_sent_beside_them_is() -> None:
    people = [staff("S1", "B4"), staff("S2", "B4"), staff("S3", "PO")]
    detailed = [away(each, session="AM", status="wing", reason="B") for each in ("S2", "S3")]
    full = a_post(staff=people, availability=detailed)
    there = ("S2: wing B Mon AM", "S3: wing B Mon AM")

    assert breaches(full, "wing_cover", *there) == []
    assert breaches(full, "wing_cover", *there, DUTY) == [("S1 S2 S3", "", "Mon 23 Nov AM", 1)]
    assert solved(full).lines == list(there)


def test_the_solver_sends_nobody_who_is_on_a_wing_already() -> None:
    detailed = [away("S1", session="AM", status="wing", reason="A")]
    found = solved(a_post(availability=detailed, wing_posts=[wing_post("A"), wing_post("B")]))

    assert found.lines == ["S1: wing A Mon AM"]
    assert found.values["wing_posts"] == 1


def test_the_solver_fills_no_post_twice() -> None:
    people = [staff("S1", "B4"), staff("S2", "B4")]
    there = [
        away("S2", session="AM", status="wing", reason="B"),
        *(away(each, session="PM") for each in ("S1", "S2")),
    ]
    asked = a_post(staff=people, availability=there, wing_posts=[wing_post(), wing_post(session="PM")])

    found = solved(asked)
    assert found.lines == ["S2: wing B Mon AM"]
    assert found.values["wing_posts"] == 1


def test_the_solver_sends_no_more_than_a_session_asks_for() -> None:
    pair = [staff("S1", "B4"), staff("S2", "B4")]
    mornings_only = [away(each, session="PM") for each in ("S1", "S2")]
    asked = a_post(staff=pair, availability=mornings_only, wing_posts=[wing_post(), wing_post(session="PM")])

    found = solved(asked)
    assert found.values["wing_posts"] == 1
    assert len(found.plan.wing_duty) == 1


@pytest.mark.parametrize(
    "detail", [[], [away("S3", session="AM", status="wing", reason="B")]], ids=["sent", "detailed"]
)
def test_the_solver_cannot_let_one_session_make_up_for_another(detail: list[Any]) -> None:
    """Only the first can go in the afternoon, although they have had five turns more: 50 points."""
    people = [staff(each, "B4") for each in ("S1", "S2", "S3")]
    mornings = [away(each, session="PM") for each in ("S2", "S3")]
    found = solved(
        a_post(
            staff=people,
            availability=[*mornings, *detail],
            history=[history("S1", 5)],
            wing_posts=[wing_post(), wing_post(session="PM")],
            policy=FINE,
        )
    )

    assert found.values["wing_posts"] == 0
    assert found.values["quality"] == 50


def test_the_solver_sends_every_post_somebody_before_any_work() -> None:
    found = solved(a_post(wing_posts=[wing_post(), wing_post(session="PM")], tasks=[due_today("T1")]))

    assert found.values["wing_posts"] == 0
    assert found.values["due.1"] == 2
