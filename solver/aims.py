"""What each level asks of the model: the sum to make small, and the tasks that have a part in it."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import CHANGES, DECIDED, PREFERENCES, Problem
from solver.differing import changed
from solver.model import Model

Sum = tuple[list[tuple[int, int]], int]  # terms and a constant


def aim(model: Model, name: str) -> Sum:
    """Give a level's value as a sum of the model's amounts (contract, section 3)."""
    family, _, tier = name.partition(".")
    if family == "wing_posts":
        return _wing_posts(model)
    if family == "due":
        return _due(model, int(tier))
    if family == "rest":
        return _rest(model, int(tier))
    if family == CHANGES:
        return changed(model)
    if family == DECIDED:
        return _decided(model)
    return list(model.cost), model.cost_constant


def _wing_posts(model: Model) -> Sum:
    return [(-1, amount) for amount in model.wing.values()], sum(model.problem.open_posts.values())


def _due(model: Model, tier: int) -> Sum:
    """2 for each task, less 1 if it is finished, less 1 more if it is finished on time."""
    terms: list[tuple[int, int]] = []
    constant = 0
    for kind in model.kinds:
        if kind.task.tier != tier or not kind.task.is_due:
            continue
        constant += 2 * kind.count
        last_on_time = model.problem.last_on_time(kind.task)
        for session in filter(None, (model.problem.sessions[-1], last_on_time)):
            terms += [(-factor, amount) for factor, amount in model.finished(kind, session)]
    return terms, constant


def _rest(model: Model, tier: int) -> Sum:
    kinds = [kind for kind in model.kinds if kind.task.tier == tier]
    terms = [(-factor, amount) for kind in kinds for factor, amount in model.placed(kind)]
    return terms, sum(kind.task.minutes * kind.count for kind in kinds)


def _decided(model: Model) -> Sum:
    """Count tasks that are not given to whom they are pinned, or not finished although they are wanted."""
    revision = model.problem.revision
    assert revision is not None
    terms: list[tuple[int, int]] = []
    for kind in model.kinds:
        if kind.task.task_id in revision.wanted:
            terms += [(-f, amount) for f, amount in model.finished(kind, model.problem.sessions[-1])]
        elif kind.task.task_id in revision.decided:
            pinned = {staff_id for task_id, staff_id in revision.pins if task_id == kind.task.task_id}
            for person in (each for each in model.holders(kind) if each.staff_id in pinned):
                given = model.given(kind, person)
                if kind.task.splittable:  # whoever has it really works on it
                    sessions = model.openings(kind, person)
                    pieces = [each for session in sessions for each in model.pieces(kind, person, session)]
                    model.limit([*given, *((-f, amount) for f, amount in pieces)], 0)
                terms += [(-f, amount) for f, amount in given]
    return terms, len(revision.decided)


def concerned(problem: Problem, names: Iterable[str]) -> set[str]:
    """Give the ids of the tasks that have a part in any of these levels, with all they wait for."""
    wanted: set[str] = (
        set() if problem.revision is None else set(problem.revision.decided | problem.revision.settled)
    )
    for name in names:
        family, _, tier = name.partition(".")
        wanted |= {
            task.task_id
            for task in problem.tasks
            if family == PREFERENCES
            or (family == "due" and task.is_due and task.tier == int(tier))
            or (family == "rest" and task.tier == int(tier))
        }
    waiting = list(wanted)
    while waiting:
        for first in problem.task[waiting.pop()].after:
            if first in problem.task and first not in wanted:
                wanted.add(first)
                waiting.append(first)
    return wanted
