"""Whom and what the numbers of a lean model are about: what is needed to take it apart person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

from roster.rule import Terms
from solver.lean import Lean
from solver.model import Model

Role = tuple[Hashable, ...]  # which of a kind's variables: what it counts, of whom, when


@dataclass(frozen=True)
class Finishing:
    """When a divided task counts as finished: `flag` may be 1 if one person, who has it, placed its minutes.

    `by_person` gives, for each staff id, the sum of the minutes placed and the variable that is 1 for the holder.
    """

    flag: int
    minutes: int
    by_person: dict[str, tuple[Terms, int]]


@dataclass(frozen=True)
class Names:
    """For variables: the staff id of the person, and, of divided work, the kind and which of its variables it is."""

    person: dict[int, str] = field(default_factory=dict)
    work: dict[int, tuple[int, Role]] = field(default_factory=dict)
    finishing: tuple[Finishing, ...] = ()


def names_of(model: Model, lean: Lean) -> Names:
    """Read the names off a model; what stands for nobody and nothing in particular gets none."""
    person = {amount: staff_id for flow in lean.flows for staff_id, amount in flow.by_person.items()}
    work: dict[int, tuple[int, Role]] = {}
    for (number, staff_id, index), amount in model.count.items():
        if amount in lean.kept:
            person[lean.kept[amount]] = staff_id
            if (number, staff_id, index) in model.grid:
                work[lean.kept[amount]] = number, ("piece", staff_id, index)
    for (number, staff_id, index), amount in model.grid.items():
        person[lean.kept[amount]] = staff_id
        work[lean.kept[amount]] = number, ("steps", staff_id, index)
    for (number, staff_id), amount in model.holds.items():
        person[lean.kept[amount]] = staff_id
        work[lean.kept[amount]] = number, ("holds", staff_id)
    for (staff_id, _), amount in model.wing.items():
        person[lean.kept[amount]] = staff_id
    person |= {lean.kept[amount]: staff_id for amount, staff_id in model.half_days.items()}
    finishing = []
    for (number, until), amount in model.finished_by.items():
        work[lean.kept[amount]] = number, ("finished", until)
        finishing.append(_finishing(model, lean, number, until))
    return Names(person, work, tuple(each for each in finishing if each.by_person))


def _finishing(model: Model, lean: Lean, number: int, until: int) -> Finishing:
    by_person: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for staff_id, sessions in model.seats.by_kind[number].items():
        for session in sessions:
            if session.index <= until:
                steps = lean.kept[model.grid[number, staff_id, session.index]]
                by_person[staff_id].append((model.problem.policy.grid_minutes, steps))
    return Finishing(
        lean.kept[model.finished_by[number, until]],
        model.kinds[number].task.minutes,
        {each: (terms, lean.kept[model.holds[number, each]]) for each, terms in by_person.items()},
    )
