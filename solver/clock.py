"""The clock: give every piece of a session its start time, or find the smallest set of pieces that cannot be placed.

First by hand, earliest place first, which nearly always succeeds; then exactly, with CP-SAT on the one session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ortools.sat.python import cp_model

from roster.problem import Problem, span_minutes
from roster.sessions import Session
from solver.draft import Part, Times
from solver.statements import ClockStatements


@dataclass(frozen=True)
class Block:
    """One task's time in a session: the people in it, its length, and where it may start (minutes of the session)."""

    task_id: str
    people: tuple[str, ...]
    minutes: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Clock:
    """Lays out sessions of one problem under what the rules said about times.

    `representative` maps a task id to the id under which its kind's windows were said.
    """

    problem: Problem
    said: ClockStatements
    representative: dict[str, str]

    def lay_out(self, session: Session, parts: Sequence[Part]) -> Times | None:
        """Give each part its start, or None when no arrangement exists."""
        blocks = self._blocks(session, parts)
        starts = self._by_hand(session, blocks) or self._exactly(session, blocks)
        if starts is None:
            return None
        return {part: session.start + timedelta(minutes=starts[part.task_id]) for part in parts}

    def conflict(self, session: Session, parts: Sequence[Part]) -> list[Part]:
        """Give a smallest set of parts that cannot be placed together (none can be left out)."""
        needed = sorted(parts)
        for task_id in sorted({part.task_id for part in parts}):
            fewer = [part for part in needed if part.task_id != task_id]
            if self.lay_out(session, fewer) is None:
                needed = fewer
        return needed

    def most_that_fit(self, session: Session, parts: Sequence[Part], rank: Callable[[Part], object]) -> list[Part]:
        """Keep parts in order of rank as long as all can be placed (whole tasks only, pairs together)."""
        kept: list[Part] = []
        by_task: dict[str, list[Part]] = {}
        for part in sorted(parts, key=rank):  # type: ignore[arg-type]
            by_task.setdefault(part.task_id, []).append(part)
        for together in by_task.values():
            if self.lay_out(session, [*kept, *together]) is not None:
                kept += together
        return kept

    def _blocks(self, session: Session, parts: Sequence[Part]) -> list[Block]:
        people: dict[str, list[str]] = {}
        for part in parts:
            people.setdefault(part.task_id, []).append(part.staff_id)
        minutes = {part.task_id: part.minutes for part in parts}
        return [self._block(session, each, tuple(sorted(people[each])), minutes[each]) for each in sorted(people)]

    def _block(self, session: Session, task_id: str, people: tuple[str, ...], minutes: int) -> Block:
        name = self.representative[task_id]
        windows = [self.said.window(name, staff_id, session) for staff_id in people]
        earliest = max(span_minutes(session.start, each[0]) for each in windows)
        latest = min(span_minutes(session.start, each[1]) for each in windows) - minutes
        if name in self.said.starts:
            fixed = span_minutes(session.start, self.said.starts[name])
            earliest, latest = max(earliest, fixed), min(latest, fixed)
        return Block(task_id, people, minutes, earliest, latest)

    def _crowds(self, session: Session, blocks: Iterable[Block]) -> list[tuple[list[Block], int]]:
        return [
            ([each for each in blocks if self.representative[each.task_id] in ids or each.task_id in ids], most)
            for ids, index, most in self.said.crowds
            if index == session.index
        ]

    # -- by hand --------------------------------------------------------------------------------------------------

    def _by_hand(self, session: Session, blocks: list[Block]) -> dict[str, int] | None:
        """Place the tightest first, each as early as it can be; None when one finds no place."""
        placed: dict[str, tuple[Block, int]] = {}
        followers = {first for first, _ in self.said.ordered}
        for block in sorted(
            blocks,
            key=lambda b: (b.latest - b.earliest, b.task_id not in followers, -b.minutes, b.people, b.task_id),
        ):
            start = self._earliest(session, block, placed)
            if start is None:
                return None
            placed[block.task_id] = (block, start)
        return {task_id: start for task_id, (_, start) in placed.items()}

    def _earliest(self, session: Session, block: Block, placed: dict[str, tuple[Block, int]]) -> int | None:
        others = list(placed.values())
        candidates = {block.earliest, *(start + other.minutes for other, start in others)}
        for start in sorted(each for each in candidates if block.earliest <= each <= block.latest):
            if self._is_free(session, block, start, others):
                return start
        return None

    def _is_free(self, session: Session, block: Block, start: int, others: list[tuple[Block, int]]) -> bool:
        end = start + block.minutes
        going_on = [(other, at) for other, at in others if at < end and start < at + other.minutes]
        for other, _ in going_on:
            if set(other.people) & set(block.people) or other.task_id in self.said.apart.get(block.task_id, ()):
                return False
        for other, at in others:
            if (block.task_id, other.task_id) in self.said.ordered and end > at:
                return False
            if (other.task_id, block.task_id) in self.said.ordered and at + other.minutes > start:
                return False
        for members, most in self._crowds(session, [block, *(other for other, _ in going_on)]):
            if block in members:
                moments = [start, *(at for other, at in going_on if other in members and at > start)]
                busiest = max(
                    1 + sum(at <= m < at + other.minutes for other, at in going_on if other in members)
                    for m in moments
                )
                if busiest > most:
                    return False
        return True

    # -- exactly --------------------------------------------------------------------------------------------------

    def _exactly(self, session: Session, blocks: list[Block]) -> dict[str, int] | None:
        """Ask CP-SAT; it always answers, the sessions being small."""
        if any(each.earliest > each.latest for each in blocks):
            return None
        model = cp_model.CpModel()
        starts = {each.task_id: model.new_int_var(each.earliest, each.latest, "") for each in blocks}
        spans = {
            each.task_id: model.new_fixed_size_interval_var(starts[each.task_id], each.minutes, "") for each in blocks
        }
        for staff_id in {person for each in blocks for person in each.people}:
            model.add_no_overlap([spans[each.task_id] for each in blocks if staff_id in each.people])
        for task_id, others in self.said.apart.items():
            for other in others:
                if task_id < other and task_id in spans and other in spans:
                    model.add_no_overlap([spans[task_id], spans[other]])
        for members, most in self._crowds(session, blocks):
            model.add_cumulative([spans[each.task_id] for each in members], [1] * len(members), most)
        minutes = {each.task_id: each.minutes for each in blocks}
        for first, then in self.said.ordered:
            if first in spans and then in spans:
                model.add(starts[first] + minutes[first] <= starts[then])
        return _solve(model, starts)


def _solve(model: cp_model.CpModel, starts: dict[str, cp_model.IntVar]) -> dict[str, int] | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {task_id: solver.value(start) for task_id, start in starts.items()}


def clashing(said: ClockStatements, task_ids: Collection[str]) -> set[str]:
    """Give the tasks among these that are kept apart from another among these."""
    return {each for each in task_ids if any(other in task_ids for other in said.apart.get(each, ()))}
