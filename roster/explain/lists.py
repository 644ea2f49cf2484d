"""What the roster leaves: work not done and why, work finished late, blocked work, unfilled wing posts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from typing import TYPE_CHECKING

from roster.deadlines import last_day
from roster.explain.undone import Undone
from roster.levels import FINISHED_LATE, lateness
from roster.problem import Problem
from roster.roster import Late, LevelValue, NotDone, UnfilledPosts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roster.rule import Rule
    from roster.tasks import Task
    from roster.view import View


def not_done(
    view: View,
    rules: Sequence[Rule],
    levels: Sequence[LevelValue],
    displaced: Callable[[str], str | None] | None = None,
) -> tuple[NotDone, ...]:
    """List due tasks that are not finished, and others with no work placed, most urgent first."""
    undone = Undone(view, rules, levels, displaced)
    left = [task for task in view.problem.tasks if is_left(view, task)]
    left.sort(key=lambda task: (task.tier, not task.is_due, task.due, task.task_id))
    return tuple(_entry(view, task, *undone.why(task)) for task in left)


def is_left(view: View, task: Task) -> bool:
    """Tell whether a task belongs in the list of what is not done (contract, section 4)."""
    if task.is_due:
        return view.finished(task) is None
    return not view.by_task.get(task.task_id)


def _entry(view: View, task: Task, code: str, message: str) -> NotDone:
    left = max(0, task.minutes_left - view.placed(task))
    return NotDone(task.task_id, task.tier, due_text(task), code, message, left)


def due_text(task: Task) -> str:
    """Give a deadline as ISO text: a date alone where it is the end of that day."""
    return _iso(task.due)


def _iso(moment: datetime) -> str:
    if moment.time() == time.min:
        return last_day(moment).isoformat()
    return moment.isoformat(timespec="minutes")


def late(view: View) -> tuple[Late, ...]:
    """List due tasks that are finished, but late."""
    found = []
    for task in view.problem.tasks:
        last = view.finished(task)
        if task.is_due and last is not None and lateness(view, task) == FINISHED_LATE:
            found.append(Late(task.task_id, due_text(task), last.finishes.isoformat(timespec="minutes")))
    return tuple(found)


def blocked(problem: Problem) -> tuple[dict[str, str], ...]:
    """List blocked tasks with what they wait for."""
    return tuple({"task_id": task.task_id, "note": task.note} for task in problem.blocked)


def unfilled(view: View) -> tuple[UnfilledPosts, ...]:
    """List wing posts that nobody fills, session by session."""
    problem = view.problem
    there = Counter((each.session.index, each.wing) for each in view.duties)
    return tuple(
        UnfilledPosts(
            problem.sessions[index].day, problem.sessions[index].name, wing, posts - there[index, wing]
        )
        for (index, wing), posts in sorted(problem.posts.items())
        if posts > there[index, wing]
    )
