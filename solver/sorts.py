"""Kinds that differ in nothing that matters without names are one sort of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from roster.kinds import Kind
from roster.problem import Problem
from roster.tasks import Task
from solver.crews import Crews
from solver.seats import Seats


@dataclass(frozen=True)
class Sort:
    """Tasks that are alike for the nameless model; `kinds` are positions of their named kinds."""

    task: Task
    count: int
    kinds: tuple[int, ...]
    seats: tuple[tuple[int, tuple[int, ...]], ...]  # (crew, session indices)


def find_sorts(problem: Problem, kinds: Sequence[Kind], seats: Seats, crews: Crews) -> list[Sort]:
    """Group kinds by length, tier, deadline and by which crews may do them when."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    places: dict[int, tuple[tuple[int, tuple[int, ...]], ...]] = {}
    for number, kind in enumerate(kinds):
        by_crew: dict[int, set[int]] = defaultdict(set)
        for staff_id, sessions in seats.by_kind[number].items():
            by_crew[crews.of[staff_id]] |= {each.index for each in sessions}
        places[number] = tuple(sorted((crew, tuple(sorted(each))) for crew, each in by_crew.items()))
        task = kind.task
        due = problem.last_on_time(task) if task.is_due else None
        likeness = (
            task.splittable,
            task.minutes,
            task.tier,
            task.is_due,
            due,
            task.fixed,
            task.seen,
            task.type.pair,
        )
        own = task.owner if task.type.pair else ""
        found[likeness, own, places[number]].append(number)
    return [
        Sort(
            kinds[numbers[0]].task,
            sum(kinds[each].count for each in numbers),
            tuple(numbers),
            places[numbers[0]],
        )
        for numbers in found.values()
    ]
