"""People who could do nothing that is looked at: with or without them, the best roster is as good, and nobody need ask.

Only levels above preferences are looked at here: who is there may change what is fair.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from roster.kinds import group
from roster.problem import Problem
from roster.rule import Rule
from roster.tables import Tables
from roster.whatif.change import Change, When, changed_problem
from roster.whatif.people import named
from solver.aims import concerned
from solver.seats import find_seats

Seated = frozenset[tuple[str, int]]  # staff id, session index


def useful(problem: Problem, rules: Sequence[Rule], names: Collection[str]) -> Seated:
    """Give where somebody could do work that these levels look at, or fill a wing post."""
    wanted = concerned(problem, names)
    kinds = [kind for kind in group(problem) if kind.task.task_id in wanted]
    seats = find_seats(problem, rules, kinds)
    posts = {index for index, _ in problem.posts}
    desks = {
        (staff_id, session.index)
        for by_person in seats.by_kind
        for staff_id, sessions in by_person.items()
        for session in sessions
    }
    return frozenset(desks | {seat for seat in seats.wings if seat[1] in posts})


class Idle:
    """Tells whether a change of people can make any difference at some levels."""

    def __init__(self, tables: Tables, problem: Problem, rules: Sequence[Rule], names: Sequence[str]) -> None:
        self.tables, self.problem, self.rules, self.names = tables, problem, rules, names
        self._more: dict[tuple[str, When | None], bool] = {}

    @cached_property
    def _now(self) -> Seated:
        return useful(self.problem, self.rules, self.names)

    @cached_property
    def _named(self) -> set[str]:
        return named(self.problem, priced=False)

    def more(self, change: Change) -> bool:
        """Tell whether none of the extra people could do anything that is looked at; one tells it for all of them."""
        key = change.grade, change.when
        if key not in self._more:
            changed = changed_problem(self.tables, self.problem, replace(change, more=1))
            found = useful(changed, self.rules, self.names)
            self._more[key] = all(staff_id in self.problem.person for staff_id, _ in found)
        return self._more[key]

    def away(self, change: Change) -> bool:
        """Tell whether those who are away could have done nothing that is looked at, and nothing waits for them."""
        if not self._named.isdisjoint(change.away):
            return False
        sessions = [self.problem.session[change.when]] if change.when else self.problem.sessions
        seats = {(staff_id, session.index) for staff_id in change.away for session in sessions}
        detailed = (self.problem.presence.get(each) for each in seats)
        on_wing = any(each is not None and each.wing is not None for each in detailed)
        return not on_wing and seats.isdisjoint(self._now)
