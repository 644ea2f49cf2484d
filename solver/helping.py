"""Which single changes would get a task done: each is applied to a copy of the problem and solved."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roster.explain.full import no_time
from roster.explain.receipt import POST, Change
from roster.explain.rights import Rights
from roster.explain.room import Room
from roster.explain.single import Option, Options
from roster.explain.verdict import Answer, levels_down_to
from roster.levels import ON_TIME, lateness
from roster.problem import Problem
from roster.rule import Rule
from roster.tasks import Task
from roster.view import look
from solver.wishes import Wish, Wishes

MOST_CHANGES = 3  # so many single changes are enough to choose from


@dataclass(frozen=True)
class Tried:
    """Single changes that help, and options that may help if more moves."""

    found: tuple[Change, ...]
    again: tuple[Option, ...]


class Helping:
    """Tries single changes for the tasks of one roster, within a time; what was not tried in it is not named."""

    def __init__(self, wishes: Wishes, rules: Sequence[Rule]) -> None:
        self.wishes = wishes
        self.rules = rules
        self.view, self.values = wishes.view, wishes.values

    def _is_over(self, until: float) -> bool:
        return self.wishes.stop.asked.is_set() or time.monotonic() >= until

    def quick(self, task: Task, wish: Wish, until: float) -> Tried:
        """Give the first few single changes that get the task done while the rest stays where it is or gives way."""
        found: list[Change] = []
        again: list[Option] = []
        for option in Options(self.view, self.rules, task):
            if len(found) == MOST_CHANGES or self._is_over(until):
                break
            answer = Answer()
            if self._could_fit(task, option):
                answer = self._granted(task, wish, option.problem, until, quick=True)
            if self._helps(task, option.problem, answer):
                found.append(option.change)
            elif not answer.impossible:
                again.append(option)
        return Tried(tuple(found), tuple(again))

    def _could_fit(self, task: Task, option: Option) -> bool:
        """Tell whether it is worth trying: somebody might have room then, beside work that ranks the same."""
        if option.change.kind == POST:
            return True
        rights = Rights(option.problem, self.rules)
        room = Room(look(option.problem, self.wishes.plan), self.rules)
        return no_time(rights, room, option.problem.task[task.task_id]) is None

    def slow(self, task: Task, wish: Wish, tried: Tried, until: float) -> Iterator[Change]:
        """Try the others once more where everything may move, each with its share of the time."""
        found = len(tried.found)
        for number, option in enumerate(tried.again):
            now = time.monotonic()
            if found >= MOST_CHANGES or self._is_over(until):
                return
            part = now + (until - now) / (len(tried.again) - number)
            answer = self._granted(task, wish, option.problem, part, quick=False)
            if self._helps(task, option.problem, answer):
                found += 1
                yield option.change

    def _granted(self, task: Task, wish: Wish, changed: Problem, until: float, *, quick: bool) -> Answer:
        seconds = max(0.0, until - time.monotonic())
        gain = lateness(self.view, task) if task.is_due else task.minutes - self.view.placed(task)
        return self.wishes.grant(wish, own_level(task), seconds, changed, gain=gain, quick=quick)

    def _helps(self, task: Task, changed: Problem, answer: Answer) -> bool:
        """Tell whether the task is done then, every level down to its own is no worse, and its own gains by it."""
        if answer.view is None or answer.values is None:
            return False
        own, after = own_level(task), changed.task[task.task_id]
        gain = task.minutes - self.view.placed(task)
        if task.is_due:
            gain = lateness(self.view, task) - (lateness(answer.view, after) if after.is_due else ON_TIME)
        no_worse = all(
            answer.values[name] <= self.values[name] for name in levels_down_to(changed.policy, own)
        )
        return gain > 0 and no_worse and answer.values[own] <= self.values[own] - gain


def own_level(task: Task) -> str:
    """Name the level that a task itself counts for."""
    return f"{'due' if task.is_due else 'rest'}.{task.tier}"
