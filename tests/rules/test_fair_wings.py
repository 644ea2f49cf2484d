"""Fair wings: a turn costs ten points for each one before it, above the least used of the grade."""

from __future__ import annotations

from typing import Any

import pytest

from roster.problem import Problem
from tests.builders import TUESDAY, away, history, problem, staff, wing_post
from tests.hand import FINE, breaches, solved

TURNS = ["S1: wing B Mon AM", "S1: wing B Mon PM", "S1: wing B Tue AM"]


def turns(had: int, posts: int = 1, least: int = 0, others: bool = False, **content: Any) -> Problem:
    wanted = [wing_post(), wing_post(session="PM"), wing_post(day=TUESDAY)][:posts]
    usual: dict[str, Any] = {"days": 2, "policy": FINE, "wing_posts": wanted}
    usual["staff"] = [staff("S1", "B4"), staff("S2", "B4", pattern=None if others else frozenset())]
    usual["history"] = [history("S1", had), history("S2", least)]
    return problem(**{**usual, **content})


@pytest.mark.parametrize(("had", "posts", "points"), [(0, 1, 0), (1, 1, 1), (0, 2, 1), (2, 3, 2 + 3 + 4)])
def test_each_turn_costs_the_turns_before_it(had: int, posts: int, points: int) -> None:
    found = breaches(turns(had, posts), "fair_wings", *TURNS[:posts])

    assert found == ([("S1", "", "", points)] if points else [])
    assert solved(turns(had, posts)).values["quality"] == 10 * points


def test_only_turns_above_the_least_used_of_the_grade_count() -> None:
    assert breaches(turns(3, least=3), "fair_wings", *TURNS[:1]) == []
    assert breaches(turns(4, least=3), "fair_wings", *TURNS[:1]) == [("S1", "", "", 1)]


def test_somebody_who_is_never_sent_is_no_measure() -> None:
    people = [staff("S1", "B4"), staff("S2", "B4", cross_deployable=False)]

    assert breaches(turns(4, staff=people), "fair_wings", *TURNS[:1]) == []


def test_turns_detailed_beforehand_come_first_and_cost_nothing() -> None:
    detailed = [away("S1", session="AM", status="wing", reason="B")]
    one = turns(1, 2, availability=detailed)

    assert breaches(one, "fair_wings", TURNS[0]) == []
    assert breaches(one, "fair_wings", *TURNS[:2]) == [("S1", "", "", 1 + 1)]
    assert solved(one).values["quality"] == 10 * (1 + 1)


def test_the_solver_sends_who_has_had_fewer_turns() -> None:
    assert solved(turns(1, 1, others=True)).lines == ["S2: wing B Mon AM"]
    assert solved(turns(0, 2, others=True)).values["quality"] == 0  # one turn each
