"""Tasks that differ only in their ids: for planning they are one kind of work with a count."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from roster.problem import Problem
from roster.tasks import Task


@dataclass(frozen=True)
class Kind:
    """Interchangeable tasks; `task` stands for all of them, `task_ids` are sorted."""

    task: Task
    task_ids: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many tasks are of this kind."""
        return len(self.task_ids)


def group(problem: Problem, alone: Collection[str] = ()) -> tuple[Kind, ...]:
    """Group the open tasks into kinds, keeping those in `alone` apart; in the order of the task table.

    A rule may read only what is compared here (see `_likeness`), or must have its tasks kept alone.
    """
    apart = set(alone) | {each.task_id for each in problem.overrides} | _linked(problem)
    if problem.revision is not None:
        apart |= problem.revision.singled_out
    groups: dict[Hashable, list[Task]] = {}
    for task in problem.tasks:
        key = task.task_id if task.task_id in apart or task.splittable else _likeness(problem, task)
        groups.setdefault(key, []).append(task)
    return tuple(Kind(tasks[0], tuple(sorted(each.task_id for each in tasks))) for tasks in groups.values())


def _linked(problem: Problem) -> set[str]:
    """Tasks that wait for another, or are waited for."""
    waiting = {each.task_id for each in problem.tasks if each.after}
    return waiting | set(problem.followers)


def _likeness(problem: Problem, task: Task) -> Hashable:
    first = next((each.index for each in problem.sessions if each.start >= task.ready), len(problem.sessions))
    due = (task.overdue, task.due_by) if task.is_due else ()  # when it is due later does not matter yet
    risk = task.risk if task.type.probation_at_risk else ""
    return (
        task.type.key,
        task.minutes,
        task.tier,
        task.grades,
        first,
        due,
        risk,
        task.owner,
        task.fixed,
        task.doer,
        task.started_by,
    )
