"""People with the same rights are one crew: for bounds it does not matter which of them does the work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from roster.kinds import Kind
from roster.problem import Problem
from solver.seats import Seats


@dataclass(frozen=True)
class Crews:
    """People by their rights: each crew's staff ids, and each person's crew."""

    members: tuple[tuple[str, ...], ...]
    of: dict[str, int]


def find_crews(problem: Problem, kinds: Sequence[Kind], seats: Seats) -> Crews:
    """Group people who may do the same work, leaving aside work that is somebody's own."""
    rights: dict[str, list[int]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        task = kind.task
        own = task.type.pair or task.type.owner_first or task.started_by or task.doer
        if not own:
            for staff_id in seats.by_kind[number]:
                rights[staff_id].append(number)
    wings = {staff_id for staff_id, _ in seats.wings}
    together: dict[Hashable, list[str]] = defaultdict(list)
    for person in problem.staff:
        key = (person.grade, person.staff_id in wings, tuple(rights[person.staff_id]))
        together[key].append(person.staff_id)
    members = tuple(tuple(each) for each in together.values())
    return Crews(members, {staff_id: number for number, crew in enumerate(members) for staff_id in crew})
