"""The schemas of what is answered: real rosters and judgements are as they say, and nothing is left out of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.check import judge
from roster.exports.answer_schema import breach_schema, roster_components, roster_schema
from roster.exports.judged import as_dict
from roster.exports.roster_json import from_json, to_json, to_text
from roster.exports.stated_schema import stated_schema
from roster.faults import InputRefusedError
from roster.roster import Plan
from tests.exports.invented import made, morning
from tests.reading.mornings import as_request
from tests.reading.mornings import morning as small_morning
from tests.rosters import NOW, QUICK, replanned, sample
from tests.schemas import validator

ROSTER, STATED, JUDGEMENT = validator("Roster"), validator("StatedRoster"), validator("Judgement")
STATED_NEEDS = ("from", "days", "work", "wing_duty")


def invented() -> dict[str, Any]:
    """A large roster's JSON, every list of it filled."""
    problem = morning()
    roster = made(problem)
    late = {"task_id": "T1", "due": "2026-11-20", "finished": "2026-11-23T12:00"}
    return plain({**to_json(problem, roster), "late": [late]})


def plain(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_text(data))
    return found


def keys_of(component: str) -> set[str]:
    return set(roster_components()[component]["properties"])


@pytest.mark.parametrize("name", QUICK)
def test_a_real_roster_is_as_its_schema_says(name: str) -> None:
    once = sample(name)
    data = plain(to_json(once.problem, once.roster))
    ROSTER.validate(data)
    STATED.validate(data)


@pytest.mark.parametrize("now", ["", NOW])
def test_a_replanned_roster_is_too_and_its_revision_has_every_key(now: str) -> None:
    once = replanned(now)
    data = plain(to_json(once.problem, once.roster))
    ROSTER.validate(data)
    STATED.validate(data)
    assert set(data) == keys_of("Roster")
    assert set(data["revision"]) == keys_of("Revision")
    assert {key for each in data["revision"]["lost"] for key in each} <= keys_of("LostSession")


def test_every_key_that_is_written_is_in_the_schema() -> None:
    data = invented()
    ROSTER.validate(data)
    assert set(data) == keys_of("Roster") - {"revision"}
    lists = {
        "levels": "Level", "work": "Work", "wing_duty": "WingDuty", "not_done": "NotDone", "late": "Late",
        "blocked": "Blocked", "unfilled_wing_posts": "UnfilledWingPosts", "warnings": "RosterWarning",
    }  # fmt: skip
    for key, component in lists.items():
        assert set(data[key][0]) == keys_of(component)
    assert set(data["made"]) == keys_of("Made")


@pytest.mark.parametrize("key", sorted(keys_of("Roster") - {"revision"}))
def test_a_roster_without_one_of_its_keys_is_none(key: str) -> None:
    data = invented()
    del data[key]
    assert not ROSTER.is_valid(data)
    assert STATED.is_valid(data) is (key not in STATED_NEEDS)


def test_a_bound_may_be_unknown() -> None:
    data = invented()
    data["levels"][0]["bound"] = None
    assert ROSTER.is_valid(data)
    data["levels"][0]["value"] = None
    assert not ROSTER.is_valid(data)


ODD: list[Any] = [
    None,
    "",
    "B",
    0,
    -60,
    5,
    2.5,
    True,
    [],
    {},
    "2026-11-23",
    "09:00",
    [{}],
    {"lost": []},
    10**12,
]


@settings(max_examples=200, deadline=None)
@given(
    place=st.sampled_from(["", "work", "wing_duty", "levels"]),
    key=st.sampled_from(
        ["from", "days", "work", "levels", "revision", "made", "task_id", "session", "wing", "minutes", "reason",
         "name", "value", "bound", "tolerance", "of", "proved", "start", "colour"]
    ),
    value=st.sampled_from(ODD),
)  # fmt: skip
def test_whatever_the_reader_takes_for_a_roster_is_never_refused(place: str, key: str, value: Any) -> None:
    data = invented()
    (data[place][0] if place else data)[key] = value
    try:
        from_json(data)
    except InputRefusedError:
        return
    assert STATED.is_valid(data)


def test_a_judgement_is_as_its_schema_says_and_its_breaches_have_every_key() -> None:
    once = sample("tiny")
    clean = as_dict(judge(once.problem, once.roster.plan, once.roster.levels))
    twice = replace(once.roster.plan, work=tuple(replace(each, minutes=7) for each in once.roster.plan.work))
    broken = as_dict(judge(once.problem, Plan(twice.work, ()), once.roster.levels))

    JUDGEMENT.validate(clean)
    JUDGEMENT.validate(broken)
    assert (clean["clean"], broken["clean"]) == (True, False)
    assert set(broken) == set(breach_schema()["properties"])
    assert not JUDGEMENT.is_valid({**broken, "breaches": [{"rule": "form"}]})


def test_a_check_is_a_morning_with_a_roster_beside_it() -> None:
    check, roster = validator("CheckRequest"), {key: invented()[key] for key in STATED_NEEDS}
    body = as_request(small_morning())

    assert check.is_valid({**body, "roster": roster})
    assert not check.is_valid(body)
    assert not check.is_valid({**body, "roster": roster, "rooster": roster})
    assert not validator("RosterRequest").is_valid({**body, "roster": roster})


def test_the_named_schemas_are_the_components() -> None:
    assert roster_schema() == roster_components()["Roster"]
    assert set(stated_schema()["required"]) == set(STATED_NEEDS)
