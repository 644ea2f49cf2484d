"""How a morning is resolved: days, presence, weeks, deadlines and tiers (contract, sections 2 and 3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from roster.deadlines import due_by_rule, end_of, last_day
from roster.policy import load
from roster.prepare import problem_of
from roster.problem import Problem, first_day_of
from roster.reading.assemble import Morning
from roster.sessions import Calendar, add_elapsed_hours
from tests.builders import FRIDAY, MONDAY, TUESDAY, away, override, problem, staff, tables, task, wing_post

MON_AM, MON_PM, TUE_AM, TUE_PM = range(4)


# -- days ---------------------------------------------------------------------------------------------------------


def test_days_are_working_days_and_counted_as_such() -> None:
    week = problem(days=6, staff=[staff("S1")])

    assert [f"{day:%a %d}" for day in week.days] == [
        "Mon 23",
        "Tue 24",
        "Wed 25",
        "Thu 26",
        "Fri 27",
        "Mon 30",
    ]
    assert len(week.sessions) == 12
    assert [each.index for each in week.sessions] == list(range(12))


def test_bank_holidays_of_england_and_wales_are_not_worked() -> None:
    christmas = problem(days=3, first_day=date(2026, 12, 24), staff=[staff("S1")])

    # 25 December is a Friday; the 26th is a Saturday, so Monday the 28th stands for it
    assert [each.day for each in christmas.days] == [24, 29, 30]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 1, 2), True),  # a holiday in Scotland only
        (date(2026, 3, 17), True),  # a holiday in Northern Ireland only
        (date(2026, 11, 28), False),  # a Saturday
    ],
)
def test_the_calendar_is_that_of_england_and_wales(day: date, *, worked: bool) -> None:
    assert Calendar().is_working(day) is worked


def test_a_weekend_session_is_worked_where_the_prison_says_so() -> None:
    with_saturday = problem(days=2, first_day=FRIDAY, weekdays=frozenset(range(6)), staff=[staff("S1")])

    assert [f"{day:%a}" for day in with_saturday.days] == ["Fri", "Sat"]


@pytest.mark.parametrize(
    ("asked", "first"), [(date(2026, 11, 28), 30), (date(2026, 11, 29), 30), (FRIDAY, 27), (None, 23)]
)
def test_a_first_day_that_is_not_worked_moves_to_the_next_that_is(asked: date | None, first: int) -> None:
    assert first_day_of(tables(), asked).day == first


@pytest.mark.parametrize(("asked", "moved"), [(date(2026, 11, 28), True), (FRIDAY, False)])
def test_moving_the_first_day_is_warned_of(asked: date, *, moved: bool) -> None:
    morning = tables(staff=[staff("S1")], tasks=[task("T1")])
    found = problem_of(Morning(morning, load({})), asked, 1, today=MONDAY)

    assert ("MOVED" in {each.code for each in found.warnings}) is moved
    assert found.days == ((date(2026, 11, 30),) if moved else (FRIDAY,))


# -- presence -----------------------------------------------------------------------------------------------------


def present(*rows: Any, days: int = 1, **cells: Any) -> dict[int, str]:
    """When S1 is there, by session index, as text; `!` where it is not the whole session."""
    found = problem(days=days, staff=[staff("S1", "B4", **cells)], availability=rows)
    return {
        index: f"{each.start:%H:%M}-{each.end:%H:%M}" + ("" if each.whole else "!") + (each.wing or "")
        for (_, index), each in found.presence.items()
    }


def test_without_a_pattern_everybody_is_there_every_working_session() -> None:
    assert present(days=2) == {0: "08:00-12:00", 1: "13:30-17:00", 2: "08:00-12:00", 3: "13:30-17:00"}


def test_a_pattern_says_which_sessions_of_which_weekdays() -> None:
    pattern = frozenset({(0, "PM"), (1, "AM")})

    assert present(days=2, pattern=pattern) == {MON_PM: "13:30-17:00", TUE_AM: "08:00-12:00"}


def test_absent_all_day_or_for_a_session() -> None:
    assert present(away("S1")) == {}
    assert present(away("S1", session="AM")) == {MON_PM: "13:30-17:00"}
    assert present(away("S1", TUESDAY), days=2) == {MON_AM: "08:00-12:00", MON_PM: "13:30-17:00"}


def test_a_session_row_beats_a_whole_day_row() -> None:
    rows = [away("S1"), away("S1", session="PM", status="present")]

    assert present(*rows) == {MON_PM: "13:30-17:00"}


@pytest.mark.parametrize(
    ("hours", "there"),
    [
        ({"start": time(9)}, "09:00-12:00!"),
        ({"end": time(11)}, "08:00-11:00!"),
        ({"start": time(8), "end": time(12)}, "08:00-12:00"),
        ({"start": time(7), "end": time(13)}, "08:00-12:00"),
        ({"minutes": 90}, "08:00-09:30!"),
        ({"minutes": 239}, "08:00-11:59!"),
        ({"minutes": 240}, "08:00-12:00"),
        ({"minutes": 600}, "08:00-12:00"),
    ],
)
def test_present_for_part_of_a_session(hours: dict[str, Any], there: str) -> None:
    assert present(away("S1", session="AM", status="present", **hours))[MON_AM] == there


@pytest.mark.parametrize(
    ("minutes", "there"),
    [
        (0, {}),
        (100, {MON_AM: "08:00-09:40!"}),
        (240, {MON_AM: "08:00-12:00"}),
        (241, {MON_AM: "08:00-12:00", MON_PM: "13:30-13:31!"}),
        (450, {MON_AM: "08:00-12:00", MON_PM: "13:30-17:00"}),
    ],
)
def test_minutes_of_a_whole_day_row_are_the_first_of_the_day(minutes: int, there: dict[int, str]) -> None:
    assert present(away("S1", status="present", minutes=minutes)) == there


def test_hours_of_a_whole_day_row_cut_every_session() -> None:
    row = away("S1", status="present", start=time(11), end=time(14))

    assert present(row) == {MON_AM: "11:00-12:00!", MON_PM: "13:30-14:00!"}


def test_being_present_outside_the_pattern_adds_presence() -> None:
    assert present(away("S1", session="PM", status="present"), pattern=frozenset()) == {MON_PM: "13:30-17:00"}


def test_somebody_detailed_is_on_that_wing_for_the_session() -> None:
    assert present(away("S1", session="AM", status="wing", reason="C")) == {
        MON_AM: "08:00-12:00C",
        MON_PM: "13:30-17:00",
    }


# -- weeks --------------------------------------------------------------------------------------------------------


def week(first_day: date = MONDAY, days: int = 1, rows: Any = (), **cells: Any) -> tuple[int, int]:
    """The minutes of S1's first week that may be planned, and those already gone."""
    found = problem(days=days, first_day=first_day, staff=[staff("S1", "B4", **cells)], availability=rows)
    return found.week_limit["S1", MONDAY], found.week_before["S1", MONDAY]


