"""Warnings about tasks: owners unknown or not allowed, risk or doer not recorded, work too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.cautions.saying import about, tasks
from roster.exports.words import lasting
from roster.problem import Problem, span_minutes
from roster.sessions import sessions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.roster import Message
    from roster.staff import Person
    from roster.tasks import Task


def cautions(problem: Problem) -> Iterator[Message]:
    """Give every warning about tasks without regard to appointments."""
    yield from _unknown_owners(problem)
    yield from _owners_who_may_not(problem)
    yield from _unknown_risk(problem)
    yield from _unknown_doers(problem)
    yield from _too_long(problem)


def _unknown_owners(problem: Problem) -> list[Message]:
    owned = {
        each.task_id: each.owner for each in problem.tasks if each.owner and each.owner not in problem.person
    }
    those, owners = tasks(owned), sorted(set(owned.values()))
    who = "The owner named for" if len(owners) == 1 else "The owners named for"
    is_not = "is not" if len(owners) == 1 else "are not"
    return about("OWNER_UNKNOWN", those, f"{who} {those} {is_not} on the staff list.", owners)


def _owners_who_may_not(problem: Problem) -> list[Message]:
    """For example a probation officer who owns offender-supervision work in steady state (B2)."""
    those = tasks(
        each.task_id
        for each in problem.tasks
        if each.type.supervision
        and not (each.type.pair or each.type.owner_first)
        and (owner := problem.person.get(each.owner)) is not None
        and not _owner_may(problem, each, owner)
    )
    message = f"Somebody else has to do {those}, because by grade and risk the owner may not do it here."
    return about("OWNER_MAY_NOT", those, message)


def _owner_may(problem: Problem, task: Task, owner: Person) -> bool:
    if owner.grade in task.qualified:
        return True
    lifted = problem.lifted("high_risk", owner.staff_id, problem.days[0], task.task_id)
    return owner.grade in task.grades and lifted is not None


def _unknown_risk(problem: Problem) -> list[Message]:
    those = tasks(each.task_id for each in problem.tasks if each.type.probation_at_risk and not each.risk)
    message = f"The risk of {those} is not recorded; at high risk the work would be for a probation officer."
    return about("RISK_UNKNOWN", those, message)


def _unknown_doers(problem: Problem) -> list[Message]:
    """Find checks whose doer is neither named nor found by the task they come after."""
    those = tasks(
        each.task_id
        for each in problem.tasks
        if each.type.checking and not each.doer and not any(first in problem.task for first in each.after)
    )
    check = those.verb("checks", "check")
    message = f"Whose work {those} {check} is not recorded, so the doer could be given the check."
    return about("DOER_UNKNOWN", those, message)


def _too_long(problem: Problem) -> list[Message]:
    those = tasks(
        each.task_id
        for each in problem.tasks
        if not each.splittable and each.fixed is None and each.minutes > _longest(problem, each)
    )
    longest = max((_longest(problem, problem.task[each]) for each in those.ids), default=0)
    too_long = f"{those.verb('is', 'are')} longer than the {lasting(longest)} that a session has room for"
    message = f"{those} cannot be split and {too_long}."
    return about("UNSPLITTABLE_TOO_LONG", those, message)


def _longest(problem: Problem, task: Task) -> int:
    """Give the most room any session has for a task, with the freest of the grades that may do it."""
    policy, longest = problem.policy, 0
    advisers = set(policy.rules["advice"].option("grades")) if "advice" in policy.rules else set()
    kept = policy.advice_minutes_per_session if task.grades and task.grades <= advisers else 0
    lifted = any(each.rule == "advice" for each in problem.overrides)
    for session in sessions_of(problem.days[0], problem.establishment.sessions):
        room = session.minutes * policy.taskable_percent // 100 - (0 if lifted else kept)
        if task.seen and session.unlock is not None:
            room = min(room, span_minutes(*session.unlock))
        longest = max(longest, policy.on_grid(max(0, room)))
    return longest
