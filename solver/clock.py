"""The clock: give every piece of a session its start time, or find the smallest set of pieces that cannot be placed.

First by hand, earliest place first, which nearly always succeeds; then exactly, with CP-SAT on the one session.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ortools.sat.python import cp_model

from roster.policy import TIERS
from roster.problem import Problem, span_minutes
from roster.sessions import Session
from solver.by_hand import Block, Hand
from solver.crush import Conflict
from solver.draft import Part, Times
from solver.objecting import object_to
from solver.statements import ClockStatements
from solver.ties import Ties
from solver.told import Told, as_told

EFFORT = 0.3  # deterministic time for one session: far more than most sessions have been seen to need
AS_MANY = 100  # pieces of one conflict in one session: more than have been seen


@dataclass(frozen=True)
class Layout:
    """Starts of the parts that could be placed, and the groups that could not (`certain`: there is no way at all)."""

    times: Times
    failed: tuple[tuple[list[Part], bool], ...] = ()


@dataclass(frozen=True)
class Clock:
    """Lays out sessions of one problem under what the rules said about times.

    `representative` maps a task id to the id under which its kind's windows were said.
    """

    problem: Problem
    said: ClockStatements
    representative: dict[str, str]
    effort: float = EFFORT

    def lay_out(self, session: Session, parts: Sequence[Part]) -> Layout:
        """Give each part its start; people who have nothing to do with each other are placed by themselves."""
        times: Times = {}
        failed = []
        for blocks in self._groups(session, self.blocks(session, parts)):
            starts, certain = self._starts(session, blocks, parts)
            ids = {block.task_id for block in blocks}
            together = [part for part in parts if part.task_id in ids]
            if starts is None:
                failed.append((together, certain))
            else:
                times |= self._times(session, together, starts)
        return Layout(times, tuple(failed))

    def _starts(
        self, session: Session, blocks: list[Block], parts: Sequence[Part]
    ) -> tuple[dict[str, int] | None, bool]:
        """Give each block its start, the one that people were told wherever that can be."""
        told = as_told(self.problem, session, parts)
        held = [each.at(told.pieces.get(each.task_id)) for each in blocks]
        if held != blocks:
            starts, _ = self._by_hand_or_exactly(session, held)
            if starts is not None:
                return starts, True
            starts, certain = self._nearest(session, blocks, told)
            if starts is not None or certain:
                return starts, True
        return self._by_hand_or_exactly(session, blocks)

    def _by_hand_or_exactly(
        self, session: Session, blocks: list[Block]
    ) -> tuple[dict[str, int] | None, bool]:
        by_hand = self._hand(session, blocks).starts
        return (by_hand, True) if len(by_hand) == len(blocks) else self._exactly(session, blocks)

    def _groups(self, session: Session, blocks: list[Block]) -> list[list[Block]]:
        """Split blocks into groups that share neither people, prisoners, order nor scarce rooms."""
        here = {each.task_id for each in blocks}
        ties = Ties()
        for block in blocks:
            linked = self.said.apart.get(block.task_id, set()) | self.said.first_of.get(block.task_id, set())
            for other in linked & here:
                ties.tie(block.task_id, other)
            for staff_id in block.people:
                ties.tie(block.task_id, ("person", staff_id))
        for number, (members, most) in enumerate(self.crowds(session, blocks)):
            if len(members) > most:
                for each in members:
                    ties.tie(each.task_id, ("rooms", number))
        groups: dict[Hashable, list[Block]] = {}
        for block in blocks:
            groups.setdefault(ties.root(block.task_id), []).append(block)
        return list(groups.values())

    def mend(
        self, session: Session, parts: Sequence[Part], first: Collection[Part] = ()
    ) -> tuple[Times, list[Conflict]]:
        """Place what can be placed, the `first` of them before others: starts of those, and the conflicts found."""
        layout = self.lay_out(session, parts)
        times, conflicts = dict(layout.times), list[Conflict]()
        for together, certain in layout.failed:
            if certain:
                conflicts.append(object_to(self, session, together))
            ids = {part.task_id for part in together if part in first}
            starts = self._most(session, self.blocks(session, together), ids)
            times |= self._times(session, [p for p in together if p.task_id in starts], starts)
        return times, conflicts

    def _times(self, session: Session, parts: Sequence[Part], starts: dict[str, int]) -> Times:
        return {part: session.start + timedelta(minutes=starts[part.task_id]) for part in parts}

    def blocks(self, session: Session, parts: Sequence[Part]) -> list[Block]:
        """Give what each task takes of whose time, and where it may start."""
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

    def crowds(self, session: Session, blocks: Iterable[Block]) -> list[tuple[list[Block], int]]:
        """Give the blocks of each crowd of the session, and how many of them may go on at once."""
        return [
            (
                [each for each in blocks if self.representative[each.task_id] in ids or each.task_id in ids],
                most,
            )
            for ids, index, most in self.said.crowds
            if index == session.index
        ]

    def _hand(self, session: Session, blocks: list[Block]) -> Hand:
        crowds = [
            (frozenset(each.task_id for each in members), most)
            for members, most in self.crowds(session, blocks)
            if len(members) > most
        ]
        hand = Hand(self.said, crowds)
        hand.place(blocks)
        return hand

    # -- exactly --------------------------------------------------------------------------------------------------

    def _exactly(self, session: Session, blocks: list[Block]) -> tuple[dict[str, int] | None, bool]:
        """Ask CP-SAT: starts, and whether the answer is certain."""
        if any(each.earliest > each.latest for each in blocks):
            return None, True
        model, starts, kept = self.model_of(session, blocks)
        for each in kept.values():
            model.add(each == 1)
        solver = self.solver()
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {task_id: solver.value(start) for task_id, start in starts.items()}, True
        return None, status == cp_model.INFEASIBLE

    def _nearest(
        self, session: Session, blocks: list[Block], told: Told
    ) -> tuple[dict[str, int] | None, bool]:
        """Ask CP-SAT for starts that leave as many people as can be with the times that they were told."""
        if any(each.earliest > each.latest for each in blocks):
            return None, True
        model, starts, kept = self.model_of(session, blocks)
        for each in kept.values():
            model.add(each == 1)
        as_it_was = []
        for minutes in told.unchanged.values():
            same = model.new_bool_var("")
            for task_id in minutes.keys() & starts.keys():
                model.add(starts[task_id] == minutes[task_id]).only_enforce_if(same)
            as_it_was.append(same)
        model.maximize(sum(as_it_was))
        solver = self.solver()
        status = solver.solve(model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {task_id: solver.value(start) for task_id, start in starts.items()}, True
        return None, status == cp_model.INFEASIBLE

    def _most(self, session: Session, blocks: list[Block], first: Collection[str]) -> dict[str, int]:
        """Place as many as can be, any of the `first` before all others: starts of those."""
        fitting = [each for each in blocks if each.earliest <= each.latest]
        by_hand = self._hand(session, fitting).starts
        model, starts, kept = self.model_of(session, fitting)
        for each in fitting:
            model.add_hint(kept[each.task_id], each.task_id in by_hand)
            model.add_hint(starts[each.task_id], by_hand.get(each.task_id, each.earliest))
        model.maximize(sum(self._weight(task_id, first) * each for task_id, each in kept.items()))
        solver = self.solver()
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return by_hand
        return {each: solver.value(start) for each, start in starts.items() if solver.value(kept[each])}

    def _weight(self, task_id: str, first: Collection[str]) -> int:
        """Due work of a higher tier outweighs any of a lower one that one session could hold."""
        task, lowest = self.problem.task[task_id], max(TIERS)
        above = lowest if task_id in first else lowest - task.tier if task.is_due else 0
        weight: int = AS_MANY**above
        return weight

    def solver(self) -> cp_model.CpSolver:
        """Give CP-SAT with the effort for one session."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False  # Ctrl-C is the command's to handle
        solver.parameters.max_deterministic_time = self.effort
        return solver

    def model_of(
        self, session: Session, blocks: list[Block]
    ) -> tuple[cp_model.CpModel, dict[str, cp_model.IntVar], dict[str, cp_model.IntVar]]:
        """Build one session's model: the start of each block, and whether it is kept."""
        model = cp_model.CpModel()
        starts = {each.task_id: model.new_int_var(each.earliest, each.latest, "") for each in blocks}
        kept = {each.task_id: model.new_bool_var("") for each in blocks}
        spans = {
            each.task_id: model.new_optional_fixed_size_interval_var(
                starts[each.task_id], each.minutes, kept[each.task_id], ""
            )
            for each in blocks
        }
        for staff_id in sorted({person for each in blocks for person in each.people}):
            model.add_no_overlap([spans[each.task_id] for each in blocks if staff_id in each.people])
        for task_id in spans:
            for other in sorted(self.said.apart.get(task_id, ())):
                if task_id < other and other in spans:
                    model.add_no_overlap([spans[task_id], spans[other]])
        for members, most in self.crowds(session, blocks):
            model.add_cumulative([spans[each.task_id] for each in members], [1] * len(members), most)
        minutes = {each.task_id: each.minutes for each in blocks}
        for then in spans:
            for first in sorted(self.said.first_of.get(then, ())):
                if first in spans:
                    ends = starts[first] + minutes[first]
                    model.add(ends <= starts[then]).only_enforce_if(kept[first], kept[then])
        return model, starts, kept


def clashing(said: ClockStatements, task_ids: Collection[str]) -> set[str]:
    """Give the tasks among these that are kept apart from another among these."""
    return {each for each in task_ids if any(other in task_ids for other in said.apart.get(each, ()))}