def test_a_week_is_the_taskable_share_of_the_contracted_minutes() -> None:
    assert week(minutes_per_week=1000) == (850, 0)
    assert week(minutes_per_week=1001) == (850, 0)  # 850.85 rounded down
    assert week(minutes_per_week=0) == (0, 0)


def test_without_minutes_the_pattern_says_the_week() -> None:
    assert week() == (5 * 450 * 85 // 100, 0)
    assert week(pattern=frozenset({(0, "AM"), (4, "PM")})) == (450 * 85 // 100, 0)


def test_overtime_adds_to_a_week_only_where_somebody_has_agreed() -> None:
    assert week(minutes_per_week=1000, overtime_minutes=100) == (850, 0)
    assert week(minutes_per_week=1000, overtime_minutes=100, overtime_agreed_by="A Line Manager") == (935, 0)


def test_the_days_of_the_week_before_the_horizon_count_by_pattern_and_availability() -> None:
    monday = 240 * 85 // 100 + 210 * 85 // 100

    assert week(TUESDAY)[1] == monday
    assert week(TUESDAY, rows=[away("S1", MONDAY)])[1] == 0
    assert week(TUESDAY, rows=[away("S1", MONDAY, "PM")])[1] == 204
    assert (
        week(TUESDAY, rows=[away("S1", MONDAY, "AM", "present", minutes=100), away("S1", MONDAY, "PM")])[1]
        == 85
    )
    assert week(TUESDAY, rows=[away("S1", MONDAY, "AM", "wing", reason="B")])[1] == monday
    assert week(FRIDAY)[1] == 4 * monday


def test_each_week_of_a_longer_horizon_has_its_own_limit() -> None:
    weeks = problem(days=6, staff=[staff("S1", minutes_per_week=1000)])

    assert weeks.week_limit == {("S1", MONDAY): 850, ("S1", MONDAY + timedelta(days=7)): 850}
    assert set(weeks.week_before.values()) == {0}


def test_a_week_shortened_by_a_bank_holiday_is_shorter_by_the_pattern() -> None:
    boxing = problem(first_day=date(2026, 12, 21), days=1, staff=[staff("S1")])

    assert boxing.week_limit["S1", date(2026, 12, 21)] == 4 * 450 * 85 // 100


# -- tasks: ready, due, minutes -----------------------------------------------------------------------------------


def resolved(
    kind: str = "recategorisation", days: int = 1, first_day: date | None = None, **cells: Any
) -> Any:
    return problem(
        days=days, first_day=first_day, staff=[staff("S1")], tasks=[task("T1", kind, **cells)]
    ).task["T1"]


def test_a_date_alone_is_the_start_of_that_day_for_ready_and_its_end_for_due() -> None:
    found = resolved(ready="2026-11-23", due="2026-11-25")

    assert found.ready == datetime(2026, 11, 23)
    assert found.due == datetime(2026, 11, 26)
    assert last_day(found.due) == date(2026, 11, 25)
    assert end_of(date(2026, 11, 25)) == found.due


def test_a_moment_is_taken_as_it_is() -> None:
    found = resolved(ready="2026-11-23T08:01", due="2026-11-25T12:00")

    assert (found.ready, found.due) == (datetime(2026, 11, 23, 8, 1), datetime(2026, 11, 25, 12))


def test_ready_left_empty_is_the_start_of_the_horizon() -> None:
    assert resolved(due="2026-11-25", first_day=TUESDAY).ready == datetime(2026, 11, 24)


@pytest.mark.parametrize(
    ("kind", "ready", "due"),
    [
        ("recategorisation", "2026-11-23", datetime(2026, 12, 22)),  # the end of the 20th working day
        ("transfer", "2026-11-27", datetime(2026, 12, 1)),  # one working day after a Friday
        ("transfer", "2026-11-28", datetime(2026, 12, 1)),
        ("reception_discharge", "2026-11-23", datetime(2026, 11, 24)),  # the same day
        ("reception_discharge", "2026-11-28", datetime(2026, 12, 1)),  # the next that is worked
        ("pp_screening", "2026-12-24T15:00", datetime(2026, 12, 30)),  # over Christmas
    ],
)
def test_due_left_empty_is_worked_out_from_ready(kind: str, ready: str, due: datetime) -> None:
    assert resolved(kind, ready=ready).due == due


def test_an_appointment_falls_due_on_its_own_day() -> None:
    found = resolved("safety_review", ready="2026-11-02", fixed_date=TUESDAY, fixed_start=time(9))

    assert found.due == datetime(2026, 11, 25)
    assert found.fixed == datetime(2026, 11, 24, 9)


@pytest.mark.parametrize(
    ("ready", "hours", "due"),
    [
        (datetime(2026, 11, 20, 18), 72, datetime(2026, 11, 23, 18)),
        (datetime(2026, 10, 23, 18), 72, datetime(2026, 10, 26, 17)),  # an hour twice on the 25th
        (datetime(2026, 3, 27, 18), 72, datetime(2026, 3, 30, 19)),  # an hour less on the 29th
    ],
)
def test_hours_are_elapsed_hours(ready: datetime, hours: int, due: datetime) -> None:
    assert add_elapsed_hours(ready, hours) == due


@pytest.mark.parametrize(("typed", "planned"), [(1, 5), (5, 5), (44, 45), (45, 45), (46, 50), (None, 45)])
def test_minutes_are_rounded_up_to_the_grid(typed: int | None, planned: int) -> None:
    found = resolved(minutes=typed)

    assert found.minutes == planned
    assert found.minutes_left == (typed or 45)


def test_an_overdue_task_is_in_time_until_the_end_of_the_horizon() -> None:
    assert resolved(days=2, ready="2026-11-02", due="2026-11-20").due_by == datetime(2026, 11, 25)
    assert resolved(days=2, ready="2026-11-02", due="2026-11-23").due_by == datetime(2026, 11, 24)


def test_the_case_holder_left_empty_follows_the_risk() -> None:
    holders = {risk: resolved(risk=risk).case_holder for risk in ("", "low", "medium", "high", "very_high")}

    assert holders == {"": "CRC", "low": "CRC", "medium": "CRC", "high": "NPS", "very_high": "NPS"}
    assert resolved(risk="high", case_holder="CRC").case_holder == "CRC"


# -- tiers --------------------------------------------------------------------------------------------------------


def overdue_by(working_days: int, tier: int | None = None, kind: str = "supervision_contact") -> int:
    """The tier of a task of tier 4 that fell due so many working days before the roster's first day ended."""
    due = MONDAY
    for _ in range(working_days):
        due -= timedelta(days=3 if due.weekday() == 0 else 1)
    return int(resolved(kind, ready="2026-01-05", due=due, tier=tier).tier)


@pytest.mark.parametrize(
    ("working_days", "tier"),
    [(0, 4), (1, 4), (9, 4), (10, 3), (11, 3), (19, 3), (20, 2), (29, 2), (30, 1), (60, 1)],
)
def test_a_tier_rises_by_one_for_every_ten_working_days_overdue(working_days: int, tier: int) -> None:
    assert overdue_by(working_days) == tier


@pytest.mark.parametrize("working_days", [9, 10, 20, 60])
def test_a_typed_tier_never_rises(working_days: int) -> None:
    assert overdue_by(working_days, tier=4) == 4


@pytest.mark.parametrize(("function", "tier"), [("local", 3), ("trainer", 2), ("women", 4)])
def test_a_tier_left_empty_is_that_of_the_prisons_function(function: str, tier: int) -> None:
    found = problem(staff=[staff("S1")], tasks=[task("T1")], function=function)

    assert found.task["T1"].tier == tier


# -- blocked, posts, overrides ------------------------------------------------------------------------------------


def test_blocked_tasks_are_listed_apart() -> None:
    found = problem(staff=[staff("S1")], tasks=[task("T1"), task("T2", status="blocked", note="waits")])

    assert [each.task_id for each in found.tasks] == ["T1"]
    assert [each.task_id for each in found.blocked] == ["T2"]


def test_posts_add_up_and_those_of_other_days_are_left_out() -> None:
    posts = [wing_post("A"), wing_post("A", posts=2), wing_post("B", "PM"), wing_post("A", day=TUESDAY)]

    assert problem(staff=[staff("S1")], wing_posts=posts).posts == {(MON_AM, "A"): 3, (MON_PM, "B"): 1}


@pytest.mark.parametrize(
    ("expires", "days"),
    [(None, "Mon Tue"), (TUESDAY, "Mon Tue"), (MONDAY, "Mon"), (MONDAY - timedelta(days=1), "")],
)
def test_an_override_counts_through_the_day_it_expires(expires: date | None, days: str) -> None:
    lifted = [override("high_risk", "S1", "T1", expires=expires)]
    found = problem(days=2, staff=[staff("S1")], tasks=[task("T1")], overrides=lifted)

    assert [f"{day:%a}" for day in found.days if found.lifted("high_risk", "S1", day, "T1")] == days.split()


@pytest.mark.parametrize(
    ("named", "lifts"),
    [
        (("S1", "T1"), True),
        (("", "T1"), True),
        (("S1", ""), True),
        (("S2", "T1"), False),
        (("S1", "T2"), False),
    ],
)
def test_an_override_counts_for_whom_and_what_it_names(named: tuple[str, str], *, lifts: bool) -> None:
    found = problem(staff=[staff("S1")], tasks=[task("T1")], overrides=[override("high_risk", *named)])

    assert (found.lifted("high_risk", "S1", MONDAY, "T1") is not None) is lifts
    assert found.lifted("rotation", "S1", MONDAY, "T1") is None


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2026, 11, 27), 14), (date(2026, 11, 28), 16), (date(2026, 11, 29), 15), (MONDAY, 14)],
)
def test_categorisation_counts_calendar_days(day: date, days: int) -> None:
    kind = resolved("initial_categorisation", ready=day).type
    due = due_by_rule(kind, datetime.combine(day, time(9)), None, Calendar())

    assert last_day(due) == day + timedelta(days=days)


def test_the_parts_of_a_problem_are_found_by_id() -> None:
    found: Problem = problem(days=2, staff=[staff("S1")], tasks=[task("T1"), task("T2", after="T1")])

    assert found.person["S1"].staff_id == "S1"
    assert found.followers == {"T1": ("T2",)}
    assert found.session[TUESDAY, "PM"].index == TUE_PM
    assert {f"{found.monday(each):%d}" for each in found.sessions} == {"23"}
