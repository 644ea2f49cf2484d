"""Looks at a search while it runs, and gives the best roster so far: explained and judged like a finished one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from roster.check import judge
from roster.compose import compose, made_of
from roster.exports.roster_json import to_json
from roster.levels import most, tolerance
from roster.problem import DECIDED
from roster.roster import LevelValue, Plan

if TYPE_CHECKING:
    from solver.search import Search


@dataclass(frozen=True)
class SoFar:
    """A plan, and how sure it is."""

    plan: Plan
    levels: tuple[LevelValue, ...]


class Snapshot:
    """The best so far of one search."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._last: Plan | None = None
        self._most = most(search.problem)

    def take(self) -> dict[str, Any] | None:
        """Give the best roster so far as `roster.json` has it; None when it is the one given last."""
        search = self.search
        best = search.keeper.best
        if best.plan is self._last or not (best.plan.work or best.plan.wing_duty):
            return None
        self._last = best.plan
        bounds = {each.name: each.bound for each in list(search.stating.reached)}
        problem = search.problem
        levels = tuple(
            self._level(name, best.values[name], bounds.get(name))
            for name in problem.levels
            if name != DECIDED
        )
        if not judge(problem, best.plan, levels, search.rules).clean:
            return None
        made = made_of(problem, datetime.now(UTC), 0, search.seed, search.workers)
        roster = compose(problem, search.rules, SoFar(best.plan, levels), made)
        return to_json(problem, replace(roster, status="feasible"))

    def _level(self, name: str, value: int, bound: int | None) -> LevelValue:
        least = None if bound is None else min(bound, value)
        limit = tolerance(self.search.problem.policy, name, value)
        return LevelValue(name, value, least, limit, self._most.get(name, value))
