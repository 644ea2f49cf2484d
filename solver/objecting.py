"""Why the clock objects to a session: as few of its parts as show it, so that the lesson is worth having."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from roster.sessions import Session
from solver.crush import Conflict, Had, Item, find_crush
from solver.draft import Part

if TYPE_CHECKING:
    from solver.clock import Clock

MOST_TO_NARROW = 20  # parts
EFFORT = 0.05  # deterministic time for seeing that fewer parts conflict too: where it takes longer, they stay


def object_to(clock: Clock, session: Session, parts: Sequence[Part]) -> Conflict:
    """Say why parts cannot be placed together: too many people in the rooms at one moment or, failing that, which."""
    return _crush(clock, session, parts) or Conflict(tuple(narrowed(clock, session, parts)))


def _crush(clock: Clock, session: Session, parts: Sequence[Part]) -> Conflict | None:
    blocks = clock.blocks(session, parts)
    for members, rooms in clock.crowds(session, blocks):
        if len(members) <= rooms:
            continue
        inside = {each.task_id for each in members}
        item = {
            each.task_id: Item(
                each.task_id in inside,
                each.earliest,
                each.latest + each.minutes,
                each.minutes,
                clock.problem.task[each.task_id].fixed is not None,
            )
            for each in blocks
        }
        had: dict[str, list[Had]] = defaultdict(list)
        for part in sorted(parts):
            if not clock.problem.task[part.task_id].type.pair:  # its time is another's too
                had[part.staff_id].append((part, item[part.task_id]))
        found = find_crush(session.index, had, rooms, clock.problem.policy.grid_minutes)
        if found is not None:
            return found
    return None


def narrowed(clock: Clock, session: Session, parts: Sequence[Part]) -> list[Part]:
    """Give a small set of parts that certainly cannot be placed together (of a dozen or fewer, a smallest)."""
    needed, quick = sorted(parts), replace(clock, effort=EFFORT)
    for staff_id in sorted({part.staff_id for part in parts}):  # most conflicts are one person's
        alone = [part for part in needed if part.staff_id == staff_id]
        if _certain(quick, session, alone):
            needed = alone
            break
    if len(needed) > MOST_TO_NARROW:
        needed = _core(clock, session, needed)
    if len(needed) > MOST_TO_NARROW:
        return needed  # true as it stands; narrowing it down would take longer than it saves
    for task_id in sorted({part.task_id for part in needed}):
        fewer = [part for part in needed if part.task_id != task_id]
        if _certain(quick, session, fewer):
            needed = fewer
    for place, part in enumerate(needed):  # one after the other: each beside what the others have become
        needed[place] = _shortened(quick, session, list(needed), part)
    return needed


def _certain(clock: Clock, session: Session, parts: Sequence[Part]) -> bool:
    """Tell whether parts certainly cannot be placed together."""
    return any(certain for _, certain in clock.lay_out(session, parts).failed)


def _shortened(clock: Clock, session: Session, parts: list[Part], part: Part) -> Part:
    """Give the shortest piece of divided work that conflicts just the same."""
    grid = clock.problem.policy.grid_minutes
    if not clock.problem.task[part.task_id].splittable:
        return part
    while part.minutes > grid:
        shorter = replace(part, minutes=part.minutes - grid)
        others = [shorter if each.task_id == part.task_id else each for each in parts]
        if not _certain(clock, session, others):
            break
        part = shorter
    return part


def _core(clock: Clock, session: Session, parts: list[Part]) -> list[Part]:
    """Ask CP-SAT which of the parts it needed to see that they cannot all stand."""
    model, _, kept = clock.model_of(session, clock.blocks(session, parts))
    model.add_assumptions(list(kept.values()))
    solver = clock.solver()
    if solver.solve(model) != cp_model.INFEASIBLE:
        return parts
    core = set(solver.sufficient_assumptions_for_infeasibility())
    return [part for part in parts if kept[part.task_id].index in core] or parts
