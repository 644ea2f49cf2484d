"""How any two rosters of the same days differ: whose half-days, which tasks, and what it does to every level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from roster.faults import Fault, InputRefusedError
from roster.levels import level_values
from roster.replan.half_days import HalfDay, half_days
from roster.revision import Revision
from roster.roster import Plan, Work, without_reasons
from roster.rule import rules_in_force
from roster.view import look

if TYPE_CHECKING:
    from roster.exports.roster_json import StatedRoster
    from roster.problem import Problem

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class TaskMove:
    """A task whose pieces are not the same: by whom, when, or how long. `tier` is None if it is not an open task."""

    task_id: str
    tier: int | None
    before: tuple[Work, ...]
    after: tuple[Work, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "task_id": self.task_id,
            "tier": self.tier,
            "before": [_piece(each) for each in self.before],
            "after": [_piece(each) for each in self.after],
        }


@dataclass(frozen=True)
class Difference:
    """Everything in which two rosters differ; reasons and warnings are words about them and are not compared.

    `moved` are tasks that both have, `added` those of the later alone, `fell_off` those of the earlier alone, the most
    urgent first. `levels` gives name, value before and value after for every level of the policy.
    """

    half_days: tuple[HalfDay, ...]
    moved: tuple[TaskMove, ...]
    added: tuple[TaskMove, ...]
    fell_off: tuple[TaskMove, ...]
    levels: tuple[tuple[str, int, int], ...]

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data; half-days are as in `changes.json`."""
        return {
            "half_days": [each.as_dict() for each in self.half_days],
            "moved": [each.as_dict() for each in self.moved],
            "added": [each.as_dict() for each in self.added],
            "fell_off": [each.as_dict() for each in self.fell_off],
            "levels": [
                {"name": name, "before": before, "after": after} for name, before, after in self.levels
            ],
        }


def difference(problem: Problem, before: StatedRoster, after: StatedRoster) -> Difference:
    """Compare two rosters, whoever made them. `problem` is the morning of the later one, after what was lost by then.

    Levels are counted anew for both on that morning: a roster that people were told is worth less once somebody of it
    is away. Lines that name somebody who is not on the staff list are in no half-day. Raises InputRefusedError when
    the days are not the same.
    """
    faults = [
        Fault(name, 0, "days", f"this roster is not of the days {problem.days[0]} to {problem.days[-1]}.")
        for name, each in ((BEFORE, before), (AFTER, after))
        if each.days != problem.days
    ]
    if faults:
        raise InputRefusedError(faults)
    old, new = without_reasons(before.plan), without_reasons(after.plan)
    told = replace(problem.revision or Revision(), published=old, told=True)
    moves = tuple(_moves(problem, old, new))
    rules = rules_in_force(problem.policy)
    was, now = (level_values(look(problem, each), rules) for each in (old, new))
    return Difference(
        half_days=half_days(replace(problem, revision=told), new),
        moved=tuple(each for each in moves if each.before and each.after),
        added=tuple(each for each in moves if not each.before),
        fell_off=tuple(each for each in moves if not each.after),
        levels=tuple((name, was[name], now[name]) for name in problem.policy.levels),
    )


def _moves(problem: Problem, before: Plan, after: Plan) -> Iterator[TaskMove]:
    """Find the tasks whose pieces differ: the most urgent first, last those that are not open."""
    old, new = _by_task(before), _by_task(after)
    tier = {each.task_id: each.tier for each in problem.tasks}
    last = max(tier.values(), default=0) + 1
    for task_id in sorted({*old, *new}, key=lambda each: (tier.get(each, last), each)):
        was, now = old[task_id], new[task_id]
        if was != now:
            yield TaskMove(task_id, tier.get(task_id), tuple(was), tuple(now))


def _by_task(plan: Plan) -> defaultdict[str, list[Work]]:
    """Sort the pieces by task, each task's in order of time."""
    found: defaultdict[str, list[Work]] = defaultdict(list)
    for each in sorted(plan.work, key=lambda each: (each.begins, each.finishes, each.staff_id)):
        found[each.task_id].append(each)
    return found


def _piece(work: Work) -> dict[str, Any]:
    return {
        "staff_id": work.staff_id,
        "date": work.day.isoformat(),
        "session": work.session,
        "start": f"{work.start:%H:%M}",
        "end": f"{work.end:%H:%M}",
        "minutes": work.minutes,
    }
