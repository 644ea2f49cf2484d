"""The checks of the domain document, section 5.5, through the whole path: problem, search, judge, warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roster.cautions import roster_cautions
from roster.check import judge
from roster.explain import not_done
from roster.levels import ON_TIME, lateness
from roster.policy import load
from roster.problem import HIGH_RISKS, resolve
from roster.reading import read_morning
from roster.rule import rules_in_force
from roster.tables import AvailabilityRow
from roster.view import look
from solver.search import Search
from tests.builders import FRIDAY, MONDAY, away, override, problem, staff, task
from tests.hand import FINE, Solved, breaches, due_today, meeting, solved, values_of

if TYPE_CHECKING:
    from roster.problem import Problem
    from roster.roster import Message, NotDone

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
SUPERVISION = sorted(each.key for each in load({}).catalogue("mtt", "local").values() if each.supervision)
ALL_SKILLS = "os;oasys;parole;mappa"
OTHERS = ("PSO", "B4", "NB4")


def left_out(morning: Problem, found: Solved) -> dict[str, NotDone]:
    """What the roster lists as not done, by task id."""
    listed = not_done(look(morning, found.plan), rules_in_force(morning.policy), found.levels)
    return {each.task_id: each for each in listed}


def warnings(morning: Problem, found: Solved) -> list[Message]:
    return list(roster_cautions(look(morning, found.plan), rules_in_force(morning.policy)))


# -- steady state -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SUPERVISION)
def test_in_the_steady_state_no_roster_has_a_probation_officer_on_offender_supervision_work(
    kind: str,
) -> None:
    cells: dict[str, Any] = {"minutes": 60, "owner": "S1", "risk": "high"}
    row = meeting("T1", "09:00", kind=kind, **cells) if kind in FIXED else due_today("T1", kind, **cells)
    people = [staff("S1", "PO"), staff("S2", "B4", skills=ALL_SKILLS)]
    morning = problem(mode="steady_state", staff=people, tasks=[row])
    without_officer = problem(mode="steady_state", staff=people[:1], tasks=[row])

    assert solved(morning).given == {"S2 T1"}
    assert solved(without_officer).given == set()
    assert [each[:2] for each in breaches(morning, "grade", "S1: T1 Mon AM 09:00-10:00")] == [("S1", "T1")]


FIXED = ("rotl_board_member", "safety_review")


# -- high risk in task-based working ------------------------------------------------------------------------------


def risky(count: int, minutes: int, officers: int = 1, **content: Any) -> Problem:
    """High-risk and low-risk work for probation officers with 174 + 148 minutes a day, and one of another grade."""
    tasks = [due_today(f"H{n}", minutes=minutes, risk=HIGH_RISKS[n % 2], owner="S9") for n in range(count)]
    tasks += [due_today(f"L{n}", minutes=minutes, risk="low", tier=2) for n in range(2)]
    people = [*(staff(f"S{n}", "PO") for n in range(1, officers + 1)), staff("S9", "PSO")]
    return problem(**{"policy": FINE, "staff": people, "tasks": tasks, **content})


def share_of_probation_officers(morning: Problem, found: Solved) -> tuple[int, int]:
    """High-risk tasks done, and how many of them by probation officers."""
    high = [each for each in found.plan.work if morning.task[each.task_id].risk in HIGH_RISKS]
    return len(high), sum(morning.person[each.staff_id].grade == "PO" for each in high)


@pytest.mark.parametrize(("count", "minutes"), [(2, 174), (2, 148), (6, 49), (1, 10)])
def test_probation_officers_do_all_high_risk_work_whenever_their_minutes_suffice(
    count: int, minutes: int
) -> None:
    officers = 2 if minutes == 174 else 1
    morning = risky(count, minutes, officers)
    found = solved(morning)

    assert found.values["due.1"] == 0
    assert share_of_probation_officers(morning, found) == (count, count)


def test_where_their_minutes_do_not_suffice_the_shortfall_is_listed_and_given_to_nobody_else() -> None:
    morning = risky(4, 100)  # one in the morning, one in the afternoon
    found = solved(morning)
    listed = left_out(morning, found)

    assert share_of_probation_officers(morning, found) == (2, 2)
    short = {task_id: each for task_id, each in listed.items() if task_id.startswith("H")}
    assert len(short) == 2
    assert {each.code for each in short.values()} == {"NO_TIME"}
    assert {each.minutes_left for each in short.values()} == {100}


def test_a_shortfall_that_a_manager_lets_somebody_else_do_names_the_manager_and_who_oversees_it() -> None:
    lifted = [override("high_risk", "S9", by="A Governor", reason="no officer free", oversight="S1")]
    morning = risky(3, 100, overrides=lifted)
    found = solved(morning)

    assert found.values["due.1"] == 0
    done, by_officers = share_of_probation_officers(morning, found)
    assert (done, by_officers < done) == (3, True)
    used = [each for each in warnings(morning, found) if each.code == "OVERRIDE_USED"]
    assert len(used) == 1
    assert all(word in used[0].message for word in ("A Governor", "no officer free", "S1", "S9"))
    assert "S9" in used[0].subjects


# -- duties of prison managers ------------------------------------------------------------------------------------


def test_a_senior_probation_officer_chairs_a_board_in_no_roster_without_an_override() -> None:
    board = [meeting("T1", "09:00", 60, "rotl_board_chair", owner="S1")]
    senior = [staff("S1", "SPO")]
    without = problem(staff=senior, tasks=board)
    lifted = problem(staff=senior, tasks=board, overrides=[override("prison_manager", "S1", "T1")])

    assert solved(without).given == set()
    assert left_out(without, solved(without))["T1"].code == "NOBODY_MAY"
    assert solved(lifted).given == {"S1 T1"}
    assert [each.code for each in warnings(lifted, solved(lifted))] == ["OVERRIDE_USED"]


# -- contracted minutes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", ["PO", "PSO", "SPO"])
def test_probation_staff_work_no_longer_than_contracted_unless_it_is_agreed(grade: str) -> None:
    kind = "staff_supervision" if grade == "SPO" else "recategorisation"
    tasks = [due_today(f"T{n}", kind, minutes=17, risk="low") for n in range(9)]

    def week(**overtime: Any) -> int:
        person = staff("S1", grade, minutes_per_week=100, **overtime)
        found = solved(problem(policy=FINE, days=5, staff=[person], tasks=tasks))
        return sum(each.minutes for each in found.plan.work)

    assert week() == 85
    assert week(overtime_minutes=40) == 85
    assert week(overtime_minutes=40, overtime_agreed_by="A Line Manager") == 119


# -- advice -------------------------------------------------------------------------------------------------------


def asking(*meetings: Any, high: int = 20, days: int = 1, **content: Any) -> Problem:
    """More work than anybody can do, of every sort, for a probation officer and three others."""
    tasks = [due_today(f"L{n}", minutes=40, risk="low", tier=2) for n in range(60)]
    tasks += [due_today(f"H{n}", minutes=40, risk="high") for n in range(high)]
    people = [staff("S0", "PO"), *(staff(f"S{n}", grade) for n, grade in enumerate(OTHERS, 1))]
    return problem(**{"days": days, "policy": FINE, "staff": people, "tasks": [*tasks, *meetings], **content})


def test_a_probation_officer_without_appointments_keeps_thirty_minutes_wherever_others_work() -> None:
    morning = asking(days=2)
    found = solved(morning)
    view = look(morning, found.plan)

    for session in morning.sessions:
        others = [
            p for p in view.by_session[session.index] if p.person.grade in OTHERS and p.task.type.supervision
        ]
        officers = view.by_seat[("S0", session.index)]
        assert others
        assert officers
        assert session.minutes - sum(each.minutes for each in officers) >= 30
    assert not {"NO_ADVICE"} & {each.code for each in warnings(morning, found)}


def test_where_the_only_probation_officer_is_away_a_warning_says_so() -> None:
    morning = asking(availability=[away("S0", session="PM")])
    found = [each for each in warnings(morning, solved(morning)) if each.code == "NO_ADVICE"]

    assert len(found) == 1
    assert "Mon 23 Nov PM" in found[0].message


@pytest.mark.parametrize(("minutes", "warned"), [(239, False), (240, True)])
def test_a_probation_officer_in_appointments_throughout_cannot_be_reached(
    minutes: int, *, warned: bool
) -> None:
    throughout = meeting("M1", "08:00", minutes, "idrmm")
    morning = asking(throughout, high=0, availability=[away("S0", session="PM")])
    found = warnings(morning, solved(morning))

    said = [each.message for each in found if each.code == "NO_ADVICE" and "AM" in each.message]
    assert bool(said) is warned


# -- the clock of the basic custody screening ---------------------------------------------------------------------


def reception(moment: str, first_day: date, days: int = 1, **content: Any) -> Problem:
    tasks = [task("T1", "bcst1", ready=moment)]
    return problem(
        **{"days": days, "first_day": first_day, "staff": [staff("S1", "PSO")], "tasks": tasks, **content}
    )


def test_a_reception_on_friday_at_six_is_due_on_monday_at_six_and_planned_for_monday() -> None:
    monday = reception("2026-11-20T18:00", MONDAY)

    assert monday.task["T1"].due == datetime(2026, 11, 23, 18)
    assert monday.task["T1"].is_due
    assert monday.task["T1"].tier == 1
    assert solved(monday).values["due.1"] == 0


def test_a_reception_on_friday_morning_must_be_seen_before_the_weekend_or_on_monday_morning() -> None:
    friday = reception("2026-11-20T07:30", MONDAY - timedelta(days=3))
    late = reception("2026-11-20T07:30", MONDAY)

    assert late.task["T1"].due == datetime(2026, 11, 23, 7, 30)
    assert friday.task["T1"].is_due  # no session on Monday ends in time
    assert solved(friday).values["due.1"] == 0
    assert values_of(late, "S1: T1 Mon AM 09:00-09:45")["due.1"] == 1


def test_a_weekend_session_makes_room_for_the_screening() -> None:
    saturday = reception("2026-11-20T18:00", MONDAY - timedelta(days=2), weekdays=frozenset(range(6)))

    assert saturday.days == (date(2026, 11, 21),)
    assert not saturday.task["T1"].is_due  # Monday is still to come
    assert solved(saturday).given == {"S1 T1"}


@pytest.mark.parametrize(
    ("moment", "due", "first_day", "where"),
    [
        ("2026-10-23T18:00", datetime(2026, 10, 26, 17), date(2026, 10, 26), "AM"),
        ("2026-10-23T17:59", datetime(2026, 10, 26, 16, 59), date(2026, 10, 26), "AM"),
        ("2026-03-27T18:00", datetime(2026, 3, 30, 19), date(2026, 3, 30), "AM"),
    ],
)
def test_seventy_two_hours_are_counted_through_the_night_the_clocks_change(
    moment: str, due: datetime, first_day: date, where: str
) -> None:
    monday = reception(moment, first_day)

    assert monday.task["T1"].due == due
    assert solved(monday).values["due.1"] == 0
    assert [each.session for each in solved(monday).plan.work] == [where]


@pytest.mark.parametrize(
    ("moment", "first_day", "value"),
    [
        ("2026-10-23T18:00", date(2026, 10, 26), 0),  # due at five: the afternoon's end
        ("2026-10-23T17:59", date(2026, 10, 26), 1),
        ("2026-11-20T17:00", date(2026, 11, 23), 0),
        ("2026-11-20T16:59", date(2026, 11, 23), 1),
        ("2026-03-27T16:00", date(2026, 3, 30), 0),
        ("2026-03-27T15:59", date(2026, 3, 30), 1),
    ],
)
def test_an_afternoon_is_in_time_to_the_minute_before_and_after_a_clock_change(
    moment: str, first_day: date, value: int
) -> None:
    afternoon = reception(moment, first_day, availability=[away("S1", first_day, "AM")])

    assert solved(afternoon).values["due.1"] == value


# -- initial categorisation ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentenced", "days"),
    [
        ("2026-11-23", 14),
        ("2026-11-27", 14),
        ("2026-11-28", 16),
        ("2026-11-29", 15),
        ("2026-11-29T10:00", 15),
    ],
)
def test_initial_categorisation_is_due_after_fourteen_days_sixteen_from_saturday_fifteen_from_sunday(
    sentenced: str, days: int
) -> None:
    due_day = date.fromisoformat(sentenced[:10]) + timedelta(days=days)
    on_the_day = problem(
        first_day=due_day,
        staff=[staff("S1", "PSO")],
        tasks=[task("T1", "initial_categorisation", ready=sentenced)],
    )
    a_day_late = problem(
        first_day=due_day + timedelta(days=3 if due_day.weekday() == FRIDAY.weekday() else 1),
        staff=[staff("S1", "PSO")],
        tasks=[task("T1", "initial_categorisation", ready=sentenced)],
    )

    assert on_the_day.task["T1"].is_due
    assert not on_the_day.task["T1"].overdue
    assert a_day_late.task["T1"].overdue
    assert solved(on_the_day).values["due.2"] == 0


# -- the day every Band 4 officer is gone -------------------------------------------------------------------------


def test_without_band_4_officers_appointments_and_clock_tasks_are_kept_and_the_rest_is_listed_with_its_minutes() -> (
    None
):
    tasks = [
        meeting("FIXED", "09:00", 45),
        task("CLOCK", "bcst1", ready="2026-11-20T18:00"),
        due_today("REPORT", "recall_report", minutes=240, tier=2),
        due_today("REVIEW", minutes=45, tier=3),
        task("LATER", "oasys_review", minutes=240, due="2026-12-20"),
    ]
    officers = [staff(f"B{number}", "B4", skills=ALL_SKILLS) for number in range(1, 4)]
    people = [staff("S1", "PSO", skills=ALL_SKILLS, pattern=frozenset({(0, "AM")})), *officers]
    usual = problem(staff=people, tasks=tasks)
    gone = problem(staff=people, tasks=tasks, availability=[away(each.staff_id) for each in officers])

    assert solved(usual).values["due.2"] == 0
    found = solved(gone)
    listed = left_out(gone, found)
    assert {"S1 FIXED", "S1 CLOCK"} <= found.given
    assert [found.values[f"due.{tier}"] for tier in (1, 2)] == [0, 2]
    assert {task_id: each.minutes_left for task_id, each in listed.items()} == {
        "REPORT": 240 - 65,  # what the other three leave of 200 minutes
        "LATER": 240,
    }
    assert all(each.message for each in listed.values())


def large_local_without_band_4() -> Problem:
    tables = (morning := read_morning(SAMPLES / "large-local")).tables
    day = tables.establishment.date
    gone = {row.staff_id for row in tables.staff if row.grade == "B4"}
    kept = [row for row in tables.availability if (row.staff_id in gone, row.date) != (True, day)]
    absent = [AvailabilityRow(0, staff_id, day, "", "absent") for staff_id in sorted(gone)]
    return resolve(replace(tables, availability=(*kept, *absent)), morning.policy, None, 1)


def shock() -> Problem:
    morning = read_morning(SAMPLES / "shock")
    return resolve(morning.tables, morning.policy, None, 1)


@pytest.mark.parametrize("made", [large_local_without_band_4, shock], ids=["large-local", "shock"])
def test_a_large_prison_without_its_band_4_officers_has_a_sound_roster_in_seconds(made: Any) -> None:
    morning = made()
    rules = rules_in_force(morning.policy)
    outcome = Search(morning, rules, seconds=3, workers=2).run()
    view = look(morning, outcome.plan)

    assert outcome.seconds < 10  # however slow the machine
    assert judge(morning, outcome.plan, outcome.levels, rules).clean
    assert {each.person.grade for each in view.pieces} & {"B4"} == set()

    due = [each for each in morning.tasks if each.is_due]
    in_time = {
        tier: [lateness(view, each) == ON_TIME for each in due if each.tier == tier]
        for tier in (1, 2, 3, 4, 5)
    }
    shares = {tier: sum(each) / len(each) for tier, each in in_time.items()}
    assert shares[1] > 0.6
    assert max(shares, key=lambda tier: shares[tier]) == 1
    clock = [lateness(view, each) == ON_TIME for each in due if each.type.due_rule[0] == "hours"]
    assert sum(clock) / len(clock) > 0.8

    listed = {each.task_id: each for each in not_done(view, rules, outcome.levels)}
    undone = {each.task_id for each in due if view.finished(each) is None}
    assert undone
    assert undone <= set(listed)
    for task_id in undone:
        assert listed[task_id].minutes_left == morning.task[task_id].minutes_left - view.placed(
            morning.task[task_id]
        )
        assert listed[task_id].message.endswith(".")
