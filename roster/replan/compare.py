"""What a new roster changes against the published one: what moved to whom, what fell off, what was saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from roster.exports.words import lasting
from roster.levels import FINISHED_LATE, NOT_FINISHED, ON_TIME, lateness, level_values
from roster.problem import DECIDED, Problem
from roster.replan.half_days import HalfDay, half_days, label_of, name_of
from roster.roster import Plan, without_reasons
from roster.rule import Rule
from roster.tasks import Task
from roster.view import View, look
from roster.wording import listing

STATES = {ON_TIME: "on time", FINISHED_LATE: "late", NOT_FINISHED: "not finished"}


@dataclass(frozen=True)
class TaskChange:
    """A task that is done less well than was published, or that was saved; the words are for people."""

    task: Task
    before: str
    after: str
    sentence: str


@dataclass(frozen=True)
class Comparison:
    """Everything that changed. `levels` gives name, value before and value after; `changes` counts the diaries."""

    half_days: tuple[HalfDay, ...]
    fell_off: tuple[TaskChange, ...]
    saved: tuple[TaskChange, ...]
    levels: tuple[tuple[str, int, int], ...]

    @property
    def changed(self) -> int:
        """How many half-day diaries changed, not counting the lost ones."""
        return sum(not each.lost for each in self.half_days)

    def as_dict(self) -> dict[str, Any]:
        """Give it as `changes.json` has it."""
        return {
            "changed_diaries": self.changed,
            "levels": [
                {"name": name, "before": before, "after": after} for name, before, after in self.levels
            ],
            "half_days": [each.as_dict() for each in self.half_days],
            "fell_off": [_task(each) for each in self.fell_off],
            "saved": [_task(each) for each in self.saved],
        }


def compare(problem: Problem, plan: Plan, rules: Sequence[Rule]) -> Comparison:
    """Compare a new plan with the published one of the problem's revision."""
    return _Comparing(problem, without_reasons(plan)).run(rules)


@dataclass(frozen=True)
class _Comparing:
    problem: Problem
    plan: Plan

    @cached_property
    def published(self) -> Plan:
        assert self.problem.revision is not None
        return self.problem.revision.published

    @cached_property
    def old(self) -> View:
        return look(self.problem, self.published)

    @cached_property
    def new(self) -> View:
        return look(self.problem, self.plan)

    def run(self, rules: Sequence[Rule]) -> Comparison:
        before, after = level_values(self.old, rules), level_values(self.new, rules)
        changed = half_days(self.problem, self.plan)
        return Comparison(
            half_days=changed,
            fell_off=tuple(self._fell_off()),
            saved=tuple(self._saved({each for each in changed if each.lost})),
            levels=tuple(
                (name, before[name], after[name]) for name in self.problem.levels if name != DECIDED
            ),
        )

    def _fell_off(self) -> Iterator[TaskChange]:
        """Find work that is done less well than was published, the most urgent first."""
        for task in sorted(self.problem.tasks, key=lambda each: (each.tier, each.due_by, each.task_id)):
            was, now = lateness(self.old, task), lateness(self.new, task)
            less = self.old.placed(task) - self.new.placed(task)
            label = f"{label_of(self.problem, task.task_id)}, tier {task.tier}"
            if task.is_due and now > was:
                sentence = f"{label}: {STATES[now]} instead of {STATES[was]}."
                yield TaskChange(task, STATES[was], STATES[now], sentence)
            elif not task.is_due and less > 0:
                before, after = (f"{lasting(view.placed(task))} planned" for view in (self.old, self.new))
                sentence = f"{label}: {lasting(less)} less of it in these days; it is due later."
                yield TaskChange(task, before, after, sentence)

    def _saved(self, lost: set[HalfDay]) -> Iterator[TaskChange]:
        """Find due tasks that lost their place and are done as well as was published all the same."""
        ids = {work.task_id for each in lost for work in each.before if work not in each.after}
        for task in sorted(self.problem.tasks, key=lambda each: (each.tier, each.due_by, each.task_id)):
            was, now = lateness(self.old, task), lateness(self.new, task)
            if task.task_id in ids and task.is_due and now <= was < NOT_FINISHED:
                by = listing([name_of(self.problem, each) for each in sorted(self.new.holders(task))], "and")
                label = f"{label_of(self.problem, task.task_id)}, tier {task.tier}"
                sentence = f"{label}: still {STATES[now]}, now with {by}."
                yield TaskChange(task, STATES[was], STATES[now], sentence)


def _task(each: TaskChange) -> dict[str, Any]:
    return {
        "task_id": each.task.task_id,
        "tier": each.task.tier,
        "before": each.before,
        "after": each.after,
        "message": each.sentence,
    }
