"""Honest choices: rosters that are equal on wing posts and due work, and materially different below.

After the best roster, each further one is the best that is unlike all before it (rule `different`). A further one that
cannot be equal where it counts ends the list, and it is said whether that is proved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto

from roster.check import judge
from roster.choices.choice import Choice, Choices, held, levels_of_another
from roster.choices.exchange import exchanged
from roster.problem import Problem
from roster.revision import Revision
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from roster.standing import importance
from roster.view import look
from solver.beforehand import Beforehand
from solver.search import Search
from solver.stopping import Stop

DIFFERENT = "different"
Progress = Callable[[int, int], None]
"""Called with the number of the roster that is looked for, and how many were asked for."""


class Standing(Enum):
    """How another roster compares with the first, down to the last level that all share."""

    EQUAL = auto()
    BETTER = auto()
    WORSE = auto()
    ALL_ARE_WORSE = auto()


def alternatives(
    problem: Problem,
    rules: Sequence[Rule],
    number: int,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 0,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> Choices:
    """Find up to `number` rosters to choose from, within `seconds` for all of them together."""
    return _Choosing(problem, rules, number, (seconds, workers, seed), stop or Stop(), progress).run()


class _Choosing:
    """One list of choices on its way."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        number: int,
        effort: tuple[float, int, int],
        stop: Stop,
        progress: Progress | None,
    ) -> None:
        self.problem, self.rules, self.number, self.stop = problem, rules, number, stop
        seconds, self.workers, self.seed = effort
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.progress = progress or (lambda *_: None)

    def run(self) -> Choices:
        """Find the best roster, then others that are unlike."""
        found = [self._search(self.problem, Beforehand(), 1)]
        while len(found) < self.number:
            if not found[0].plan.work:
                return self._done(found, "No roster has any work in it that others could do.", proved=True)
            if self.stop.asked.is_set() or time.monotonic() >= self.deadline:
                return self._done(found, "The search was stopped before another one was looked for.")
            another, standing = self._another(found)
            if standing is Standing.BETTER:  # the first was not the best: begin again from this one
                found = [self._search(self.problem, Beforehand(another.plan), 1)]
            elif standing is Standing.EQUAL:
                found.append(another)
            else:
                return self._none_more(found, proved=standing is Standing.ALL_ARE_WORSE)
        return self._done(found)

    def _none_more(self, found: list[Choice], *, proved: bool) -> Choices:
        share = self.problem.policy.alternatives_differ_percent
        unlike = "this one" if len(found) == 1 else f"all of these {len(found)}"
        what = f"as good on wing posts and due work that differs from {unlike} in {share} of 100 pieces"
        if proved:
            return self._done(found, f"There is no other roster {what}: that is proved.", proved=True)
        return self._done(
            found, f"No other roster {what} was found in the time; whether there is one is not proved."
        )

    def _done(self, found: list[Choice], none_more: str = "", *, proved: bool = False) -> Choices:
        seconds = time.monotonic() - self.begun
        return Choices(self.problem, self.number, tuple(found), none_more, proved, seconds)

    def _another(self, found: list[Choice]) -> tuple[Choice, Standing]:
        """Look for the best roster that is unlike those found, and say how it compares with the first."""
        first = found[0]
        revision = Revision(told=False, unlike=tuple(each.plan for each in found))
        revised = replace(self.problem, revision=revision)
        beforehand = Beforehand(self._loosened(revised, first.plan), self._good_enough(first))
        another = self._search(revised, beforehand, len(found) + 1)
        standing = self._standing(first, another)
        levels = levels_of_another(first.levels, another.levels)
        return replace(another, levels=levels), standing

    def _search(self, problem: Problem, beforehand: Beforehand, number: int) -> Choice:
        self.progress(number, self.number)
        left = max(0.0, self.deadline - time.monotonic())
        outcome = Search(
            problem,
            self.rules,
            seconds=left / (self.number - number + 1),
            workers=self.workers,
            seed=self.seed,
            stop=self.stop,
            beforehand=beforehand,
        ).run()
        judgement = judge(problem, outcome.plan, outcome.levels, self.rules)
        if not judgement.clean:
            raise AssertionError(f"the checker rejects a choice: {judgement.breaches[0].message}")
        return Choice(outcome.plan, outcome.levels)

    def _good_enough(self, first: Choice) -> list[LevelValue]:
        """Ask for no better than the first where all are equal; below, its bounds hold, for nothing became easier."""
        equal = held(self.problem)
        return [replace(each, bound=each.value) if each.name in equal else each for each in first.levels]

    def _loosened(self, revised: Problem, plan: Plan) -> Plan:
        """Find something to begin with: people exchange work, and what is still too much alike is left out."""
        rule = next(each for each in self.rules if each.name == DIFFERENT)
        plan = exchanged(revised, plan, self.rules, rule)
        while breaches := list(rule.breaches(look(revised, plan))):
            there = {task_id for breach in breaches for task_id in breach.task_ids}
            gone = max(there, key=lambda each: importance(revised.task[each]))
            plan = replace(plan, work=tuple(each for each in plan.work if each.task_id != gone))
        return plan

    def _standing(self, first: Choice, another: Choice) -> Standing:
        """Compare level by level down to the last that all are to share."""
        equal = held(self.problem)
        names = self.problem.levels[: self.problem.levels.index(equal[-1]) + 1]
        for old, new in zip(first.levels, another.levels, strict=True):
            if new.name not in names or new.value == old.value:
                continue
            if new.value < old.value:
                return Standing.BETTER
            proved = new.name in equal and new.bound is not None and new.bound > old.value
            return Standing.ALL_ARE_WORSE if proved else Standing.WORSE
        return Standing.EQUAL
