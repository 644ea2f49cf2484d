"""What still stands of an earlier roster: the lines that today's facts and rules allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roster.check import judge
from roster.problem import Problem
from roster.roster import Plan, WingDuty, Work
from roster.rule import Breach, Rule
from roster.tasks import Task


class _Lines(NamedTuple):
    work: frozenset[Work]
    duties: frozenset[WingDuty]


def still_standing(problem: Problem, plan: Plan, rules: Sequence[Rule]) -> Plan:
    """Leave out of an earlier plan what breaks a rule by now, the least important first; keep all times as they were.

    Lines about people, tasks or sessions that are no longer there go; who has been detailed to a wing is on it.
    """
    left = _known(problem, plan)
    while breaches := judge(problem, left, rules=rules).breaches:
        found = [_least(problem, left, breach) for breach in breaches]
        work = frozenset[Work]().union(*(each.work for each in found))
        duties = frozenset[WingDuty]().union(*(each.duties for each in found))
        if not work and not duties:
            return Plan((), _detailed(problem))
        left = Plan(
            tuple(each for each in left.work if each not in work),
            tuple(each for each in left.wing_duty if each not in duties),
        )
    return left


def _known(problem: Problem, plan: Plan) -> Plan:
    """Keep the lines that name what is there, and put those detailed to a wing on it."""
    work = (
        each
        for each in plan.work
        if each.staff_id in problem.person
        and each.task_id in problem.task
        and (each.day, each.session) in problem.session
    )
    detailed = _detailed(problem)
    seats = {(each.staff_id, each.day, each.session) for each in detailed}
    others = (
        each
        for each in plan.wing_duty
        if each.staff_id in problem.person
        and (each.day, each.session) in problem.session
        and (each.staff_id, each.day, each.session) not in seats
    )
    return Plan(tuple(sorted(work)), tuple(sorted([*detailed, *others])))


def _detailed(problem: Problem) -> tuple[WingDuty, ...]:
    """Give the duties of those who have been detailed to a wing already."""
    return tuple(
        WingDuty(session.day, session.name, presence.wing, staff_id)
        for (staff_id, index), presence in problem.presence.items()
        if presence.wing is not None
        for session in [problem.sessions[index]]
    )


def _least(problem: Problem, plan: Plan, breach: Breach) -> _Lines:
    """Find the least important work that a breach is about; where it is about none, the wing duty."""
    named = [each for each in plan.work if each.task_id in breach.task_ids]
    if not named:
        named = [each for each in plan.work if each.staff_id in breach.staff_ids]
    here = [each for each in named if _is_in(problem, each, breach.session)] or named
    if here:
        task = max((problem.task[each.task_id] for each in here), key=importance)
        lines = here if task.splittable else plan.work
        return _Lines(frozenset(each for each in lines if each.task_id == task.task_id), frozenset())
    duties = [each for each in plan.wing_duty if each.staff_id in breach.staff_ids]
    there = [each for each in duties if _is_in(problem, each, breach.session)] or duties
    return _Lines(frozenset(), frozenset(there[:1]))


def _is_in(problem: Problem, line: Work | WingDuty, label: str) -> bool:
    return problem.session[line.day, line.session].label == label


def importance(task: Task) -> tuple[object, ...]:
    """Give what to sort work by, the most important first: due before not due, then by tier and due moment."""
    return (not task.is_due, task.tier, task.due_by, task.task_id)
