"""Warnings say what is so, once for all it is about, and nothing when it is not so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from roster import policy as policies
from roster.cautions import input_cautions, roster_cautions
from roster.problem import Problem, first_day_of, resolve
from roster.roster import Message, Plan, WingDuty, Work
from roster.rule import rules_in_force
from roster.view import look
from tests.builders import MONDAY, away, override, problem, staff, tables, task

WEEK_BEFORE = date(2026, 11, 16)
OLD = {"ready": "2026-11-16", "due": "2026-11-27"}


def warned(
    *, asked: date | None = None, today: date = MONDAY, missing: tuple[str, ...] = (), **content: Any
) -> dict[str, Message]:
    morning = replace(tables(**content), missing=missing)
    found = resolve(morning, policies.load(morning.policy), first_day_of(morning, asked), 1)
    messages = input_cautions(morning, found, asked, today)
    assert all(each.message.endswith(".") for each in messages)
    return {each.code: each for each in messages}


def work(task_id: str, staff_id: str, start: int, minutes: int, session: str = "AM") -> Work:
    begins = 8 * 60 + start
    end = begins + minutes
    return Work(
        MONDAY, session, time(*divmod(begins, 60)), time(*divmod(end, 60)), staff_id, task_id, minutes
    )


def warned_of_plan(found: Problem, *pieces: Work, duties: tuple[WingDuty, ...] = ()) -> list[Message]:
    return list(roster_cautions(look(found, Plan(tuple(pieces), duties)), rules_in_force(found.policy)))


def test_an_ordinary_morning_has_no_warnings() -> None:
    people = [staff("S1"), staff("S2", "B4"), staff("S3", "MGR")]
    assert warned(staff=people, tasks=[task("T1", owner="S2", risk="low", **OLD)]) == {}


def test_a_missing_table_is_named_with_what_is_assumed() -> None:
    found = warned(missing=("wing_posts",))["TABLE_MISSING"]
    assert found.message == "There is no wing_posts.csv, so the wings are taken to ask for nobody."


def test_a_first_day_nobody_works_on_is_moved_and_said() -> None:
    found = warned(asked=date(2026, 11, 21))["MOVED"]
    assert "Saturday 21 November 2026 is not a working day" in found.message
    assert "Monday 23 November 2026" in found.message
    assert "MOVED" not in warned(asked=MONDAY)


def test_yesterdays_folder_is_noticed_unless_the_day_was_typed() -> None:
    assert "DATE_NOT_TODAY" in warned(today=date(2026, 11, 24))
    assert "DATE_NOT_TODAY" not in warned(today=date(2026, 11, 24), asked=MONDAY)


def test_many_tasks_of_unknown_owners_are_one_warning() -> None:
    found = warned(
        staff=[staff("S1")], tasks=[task(f"T{n}", owner="S9", risk="low", **OLD) for n in range(5)]
    )
    assert found["OWNER_UNKNOWN"].message == "The owner named for 5 tasks is not on the staff list."
    assert found["OWNER_UNKNOWN"].subjects == ("T0", "T1", "T2", "T3", "T4", "S9")


def test_an_owner_who_may_not_do_the_work_is_named_in_steady_state() -> None:
    people = [staff("S1", "PO"), staff("S2", "B4")]
    tasks = [task("T1", owner="S1", **OLD), task("T2", owner="S2", **OLD)]
    assert warned(mode="steady_state", staff=people, tasks=tasks)["OWNER_MAY_NOT"].subjects == ("T1",)


def test_an_appointment_that_has_passed_or_falls_behind_locked_doors_is_named() -> None:
    past = task("T1", "safety_review", ready="2026-11-16", fixed_date=WEEK_BEFORE, fixed_start=time(9))
    early = task("T2", "bcst1", fixed_date=MONDAY, fixed_start=time(8), minutes=30, **OLD)
    fine = task("T3", "bcst1", fixed_date=MONDAY, fixed_start=time(9), minutes=30, **OLD)
    found = warned(tasks=[past, early, fine])
    assert found["APPOINTMENT_PAST"].subjects == ("T1",)
    assert found["APPOINTMENT_LOCKED"].subjects == ("T2",)


def test_work_too_long_for_any_session_is_named() -> None:
    long, fits = task("T1", minutes=205, risk="low", **OLD), task("T2", minutes=200, risk="low", **OLD)
    report = task("T3", "parole_report", minutes=900, risk="low", **OLD)
    for_officers = task("T4", "monitoring_review", minutes=175, **OLD)
    found = warned(tasks=[long, fits, report, for_officers])["UNSPLITTABLE_TOO_LONG"]
    assert found.subjects == ("T1", "T4")


def test_risk_is_asked_for_only_where_it_decides() -> None:
    tasks = [task("T1", **OLD), task("T2", "bcst1", **OLD), task("T3", risk="low", **OLD)]
    assert warned(tasks=tasks)["RISK_UNKNOWN"].subjects == ("T1",)
    assert "RISK_UNKNOWN" not in warned(mode="steady_state", tasks=tasks)


def test_a_check_needs_to_know_whose_work_it_checks() -> None:
    tasks = [
        task("T1", "oasys_qa", **OLD),
        task("T2", "oasys_qa", doer="S1", **OLD),
        task("T3", "sentence_calculation", **OLD),
        task("T4", "sentence_calculation_check", after="T3", **OLD),
    ]
    assert warned(tasks=tasks)["DOER_UNKNOWN"].subjects == ("T1",)


@pytest.mark.parametrize(
    ("since", "code"),
    [(date(2025, 2, 24), ""), (date(2025, 2, 23), "DUAL_ROLE_21"), (date(2024, 11, 24), "DUAL_ROLE_21"),
     (date(2024, 11, 23), "DUAL_ROLE_24")],
)  # fmt: skip
@pytest.mark.parametrize("mode", ["mtt", "steady_state"])
def test_long_stays_in_the_dual_role_are_named_to_the_day_in_any_mode(
    since: date, code: str, mode: str
) -> None:
    people = [staff("S1", "B4", dual_role_since=since, dual_role_group="supervision")]
    people.append(staff("S2", "B4", dual_role_since=date(2020, 1, 1), dual_role_group="regime"))
    found = {each for each in warned(mode=mode, staff=people) if each.startswith("DUAL_ROLE")}
    assert found == ({code} if code else set())


def test_overtime_without_agreement_is_not_planned_and_said() -> None:
    people = [
        staff("S1", overtime_minutes=60),
        staff("S2", overtime_minutes=60, overtime_agreed_by="A Manager"),
    ]
    assert warned(staff=people)["OVERTIME_NOT_AGREED"].subjects == ("S1",)


def test_a_grade_without_work_here_is_named_and_the_letters_disagreement_said() -> None:
    people = [staff("S1", "PSO"), staff("S2", "PO")]
    assert warned(mode="steady_state", staff=people)["NO_WORK_FOR_GRADE"].subjects == ("S1",)
    found = warned(staff=people)
    assert "NO_WORK_FOR_GRADE" not in found
    assert found["PSO_ROLE"].subjects == ("S1",)


def test_started_work_of_somebody_away_is_named_unless_it_is_handed_over() -> None:
    people, tasks = [staff("S1"), staff("S2")], [task("T1", started_by="S1", risk="low", **OLD)]
    found = warned(staff=people, tasks=tasks, availability=[away("S1")])
    assert found["STARTER_AWAY"].subjects == ("S1", "T1")
    lifted = [override("started", task_id="T1")]
    assert "STARTER_AWAY" not in warned(
        staff=people, tasks=tasks, availability=[away("S1")], overrides=lifted
    )


def test_an_override_that_has_run_out_is_said_and_one_that_is_used_is_signed() -> None:
    people = [staff("S1", "PO"), staff("S2", "PSO"), staff("S3", "MGR")]
    gone = override("high_risk", "S2", "T1", oversight="S1", expires=date(2026, 11, 22))
    assert warned(staff=people, overrides=[gone])["OVERRIDE_EXPIRED"].subjects == ("S2", "T1")
    found = problem(
        staff=people,
        tasks=[task("T1", risk="high", **OLD), task("T2", risk="high", **OLD)],
        overrides=[
            override("high_risk", "S2", "T1", oversight="S1", by="B. Manager", reason="leave"),
            override("high_risk", "S2", "T2", oversight="S1"),
        ],
    )
    (said,) = warned_of_plan(found, work("T1", "S2", 0, 45), work("T2", "S1", 0, 45))
    assert said == Message(
        "OVERRIDE_USED",
        "By decision of B. Manager, S2 may do T1 although it is high-risk work, overseen by S1;"
        " the reason given: leave.",
        ("S2", "T1"),
    )


# -- who can be reached ----------------------------------------------------------------------------


def unit(**content: Any) -> Problem:
    people = [staff("S1", "PO"), staff("S2", "PSO"), staff("S3", "HUB"), staff("S4", "CA")]
    meeting = task("T2", "idrmm", minutes=240, fixed_date=MONDAY, fixed_start=time(8), **OLD)
    tasks = [task("T1", risk="low", **OLD), meeting, task("T3", "application", **OLD)]
    usual: dict[str, Any] = {"staff": people, "tasks": tasks}
    return problem(**(usual | content))


def codes(found: Problem, *pieces: Work, duties: tuple[WingDuty, ...] = ()) -> set[str]:
    return {each.code for each in warned_of_plan(found, *pieces, duties=duties)}


def test_nobody_is_warned_of_while_officer_and_manager_are_in() -> None:
    assert codes(unit(), work("T1", "S2", 0, 45)) == set()


def test_no_advice_when_no_probation_officer_is_in_or_all_are_in_appointments_throughout() -> None:
    gone = unit(availability=[away("S1", session="AM")])
    (said,) = warned_of_plan(gone, work("T1", "S2", 0, 45))
    assert said.message == (
        "No probation officer can be reached on Mon 23 Nov AM, when S2 does offender-supervision work."
    )
    assert said.subjects == ("S2",)
    assert codes(unit(), work("T1", "S2", 0, 45), work("T2", "S1", 0, 240)) == {"NO_ADVICE"}
    assert codes(unit(), work("T1", "S2", 0, 45), work("T2", "S1", 0, 235)) == set()
    assert codes(unit(), work("T1", "S2", 0, 45), duties=(WingDuty(MONDAY, "AM", "B", "S1"),)) == {
        "NO_ADVICE"
    }


def test_advice_is_missed_only_by_staff_who_need_it_on_offender_supervision_work() -> None:
    gone = unit(availability=[away("S1", session="AM")])
    assert codes(gone, work("T3", "S4", 0, 10)) == set()
    assert codes(gone, work("T3", "S2", 0, 10)) == set()
    assert codes(gone) == set()


def test_no_manager_is_said_only_where_the_staff_list_has_any() -> None:
    assert codes(unit(availability=[away("S3")]), work("T1", "S2", 0, 45)) == {"NO_MANAGER"}
    alone = unit(staff=[staff("S1", "PO"), staff("S2", "PSO")])
    assert codes(alone, work("T1", "S2", 0, 45)) == set()
