"""The best roster so far: every draft is laid out on the clock and judged before it may take the best one's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roster.check import judge
from roster.levels import level_values
from roster.problem import Problem
from roster.roster import Plan
from roster.rule import Rule
from roster.standing import importance, still_standing
from roster.view import look
from solver.clock import Clock, clashing
from solver.crush import Conflict
from solver.draft import Draft, Incumbent, Times, as_draft, as_plan
from solver.model import Model
from solver.stopping import Tally


class Keeper:
    """Keeps the best roster, and what the clock has taught: tasks that are not alike, conflicts."""

    def __init__(self, problem: Problem, rules: Sequence[Rule], tally: Tally | None = None) -> None:
        self.problem = problem
        self.rules = rules
        self.tally = tally or Tally()
        self.alone: set[str] = set()
        self.conflicts: list[Conflict] = []
        self.enough: dict[str, int] = {}  # values that need not be made better
        self.best = self.stood = self._incumbent(Draft(), {})

    def begin(self, plan: Plan) -> None:
        """Begin with what still stands of an earlier roster, at the times that people know."""
        found = self._incumbent(*as_draft(self.problem, still_standing(self.problem, plan, self.rules)))
        if judge(self.problem, found.plan, rules=self.rules).clean:
            self.best = self.stood = found

    def go_back(self, names: Sequence[str]) -> None:
        """Go back to what it began with if that is no worse at these levels."""
        if self._worth(self.stood, names) <= self._worth(self.best, names):
            self.best = self.stood

    def _worth(self, found: Incumbent, names: Sequence[str]) -> list[int]:
        """Give what to compare rosters by: the values, where better than enough is as good as enough."""
        return [max(found.values[name], self.enough.get(name, 0)) for name in names]

    def accept(self, model: Model, draft: Draft, names: Sequence[str], *, adding: bool = False) -> bool:
        """Lay a draft out and keep it if it is no worse at these levels; tell whether all of it could be laid out.

        What cannot is left out, and the reason is remembered. A draft that is `adding` to the best roster loses what it
        adds before anything that stood.
        """
        firsts = {task_id: kind.task_ids[0] for kind in model.kinds for task_id in kind.task_ids}
        clock = Clock(self.problem, model.clock, firsts)
        times: Times = {}
        stood = frozenset(self.best.draft.parts if adding else ())
        for session in self.problem.sessions:
            placed, conflicts = clock.mend(session, draft.in_session(session.index), stood)
            times |= placed
            for conflict in conflicts:
                self._learn(model, conflict)
        laid_out = len(times) == len(draft.parts)
        if not laid_out:
            draft = self._mended(Draft(tuple(sorted(times)), draft.wings), times)
        self._keep_if_better(draft, times, names)
        return laid_out

    def _mended(self, draft: Draft, times: Times) -> Draft:
        """Leave out, in a draft that has lost pieces, whatever can no longer stand without them."""
        while True:
            view = look(self.problem, as_plan(self.problem, draft, times))
            broken = [breach for rule in self.rules if rule.must for breach in rule.breaches(view)]
            if not broken or not draft.parts:
                return draft
            there = {part.task_id for part in draft.parts}
            named = {
                max(there.intersection(breach.task_ids), key=lambda each: importance(self.problem.task[each]))
                for breach in broken
                if not there.isdisjoint(breach.task_ids)
            }
            kept = tuple(part for part in draft.parts if part.task_id not in named)
            draft = replace(draft, parts=kept if named else ())

    def _learn(self, model: Model, conflict: Conflict) -> None:
        """Remember a conflict of the clock; tasks that clash because of who they concern are no longer a count."""
        if conflict.crush is None:
            self.alone |= clashing(model.clock, {part.task_id for part in conflict.parts})
        else:
            crushes = [each.crush for each in self.conflicts if each.crush is not None]
            conflict = replace(conflict, crush=conflict.crush.knowing(crushes))
        self.conflicts.append(conflict)

    def _incumbent(self, draft: Draft, times: Times) -> Incumbent:
        plan = as_plan(self.problem, draft, times)
        view = look(self.problem, plan)
        return Incumbent(draft, plan, view, level_values(view, self.rules))

    def _keep_if_better(self, draft: Draft, times: Times, names: Sequence[str]) -> None:
        """Keep a roster that breaks no rule and is at least as good at these levels, in their order."""
        found = self._incumbent(draft, times)
        if self._worth(found, names) > self._worth(self.best, names):
            return
        if judge(self.problem, found.plan, rules=self.rules).clean:
            self.best = found
        else:
            self.tally.refused += 1  # the roster is lost, and whoever measures is told
