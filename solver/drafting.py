"""Between the model's counts and named people and tasks: read a solution out, hint one in, forbid a clash."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from solver.draft import Draft, Part
from solver.model import Key, Model


def read_draft(model: Model, values: Sequence[int]) -> Draft:
    """Give the counts of a solution their task ids, in a stable order: first session first, then staff id."""
    grid = model.problem.policy.grid_minutes
    parts: list[Part] = []
    waiting = {number: list(kind.task_ids) for number, kind in enumerate(model.kinds)}
    kept = _as_told(model, values, waiting)
    for key in sorted(model.count, key=lambda each: (each[0], each[2], each[1])):
        number, staff_id, index = key
        task = model.kinds[number].task
        if key in model.grid:
            minutes = values[model.grid[key]] * grid
            if minutes:
                parts.append(Part(index, staff_id, task.task_id, minutes))
            continue
        for _ in range(values[model.count[key]]):
            task_id = kept[key].pop() if kept[key] else waiting[number].pop(0)
            people = (staff_id, task.owner) if task.type.pair else (staff_id,)
            parts += [Part(index, each, task_id, task.minutes) for each in people]
    wings = sorted((index, staff_id) for (staff_id, index), amount in model.wing.items() if values[amount])
    return Draft(tuple(sorted(parts)), tuple(wings))


def _as_told(model: Model, values: Sequence[int], waiting: dict[int, list[str]]) -> dict[Key, list[str]]:
    """Leave tasks with those who were told to do them, as far as they do as many of the kind; strike them off."""
    kept: dict[Key, list[str]] = defaultdict(list)
    revision, problem = model.problem.revision, model.problem
    if revision is None:
        return kept
    number_of = {task_id: number for number, kind in enumerate(model.kinds) for task_id in kind.task_ids}
    for (staff_id, day, name), diary in sorted(revision.diaries.items()):
        session = problem.session.get((day, name))
        for line in sorted(each for each in diary if each.start is not None and each.what in number_of):
            key = (number_of[line.what], staff_id, session.index if session else -1)
            free = key in model.count and key not in model.grid and len(kept[key]) < values[model.count[key]]
            if free and line.what in waiting[key[0]]:
                kept[key].append(line.what)
                waiting[key[0]].remove(line.what)
    return kept


def counts_of(model: Model, draft: Draft) -> tuple[Counter[Key], Counter[Key]]:
    """Count a draft's pieces, and their minutes, by the model's keys (tasks the model does not have are left out)."""
    kind_of = {task_id: number for number, kind in enumerate(model.kinds) for task_id in kind.task_ids}
    counts: Counter[Key] = Counter()
    minutes: Counter[Key] = Counter()
    for part in draft.parts:
        if part.task_id in kind_of:
            key = (kind_of[part.task_id], part.staff_id, part.session)
            counts[key] += 1
            minutes[key] += part.minutes
    return counts, minutes


def hints(model: Model, draft: Draft) -> list[int]:
    """Give every variable its value in the draft, first those of work and wings, then what follows from them."""
    counts, minutes = counts_of(model, draft)
    return _values(model, counts, minutes, Counter(draft.wings))


def moved(model: Model, draft: Draft, before: Draft, after: Draft) -> list[int]:
    """Give every variable its value in a draft in which what differs between two others is changed too.

    The rows may not hold there, and numbers may be below 0, where the draft has changed in the same places.
    """
    counts, minutes = counts_of(model, draft)
    wings = Counter(draft.wings)
    for each, add in ((after, Counter.update), (before, Counter.subtract)):
        more = counts_of(model, each)
        add(counts, more[0])
        add(minutes, more[1])
        add(wings, Counter(each.wings))
    return _values(model, counts, minutes, wings)


def _values(
    model: Model, counts: Counter[Key], minutes: Counter[Key], wings: Counter[tuple[int, str]]
) -> list[int]:
    held = {(key[0], key[1]) for key, count in counts.items() if count}
    values = [0] * len(model.upper)
    for key, amount in model.count.items():
        values[amount] = counts[key]
    for key, amount in model.grid.items():
        values[amount] = minutes[key] // model.problem.policy.grid_minutes
    for holder, amount in model.holds.items():
        values[amount] = int(holder in held)
    for (staff_id, index), amount in model.wing.items():
        values[amount] = wings[index, staff_id]
    for amount, follows in model.derived:
        values[amount] = follows(values)
    return values
