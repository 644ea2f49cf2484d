"""The schemas of the answers about a roster: real answers are as they say, key by key, and no schema is idle."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from roster.exports import choices, whatif_json
from roster.exports.question_schema import question_components
from roster.exports.roster_json import StatedRoster, to_text
from roster.reading.schema import PLACE
from roster.replan.difference import difference
from roster.replan.lending import Request
from roster.replan.revise import problem_again
from roster.rule import rules_in_force
from roster.whatif.asked import Asked
from solver.alternatives import alternatives
from solver.lending import who_should_go
from solver.receipts import explain
from solver.whatif import whatif
from tests.builders import MONDAY, away, problem, staff, wing_post
from tests.hand import due_today, meeting, plan, solved
from tests.lending import giving, published
from tests.rosters import replanned, sample
from tests.schemas import DRAFT, every_component, validator

WHOLE_ANSWERS = ("Lending", "Explanation", "WhatIfTable", "Choices", "RosterDifference")
COMPONENTS = sorted(question_components())


def plain(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_text(data))
    return found


def lending() -> Iterator[dict[str, Any]]:
    tiny = sample("tiny")
    given = who_should_go(
        tiny.morning, tiny.stated, Request(MONDAY, "AM", 1, "A"), seconds=10, workers=1, top=1
    )
    yield given.ranking.as_dict(given.problem)
    people = [staff("S1", "B4"), staff("S2", "B4"), staff("S3", "CA")]
    boards = [meeting(each, "09:00", 60, "safety_review", due=MONDAY) for each in ("T1", "T2")]
    told = plan("S1: T1 Mon AM 09:00-10:00", "S2: T2 Mon AM 09:00-10:00")
    morning = problem(staff=people, tasks=boards)
    yield giving(published(morning, told, solved(morning).levels)).run().as_dict(morning)
    handed = problem(staff=[staff("S1", "B4"), staff("S2", "PSO")], tasks=[due_today("T1")])
    told = plan("S1: T1 Mon AM 08:00-08:45")
    yield giving(published(handed, told, solved(handed).levels)).run().as_dict(handed)


def explanations() -> Iterator[dict[str, Any]]:
    crowded = problem(
        staff=[staff("S1", "B4")],
        tasks=[due_today("T1")],
        availability=[away("S1", session="PM")],
        wing_posts=[wing_post("B", "AM")],
    )
    made = plan("S1: wing B Mon AM")
    rules = rules_in_force(crowded.policy)
    yield explain(crowded, rules, made, ["T1"], seconds=10, workers=1).as_dict()
    yield explain(crowded, rules, made, [], ["S1"], seconds=10, workers=1).as_dict()
    tiny = sample("tiny")
    rules = rules_in_force(tiny.problem.policy)
    yield explain(tiny.problem, rules, tiny.roster.plan, seconds=10, workers=1).as_dict()


def tables() -> Iterator[dict[str, Any]]:
    tiny, asked = sample("tiny"), Asked(("PO", "B4"), (1,), (1,), (1,))
    for seconds in (30, 0.01):  # without time, nothing is known
        yield whatif_json.to_json(
            whatif(tiny.morning.tables, tiny.problem, asked, seconds=seconds, workers=1)
        )
    by_session = Asked(("B4",), (1,), (), (), per_session=True)
    yield whatif_json.to_json(whatif(tiny.morning.tables, tiny.problem, by_session, seconds=30, workers=1))


def several() -> Iterator[dict[str, Any]]:
    tiny = sample("tiny")
    rules = rules_in_force(tiny.problem.policy)
    yield choices.to_json(alternatives(tiny.problem, rules, 2, seconds=30, workers=1, seed=0))


def differences() -> Iterator[dict[str, Any]]:
    tiny, again = sample("tiny"), replanned()
    morning = problem_again(again.morning, tiny.stated, again.stated)
    yield difference(morning, tiny.stated, again.stated).as_dict()
    lines = ("S1: wing B Mon AM", "S1: T1 Mon AM 08:00-08:45")
    one, other = (StatedRoster((MONDAY,), plan(each)) for each in lines)
    small = problem(staff=[staff("S1", "B4")], tasks=[due_today("T1")], wing_posts=[wing_post("B")])
    yield difference(small, one, other).as_dict()


@cache
def answers(name: str) -> list[dict[str, Any]]:
    """Real answers of a kind, made once."""
    makers = (lending, explanations, tables, several, differences)
    return [plain(each) for each in dict(zip(WHOLE_ANSWERS, makers, strict=True))[name]()]


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer, however deep."""
    if isinstance(data, dict):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from objects(each)


@pytest.mark.parametrize("name", WHOLE_ANSWERS)
def test_real_answers_are_as_their_schema_says(name: str) -> None:
    for each in answers(name):
        validator(name).validate(each)


@pytest.mark.parametrize("name", WHOLE_ANSWERS)
def test_a_key_that_is_missing_or_unknown_is_noticed(name: str) -> None:
    whole = answers(name)[0]
    for key in whole:
        assert not validator(name).is_valid({other: whole[other] for other in whole if other != key})
    assert not validator(name).is_valid({**whole, "colour": "red"})


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_schema_describes_something_that_is_really_there(name: str) -> None:
    """Where a schema allows nothing, some real answer must fail."""
    without = every_component() | {name: False}
    refused = [
        whole
        for whole in WHOLE_ANSWERS
        for each in answers(whole)
        if not jsonschema_rs.is_valid(
            {"$schema": DRAFT, "$ref": PLACE + whole, "components": {"schemas": without}}, each
        )
    ]
    assert refused


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_object_lists_its_keys_and_lets_no_others_through(name: str) -> None:
    schema = question_components()[name]
    assert schema["required"] == list(schema["properties"])
    assert schema["additionalProperties"] is False


def test_what_may_be_null_was_null_somewhere_and_not_elsewhere() -> None:
    """Both sides of every "or null" were seen in real answers, but for those that need a rare search."""
    rare = {"bound", "least_loss", "now", "tier", "no_posts", "least", "most"}
    seen: dict[str, set[bool]] = {}
    for name in WHOLE_ANSWERS:
        for found in (each for whole in answers(name) for each in objects(whole)):
            for key, value in found.items():
                seen.setdefault(key, set()).add(value is None)
    nullable = {
        key
        for schema in question_components().values()
        for key, each in schema["properties"].items()
        if "null" in each.get("type", ()) or {"type": "null"} in each.get("anyOf", ())
    }
    assert {key for key, nulls in seen.items() if True in nulls} <= nullable
    assert {key for key in nullable if seen[key] == {False, True}} >= nullable - rare


def test_the_numbers_of_people_tell_the_two_sorts_of_lines_apart() -> None:
    (table, *_) = answers("WhatIfTable")
    wrong = copy.deepcopy(table)
    more = next(each for each in wrong["people"] if each["number"] > 0)
    more["number"] = -more["number"]
    assert not validator("WhatIfTable").is_valid(wrong)
