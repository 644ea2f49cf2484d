"""People exchange work of the same length in the same session: another roster at no loss of work, found in a moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from roster.check import judge
from roster.kinds import group
from roster.problem import Problem
from roster.roster import Plan, Work
from roster.rule import Rule

Pair = tuple[Work, Work]


def exchanged(problem: Problem, plan: Plan, rules: Sequence[Rule], unlike: Rule) -> Plan:
    """Let people exchange pieces until a roster keeps the rule `unlike`, as far as that takes nobody's right or time.

    The least important work is exchanged first. A piece is exchanged at most once. Every exchange is judged.
    """
    others = [each for each in rules if each is not unlike]
    done: set[Work] = set()
    for one, other in _pairs(problem, plan):
        if done.isdisjoint((one, other)) and _may(problem, others, one, other):
            moved = (replace(one, staff_id=other.staff_id, start=other.start, end=other.end),
                     replace(other, staff_id=one.staff_id, start=one.start, end=one.end))  # fmt: skip
            tried = replace(plan, work=tuple(sorted({*plan.work} - {one, other} | {*moved})))
            judgement = judge(problem, tried, rules=rules)
            if all(each.rule == unlike.name for each in judgement.breaches):
                plan = tried
                done |= {one, other, *moved}
                if judgement.clean:
                    break
    return plan


def _pairs(problem: Problem, plan: Plan) -> Iterator[Pair]:
    """Give pieces of different people and different sorts that take the same time in the same session."""
    sorts = {each: kind.task_ids[0] for kind in group(problem) for each in kind.task_ids}
    number = Counter(each.task_id for each in plan.work)
    alike: dict[tuple[object, ...], list[Work]] = defaultdict(list)
    for each in plan.work:
        task = problem.task[each.task_id]
        if number[each.task_id] == 1 and task.fixed is None and not task.started_by:
            alike[each.day, each.session, each.minutes].append(each)
    pairs = [
        (one, other)
        for pieces in alike.values()
        for one, other in combinations(pieces, 2)
        if one.staff_id != other.staff_id and sorts[one.task_id] != sorts[other.task_id]
    ]
    yield from sorted(pairs, key=lambda pair: _tiers(problem, pair), reverse=True)


def _tiers(problem: Problem, pair: Pair) -> tuple[list[int], Pair]:
    return sorted((problem.task[each.task_id].tier for each in pair), reverse=True), pair


def _may(problem: Problem, rules: Iterable[Rule], one: Work, other: Work) -> bool:
    """Tell whether both may do the other's task, before anything slower is looked at."""
    return all(
        rule.who(problem, problem.person[who.staff_id], problem.task[what.task_id], what.day)
        for rule in rules
        if rule.must
        for what, who in ((one, other), (other, one))
    )
