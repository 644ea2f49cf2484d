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

    Lines about people, tasks or sessions that are no longer there go; who has been detailed to a wing is on it; what
    has begun stays in any case.
    """
    left = _known(problem, plan)
    while breaches := judge(problem, left, rules=rules).breaches:
        found = [_least(problem, left, breach) for breach in breaches]
        work = frozenset[Work]().union(*(each.work for each in found))
        duties = frozenset[WingDuty]().union(*(each.duties for each in found))
        if not work and not duties:
            return Plan(tuple(sorted(_begun(problem).work)), _sent(problem))
        left = Plan(
            tuple(each for each in left.work if each not in work),
            tuple(each for each in left.wing_duty if each not in duties),
        )
    return left


def _known(problem: Problem, plan: Plan) -> Plan:
    """Keep the lines that name what is there, and put those detailed to a wing on it."""
    work = {
        each
        for each in plan.work
        if each.staff_id in problem.person
        and each.task_id in problem.task
        and (each.day, each.session) in problem.session
    }
    sent = _sent(problem)
    seats = {(each.staff_id, each.day, each.session) for each in sent}
    others = (
        each
        for each in plan.wing_duty
        if each.staff_id in problem.person
        and (each.day, each.session) in problem.session
        and (each.staff_id, each.day, each.session) not in seats
    )
    return Plan(tuple(sorted(work | {*_begun(problem).work})), tuple(sorted([*sent, *others])))


def _begun(problem: Problem) -> Plan:
    """Give what has begun."""
    return Plan() if problem.revision is None else problem.revision.begun


def _sent(problem: Problem) -> tuple[WingDuty, ...]:
    """Give the duties of those who have gone to a wing, or have been detailed to one already."""
    detailed = {
        WingDuty(session.day, session.name, presence.wing, staff_id)
        for (staff_id, index), presence in problem.presence.items()
        if presence.wing is not None
        for session in [problem.sessions[index]]
    }
    return tuple(sorted(detailed | {*_begun(problem).wing_duty}))


def _least(problem: Problem, plan: Plan, breach: Breach) -> _Lines:
    """Find the least important work that a breach is about; where it names no task, a wing duty comes first."""
    begun, sent = _begun(problem), _sent(problem)
    loose = [each for each in plan.work if each not in begun.work]
    named = [each for each in loose if each.task_id in breach.task_ids]
    theirs = [each for each in loose if each.staff_id in breach.staff_ids]
    duties = [each for each in plan.wing_duty if each not in sent and each.staff_id in breach.staff_ids]
    duties_here = [each for each in duties if _is_in(problem, each, breach.session)]
    if not named and duties_here:
        return _Lines(frozenset(), frozenset(duties_here[:1]))
    for lines in (named, theirs):
        here = [each for each in lines if _is_in(problem, each, breach.session)] or lines
        if here:
            task = max((problem.task[each.task_id] for each in here), key=importance)
            gone = here if task.splittable else loose
            return _Lines(frozenset(each for each in gone if each.task_id == task.task_id), frozenset())
    return _Lines(frozenset(), frozenset(duties[:1]))


def _is_in(problem: Problem, line: Work | WingDuty, label: str) -> bool:
    return problem.session[line.day, line.session].label == label


def importance(task: Task) -> tuple[object, ...]:
    """Give what to sort work by, the most important first: due before not due, then by tier and due moment."""
    return (not task.is_due, task.tier, task.due_by, task.task_id)
