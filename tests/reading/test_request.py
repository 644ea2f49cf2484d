"""A request is read like a folder; whatever a client sends is answered with faults, never a traceback."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest

from roster.reading import limits
from roster.reading.columns import Column
from roster.reading.request import read_request, where
from roster.reading.task_tables import TABLES
from tests.reading.mornings import VALID, as_request, faults_of_request, morning, only


def body(**changes: Any) -> dict[str, Any]:
    return {**as_request(morning()), **changes}


def deep(depth: int) -> Any:
    found: Any = 1
    for _ in range(depth):
        found = [found]
    return found


def test_a_request_reads_like_the_folder_it_stands_for() -> None:
    tables = read_request(json.loads(json.dumps(body()))).tables
    assert [row.row for row in tables.tasks] == [0, 1]
    assert tables.file("tasks") == "tasks"
    assert tables.establishment.sessions[0].unlock == (time(9), time(11, 30))


def test_numbers_lists_booleans_and_nulls_are_read() -> None:
    staff = [
        {
            "staff_id": "S01",
            "name": "A",
            "grade": "PO",
            "skills": ["os", "oasys"],
            "pattern": ["Mon", "Tue AM"],
        },
        {
            "staff_id": "S02",
            "name": "B",
            "grade": "B4",
            "cross_deployable": False,
            "minutes_per_week": 2220.0,
        },
        {
            "staff_id": 3,
            "name": "C",
            "grade": "B4",
            "skills": None,
            "pattern": [],
            "minutes_per_week": "2220",
        },
    ]
    tasks = [
        {"task_id": "T1", "type": "case_qa", "due": "2026-11-27", "after": ["T2"], "minutes": 45},
        {"task_id": "T2", "type": "case_qa", "due": "2026-11-27T10:00", "after": None},
    ]
    request = body(staff=staff, tasks=tasks, history=None, policy=None, options={"days": 3})
    request["establishment"] |= {"interviews": {"rooms": 2}, "working": {"days": ["Mon", "Sat"]}}
    tables = read_request(request).tables
    assert tables.staff[0].skills == frozenset({"os", "oasys"})
    assert tables.staff[0].pattern == frozenset({(0, "AM"), (0, "PM"), (1, "AM")})
    assert (tables.staff[1].cross_deployable, tables.staff[1].minutes_per_week) == (False, 2220)
    assert (tables.staff[2].staff_id, tables.staff[2].skills, tables.staff[2].pattern) == ("3", None, None)
    assert tables.tasks[0].after == ("T2",)
    assert tables.tasks[0].due == date(2026, 11, 27)
    assert (tables.establishment.rooms, tables.establishment.weekdays) == (2, frozenset({0, 5}))


def test_only_establishment_staff_and_tasks_are_required() -> None:
    request = {key: body()[key] for key in ("establishment", "staff", "tasks")}
    assert read_request(request).tables.missing == ("availability", "wing_posts")
    assert {where(fault) for fault in faults_of_request({})} == {"establishment", "staff", "tasks"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"taks": []}, "taks"),
        ({"staff": "S01"}, "staff"),
        ({"staff": {}}, "staff"),
        ({"establishment": []}, "establishment"),
        ({"policy": [1]}, "policy"),
        ({"policy": {"grid_minutes": "5"}}, "policy.grid_minutes"),
        ({"history": [5]}, "history[0]"),
        ({"history": [{"staff_id": "S01"}, {"staff_id": "S02", "x": 1}]}, "history[1].x"),
        ({"options": {}, "rooster": {}}, "rooster"),
    ],
)
def test_keys_and_values_of_the_wrong_shape_are_told(changes: dict[str, Any], place: str) -> None:
    assert where(only(faults_of_request(body(**changes)))) == place


NOT_WHOLE = {
    "half": 1.5,
    "not a number": float("nan"),
    "infinite": float("inf"),
    "huge": 10**400,
    "negative": -1,
    "yes": True,
    "list": ["5"],
    "object": {"a": 1},
    "word": "five",
    "half character": "\ud800",
    "nested": deep(3),
    "control character": "\x00",
    "long": "9" * 100_000,
}


@pytest.mark.parametrize("value", NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_minutes_that_are_no_whole_number_are_told(value: Any) -> None:
    tasks = [{"task_id": "T1", "type": "case_qa", "due": "2026-11-27", "minutes": value}]
    found = faults_of_request(body(tasks=tasks, overrides=[]))
    assert [where(fault) for fault in found] == ["tasks[0].minutes"]


@pytest.mark.parametrize(
    "column", ["task_id", "type", "due", "owner", "after", "fixed_start", "note", "status"]
)
@pytest.mark.parametrize(
    "value", [{"a": 1}, [[1]], float("nan"), True, "\ud800", 10**400, [{"a": "\udfff"}]], ids=range(7)
)
def test_rubbish_in_any_cell_is_told(column: str, value: Any) -> None:
    tasks = [{"task_id": "T1", "type": "case_qa", "due": "2026-11-27", column: value}]
    assert f"tasks[0].{column}" in {
        where(fault) for fault in faults_of_request(body(tasks=tasks, overrides=[]))
    }


@pytest.mark.parametrize(
    ("table", "column"),
    [(table.key, column) for table in TABLES for column in table.columns],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_an_empty_list_is_an_empty_cell_only_where_a_list_may_stand(table: str, column: Column) -> None:
    request = body()
    request[table][0][column.name] = []
    told = f"{table}[0].{column.name}" in {where(fault) for fault in faults_of_request(request)}
    assert told is not column.kind.several


def test_an_empty_list_is_no_mode_and_an_empty_pair_no_unlock() -> None:
    request = body()
    request["establishment"]["session"][0]["unlock"] = []
    assert read_request(request).tables.establishment.sessions[0].unlock is None
    request["establishment"]["mode"] = []
    assert where(only(faults_of_request(request))) == "establishment.mode"


@pytest.mark.parametrize("request_body", [None, [], "x", 5, {"staff": deep(50)}, deep(5000)])
def test_a_body_of_another_shape_is_told(request_body: Any) -> None:
    assert faults_of_request(request_body)


def test_too_many_rows_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    assert where(only(faults_of_request(body()))) == "staff"


def test_more_faults_than_anybody_reads_point_at_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_FAULTS", 2)
    found = faults_of_request(body(history=[{"staff_id": "S01", "x": 1, "y": 2, "z": 3}]))
    assert {where(fault) for fault in found} == {"history", "history[0].x", "history[0].y"}


@pytest.mark.parametrize(
    ("session", "place"),
    [
        ("AM", "establishment.session"),
        (["AM"], "establishment.session"),
        (
            [{"name": "AM", "start": "08:00", "end": "12:00", "unlock": "09:00"}],
            "establishment.session[0].unlock",
        ),
        (
            [{"name": "AM", "start": "08:00", "end": "12:00", "until": "09:00"}],
            "establishment.session[0].until",
        ),
        ([{"name": "AM", "start": "08:00"}], "establishment.session[0].end"),
        (
            [{"name": f"S{n}", "start": f"{n:02}:00", "end": f"{n:02}:59"} for n in range(9)],
            "establishment.session",
        ),
    ],
)
def test_wrong_sessions_are_told(session: Any, place: str) -> None:
    request = body(availability=[], wing_posts=[])
    request["establishment"]["session"] = session
    assert where(only(faults_of_request(request))) == place


def test_the_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    turned = dict(reversed(body().items()))
    assert read_request(turned).tables.input_sha256 == read_request(body()).tables.input_sha256
    other = body(history=[])
    assert read_request(other).tables.input_sha256 != read_request(body()).tables.input_sha256
    assert VALID["history"]
