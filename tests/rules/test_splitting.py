"""Splitting: one piece, or for reports one person's pieces of at least an hour, one a session."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import away, problem, staff
from tests.hand import FINE, breaches, due_today, meeting, solved

AM, PM = "Mon 23 Nov AM", "Mon 23 Nov PM"


def a_report(minutes: int = 150, kind: str = "recall_report", **content: Any) -> Problem:
    people = [staff(each, "PSO", skills="os;parole") for each in ("S1", "S2")]
    return problem(
        **{"policy": FINE, "staff": people, "tasks": [due_today("T1", kind, minutes=minutes)], **content}
    )


def test_a_report_may_be_one_piece_or_pieces_of_an_hour() -> None:
    assert breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-10:30") == []
    assert breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-09:30", "S1: T1 Mon PM 13:30-14:30") == []
    assert breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-09:00") == []  # left part done


def test_a_piece_of_59_minutes_is_a_breach() -> None:
    found = breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-09:31", "S1: T1 Mon PM 13:30-14:29")

    assert found == [("S1", "T1", AM, 1)]


def test_a_minute_more_than_the_task_needs_is_a_breach() -> None:
    assert breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-10:31") == [("S1", "T1", AM, 1)]


def test_two_people_on_a_report_are_a_breach() -> None:
    found = breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-09:30", "S2: T1 Mon PM 13:30-14:30")

    assert found == [("S1 S2", "T1", AM, 1)]


def test_two_pieces_in_a_session_are_a_breach() -> None:
    found = breaches(a_report(), "splitting", "S1: T1 Mon AM 08:00-09:00", "S1: T1 Mon AM 10:00-11:00")

    assert found == [("S1", "T1", AM, 1)]


def test_a_piece_off_the_grid_is_a_breach() -> None:
    usual = a_report(policy={})

    assert breaches(usual, "splitting", "S1: T1 Mon AM 08:00-09:05") == []
    assert breaches(usual, "splitting", "S1: T1 Mon AM 08:00-09:04") == [("S1", "T1", AM, 1)]


@pytest.mark.parametrize("kind", ["recategorisation", "recall_report"])
@pytest.mark.parametrize(
    ("clock", "right"), [("08:00-08:59", True), ("08:00-08:58", False), ("08:00-09:00", False)]
)
def test_short_work_is_its_whole_length_to_the_minute(kind: str, clock: str, *, right: bool) -> None:
    found = breaches(a_report(59, kind), "splitting", f"S1: T1 Mon AM {clock}")

    assert found == ([] if right else [("S1", "T1", AM, 1)])


def test_work_that_is_no_report_is_never_laid_down() -> None:
    lines = ["S1: T1 Mon AM 08:00-09:00", "S1: T1 Mon PM 13:30-14:30"]

    assert breaches(a_report(120, "recategorisation"), "splitting", *lines) == [("S1", "T1", AM, 1)]


def test_a_report_with_a_fixed_time_is_kept_in_one_go() -> None:
    fixed = a_report(tasks=[meeting("T1", "08:00", 150, "recall_report")])

    assert breaches(fixed, "splitting", "S1: T1 Mon AM 08:00-10:30") == []
    assert breaches(fixed, "splitting", "S1: T1 Mon AM 08:00-09:30") == [("S1", "T1", AM, 1)]


def limited(minutes: int, morning: int, afternoon: int) -> Problem:
    """A report for one person, who has so many minutes to plan in the morning and the afternoon."""
    hours = [
        away("S1", session="AM", status="present", minutes=morning),
        away("S1", session="PM", status="present", minutes=afternoon),
    ]
    everything = FINE | {"taskable_percent": 100}
    return a_report(minutes, availability=[*hours, away("S2")], policy=everything)


def test_the_solver_makes_pieces_of_an_hour_and_none_of_59_minutes() -> None:
    assert solved(limited(160, 100, 60)).values["due.1"] == 0
    assert solved(limited(159, 100, 59)).values["due.1"] == 2
    assert solved(limited(159, 99, 60)).values["due.1"] == 0


def test_the_solver_leaves_a_report_part_done_rather_than_lay_down_a_short_piece() -> None:
    assert solved(limited(150, 100, 59)).values["rest.1"] == 50
    assert solved(limited(300, 100, 60)).values["rest.1"] == 140


def test_the_solver_does_a_report_of_less_than_an_hour_in_one_go_or_not_at_all() -> None:
    assert solved(limited(59, 59, 0)).values["rest.1"] == 0
    assert solved(limited(59, 58, 58)).values["rest.1"] == 59


def test_the_solver_gives_a_report_to_one_person() -> None:
    turns = [away("S1", session="PM"), away("S2", session="AM")]

    assert len(solved(a_report(300, availability=turns)).given) == 1
