"""Tables that contradict each other or themselves are told; what cannot be judged is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from roster import policy as policies
from roster.crosscheck import Typed, cross_check
from tests import builders as build

POLICY = policies.load({})
PERSON = build.staff("S01")


def found(typed: Typed | None = None, **content: Any) -> list[tuple[str, int, str]]:
    tables = build.tables(**{"staff": [PERSON], **content})
    return [(fault.file, fault.row, fault.column) for fault in cross_check(tables, POLICY, typed)]


def task(task_id: str, **cells: Any) -> Any:
    return build.task(task_id, cells.pop("kind", "handover"), **{"due": "2026-11-27", **cells})


def test_a_sound_morning_has_no_fault() -> None:
    assert found(tasks=[task("T1"), task("T2", after="T1")], availability=[build.away("S01")]) == []


def test_an_unknown_person_is_told_in_every_table() -> None:
    assert found(
        availability=[build.away("S09")],
        history=[build.history("S09")],
        tasks=[task("T1", started_by="S09")],
        overrides=[build.override("rotation", "S09")],
    ) == [
        ("availability.csv", 2, "staff_id"),
        ("tasks.csv", 2, "started_by"),
        ("history.csv", 2, "staff_id"),
        ("overrides.csv", 2, "staff_id"),
    ]


def test_owner_and_doer_may_have_left() -> None:
    assert found(tasks=[task("T1", owner="S09", doer="S08")]) == []


def test_ids_of_rows_with_faults_are_known() -> None:
    typed = Typed(frozenset({"S01", "S09"}), frozenset({"T1", "T9"}))
    assert found(typed, tasks=[task("T1", started_by="S09", after="T9")]) == []


def test_nothing_is_unknown_where_a_table_could_not_be_read() -> None:
    assert found(Typed(None, None), tasks=[task("T1", started_by="S09", after="T9")]) == []


def test_without_sessions_nothing_is_checked_against_them() -> None:
    appointment = task("T1", fixed_date=date(2026, 11, 24), fixed_start=time(3))
    row = build.away("S01", session="AM", status="present", start=time(3))
    assert len(found(tasks=[appointment], availability=[row])) == 2
    assert found(tasks=[appointment], availability=[row], sessions=()) == []


def test_an_unreadable_setting_does_not_stop_the_check() -> None:
    assert found(tasks=[task("T1", due=None)], estate="", mode="", function="") == [("tasks.csv", 2, "due")]


@pytest.mark.parametrize(
    ("waits", "chain"),
    [
        ({"T1": "T2", "T2": "T1"}, "T1 after T2 after T1"),
        ({"T1": "T2", "T2": "T3", "T3": "T1"}, "T1 after T2 after T3 after T1"),
        ({"T0": "T1", "T1": "T2", "T2": "T1"}, "T1 after T2 after T1"),
        ({"T1": "T0;T2", "T2": "T0;T1"}, "T1 after T2 after T1"),
    ],
)
def test_a_circle_of_tasks_is_named(waits: dict[str, str], chain: str) -> None:
    rows = [task(each, after=waits.get(each, "")) for each in sorted({"T0", *waits})]
    (fault,) = cross_check(build.tables(staff=[PERSON], tasks=rows), POLICY)
    assert (fault.file, fault.column, fault.code) == ("tasks.csv", "after", "cycle")
    assert f"so none can start: {chain};" in fault.message


def test_two_circles_are_both_named() -> None:
    rows = [task("A", after="B"), task("B", after="A"), task("C", after="D"), task("D", after="C")]
    assert found(tasks=rows) == [("tasks.csv", 2, "after"), ("tasks.csv", 4, "after")]


def test_a_long_chain_is_no_circle_and_a_long_circle_is_shortened() -> None:
    rows = [task(f"T{number}", after=f"T{number + 1}") for number in range(5000)]
    assert found(tasks=[*rows, task("T5000")]) == []
    (fault,) = cross_check(build.tables(staff=[PERSON], tasks=[*rows, task("T5000", after="T0")]), POLICY)
    assert len(fault.message) < 250


def test_waiting_for_a_blocked_task_is_allowed() -> None:
    assert found(tasks=[task("T1", after="T2"), task("T2", status="blocked", note="waits")]) == []


@pytest.mark.parametrize(
    ("ready", "due", "fine"),
    [
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-23", "2026-11-22", False),
        ("2026-11-23T18:00", "2026-11-23", True),
        ("2026-11-23T18:00", "2026-11-23T18:00", True),
        ("2026-11-23T18:00", "2026-11-23T17:59", False),
        ("2026-11-23T18:00", "2026-11-22", False),
    ],
)
def test_due_may_not_lie_before_ready(ready: str, due: str, fine: bool) -> None:
    assert (found(tasks=[task("T1", ready=ready, due=due)]) == []) == fine


def appointment(**cells: Any) -> Any:
    usual = {
        "kind": "oral_hearing",
        "due": None,
        "fixed_date": date(2026, 11, 24),
        "fixed_start": time(9),
        "minutes": 60,
    }
    return task("T1", **{**usual, **cells})


def test_an_appointment_needs_neither_ready_nor_due() -> None:
    assert found(tasks=[appointment()]) == []


def test_an_appointment_type_needs_its_day_and_start_unless_it_is_blocked() -> None:
    without = {"fixed_date": None, "fixed_start": None}
    assert found(tasks=[appointment(**without)]) == [
        ("tasks.csv", 2, "fixed_date"),
        ("tasks.csv", 2, "fixed_start"),
    ]
    assert found(tasks=[appointment(**without, status="blocked", note="no day yet")]) == []


@pytest.mark.parametrize(
    ("start", "minutes", "fine"),
    [
        (time(11), 60, True),
        (time(11), 61, False),
        (time(8), 240, True),
        (time(8), 237, True),
        (time(12), 5, False),
    ],
)
def test_an_appointment_ends_by_the_end_of_its_session(start: time, minutes: int, fine: bool) -> None:
    assert (found(tasks=[appointment(fixed_start=start, minutes=minutes)]) == []) == fine


def test_the_catalogues_minutes_count_where_none_are_typed() -> None:
    assert found(tasks=[appointment(fixed_start=time(10), minutes=None)]) == [("tasks.csv", 2, "fixed_start")]


def test_an_appointment_is_not_before_ready() -> None:
    assert found(tasks=[appointment(ready=datetime(2026, 11, 24, 9))]) == []
    assert found(tasks=[appointment(ready=datetime(2026, 11, 24, 9, 1))]) == [("tasks.csv", 2, "fixed_start")]


def test_an_appointment_is_on_a_working_day() -> None:
    saturday = appointment(fixed_date=date(2026, 11, 28))
    assert found(tasks=[saturday]) == [("tasks.csv", 2, "fixed_date")]
    assert found(tasks=[saturday], weekdays=frozenset(range(6))) == []


def test_each_lifted_rule_needs_what_it_is_about() -> None:
    tasks = [task("T1")]
    for rule in ("prison_manager", "advice", "rotation"):
        assert found(tasks=tasks, overrides=[build.override(rule, "S01")]) == []
    assert found(tasks=tasks, overrides=[build.override("started", task_id="T1")]) == []
    assert found(tasks=tasks, overrides=[build.override("started", "S01", "T1")]) == []
    assert found(tasks=tasks, overrides=[build.override("high_risk", "S01", oversight="S01")]) == []
    assert found(tasks=tasks, overrides=[build.override("started", "S01")]) == [
        ("overrides.csv", 2, "task_id")
    ]


def test_an_overseer_with_a_faulty_row_is_not_judged() -> None:
    typed = Typed(frozenset({"S01", "S09"}), frozenset())
    assert found(typed, overrides=[build.override("high_risk", "S01", oversight="S09")]) == []


def test_faults_name_the_sheet_where_there_is_one() -> None:
    tables = replace(
        build.tables(staff=[PERSON], history=[build.history("S9")]),
        names={"history": "m.xlsx, sheet History"},
    )
    assert str(cross_check(tables, POLICY)[0]).startswith(
        "m.xlsx, sheet History, row 2, staff_id: `S9` is not"
    )
