"""Prison managers' duties: a senior probation officer chairs a board only by a named override."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import MONDAY, TUESDAY, override, problem, staff
from tests.hand import breaches, due_today, meeting, solved

LINE = "S1: T1 Mon AM 08:30-09:30"
BREACH = [("S1", "T1", "Mon 23 Nov AM", 1)]


def a_board(grade: str = "SPO", **content: Any) -> Problem:
    tasks = [meeting("T1", "08:30", 60, "rotl_board_chair")]
    return problem(**{"staff": [staff("S1", grade)], "tasks": tasks, **content})


@pytest.mark.parametrize("grade", ["MGR", "HUB"])
def test_a_prison_manager_chairs(grade: str) -> None:
    assert breaches(a_board(grade), "prison_manager", LINE) == []
    assert solved(a_board(grade)).given == {"S1 T1"}


def test_a_senior_probation_officer_does_not() -> None:
    assert breaches(a_board(), "prison_manager", LINE) == BREACH
    assert solved(a_board()).given == set()


def test_a_senior_probation_officers_own_duties_are_no_breach() -> None:
    own = a_board(tasks=[due_today("T1", "staff_supervision", minutes=60)])

    assert breaches(own, "prison_manager", LINE) == []
    assert solved(own).given == {"S1 T1"}


@pytest.mark.parametrize(
    ("cells", "lifted"),
    [
        (("S1", "T1"), True),
        (("S1", ""), True),
        (("", "T1"), True),
        (("S2", "T1"), False),
        (("S1", "T2"), False),
    ],
)
def test_an_override_lifts_it_for_whom_and_what_it_names(cells: tuple[str, str], *, lifted: bool) -> None:
    board = a_board(overrides=[override("prison_manager", *cells)])

    assert breaches(board, "prison_manager", LINE) == ([] if lifted else BREACH)
    assert solved(board).given == ({"S1 T1"} if lifted else set())


@pytest.mark.parametrize(("day", "name"), [(MONDAY, "Mon"), (TUESDAY, "Tue")])
def test_an_override_counts_on_the_day_it_expires_and_not_on_the_day_after(day: Any, name: str) -> None:
    board = a_board(
        days=2,
        tasks=[meeting("T1", "08:30", 60, "rotl_board_chair", fixed_date=day)],
        overrides=[override("prison_manager", "S1", "T1", expires=MONDAY)],
    )

    found = breaches(board, "prison_manager", f"S1: T1 {name} AM 08:30-09:30")
    assert found == ([] if name == "Mon" else [("S1", "T1", "Tue 24 Nov AM", 1)])
    assert solved(board).given == ({"S1 T1"} if name == "Mon" else set())
