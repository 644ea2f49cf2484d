"""A first roster in a moment: take tasks in order of importance and put each into the first seat that holds.

It knows no rule by name: it tries a change on the exact model's rows and keeps it if every row still holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from roster.tasks import Task
from solver.draft import Draft
from solver.drafting import hints, read_draft
from solver.model import Model
from solver.rows import Columns


def _wings_in_turn(model: Model) -> Iterator[int]:
    """Whoever has had the fewest turns goes first, session by session."""
    turns = {each.staff_id: 0 for each in model.problem.staff}
    for staff_id, history in model.problem.history.items():
        turns[staff_id] = history.wing_sessions
    for session in model.problem.sessions:
        able = [staff_id for staff_id, index in model.wing if index == session.index]
        for staff_id in sorted(able, key=lambda each: (turns[each], each)):
            turns[staff_id] += 1
            yield model.wing[staff_id, session.index]


def _importance(model: Model, number: int) -> tuple[object, ...]:
    task = model.kinds[number].task
    choice = len(model.seats.by_kind[number])
    return (
        task.tier,
        task.fixed is None,
        task.due_by if task.is_due else task.due,
        choice,
        -task.minutes,
        number,
    )


class Filler:
    """Fills a model's seats by hand: values of all variables, and how full each row is."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.values = [0] * len(model.upper)
        self.used = [0] * len(model.rows)
        self.columns: Columns  # read when filling begins
        self.known = -1  # rows of the model that have been read
        self.load: dict[str, int] = defaultdict(int)
        self.order = sorted(range(len(model.kinds)), key=lambda number: _importance(model, number))

    def fill(self, start: Draft) -> Draft:
        """Fill what a draft leaves free: wing posts, then due work by tier, then everything else by tier."""
        self.values, self.used = [0] * len(self.model.upper), [0] * len(self.model.rows)
        self.load.clear()
        if self.known != len(self.model.rows):  # the model may have learned some since the last time
            self.columns = Columns(self.model.rows, len(self.model.upper))
            self.known = len(self.model.rows)
        self.attempt({amount: value for amount, value in enumerate(hints(self.model, start)) if value})
        for shared in self.model.shared.values():
            if not self.values[shared]:
                self.attempt({shared: 1})
        for amount in _wings_in_turn(self.model):
            self.attempt({amount: 1})
        for due_only in (True, False):
            for number in self.order:
                if self.model.kinds[number].task.is_due or not due_only:
                    self.place(number, must_finish=due_only)
        return read_draft(self.model, self.values)

    def attempt(self, changes: dict[int, int]) -> bool:
        """Make the changes if every row they touch still holds."""
        if any(self.values[amount] + change > self.model.upper[amount] for amount, change in changes.items()):
            return False
        alone = len(changes) == 1  # mostly so, and mostly in vain: seen without touching anything
        if alone and not all(self._holds_with(*each) for each in changes.items()):
            return False
        self._change(changes)
        if alone or self._hold(changes):
            return True
        self._change(changes, back=True)
        return False

    def place(self, number: int, *, must_finish: bool) -> None:
        """Place what is left of a kind: each task in the earliest session that holds it."""
        kind = self.model.kinds[number]
        if kind.task.splittable:
            if not any(self.values[amount] for (n, _), amount in self._holds(number)):
                self._place_divided(number, kind.task, must_finish=must_finish)
            return
        left = kind.count - sum(self.values[self.model.count[key]] for key in self._seats(number))
        for key in self._seats(number):
            while left and self._seat(key, fixed=kind.task.fixed is not None):
                self.load[key[1]] += kind.task.minutes
                left -= 1

    def _seat(self, key: tuple[int, str, int], *, fixed: bool) -> bool:
        """Take one more of a kind; an appointment may claim a session that holds no other work."""
        one_more = {self.model.count[key]: 1}
        shared = self.model.shared.get((key[1], key[2]))
        return self.attempt(one_more) or (
            fixed
            and shared is not None
            and bool(self.values[shared])
            and self.attempt(one_more | {shared: -1})
        )

    def _holds(self, number: int) -> list[tuple[tuple[int, str], int]]:
        return [((number, s), self.model.holds[number, s]) for s in self.model.seats.by_kind[number]]

    def _seats(self, number: int) -> list[tuple[int, str, int]]:
        """Earliest session first; within it, who has least to do."""
        keys = [
            (number, staff_id, session.index)
            for staff_id, sessions in self.model.seats.by_kind[number].items()
            for session in sessions
        ]
        return sorted(keys, key=lambda key: (key[2], self.load[key[1]], key[1]))

    def _place_divided(self, number: int, task: Task, *, must_finish: bool) -> None:
        """Give it to the first person who can finish it; failing that (and if allowed), to who can do most."""
        best: list[dict[int, int]] = []
        for staff_id in sorted(self.model.seats.by_kind[number], key=lambda each: (self.load[each], each)):
            changes, placed = self._spread(number, staff_id, task)
            if placed == task.minutes:
                best = [changes]
                break
            if changes and not must_finish and not best:
                best = [changes]
        for changes in best:
            self.attempt(changes)

    def _spread(self, number: int, staff_id: str, task: Task) -> tuple[dict[int, int], int]:
        """Find pieces for one person, session by session, without keeping them."""
        grid, left = self.model.problem.policy.grid_minutes, task.minutes
        least = min(self.model.shortest, task.minutes)
        holder = {self.model.holds[number, staff_id]: 1}
        found: dict[int, int] = {}
        self._change(holder)
        for session in self.model.seats.by_kind[number][staff_id]:
            key = (number, staff_id, session.index)
            count, steps = self.model.count[key], self.model.grid[key]
            self._change({count: 1})
            minutes = self._length(left, least, grid * self._headroom(steps), grid)
            piece = {steps: minutes // grid}
            self._change(piece)
            if minutes and self._hold(holder | {count: 1} | piece):
                found |= {count: 1} | piece
                left -= minutes
            else:
                self._change({count: 1} | piece, back=True)
            if not left:
                break
        self._change(holder | found, back=True)
        placed = task.minutes - left
        return (holder | found, placed) if placed else ({}, 0)

    def _length(self, left: int, least: int, room: int, grid: int) -> int:
        """Give the longest piece that leaves no remainder too short to be a piece (0: none)."""
        minutes = min(left, room)
        if 0 < left - minutes < least:
            minutes = left - least - (left - least) % grid
        return minutes if minutes >= least else 0

    def _headroom(self, amount: int) -> int:
        """Tell by how much an amount could rise, as far as its own rows go."""
        room = self.model.upper[amount] - self.values[amount]
        for row, factor in self.columns.of(amount):
            if factor > 0:
                room = min(room, (self.model.rows.most[row] - self.used[row]) // factor)
        return max(0, room)

    def _holds_with(self, amount: int, change: int) -> bool:
        """Tell whether the rows of a variable would hold with that change of it."""
        most, used = self.model.rows.most, self.used
        return all(used[row] + factor * change <= most[row] for row, factor in self.columns.of(amount))

    def _hold(self, amounts: Iterable[int]) -> bool:
        """Tell whether all rows of these variables hold as they are."""
        return all(self._holds_with(amount, 0) for amount in amounts)

    def _change(self, changes: dict[int, int], *, back: bool = False) -> None:
        """Make the changes, or take them back, whatever the rows say."""
        for amount, change in changes.items():
            by = -change if back else change
            self.values[amount] += by
            for row, factor in self.columns.of(amount):
                self.used[row] += factor * by
