"""Work that has nothing to do with other work: each island of people and tasks can be bounded and solved by itself.

Tasks that share people, wait for each other, compete for wing posts or for rooms are one island. The search trusts
this only as far as the rows say so: `apart` tells whether any row ties an island to what is not in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from roster.kinds import Kind
from roster.levels import lateness
from roster.problem import Problem
from roster.tasks import Task
from roster.view import View
from solver.model import Model
from solver.neighbourhood import Region
from solver.seats import Seats
from solver.ties import Ties


@dataclass(frozen=True)
class Island:
    """Task ids, and the people who could do them."""

    task_ids: frozenset[str]
    people: frozenset[str]

    def region(self, problem: Problem) -> Region:
        """Give its people for the whole horizon."""
        return Region(self.people, frozenset(each.index for each in problem.sessions))

    def among(self, kinds: Sequence[Kind], seats: Seats) -> tuple[list[Kind], Seats]:
        """Give its own kinds with their seats."""
        mine = [number for number, kind in enumerate(kinds) if kind.task.task_id in self.task_ids]
        return [kinds[each] for each in mine], Seats(tuple(seats.by_kind[each] for each in mine), seats.wings)


def everything(problem: Problem) -> Island:
    """Give the island that holds all tasks and all people."""
    people = frozenset(each.staff_id for each in problem.staff)
    return Island(frozenset(each.task_id for each in problem.tasks), people)


def islands(kinds: Sequence[Kind], seats: Seats, crowds: Iterable[frozenset[str]]) -> list[Island]:
    """Find the islands of these kinds; `crowds` are ids of tasks that share rooms."""
    ties = Ties()
    for kind, by_person in zip(kinds, seats.by_kind, strict=True):
        for staff_id in _people(kind, by_person):
            ties.tie(kind.task_ids[0], ("person", staff_id))
        for linked in (*kind.task_ids, *kind.task.after):
            ties.tie(kind.task_ids[0], linked)
    for staff_id, _ in seats.wings:
        ties.tie(("wings",), ("person", staff_id))
    for ids in crowds:
        for task_id in ids:
            ties.tie(min(ids), task_id)
    found: dict[Hashable, tuple[set[str], set[str]]] = {}
    for kind, by_person in zip(kinds, seats.by_kind, strict=True):
        tasks, people = found.setdefault(ties.root(kind.task_ids[0]), (set(), set()))
        tasks.update(kind.task_ids)
        people.update(_people(kind, by_person))
    cover = {staff_id for staff_id, _ in seats.wings}
    return [
        Island(frozenset(tasks), frozenset(people if people.isdisjoint(cover) else people | cover))
        for tasks, people in found.values()
    ]


def _people(kind: Kind, by_person: Iterable[str]) -> Iterator[str]:
    """Everybody in the work: those who may do it, and the owner whom they join."""
    yield from by_person
    if kind.task.type.pair and kind.task.owner:
        yield kind.task.owner


def apart(model: Model, island: Island, rows: int) -> bool:
    """Tell whether none of the first `rows` rows ties an island to what is not in it, directly or through others."""
    labelled = [
        (amount, model.kinds[number].task_ids[0] in island.task_ids)
        for (number, _, _), amount in model.count.items()
    ]
    labelled += [(amount, staff_id in island.people) for (staff_id, _), amount in model.wing.items()]
    others = [amount for amount, mine in labelled if not mine]
    if not others:
        return True
    tied = model.rows.tied_to([amount for amount, mine in labelled if mine], len(model.upper), rows)
    return tied.isdisjoint(others)


def share_of(view: View, name: str, tasks: Iterable[Task]) -> int:
    """Give how much some tasks add to the value of a `due` or `rest` level."""
    family, _, tier = name.partition(".")
    mine = [task for task in tasks if task.tier == int(tier)]
    if family == "due":
        return sum(lateness(view, task) for task in mine if task.is_due)
    return sum(max(0, task.minutes - view.placed(task)) for task in mine)
