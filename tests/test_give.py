"""Who should be lent: every set's cost is exact, ties are ties, and what a bound excludes really costs more."""

from __future__ import annotations

from itertools import combinations

import pytest

from roster.check import judge
from roster.replan.lending import lent
from roster.roster import LevelValue
from solver.giving import Giving
from solver.search import Search
from tests.brute import best_values
from tests.lending import busy, giving, publish

CASES = 50
TINIEST = 25  # of which so many are also tried roster by roster
UNPROVED = [LevelValue("due.1", 4, 2), LevelValue("due.2", 0, 0)]


def exact(asked: Giving, staff_ids: tuple[str, ...]) -> tuple[int, ...]:
    """Solve a morning without these people from scratch, with nothing known beforehand."""
    left = lent(asked.problem, asked.session, staff_ids, asked.request.wing)
    outcome = Search(left, asked.rules, seconds=60, workers=1, through="due.5").run()
    assert judge(left, outcome.plan, outcome.levels, asked.rules).clean
    levels = {level.name: level for level in outcome.levels}
    assert all(levels[name].value == levels[name].bound for name in asked.ground.names)
    return tuple(levels[name].value for name in asked.ground.names)


@pytest.mark.parametrize("seed", range(CASES))
def test_every_set_costs_what_an_independent_search_finds(seed: int) -> None:
    revised = publish(busy(seed))
    wing = (
        "AB"[seed % 2] if seed < TINIEST else ""
    )  # one that has posts in the plan, one that has none, or not said
    asked = giving(revised, "AM" if seed % 3 else "PM", posts=1 + seed % 2, wing=wing, top=2)
    ranking = asked.run()
    ids = [each.staff_id for each in asked.may]
    costs = {each: exact(asked, each) for each in combinations(ids, asked.request.posts)}

    assert ranking.open == 0
    assert ranking.number == len(asked.sets) == len(costs)
    for each in asked.sets:
        assert each.least <= costs[each.staff_ids] <= each.worth
        assert not each.proved or each.worth == costs[each.staff_ids]
    for found in ranking.sets:
        assert tuple(level.value for level in found.levels) == costs[found.staff_ids]
        assert found.rank == 1 + sum(cost < costs[found.staff_ids] for cost in costs.values())
    for each in asked.excluded():
        assert costs[each.staff_ids] > costs[ranking.sets[-1].staff_ids]
    if seed < TINIEST:
        for staff_ids, cost in costs.items():
            left = lent(asked.problem, asked.session, staff_ids, wing)
            tried = dict(zip(left.levels, best_values(left, asked.rules), strict=True))
            assert tuple(tried[name] for name in asked.ground.names) == cost
