"""What doing one more task would cost: force it in, hold the levels above, and see which one gives way."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from roster.kinds import Kind, group
from roster.problem import CHANGES, DECIDED, PREFERENCES
from roster.view import look
from solver.aims import aim, concerned
from solver.cpsat import Engine
from solver.draft import as_draft
from solver.drafting import hints
from solver.model import Model
from solver.question import Question
from solver.seats import find_seats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.problem import Problem
    from roster.roster import LevelValue, Plan
    from roster.rule import Rule

SHORTEST_TRY = 0.2  # seconds: less than this is not worth building a model for
EFFORT = 1.0  # deterministic time for one level, so that the same roster gets the same sentences


class Found(Protocol):
    """What is read of an outcome."""

    @property
    def plan(self) -> Plan:
        """The decisions."""
        ...

    @property
    def levels(self) -> tuple[LevelValue, ...]:
        """Every level with its value."""
        ...


@dataclass
class Forcing:
    """Asks for a few tasks what doing them would cost, within the time the policy gives to explanations."""

    problem: Problem
    rules: Sequence[Rule]
    found: Found
    workers: int = 1
    begun: float = field(default_factory=time.monotonic)
    tried: int = 0

    def __call__(self, task_id: str) -> str | None:
        """Give one sentence, or None when it is not known or the time is up."""
        policy = self.problem.policy
        left = self.begun + policy.explain_seconds - time.monotonic()
        if self.tried >= policy.explain_tasks or left < SHORTEST_TRY:
            return None
        self.tried += 1
        seconds = left / (policy.explain_tasks - self.tried + 1)
        return would_displace(self.problem, self.rules, self.found, task_id, seconds, self.workers)


def would_displace(
    problem: Problem, rules: Sequence[Rule], found: Found, task_id: str, seconds: float, workers: int = 1
) -> str | None:
    """Say which level would get worse if this due task (or another just like it) were finished as well.

    The levels above are held at what the roster reached, one after the other. None when no level down to the
    task's own needs to give way, or when the time was too short to prove it.
    """
    until = time.monotonic() + seconds
    names = problem.levels[: problem.levels.index(f"due.{problem.task[task_id].tier}") + 1]
    model = _forced(problem, rules, found, task_id, names)
    if model is None:
        return None
    values = {DECIDED: 0, **{level.name: level.value for level in found.levels}}  # what was decided holds
    hint = hints(model, as_draft(problem, found.plan)[0])
    for name in names:
        terms, constant = aim(model, name)
        left = until - time.monotonic()
        if left <= 0:
            return None
        solved = Engine(workers=workers, seed=0).solve(
            Question(model.upper, model.rows, terms, hint), seconds=left, effort=EFFORT
        )
        if solved.values is None or solved.bound is None:
            return None
        if solved.bound + constant > values[name]:
            return _cost(name, solved.bound + constant - values[name], own=name == names[-1])
        model.limit(terms, values[name] - constant)
    return None


def _forced(
    problem: Problem, rules: Sequence[Rule], found: Found, task_id: str, names: Sequence[str]
) -> Model | None:
    """Build the model of these levels with one more task of the kind finished; None when none can be."""
    wanted = concerned(problem, names)
    told = CHANGES in names  # then everything that people were told counts
    kinds = [each for each in group(problem) if told or each.task.task_id in wanted]
    kind = next(each for each in kinds if task_id in each.task_ids)
    model = Model(problem, rules, kinds, find_seats(problem, rules, kinds), priced=PREFERENCES in names)
    finished = model.finished(kind, problem.sessions[-1])
    if not finished:
        return None
    model.limit([(-factor, amount) for factor, amount in finished], -_finished(problem, found, kind) - 1)
    return model


def _finished(problem: Problem, found: Found, kind: Kind) -> int:
    view = look(problem, found.plan)
    return sum(view.finished(problem.task[each]) is not None for each in kind.task_ids)


def _cost(name: str, more: int, *, own: bool) -> str:
    """Name what would give way."""
    family, _, tier = name.partition(".")
    if family == "wing_posts":
        return f"Doing it would leave at least {more} more wing post{'s' if more > 1 else ''} unfilled."
    if family == "due" and own:
        return f"Doing it would leave more due work of the same tier {tier} undone or late than it gains."
    if family == "due":
        return f"Doing it would leave due work of tier {tier}, which ranks higher, undone or late."
    if family == "rest":
        return (
            f"Doing it would take {more} minutes or more from work of tier {tier}, which ranks higher here."
        )
    if family == CHANGES:
        return f"Doing it would change {more} more half-day diaries that people were told, which ranks higher here."
    return "Doing it would cost preferences, which rank higher here."
