"""Requests far larger than any prison: refused at once, because what they would cost is paid by the other prisons."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from roster import prepare
from roster.faults import Fault, InputRefusedError
from roster.prepare import problem_of, problem_of_days
from roster.reading import limits, read_request
from roster.reading.sizes import is_deeper_than, is_larger_than
from tests.reading.mornings import as_request, morning

MANY = {f"a{number}": 1 for number in range(100_000)}
SOON_SECONDS = 3.0  # seeking a likely key for each of these took ten to thirty


def refused(**changes: Any) -> list[Fault]:
    began = time.monotonic()
    with pytest.raises(InputRefusedError) as found:
        read_request(as_request(morning()) | changes)
    assert time.monotonic() - began < SOON_SECONDS
    return found.value.faults


@pytest.mark.parametrize(
    "policy",
    [
        MANY,
        {"rules": MANY},
        {"tasks": {str(number): {"a": 1, "b": 2} for number in range(50_000)}},
        {"rules": {"lateness": {"points": list(MANY)}}},
    ],
)
def test_a_policy_of_far_too_many_values_is_refused_as_a_whole(policy: dict[str, Any]) -> None:
    faults = refused(policy=policy)

    assert [(each.column, each.code) for each in faults] == [("policy", "too_large")]


@pytest.mark.parametrize("inner", [MANY, {"session": [MANY]}, {"session": [{}] * 100_000}])
def test_an_establishment_of_far_too_many_values_is_refused_as_a_whole(inner: dict[str, Any]) -> None:
    faults = refused(establishment=as_request(morning())["establishment"] | inner)

    assert ("establishment", "too_large") in [(each.column, each.code) for each in faults]


def test_not_every_unknown_key_is_told() -> None:
    faults = refused(**MANY)

    assert len(faults) <= limits.MOST_FAULTS + 1


def test_more_people_days_and_sessions_than_any_unit_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_request(as_request(morning()))
    many = len(read.tables.staff) * 5 * len(read.tables.establishment.sessions)
    monkeypatch.setattr(prepare, "MOST_PRESENCES", many)
    days = problem_of(read, None, 5, date(2026, 11, 23)).days
    monkeypatch.setattr(prepare, "MOST_PRESENCES", many - 1)

    with pytest.raises(InputRefusedError) as first:
        problem_of(read, None, 5, date(2026, 11, 23))
    with pytest.raises(InputRefusedError) as second:
        problem_of_days(read, days, "roster")

    assert [each.code for each in (*first.value.faults, *second.value.faults)] == ["too_many", "too_many"]


def test_values_are_counted_with_the_lists_and_objects_they_are_in() -> None:
    nested = {"a": [1, {"b": 2}], "c": "text"}

    assert is_larger_than(nested, 5)
    assert not is_larger_than(nested, 6)
    assert is_deeper_than(nested, 3)
    assert not is_deeper_than(nested, 4)
