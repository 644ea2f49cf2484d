"""Remember the diaries that were worth having: the next level, or a search of nearly the same folder, begins with them.

Finding the diaries takes longer than anything else in proving a day, and most of them serve again: where a level or a
person more is asked about, nearly everybody's day is as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from solver.draft import Draft, Part
from solver.stating import Stated

Remembered = Mapping[str, Mapping[str, Sequence[Draft]]]
"""By level and staff id, each diary as a draft of that person's alone."""

NOTHING = Draft()
MOST = 50  # diaries of each person, the latest: those found first are mostly far from the best


class Remembering:
    """What is remembered in a search, and what was `before` it."""

    def __init__(self, before: Remembered) -> None:
        self.before = before
        self.by_level: dict[str, dict[str, Sequence[Draft]]] = {}

    def keep(self, stated: Stated, known: Mapping[str, list[dict[int, int]]]) -> None:
        """Remember, by staff id, diaries as values of a level's lean model (of those that are not 0)."""
        if not known:
            return
        writing = _Writing(stated)
        kept = self.by_level.setdefault(stated.name, {})
        kept |= {
            staff_id: [writing.draft(each) for each in diaries[-MOST:]] for staff_id, diaries in known.items()
        }

    def recall(self, stated: Stated) -> Iterator[list[int]]:
        """Give diaries as values of a level's lean model: one of each person's at a time, which may not go together."""
        for layer in zip_longest(*self._latest(stated.name).values(), fillvalue=NOTHING):
            parts = tuple(part for each in layer for part in each.parts)
            yield stated.values(Draft(parts, tuple(wing for each in layer for wing in each.wings)))

    def _latest(self, level: str) -> Mapping[str, Sequence[Draft]]:
        """Give what is known of a level: from this search, from before it, or from the last level that was asked."""
        last = next(reversed(self.by_level.values()), {})
        return self.by_level.get(level) or self.before.get(level) or last


class _Writing:
    """Writes a person's values down: flows of alike work as work of the first kind that a person has in them."""

    def __init__(self, stated: Stated) -> None:
        model, lean = stated.model, stated.lean
        self.grid = model.problem.policy.grid_minutes
        self.piece: dict[int, Part] = {}
        self.steps: dict[int, Part] = {}
        standing = dict(lean.kept)  # for a variable of the model: the lean one that stands for it
        for flow in lean.flows:
            standing |= {amount: flow.by_person[staff_id] for (_, staff_id), amount in flow.cells.items()}
        for key, amount in model.count.items():
            number, staff_id, index = key
            task = model.kinds[number].task
            if key in model.grid:
                self.steps[lean.kept[model.grid[key]]] = Part(index, staff_id, task.task_id, self.grid)
            else:
                self.piece.setdefault(standing[amount], Part(index, staff_id, task.task_id, task.minutes))
        self.wing = {lean.kept[amount]: (index, staff_id) for (staff_id, index), amount in model.wing.items()}

    def draft(self, values: Mapping[int, int]) -> Draft:
        """Give a person's diary as a draft; of several alike pieces in a session, all have the name of one."""
        parts: list[Part] = []
        for here, value in values.items():
            if here in self.piece:
                parts += [self.piece[here]] * value
            elif here in self.steps:
                step = self.steps[here]
                parts.append(Part(step.session, step.staff_id, step.task_id, step.minutes * value))
        return Draft(tuple(parts), tuple(self.wing[here] for here in values if here in self.wing))
