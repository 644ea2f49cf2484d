"""What each level counts: wing posts not filled, due work not in time, minutes not placed, the price of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from roster.changes import changed_seats
from roster.policy import TIERS, Policy
from roster.problem import CHANGES, DECIDED, Problem
from roster.rule import Rule
from roster.tasks import Task
from roster.view import View

NOT_FINISHED, FINISHED_LATE, ON_TIME = 2, 1, 0


def level_values(view: View, rules: Iterable[Rule]) -> dict[str, int]:
    """Give every level's value of a plan, by name (contract, section 3). Independent of any solver."""
    values = {"wing_posts": posts_not_filled(view)}
    if CHANGES in view.problem.levels:
        values[CHANGES] = len(changed_seats(view))
    if DECIDED in view.problem.levels:
        values[DECIDED] = len(not_as_decided(view))
    for tier in TIERS:
        due = [each for each in view.problem.tasks if each.tier == tier and each.is_due]
        values[f"due.{tier}"] = sum(lateness(view, each) for each in due)
        open_work = [each for each in view.problem.tasks if each.tier == tier]
        values[f"rest.{tier}"] = sum(max(0, each.minutes - view.placed(each)) for each in open_work)
    values["quality"] = sum(
        rule.settings.price * breach.amount
        for rule in rules
        if not rule.must
        for breach in rule.breaches(view)
    )
    return values


def lateness(view: View, task: Task) -> int:
    """Give 0 for a task finished on time, 1 for late, 2 for not finished in the horizon."""
    last = view.finished(task)
    if last is None:
        return NOT_FINISHED
    return ON_TIME if last.session.end <= task.due_by else FINISHED_LATE


def not_as_decided(view: View) -> list[str]:
    """Give the ids of tasks that are not given to whom a manager decided, or not finished although they are wanted."""
    revision = view.problem.revision
    if revision is None:
        return []
    pinned = {
        task_id
        for task_id, staff_id in revision.pins
        if staff_id not in view.holders(view.problem.task[task_id])
    }
    unfinished = {task_id for task_id in revision.wanted if view.finished(view.problem.task[task_id]) is None}
    return sorted(pinned | unfinished)


def posts_not_filled(view: View) -> int:
    """Count wing posts that nobody fills, wing by wing."""
    sent = Counter((each.session.index, each.wing) for each in view.duties)
    return sum(max(0, posts - sent[key]) for key, posts in view.problem.posts.items())


def most(problem: Problem) -> dict[str, int]:
    """Give the most that the value of each level but `quality` could be."""
    values = {"wing_posts": sum(problem.posts.values())}
    if CHANGES in problem.levels:
        values[CHANGES] = len(problem.staff) * len(problem.sessions)
    if DECIDED in problem.levels:
        values[DECIDED] = len(problem.revision.decided) if problem.revision is not None else 0
    for tier in TIERS:
        tasks = [each for each in problem.tasks if each.tier == tier]
        values[f"due.{tier}"] = NOT_FINISHED * sum(each.is_due for each in tasks)
        values[f"rest.{tier}"] = sum(each.minutes for each in tasks)
    return values


def tolerance(policy: Policy, name: str, value: int) -> int:
    """Give the absolute difference between value and bound that still counts as proved at a level."""
    kind = name.partition(".")[0]
    if kind == "quality":
        return -(-value * policy.tolerance.quality_percent // 100)
    return {
        "wing_posts": policy.tolerance.wing_posts,
        "due": policy.tolerance.due,
        "rest": policy.tolerance.rest,
        CHANGES: policy.tolerance.changes,
        DECIDED: 0,
    }[kind]
