"""Part of a roster opened up again: some people, some sessions and some tasks are free, all else keeps its seat."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from random import Random

from roster.kinds import Kind
from roster.problem import Problem
from solver.draft import Draft, taken_by
from solver.seats import Seats

PEOPLE_FOR_LONG_WORK = 3
PEOPLE_AT_ONCE = 10  # more people than this make a neighbourhood too slow to search well
NOBODY = frozenset[str]()
DAYS_AT_ONCE = (1, 1, 2)  # mostly one day: two are slower, and rarely needed


@dataclass(frozen=True)
class Region:
    """The people and sessions that are open."""

    people: frozenset[str]
    sessions: frozenset[int]

    def __contains__(self, seat: tuple[str, int]) -> bool:
        """Tell whether a seat (staff id, session index) is open."""
        return seat[0] in self.people and seat[1] in self.sessions


def region_around(
    problem: Problem,
    kinds: Sequence[Kind],
    seats: Seats,
    waiting: Set[str],
    rng: Random,
    more: int = 0,
    taken: Set[str] = NOBODY,
) -> Region:
    """Choose some people and a day or two: around a task that waits, if there is one, otherwise by chance.

    With so many `more` people than usual, of those who could do it or could take other work off them; whose week is
    `taken` comes last.
    """
    everybody = sorted(
        {staff_id for each in seats.by_kind for staff_id in each} | {s for s, _ in seats.wings}
    )
    positions = [
        n for n, kind in enumerate(kinds) if seats.by_kind[n] and not waiting.isdisjoint(kind.task_ids)
    ]
    positions = positions or [n for n in range(len(kinds)) if seats.by_kind[n]]
    if not positions:
        return Region(frozenset(everybody), frozenset(each.index for each in problem.sessions))
    chosen = rng.choice(positions)
    able = seats.by_kind[chosen]
    people = sorted(able)
    rng.shuffle(people)
    people.sort(key=taken.__contains__)
    others = [each for each in everybody if each not in able]
    rng.shuffle(others)
    others.sort(key=taken.__contains__)
    if kinds[chosen].task.splittable:  # long work needs one person's whole week, not a day of many
        rest = [*people[PEOPLE_FOR_LONG_WORK:], *others]
        rng.shuffle(rest)
        rest.sort(key=taken.__contains__)
        few = [*people[:PEOPLE_FOR_LONG_WORK], *rest[:more]]
        return Region(frozenset(few), frozenset(each.index for each in problem.sessions))
    seats_of_it = [each for sessions in able.values() for each in sessions]
    in_time = [each for each in seats_of_it if each.end <= kinds[chosen].task.due_by]
    days = sorted({each.day for each in in_time or seats_of_it})
    open_days = rng.sample(days, min(len(days), rng.choice(DAYS_AT_ONCE)))
    sessions = frozenset(each.index for each in problem.sessions if each.day in open_days)
    return Region(frozenset([*people, *others][: PEOPLE_AT_ONCE + more]), sessions)


def opened(kinds: Sequence[Kind], seats: Seats, draft: Draft, region: Region, waiting: Set[str]) -> Seats:
    """Give the seats of a region: tasks there now, and those that wait, may take any seat in it."""
    now = draft.seats()
    found = []
    for number, kind in enumerate(kinds):
        taken = taken_by(now, kind.task_ids)
        inside = any(each in region for each in taken)
        free = inside or any(task_id in waiting for task_id in kind.task_ids)
        by_person = {}
        for staff_id, sessions in seats.by_kind[number].items():
            here = free and staff_id in region.people
            kept = tuple(
                each
                for each in sessions
                if (staff_id, each.index) in taken or (here and each.index in region.sessions)
            )
            if kept:
                by_person[staff_id] = kept
        found.append(by_person)
    wings = {
        (staff_id, index): True
        for staff_id, index in seats.wings
        if (index, staff_id) in draft.wings or (staff_id, index) in region
    }
    return Seats(tuple(found), wings)
