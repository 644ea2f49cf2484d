"""The answer to "who should be lent?": sets of people in order, and exactly what lending each of them would cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from roster.changes import changed_seats
from roster.levels import FINISHED_LATE, ON_TIME, lateness
from roster.problem import Problem
from roster.replan.events import Lost
from roster.replan.lending import Kept, Request
from roster.revision import Seat
from roster.roster import Plan
from roster.tasks import Task
from roster.view import look


@dataclass(frozen=True)
class LevelLoss:
    """One level of one set: the value as published and as found, and how much worse that is, and is at the very least.

    `loss` is below 0 where it is better; but where what was published had not been proved to be the best, doing better
    is no gain here (0). `least` is None where nothing is known; where it is less than `loss`, the loss is not proved.
    """

    name: str
    published: int
    value: int
    loss: int
    least: int | None

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "level": self.name,
            "published": self.published,
            "value": self.value,
            "loss": self.loss,
            "least_loss": self.least,
            "proved": self.least == self.loss,
        }


@dataclass(frozen=True)
class Effects:
    """What the plan found for a set does to tasks and people, compared with the published one."""

    lapsed: tuple[Task, ...] = ()
    late: tuple[Task, ...] = ()
    gained: tuple[Task, ...] = ()
    changed: tuple[Seat, ...] = ()


def effects(problem: Problem, published: Plan, plan: Plan) -> Effects:
    """Compare a plan with the published one: tasks no longer finished, late now, better now; diaries changed."""
    before, after = look(problem, published), look(problem, plan)
    lapsed: list[Task] = []
    late: list[Task] = []
    gained: list[Task] = []
    for task in problem.tasks:
        was, now = lateness(before, task), lateness(after, task)
        if now > was:
            (late if (was, now) == (ON_TIME, FINISHED_LATE) else lapsed).append(task)
        elif now < was:
            gained.append(task)
    return Effects(_in_order(lapsed), _in_order(late), _in_order(gained), tuple(changed_seats(after)))


def _in_order(tasks: list[Task]) -> tuple[Task, ...]:
    return tuple(sorted(tasks, key=lambda each: (not each.is_due, each.tier, each.due, each.task_id)))


@dataclass(frozen=True)
class LentSet:
    """One set of people who could be lent; where it is not `proved`, the loss is that of the best roster found."""

    rank: int
    staff_ids: tuple[str, ...]
    proved: bool
    levels: tuple[LevelLoss, ...]
    effects: Effects
    turns: int
    plan: Plan = field(repr=False, default=Plan())

    @property
    def open_level(self) -> LevelLoss | None:
        """The first level whose loss is not proved (None: all of them are)."""
        return next((each for each in self.levels if each.least != each.loss), None)


@dataclass(frozen=True)
class Ranking:
    """The sets in order, with what is known of those that are not listed.

    `also` are further sets that cost the same as the last one listed. Of the `number` sets there are, `proved` ones
    have been solved, `excluded` ones are proved to cost more than those listed, and nothing is sure of the `open` ones.
    """

    request: Request
    now: datetime | None
    may: tuple[str, ...]
    kept: tuple[Kept, ...]
    published: dict[str, int]
    stands: bool
    sets: tuple[LentSet, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    number: int = 0
    proved: int = 0
    excluded: int = 0
    first_seconds: float = 0.0
    seconds: float = 0.0
    stopped: bool = False

    @property
    def open(self) -> int:
        """How many sets are neither proved nor excluded by a bound."""
        return self.number - self.proved - self.excluded

    def as_dict(self, problem: Problem) -> dict[str, Any]:
        """Give the answer as JSON has it."""
        return {
            "date": self.request.day.isoformat(),
            "session": self.request.session,
            "wing": self.request.wing,
            "posts": self.request.posts,
            "now": self.now.isoformat(timespec="minutes") if self.now else None,
            "may_go": list(self.may),
            "kept": [dict(vars(each)) for each in self.kept],
            "published": dict(self.published),
            "published_stands": self.stands,
            "sets": [self._set(problem, each) for each in self.sets],
            "equal_to_the_last": [list(each) for each in self.also],
            "number_of_sets": self.number,
            "proved": self.proved,
            "excluded": self.excluded,
            "open": self.open,
            "first_seconds": round(self.first_seconds, 1),
            "seconds": round(self.seconds, 1),
            "stopped": self.stopped,
        }

    def _set(self, problem: Problem, found: LentSet) -> dict[str, Any]:
        request = self.request
        return {
            "rank": found.rank,
            "staff_ids": list(found.staff_ids),
            "names": [problem.person[each].name for each in found.staff_ids],
            "proved": found.proved,
            "levels": [each.as_dict() for each in found.levels],
            "lapsed": [_task(each) for each in found.effects.lapsed],
            "late": [_task(each) for each in found.effects.late],
            "gained": [_task(each) for each in found.effects.gained],
            "changed": [
                {"staff_id": staff_id, "date": day.isoformat(), "session": session}
                for staff_id, day, session in found.effects.changed
            ],
            "wing_sessions_28_days": found.turns,
            "lost": [
                Lost(each, request.day, request.session, request.wing).as_dict() for each in found.staff_ids
            ],
        }


def _task(task: Task) -> dict[str, Any]:
    return {
        "task_id": task.task_id,
        "tier": task.tier,
        "due": task.due.isoformat(timespec="minutes"),
        "is_due": task.is_due,
    }
