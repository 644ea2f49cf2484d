"""Detailed: who is already on a wing stands in the roster, once, on that wing."""

from __future__ import annotations

from roster.problem import Problem
from tests.builders import away, problem, staff, wing_post
from tests.hand import breaches, due_today, solved


def a_detail(session: str = "AM") -> Problem:
    return problem(
        staff=[staff("S1", "B4"), staff("S2", "B4")],
        availability=[away("S1", session=session, status="wing", reason="A")],
        wing_posts=[wing_post("A", session), wing_post("B", session)],
        tasks=[due_today("T1")],
    )


def test_a_detail_that_is_shown_is_no_breach() -> None:
    assert breaches(a_detail(), "detailed", "S1: wing A Mon AM") == []


def test_a_detail_that_is_missing_is_a_breach() -> None:
    assert breaches(a_detail(), "detailed") == [("S1", "", "Mon 23 Nov AM", 1)]


def test_a_detail_that_is_missing_in_a_later_session_is_a_breach_too() -> None:
    assert breaches(a_detail("PM"), "detailed") == [("S1", "", "Mon 23 Nov PM", 1)]


def test_a_detail_shown_on_another_wing_is_a_breach() -> None:
    assert breaches(a_detail(), "detailed", "S1: wing B Mon AM") == [("S1", "", "Mon 23 Nov AM", 1)]


def test_a_detail_shown_in_the_next_session_is_a_breach() -> None:
    assert breaches(a_detail(), "detailed", "S1: wing A Mon PM") == [("S1", "", "Mon 23 Nov AM", 1)]


def test_a_detail_shown_twice_is_a_breach() -> None:
    found = breaches(a_detail(), "detailed", "S1: wing A Mon AM", "S1: wing B Mon AM")

    assert found == [("S1", "", "Mon 23 Nov AM", 1)]


def test_the_solver_carries_details_over_in_any_session_and_fills_only_the_posts_left() -> None:
    for session in ("AM", "PM"):
        found = solved(a_detail(session))

        wings = [each for each in found.lines if "wing" in each]
        assert wings == [f"S1: wing A Mon {session}", f"S2: wing B Mon {session}"]
        assert found.values["wing_posts"] == 0


def test_a_detail_to_a_wing_that_asks_for_nobody_stands_as_well() -> None:
    alone = problem(
        staff=[staff("S1", "NB4")], availability=[away("S1", session="PM", status="wing", reason="C")]
    )

    assert solved(alone).lines == ["S1: wing C Mon PM"]
