"""The schema of a request: it has every column, lets through whatever the reader does, and knows no other keys."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.demo import demo_request
from roster.exports.request_json import as_request as written
from roster.reading import limits, read_morning
from roster.reading.columns import Column, Table
from roster.reading.nested import SESSION_KEYS
from roster.reading.request import READ_KEYS, where
from roster.reading.schema import OptionLimits, request_components, request_schema
from roster.reading.task_tables import ESTABLISHMENT, TABLES
from tests.reading.mornings import as_request, faults_of_request, morning
from tests.rosters import SAMPLES
from tests.schemas import every_component, validator

REQUEST = validator("RosterRequest")
EVERY_COLUMN = [(table, column) for table in TABLES for column in table.columns]
ODD: list[Any] = [
    None, "", "  ", [], [None], [""], [[]], {}, True, False, 0, 1, 2, 3.0, 1.5, -1, 10**13, "1", " 2 ", "3.0", "yes",
    "No", "TRUE", "new", " new ", "New", "open", "wing", "AM", " AM", "PO", "B4", "case_qa", "mtt", "2026-11-23",
    "23/11/2026", "2026-11-23T10:00", "2026-11-23 10:00:30", "10:00", "9:05:00", "os", "OS;oasys", ["os", None], "T1",
    ["T1", 2], "T1;T2", 7, "S01", "S02", "Mon-Fri", ["Mon", "Tue AM"], "A1234BC", "high_risk", "started", "x" * 2000,
]  # fmt: skip


def body(**changes: Any) -> dict[str, Any]:
    return {**as_request(morning()), **changes}


def named(each: Any) -> str | None:
    return each.key if isinstance(each, Table) else each.name if isinstance(each, Column) else None


@pytest.mark.parametrize("name", ["tiny", "large-local", "open", "shock", "trainer", "women"])
def test_every_sample_is_a_request(name: str) -> None:
    REQUEST.validate(json.loads(json.dumps(written(read_morning(SAMPLES / name).tables))))


@pytest.mark.parametrize("prison", ["local", "trainer", "open", "women"])
def test_an_invented_request_with_its_options_is_a_request(prison: str) -> None:
    REQUEST.validate(demo_request(prison, 12))


def test_every_component_is_a_schema_and_all_that_is_referred_to_is_there() -> None:
    found = every_component()
    for each in found.values():
        assert jsonschema_rs.meta.is_valid(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **each}
        )
    text = json.dumps(found)
    referred = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= set(found)
    assert set(found) - referred == {
        "RosterRequest", "CheckRequest", "Roster", "Judgement",
        "Lending", "Explanation", "WhatIfTable", "Choices", "RosterDifference",
    }  # fmt: skip


def test_the_whole_request_is_the_component_of_that_name() -> None:
    assert request_schema() == request_components()["RosterRequest"]
    assert set(request_schema()["properties"]) == {*READ_KEYS, "options"}
    assert request_schema()["required"] == ["establishment", "staff", "tasks"]


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_every_column_is_there_with_its_note_and_example(table: Table) -> None:
    row = request_components()[table.row.__name__]

    assert list(row["properties"]) == list(table.names)
    assert row["additionalProperties"] is False
    assert row["required"] == [column.name for column in table.columns if column.required]
    for column in table.columns:
        found = row["properties"][column.name]
        assert found["description"].startswith(column.note)
        assert found["examples"] == [column.example]


def test_every_key_of_the_establishment_is_there() -> None:
    found = request_components()
    top = set(found["Establishment"]["properties"])
    sections = {
        f"{each.lower()}.{key}" for each in ("Interviews", "Working") for key in found[each]["properties"]
    }
    assert top - {"session", "interviews", "working"} | sections == set(ESTABLISHMENT.names)
    assert set(found["SessionTimes"]["properties"]) == set(SESSION_KEYS)


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN, ids=named)
def test_a_cell_that_the_reader_takes_is_never_refused(table: Table, column: Column) -> None:
    taken = 0
    for value in [*ODD, column.example]:
        request = body()
        request[table.key][0][column.name] = value
        place = f"{table.key}[0].{column.name}"
        if not [each for each in faults_of_request(request) if where(each) == place]:
            taken += 1
            assert REQUEST.is_valid(request), value
    assert taken


@pytest.mark.parametrize(
    "key", ["code", "name", "estate", "mode", "function", "date", "interviews", "working"]
)
def test_a_key_of_the_establishment_that_the_reader_takes_is_never_refused(key: str) -> None:
    nested = [{"rooms": each} for each in ODD] + [{"days": each} for each in ODD]
    for value in [*ODD, *nested]:
        request = body()
        request["establishment"][key] = value
        if not [
            each for each in faults_of_request(request) if where(each).startswith(f"establishment.{key}")
        ]:
            assert REQUEST.is_valid(request), value


@pytest.mark.parametrize("unlock", [None, "", [], [None, None], ["", ""], ["09:00", "11:30"]])
def test_every_way_to_say_unlock_is_let_through(unlock: Any) -> None:
    request = body()
    request["establishment"]["session"][0]["unlock"] = unlock
    assert not faults_of_request(request)
    assert REQUEST.is_valid(request)


cells = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(where_to=st.sampled_from(EVERY_COLUMN), value=cells)
def test_whatever_is_sent_in_a_cell_the_schema_is_not_stricter(where_to: Any, value: Any) -> None:
    table, column = where_to
    request = body()
    request[table.key][0][column.name] = value
    if not faults_of_request(request):
        assert REQUEST.is_valid(request)


@pytest.mark.parametrize("key", ["availability", "wing_posts", "history", "overrides", "policy", "options"])
def test_a_table_that_is_not_needed_may_be_null(key: str) -> None:
    assert REQUEST.is_valid(body(**{key: None}))


def test_what_is_not_a_column_or_a_key_is_refused() -> None:
    def refuses(change: Any) -> bool:
        request = copy.deepcopy(body())
        change(request)
        return not REQUEST.is_valid(request)

    assert REQUEST.is_valid(body())
    for table in TABLES:
        assert refuses(lambda request, key=table.key: request[key][0].update(offence="x"))
        assert refuses(lambda request, key=table.key: request.update({key: {}}))
    assert refuses(lambda request: request.update(rooster={}))
    assert refuses(lambda request: request["establishment"].update(governor="x"))
    assert refuses(lambda request: request["establishment"]["session"][0].update(until="12:00"))
    assert refuses(lambda request: request["establishment"].update(interviews={"room": 4}))
    assert refuses(lambda request: request["staff"][0].pop("grade"))
    assert refuses(lambda request: request["staff"][0].update(wing_risk_percent=101))
    assert refuses(lambda request: request["staff"][0].update(minutes_per_week=True))
    assert refuses(lambda request: request["tasks"][0].update(due=20261127))
    assert refuses(lambda request: request.pop("tasks"))


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        ({"days": 5, "seconds": 20, "workers": 2, "seed": 0}, True),
        ({"days": 10, "seconds": 30, "workers": 4}, True),
        ({"seconds": None}, True),
        ({"days": 11}, False),
        ({"days": 0}, False),
        ({"days": 1.5}, False),
        ({"seconds": 0}, False),
        ({"seconds": 31}, False),
        ({"workers": 5}, False),
        ({"seed": -1}, False),
        ({"speed": 1}, False),
    ],
)
def test_options_stay_within_the_limits_that_are_given(options: dict[str, Any], fits: bool) -> None:
    request = validator("RosterRequest", OptionLimits(days=10, seconds=30, workers=4))
    assert request.is_valid(body(options=options)) is fits


def test_more_rows_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    assert not validator("RosterRequest").is_valid(body())
    assert validator("RosterRequest").is_valid(body(staff=body()["staff"][:2]))
