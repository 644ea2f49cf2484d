"""A stored roster.json gives the whole roster back: nothing that is printed is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roster.compose import compose
from roster.exports.files import render
from roster.exports.read_back import whole_roster
from roster.exports.roster_json import from_json, to_json, to_text
from roster.faults import InputRefusedError
from roster.prepare import problem_of_days
from roster.problem import Problem
from roster.replan.compare import compare
from roster.replan.revise import problem_again
from roster.roster import Roster
from roster.rule import rules_in_force
from tests.exports.invented import MADE, made, morning
from tests.hand import solved
from tests.rosters import NOW, QUICK, replanned, sample
from tests.tiny import PLAIN, tiny


def stored(problem: Problem, roster: Roster) -> dict[str, Any]:
    """What a database keeps of a roster."""
    data: dict[str, Any] = json.loads(to_text(to_json(problem, roster)))
    return data


@pytest.mark.parametrize("name", QUICK)
def test_a_stored_roster_is_the_same_and_writes_the_same_files(name: str) -> None:
    once = sample(name)

    again = problem_of_days(
        once.morning, once.problem.days, "roster.json"
    )  # as the service resolves it later
    whole = whole_roster(again, stored(once.problem, once.roster))

    assert whole == once.roster
    assert render(again, whole) == render(once.problem, once.roster)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), focus=st.sampled_from(["", *PLAIN]))
def test_whatever_is_in_a_roster_comes_back(seed: int, focus: str) -> None:
    problem = tiny(seed, focus)
    roster = compose(problem, rules_in_force(problem.policy), solved(problem), MADE)

    assert whole_roster(problem, stored(problem, roster)) == roster


def test_every_list_of_a_roster_comes_back() -> None:
    problem = morning()
    roster = made(problem)
    assert roster.blocked
    assert roster.unfilled
    assert roster.not_done
    assert roster.warnings

    assert whole_roster(problem, stored(problem, roster)) == roster


@pytest.mark.parametrize("now", ["", NOW])
def test_a_replanned_roster_comes_back_with_its_problem_and_its_slips(now: str) -> None:
    published, once = sample("tiny"), replanned(now)
    data = stored(once.problem, once.roster)

    problem = problem_again(once.morning, published.stated, from_json(data))
    whole = whole_roster(problem, data)
    comparison = compare(problem, whole.plan, rules_in_force(problem.policy))

    assert problem == once.problem
    assert whole == replace(once.roster, comparison=None)
    assert render(problem, replace(whole, comparison=comparison)) == render(once.problem, once.roster)


def test_the_problem_of_a_roster_planned_again_twice_still_has_who_left_half_way_the_first_time() -> None:
    first = replanned(NOW)
    second = replace(first.roster, revision={**first.roster.revision, "now": "2026-11-23T10:00"})

    problem = problem_again(first.morning, first.stated, from_json(stored(first.problem, second)))

    assert first.problem.revision is not None
    assert problem.revision is not None
    assert {seat[0] for seat in problem.revision.left} == {"S01"}
    assert problem.revision.left == first.problem.revision.left


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"establishment": "ZZX"}, "establishment"),
        ({"days": ["2026-11-24"], "from": "2026-11-24"}, "days"),
        ({"status": None}, "status"),
        ({"made": None}, "made"),
        ({"late": None}, "late"),
        ({"warnings": [{"code": "MOVED", "message": "", "subjects": "S01"}]}, "warnings[0].subjects"),
        ({"unfilled_wing_posts": [{"session": "AM", "wing": "", "posts": 1}]}, "unfilled_wing_posts[0].date"),
        ({"not_done": [7]}, "not_done[0]"),
    ],
)
def test_a_roster_that_is_not_whole_or_of_another_morning_is_refused(
    changes: dict[str, Any], place: str
) -> None:
    problem = morning()
    data = stored(problem, made(problem)) | changes

    with pytest.raises(InputRefusedError) as refused:
        whole_roster(problem, data)
    assert [each.column for each in refused.value.faults] == [place]
