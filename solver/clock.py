"""The clock: give every piece of a session its start time, or find the smallest set of pieces that cannot be placed.

First by hand, earliest place first, which nearly always succeeds; then exactly, with CP-SAT on the one session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ortools.sat.python import cp_model

from roster.problem import Problem, span_minutes
from roster.sessions import Session
from solver.draft import Part, Times
from solver.statements import ClockStatements

EFFORT = 1.0  # deterministic time for one session: far more than any session has been seen to need


@dataclass(frozen=True)
class Layout:
    """Starts of the parts that could be placed, and the groups that could not (`certain`: there is no way at all)."""

    times: Times
    failed: tuple[tuple[list[Part], bool], ...] = ()


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

    def lay_out(self, session: Session, parts: Sequence[Part]) -> Layout:
        """Give each part its start; people who have nothing to do with each other are placed by themselves."""
        times: Times = {}
        failed = []
        for blocks in self._groups(session, self._blocks(session, parts)):
            starts, certain = self._by_hand(session, blocks), True
            if starts is None:
                starts, certain = self._exactly(session, blocks)
            ids = {block.task_id for block in blocks}
            together = [part for part in parts if part.task_id in ids]
            if starts is None:
                failed.append((together, certain))
            else:
                times |= self._times(session, together, starts)
        return Layout(times, tuple(failed))

    def conflict(self, session: Session, parts: Sequence[Part]) -> list[Part]:
        """Give a smallest set of parts that certainly cannot be placed together (none can be left out)."""
        needed = sorted(parts)
        for staff_id in sorted({part.staff_id for part in parts}):  # most conflicts are one person's
            alone = [part for part in needed if part.staff_id == staff_id]
            if any(certain for _, certain in self.lay_out(session, alone).failed):
                needed = alone
                break
        for task_id in sorted({part.task_id for part in needed}):
            fewer = [part for part in needed if part.task_id != task_id]
            if any(certain for _, certain in self.lay_out(session, fewer).failed):
                needed = fewer
        return needed

    def _groups(self, session: Session, blocks: list[Block]) -> list[list[Block]]:
        """Split blocks into groups that share neither people, prisoners, order nor scarce rooms."""
        leader = {each.task_id: each.task_id for each in blocks}

        def find(task_id: str) -> str:
            while leader[task_id] != task_id:
                leader[task_id] = leader[leader[task_id]]
                task_id = leader[task_id]
            return task_id

        def join(task_ids: Sequence[str]) -> None:
            for other in task_ids[1:]:
                leader[find(other)] = find(task_ids[0])

        by_person: dict[str, list[str]] = {}
        for block in blocks:
            for staff_id in block.people:
                by_person.setdefault(staff_id, []).append(block.task_id)
            join(
                [block.task_id, *(each for each in self.said.apart.get(block.task_id, ()) if each in leader)]
            )
        for task_ids in by_person.values():
            join(task_ids)
        for pair in self.said.ordered:
            if pair[0] in leader and pair[1] in leader:
                join(pair)
        for members, most in self._crowds(session, blocks):
            if len(members) > most:
                join([each.task_id for each in members])
        groups: dict[str, list[Block]] = {}
        for block in blocks:
            groups.setdefault(find(block.task_id), []).append(block)
        return list(groups.values())

    def mend(
        self, session: Session, parts: Sequence[Part], rank: Callable[[Part], Any]
    ) -> tuple[Times, list[list[Part]]]:
        """Leave out what ranks last in each conflict until the rest can be placed; give starts and conflicts found."""
        conflicts: list[list[Part]] = []
        while True:
            layout = self.lay_out(session, parts)
            if not layout.failed:
                return layout.times, conflicts
            leave_out = set()
            for together, certain in layout.failed:
                conflict = self.conflict(session, together) if certain else together
                if certain:
                    conflicts.append(conflict)
                leave_out.add(max(conflict, key=rank).task_id)
            parts = [part for part in parts if part.task_id not in leave_out]

    def _times(self, session: Session, parts: Sequence[Part], starts: dict[str, int]) -> Times:
        return {part: session.start + timedelta(minutes=starts[part.task_id]) for part in parts}

    def _blocks(self, session: Session, parts: Sequence[Part]) -> list[Block]:
        people: dict[str, list[str]] = {}
        for part in parts:
            people.setdefault(part.task_id, []).append(part.staff_id)
        minutes = {part.task_id: part.minutes for part in parts}
        return [
            self._block(session, each, tuple(sorted(people[each])), minutes[each]) for each in sorted(people)
        ]

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
            (
                [each for each in blocks if self.representative[each.task_id] in ids or each.task_id in ids],
                most,
            )
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
            key=lambda b: (
                b.latest - b.earliest,
                b.task_id not in followers,
                -b.minutes,
                b.people,
                b.task_id,
            ),
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
            if set(other.people) & set(block.people) or other.task_id in self.said.apart.get(
                block.task_id, ()
            ):
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

    def _exactly(self, session: Session, blocks: list[Block]) -> tuple[dict[str, int] | None, bool]:
        """Ask CP-SAT: starts, and whether the answer is certain."""
        if any(each.earliest > each.latest for each in blocks):
            return None, True
        model = cp_model.CpModel()
        starts = {each.task_id: model.new_int_var(each.earliest, each.latest, "") for each in blocks}
        spans = {
            each.task_id: model.new_fixed_size_interval_var(starts[each.task_id], each.minutes, "")
            for each in blocks
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


def _solve(model: cp_model.CpModel, starts: dict[str, cp_model.IntVar]) -> tuple[dict[str, int] | None, bool]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = EFFORT
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {task_id: solver.value(start) for task_id, start in starts.items()}, True
    return None, status == cp_model.INFEASIBLE


def clashing(said: ClockStatements, task_ids: Collection[str]) -> set[str]:
    """Give the tasks among these that are kept apart from another among these."""
    return {each for each in task_ids if any(other in task_ids for other in said.apart.get(each, ()))}
