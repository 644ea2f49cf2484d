"""A morning written as the body of a request reads back as the same morning."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roster.demo import demo_request, make_tables, prisons
from roster.exports.request_json import as_request
from roster.faults import InputRefusedError
from roster.reading import read_morning
from roster.reading.request import read_request
from roster.sessions import SessionTimes
from roster.tables import Tables
from tests.builders import away, history, override, staff, tables, task, wing_post
from tests.rosters import SAMPLES
from tests.tiny import PLAIN, tiny_morning

KEYS = ("staff", "availability", "wing_posts", "tasks", "history", "overrides")


def content(found: Tables) -> Tables:
    """Tables without what says where they were read: row numbers, names of files, fingerprint."""
    rows: dict[str, Any] = {key: tuple(replace(each, row=0) for each in getattr(found, key)) for key in KEYS}
    return replace(found, **rows, names={}, input_sha256="")


def sent(body: dict[str, Any]) -> Tables:
    """The tables that a server reads when the body has come as text."""
    return read_request(json.loads(json.dumps(body))).tables


@pytest.mark.parametrize("name", ["tiny", "large-local", "open", "shock", "trainer", "women"])
def test_a_sample_comes_back_as_it_was(name: str) -> None:
    found = read_morning(SAMPLES / name).tables

    assert content(sent(as_request(found))) == content(found)


def is_allowed(found: Tables) -> bool:
    """Tell whether a reader would let a tiny morning through: a few have times outside the sessions, or none such."""
    times = found.establishment.sessions
    named = {each.session for each in found.availability} | {each.session for each in found.wing_posts}
    return all(each.unlock is None or each.unlock[1] <= each.end for each in times) and (
        named <= {"", *(each.name for each in times)}
    )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), focus=st.sampled_from(["", *PLAIN]))
def test_whatever_a_morning_holds_comes_back(seed: int, focus: str) -> None:
    morning = tiny_morning(seed, focus)
    found = tables(**{key: value for key, value in morning.items() if key != "days"})
    assume(is_allowed(found))

    assert content(sent(as_request(found))) == content(found)


def test_every_sort_of_cell_comes_back() -> None:
    found = tables(
        staff=[
            staff("S01", "B4", skills="os;oasys", pattern=frozenset({(0, "AM"), (1, "AM"), (1, "PM")}),
                  minutes_per_week=0, experience="new", cross_deployable=False, wing_risk_percent=30,
                  overtime_minutes=60, overtime_agreed_by="A Manager",
                  dual_role_since=date(2025, 3, 1), dual_role_group="regime"),
            staff("S02", "PO", cross_deployable=True),
        ],
        tasks=[
            task("T1", ready=datetime(2026, 11, 20, 18, 0, 30), due="2026-11-27", minutes=45, tier=2),
            task("T2", "oral_hearing", due="2026-11-27", minutes=60, owner="S02", fixed_date=date(2026, 11, 24),
                 fixed_start=time(10), after="T1", status="blocked", note="waits for “the board”"),
        ],
        availability=[
            away("S01", status="present", session="AM", minutes=120),
            away("S02", status="present", session="PM", start=time(14), end=time(15, 30)),
            away("S02", date(2026, 11, 24), reason="training"),
        ],
        wing_posts=[wing_post("B", posts=0)],
        history=[history("S01", 0, 12)],
        overrides=[override("started", task_id="T1", expires=date(2026, 11, 27))],
        policy={"grid_minutes": 10, "rules": {"continuity": {"price": 7}}},
        rooms=0,
        weekdays=frozenset({0, 1, 5}),
        sessions=(SessionTimes("Early", time(7), time(9)),
                  SessionTimes("AM", time(9), time(12), (time(9, 30), time(11)))
                  , SessionTimes("PM", time(13), time(17))),
    )  # fmt: skip

    assert content(sent(as_request(found))) == content(found)


def test_a_table_that_was_left_out_stays_left_out_and_an_empty_one_stays_empty() -> None:
    found = tables(staff=[staff("S01")], tasks=[])

    assert set(as_request(found)) == {"establishment", "staff", "availability", "wing_posts", "tasks"}
    without = replace(found, missing=("availability",))
    assert set(as_request(without)) == {"establishment", "staff", "wing_posts", "tasks"}
    assert content(sent(as_request(without))) == content(without)


def test_another_policy_may_be_put_in_the_place_of_the_prisons_own() -> None:
    found = tables(staff=[staff("S01")], policy={"grid_minutes": 10})

    assert as_request(found)["policy"] == {"grid_minutes": 10}
    assert as_request(found, {"grid_minutes": 15})["policy"] == {"grid_minutes": 15}
    assert "policy" not in as_request(found, {})


@pytest.mark.parametrize("prison", prisons())
def test_an_invented_request_is_accepted_and_is_what_the_generator_makes(prison: str) -> None:
    body = demo_request(prison, 12, seed=3)

    assert content(sent(body)) == content(make_tables(prison, 12, 3))
    assert body["options"]["days"] >= 1
    assert body == demo_request(prison, 12, seed=3)
    assert body != demo_request(prison, 12, seed=4)


def test_a_request_for_a_prison_that_nobody_invented_is_refused() -> None:
    with pytest.raises(InputRefusedError):
        demo_request("castle")
