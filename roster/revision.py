"""What a roster that follows a published one must respect: what people were told, what has begun, what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from roster.roster import Plan

Seat = tuple[str, date, str]  # staff id, day, session name


class Line(NamedTuple):
    """One line of a half-day diary: a task with its time and minutes, or (without them) a wing."""

    what: str
    start: time | None = None
    minutes: int = 0


Diary = frozenset[Line]
NOTHING_PLANNED = Plan()


@dataclass(frozen=True)
class Revision:
    """What a roster follows: the `published` plan, and what has come since.

    `begun` is the part of it that began before `now`: history, which stays as it is. `left` are people who were called
    away in a session under way: nothing of theirs in it goes on after `now`. `pins` and `bans` are (task id, staff id)
    that a manager decided; `wanted` are tasks that are to be finished before anything else. `unlike` are rosters from
    which this one must be materially different: other honest choices.
    """

    published: Plan = NOTHING_PLANNED
    now: datetime | None = None
    begun: Plan = NOTHING_PLANNED
    left: frozenset[Seat] = frozenset()
    pins: frozenset[tuple[str, str]] = frozenset()
    bans: frozenset[tuple[str, str]] = frozenset()
    wanted: frozenset[str] = frozenset()
    told: bool = True
    unlike: tuple[Plan, ...] = ()

    @property
    def decided(self) -> frozenset[str]:
        """Tasks that somebody decided about, and so are not like any other."""
        return frozenset(task_id for task_id, _ in self.pins) | self.wanted

    @cached_property
    def singled_out(self) -> frozenset[str]:
        """Tasks that are not like any other, whatever their cells say."""
        banned = {task_id for task_id, _ in self.bans}
        return self.decided | banned | self.settled

    @cached_property
    def settled(self) -> frozenset[str]:
        """Tasks with a piece that has begun."""
        return frozenset(each.task_id for each in self.begun.work)

    @cached_property
    def diaries(self) -> dict[Seat, Diary]:
        """What people were told of the time that is still to come, half-day by half-day (empty ones left out)."""
        return diaries(self.published, self.now)

    def begun_in(self, day: date, session: str) -> frozenset[tuple[str, str]]:
        """Give the (staff id, task id) of pieces that have begun in a session."""
        return frozenset(
            (each.staff_id, each.task_id)
            for each in self.begun.work
            if (each.day, each.session) == (day, session)
        )

    def is_over(self, moment: datetime) -> bool:
        """Tell whether a moment is past."""
        return self.now is not None and moment < self.now


def diaries(plan: Plan, now: datetime | None = None) -> dict[Seat, Diary]:
    """Read a plan person by person and session by session: what begins at `now` or later (None: all of it)."""
    work = (
        ((each.staff_id, each.day, each.session), Line(each.task_id, each.start, each.minutes))
        for each in plan.work
        if now is None or each.begins >= now
    )
    duties = (((each.staff_id, each.day, each.session), Line(each.wing)) for each in plan.wing_duty)
    return by_seat(chain(work, duties))


def by_seat(lines: Iterable[tuple[Seat, Line]]) -> dict[Seat, Diary]:
    """Sort lines into half-day diaries."""
    found: dict[Seat, set[Line]] = defaultdict(set)
    for seat, line in lines:
        found[seat].add(line)
    return {seat: frozenset(each) for seat, each in found.items()}
