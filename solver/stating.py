"""State the levels as models: what a level and those above it concern, holding what was reached above."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from roster.kinds import Kind, group
from roster.levels import lateness, most
from roster.problem import Problem
from roster.roster import LevelValue
from roster.rule import Rule, Terms
from roster.view import look
from solver.aims import aim, concerned
from solver.drafting import hints
from solver.islands import Island, share_of
from solver.keeper import Keeper
from solver.lean import Lean
from solver.lessons import forbid
from solver.model import Model
from solver.question import Question
from solver.seats import Seats, find_seats
from solver.stopping import Tally


@dataclass(frozen=True)
class Stated:
    """A model with the levels above held, this level's sum, and how many rows came before those of the levels."""

    model: Model
    terms: Terms
    constant: int
    rows: int


class Stating:
    """States models around the best roster so far; `reached` are the levels that are through."""

    def __init__(self, problem: Problem, rules: Sequence[Rule], keeper: Keeper, tally: Tally) -> None:
        self.problem = problem
        self.rules = rules
        self.keeper = keeper
        self.tally = tally
        self.reached: list[LevelValue] = []
        self.most = most(problem)
        self._grouped: tuple[int, list[Kind], Seats] | None = None

    def held(self, number: int, island: Island) -> list[tuple[str, int]]:
        """Give what an island may add to the levels above: what it adds now, and what others might spare it."""
        view = look(self.problem, self.keeper.best.plan)
        tasks = [self.problem.task[each] for each in island.task_ids]
        return [
            (level.name, (share_of(view, level.name, tasks) if "." in level.name else level.value) + spare)
            for level, spare in zip(self.reached, self.spare(number, island), strict=True)
            if level.name != "quality"
        ]

    def spare(self, number: int, island: Island) -> list[int]:
        """Give by how much others could do better at each level above, which would let this island do worse there.

        No more than the level is above its bound, and no more than what others lack that somebody could do.
        """
        kinds, seats = self.seated(number)
        hopeless = [
            kind.task_ids for kind, by_person in zip(kinds, seats.by_kind, strict=True) if not by_person
        ]
        ids = {task_id for each in hopeless for task_id in each} - island.task_ids
        view = look(self.problem, self.keeper.best.plan)
        found = []
        for level in self.reached:
            lacking = 0
            if "." in level.name:
                lost = share_of(view, level.name, [self.problem.task[each] for each in ids])
                lacking = self.others(level.name, island) - lost
            found.append(lacking if level.bound is None else min(lacking, level.value - level.bound))
        return found

    def others(self, name: str, island: Island) -> int:
        """Give what all else adds to a level."""
        if "." not in name:
            return 0
        view = look(self.problem, self.keeper.best.plan)
        mine = share_of(view, name, [self.problem.task[each] for each in island.task_ids])
        return self.keeper.best.values[name] - mine

    def waiting(self, name: str) -> set[str]:
        """Tasks of this level alone that could still be done better: late, not finished or not all placed."""
        view = look(self.problem, self.keeper.best.plan)
        tasks = [self.problem.task[task_id] for task_id in concerned(self.problem, [name])]
        family = name.partition(".")[0]
        if family == "rest":
            return {task.task_id for task in tasks if view.placed(task) < task.minutes}
        if family == "quality":
            return {task.task_id for task in tasks}
        return {task.task_id for task in tasks if lateness(view, task)}

    def seated(self, number: int) -> tuple[list[Kind], Seats]:
        """Give the kinds that this level and those above it concern, with their seats."""
        alone = self.keeper.alone
        if self._grouped is None or self._grouped[0] != len(alone):
            kinds = list(group(self.problem, alone))
            self._grouped = (len(alone), kinds, find_seats(self.problem, self.rules, kinds))
        _, kinds, seats = self._grouped
        wanted = concerned(self.problem, self.problem.policy.levels[: number + 1])
        chosen = [position for position, kind in enumerate(kinds) if kind.task.task_id in wanted]
        by_kind = tuple(seats.by_kind[position] for position in chosen)
        return [kinds[position] for position in chosen], Seats(by_kind, seats.wings)

    def state(self, number: int, kinds: Sequence[Kind], seats: Seats) -> Stated:
        """Build the model of what this level and those above it concern, holding what was reached above."""
        begun = time.monotonic()
        names = self.problem.policy.levels[: number + 1]
        model = Model(self.problem, self.rules, kinds, seats, priced="quality" in names)
        for cut in self.keeper.cuts:
            forbid(model, cut)
        aims = [aim(model, name) for name in names]
        rows = len(model.rows)
        for level, (terms, constant) in zip(self.reached, aims, strict=False):
            model.limit(terms, level.value - constant)
        if names[-1] == "quality":
            highest = model.highest(aims[-1][0]) + aims[-1][1]
            self.most["quality"] = max(self.most.get("quality", 0), highest)
        self.tally.build_seconds += time.monotonic() - begun
        return Stated(model, *aims[-1], rows)

    def question(self, lean: Lean, stated: Stated, known: int | None) -> Question:
        """Ask for the level's sum to be made small, knowing that it cannot go below `known`."""
        self.tally.variables = max(self.tally.variables, len(lean.upper))
        self.tally.constraints = max(self.tally.constraints, len(lean.rows))
        start = lean.gather(hints(stated.model, self.keeper.best.draft))
        return Question(lean.upper, lean.rows, lean.aim, start, known)
