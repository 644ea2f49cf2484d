"""Rotation: 24 whole months in the supervision group, and no new supervision work after that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roster.problem import Problem
from roster.rules.rotation import whole_months
from tests.builders import MONDAY, override, problem, staff
from tests.hand import breaches, due_today, solved

LINE = "S1: T1 Mon AM 08:00-08:45"
TUESDAY_LINE = "S1: T1 Tue AM 08:00-08:45"
BREACH = [("S1", "T1", "Mon 23 Nov AM", 1)]
TWO_YEARS, A_DAY_LESS = date(2024, 11, 23), date(2024, 11, 24)


def an_officer(since: date | None, group: str = "supervision", **content: Any) -> Problem:
    officer = staff("S1", "B4", dual_role_since=since, dual_role_group=group)
    cells = content.pop("cells", {})
    usual = {"mode": "steady_state", "staff": [officer], "tasks": [due_today("T1", **cells)]}
    return problem(**{**usual, **content})


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        (date(2024, 3, 22), date(2024, 4, 21), 0),
        (date(2024, 3, 22), date(2024, 4, 22), 1),
        (date(2024, 11, 23), date(2026, 11, 22), 23),
        (date(2024, 11, 23), date(2026, 11, 23), 24),
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 1), 1),
        (date(2025, 12, 1), date(2026, 1, 1), 1),
    ],
)
def test_months_are_counted_whole(since: date, day: date, months: int) -> None:
    assert whole_months(since, day) == months


def test_a_day_short_of_two_years_new_work_is_no_breach() -> None:
    assert breaches(an_officer(A_DAY_LESS), "rotation", LINE) == []
    assert solved(an_officer(A_DAY_LESS)).given == {"S1 T1"}


def test_at_two_years_it_is() -> None:
    assert breaches(an_officer(TWO_YEARS), "rotation", LINE) == BREACH
    assert solved(an_officer(TWO_YEARS)).given == set()


def test_the_day_of_the_work_counts_and_not_the_first_of_the_roster() -> None:
    two_days = an_officer(A_DAY_LESS, days=2, cells={"ready": "2026-11-24", "due": "2026-11-24"})

    assert breaches(two_days, "rotation", TUESDAY_LINE) == [("S1", "T1", "Tue 24 Nov AM", 1)]
    assert solved(two_days).given == set()


def test_who_began_on_the_last_of_a_month_reaches_two_years_after_a_shorter_one() -> None:
    def on(first_day: date) -> Problem:
        return an_officer(
            date(2024, 2, 29), first_day=first_day, cells={"ready": "2026-02-01", "due": "2026-03-02"}
        )

    assert solved(on(date(2026, 2, 27))).given == {"S1 T1"}  # 28 February is a Saturday
    assert solved(on(date(2026, 3, 2))).given == set()


@pytest.mark.parametrize("cells", [{"owner": "S1"}, {"started_by": "S1"}])
def test_what_is_theirs_they_keep(cells: dict[str, str]) -> None:
    assert breaches(an_officer(TWO_YEARS, cells=cells), "rotation", LINE) == []
    assert solved(an_officer(TWO_YEARS, cells=cells)).given == {"S1 T1"}


def test_somebody_elses_case_is_new_work() -> None:
    assert breaches(an_officer(TWO_YEARS, cells={"owner": "S2"}), "rotation", LINE) == BREACH


def test_the_other_group_no_date_and_other_work_and_modes_know_no_limit() -> None:
    free = [
        an_officer(TWO_YEARS, "regime"),
        an_officer(None),
        an_officer(TWO_YEARS, mode="mtt"),
        an_officer(TWO_YEARS, tasks=[due_today("T1", "pp_screening", minutes=45)]),
    ]

    for each in free:
        assert breaches(each, "rotation", LINE) == []
        assert solved(each).given == {"S1 T1"}


def test_an_override_extends_it_up_to_and_including_the_day_it_expires() -> None:
    lifted = [override("rotation", "S1", expires=MONDAY)]
    two_days = an_officer(TWO_YEARS, days=2, overrides=lifted)
    tuesday = an_officer(
        TWO_YEARS, days=2, overrides=lifted, cells={"ready": "2026-11-24", "due": "2026-11-24"}
    )

    assert breaches(two_days, "rotation", LINE) == []
    assert breaches(two_days, "rotation", TUESDAY_LINE) == [("S1", "T1", "Tue 24 Nov AM", 1)]
    assert solved(two_days).given == {"S1 T1"}
    assert solved(tuesday).given == set()
