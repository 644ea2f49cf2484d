"""How a changed roster differs from the one that stands: level by level, task by task, in days late and in minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from roster.exports.cover import wing_cover
from roster.kinds import group
from roster.levels import ON_TIME, lateness
from roster.policy import RuleSettings
from roster.problem import Problem
from roster.roster import LevelValue, Plan
from roster.rules.lateness import LatenessRule
from roster.view import View, look


@dataclass(frozen=True)
class LevelDifference:
    """One level with the change: its value and bound, and by how much it differs; below 0 is better.

    `exact`: both this value and the one it is compared with are proved to the unit, and so is every level above; or
    it is certain that the change makes no difference.
    """

    level: LevelValue
    difference: int
    exact: bool


@dataclass(frozen=True)
class Difference:
    """What a change does. `gained` and `lost` are due tasks that are on time only with, or only without it."""

    levels: tuple[LevelDifference, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    days_late: int
    wing_minutes: int

    @property
    def exact(self) -> bool:
        """Tell whether every level's difference is proved."""
        return all(each.exact for each in self.levels)


@dataclass(frozen=True)
class Known:
    """A problem's roster, judged, with its levels down to the last that was asked about."""

    problem: Problem
    plan: Plan
    levels: tuple[LevelValue, ...]


def difference(before: Known, after: Known, *, same: bool = False) -> Difference:
    """Compare a changed roster with the one that stands; `same`: it is certain that nothing differs."""
    was, now = look(before.problem, before.plan), look(after.problem, after.plan)
    gained, lost = _gained_and_lost(was, now)
    return Difference(
        tuple(_levels(before.levels, after.levels, same=same)),
        gained,
        lost,
        days_late(now) - days_late(was),
        wing_minutes(after) - wing_minutes(before),
    )


def settled(levels: Sequence[LevelValue]) -> list[bool]:
    """Tell for each level whether its value is the best there is, to the unit, and so are all above it."""
    found, so_far = [], True
    for each in levels:
        so_far = so_far and each.value == each.bound
        found.append(so_far)
    return found


def days_late(view: View) -> int:
    """Count the working days within the horizon by which due tasks are late, as the rule `lateness` counts them."""
    points = [1] * len(view.problem.policy.rules["lateness"].option("points"))
    rule = LatenessRule(RuleSettings.model_validate({"price": 1, "points": points}))
    return sum(each.amount for each in rule.breaches(view))


def wing_minutes(known: Known) -> int:
    """Count the minutes that could have been planned of those who are on the wings."""
    return sum(each.lost_minutes for each in wing_cover(known.problem, known.plan.wing_duty))


def _levels(
    before: Sequence[LevelValue], after: Sequence[LevelValue], *, same: bool
) -> list[LevelDifference]:
    sure = [one and other for one, other in zip(settled(before), settled(after), strict=True)]
    return [
        LevelDifference(new, new.value - old.value, same or exact)
        for old, new, exact in zip(before, after, sure, strict=True)
    ]


def _gained_and_lost(was: View, now: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name tasks that are on time only with the change, and only without; alike tasks cancel out."""
    kind_of = {each: kind.task_ids[0] for kind in group(was.problem) for each in kind.task_ids}
    only_now: dict[str, list[str]] = defaultdict(list)
    only_then: dict[str, list[str]] = defaultdict(list)
    for task in was.problem.tasks:
        if task.is_due:
            then_on_time, now_on_time = lateness(was, task) == ON_TIME, lateness(now, task) == ON_TIME
            if now_on_time and not then_on_time:
                only_now[kind_of[task.task_id]].append(task.task_id)
            if then_on_time and not now_on_time:
                only_then[kind_of[task.task_id]].append(task.task_id)
    gained = [each for kind, ids in only_now.items() for each in ids[len(only_then[kind]) :]]
    lost = [each for kind, ids in only_then.items() for each in ids[len(only_now[kind]) :]]
    return tuple(gained), tuple(lost)
