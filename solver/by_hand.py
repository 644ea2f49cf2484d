"""Lay out a session by hand: the tightest piece first, each as early as its people, prisoner and rooms are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.statements import ClockStatements


@dataclass(frozen=True)
class Block:
    """One task's time in a session: the people in it, its length, and where it may start (minutes of the session)."""

    task_id: str
    people: tuple[str, ...]
    minutes: int
    earliest: int
    latest: int

    def at(self, start: int | None) -> Block:
        """Give the block with its start fixed, where it may start then (None: nothing is fixed)."""
        if start is None or not self.earliest <= start <= self.latest:
            return self
        return replace(self, earliest=start, latest=start)


class Hand:
    """One attempt at one session; `crowds` are (ids, most) pairs that can be exceeded here."""

    def __init__(self, said: ClockStatements, crowds: Sequence[tuple[frozenset[str], int]]) -> None:
        self.said = said
        self.crowds = crowds
        self.starts: dict[str, int] = {}
        self.by_person: dict[str, list[Block]] = defaultdict(list)
        self.by_task: dict[str, Block] = {}

    def place(self, blocks: Sequence[Block]) -> None:
        """Give every block a start as far as it finds a place."""
        for block in sorted(blocks, key=self._tightness):
            start = self._earliest(block)
            if start is None:
                continue
            self.starts[block.task_id] = start
            self.by_task[block.task_id] = block
            for staff_id in block.people:
                self.by_person[staff_id].append(block)

    def _tightness(self, block: Block) -> tuple[object, ...]:
        waits = bool(self.said.first_of.get(block.task_id))
        return (block.latest - block.earliest, waits, -block.minutes, block.people, block.task_id)

    def _earliest(self, block: Block) -> int | None:
        busy = [self._span(each) for staff_id in block.people for each in self.by_person[staff_id]]
        busy += [
            self._span(self.by_task[each])
            for each in self.said.apart.get(block.task_id, ())
            if each in self.by_task
        ]
        low, high = self._in_order(block)
        crowds = [self._crowd(ids, most) for ids, most in self.crowds if block.task_id in ids]
        ends = {end for _, end in busy} | {end for spans, _ in crowds for _, end in spans}
        for start in sorted({low, *(each for each in ends if each > low)}):
            if start > high:
                return None
            end = start + block.minutes
            if any(begins < end and start < ends_at for begins, ends_at in busy):
                continue
            if all(_most_at_once(spans, start, end) < most for spans, most in crowds):
                return start
        return None

    def _span(self, block: Block) -> tuple[int, int]:
        start = self.starts[block.task_id]
        return start, start + block.minutes

    def _in_order(self, block: Block) -> tuple[int, int]:
        """Narrow the start by what is placed before and after it in order."""
        low, high = block.earliest, block.latest
        for first in self.said.first_of.get(block.task_id, ()):
            if first in self.by_task:
                low = max(low, self._span(self.by_task[first])[1])
        for then in self.said.then_of.get(block.task_id, ()):
            if then in self.by_task:
                high = min(high, self.starts[then] - block.minutes)
        return low, high

    def _crowd(self, ids: frozenset[str], most: int) -> tuple[list[tuple[int, int]], int]:
        return [self._span(each) for task_id, each in self.by_task.items() if task_id in ids], most


def _most_at_once(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Count the most of these that go on together at any moment of a time."""
    moments = [start, *(begins for begins, _ in spans if start < begins < end)]
    return max(sum(begins <= moment < ends for begins, ends in spans) for moment in moments)
