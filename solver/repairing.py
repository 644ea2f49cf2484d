"""The first thing to try when a roster has lost people: put their work elsewhere, with as few changes as can be.

Whatever ranks below may give way, but nothing else moves. That is not always the best, and the levels still have their
say after it; but it is found in a moment, and mostly it is what a manager would do.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from roster.problem import CHANGES, DECIDED
from solver.aims import aim
from solver.cpsat import Engine
from solver.draft import taken_by
from solver.drafting import hints, read_draft
from solver.keeper import Keeper
from solver.lean import Lean
from solver.lessons import teach
from solver.model import Model
from solver.question import Question
from solver.seats import Seats, only
from solver.stating import Stating
from solver.stopping import Stop

EFFORT = 0.5  # deterministic time
TRIES = 3  # as long as the clock objects
SHARE = 0.3  # of the time, at most


class Repair:
    """Repairs the best roster of a search."""

    def __init__(self, stating: Stating, keeper: Keeper, stop: Stop) -> None:
        self.stating = stating
        self.keeper = keeper
        self.stop = stop
        self.problem = stating.problem

    def run(self, workers: int, seed: int, deadline: float) -> None:
        """Find work of the levels above `changes` that has lost its place, and give it another."""
        if CHANGES not in self.problem.levels:
            return
        names = self.problem.levels[: self.problem.levels.index(CHANGES) + 1]
        now = time.monotonic()
        until = now + SHARE * (deadline - now)
        for _ in range(TRIES):
            lost = self._lost(names)
            open_posts = self.keeper.best.values["wing_posts"] > 0
            if not (lost or open_posts) or self.stop.asked.is_set() or time.monotonic() >= until:
                return
            model, combined = self._model(names, lost)
            lean = Lean(model, combined)
            question = Question(
                lean.upper, lean.rows, lean.aim, lean.gather(hints(model, self.keeper.best.draft))
            )
            engine = Engine(workers=workers, seed=seed)
            with self.stop.watching(engine):
                solved = engine.solve(question, seconds=until - time.monotonic(), effort=EFFORT)
            self.stating.tally.add(solved)
            if solved.values is None:
                return
            if self.keeper.accept(model, read_draft(model, lean.spread(solved.values)), names):
                return

    def _lost(self, names: Sequence[str]) -> set[str]:
        """Give the tasks that people were told to do, or that somebody decided on, and that wait now."""
        revision = self.problem.revision
        assert revision is not None
        told = {each.task_id for each in revision.published.work} | revision.decided
        waiting = {
            each for name in names if "." in name or name == DECIDED for each in self.stating.waiting(name)
        }
        return waiting & told

    def _model(self, names: Sequence[str], lost: set[str]) -> tuple[Model, list[tuple[int, int]]]:
        """State the levels as one sum, each far above the next; only what has lost its seat may take another."""
        kinds, seats = self.stating.seated(len(names) - 1)
        now = self.keeper.best.draft.seats()
        by_kind = [
            only(each, taken_by(now, kind.task_ids)) if lost.isdisjoint(kind.task_ids) else each
            for kind, each in zip(kinds, seats.by_kind, strict=True)
        ]
        model = Model(
            self.problem, self.stating.rules, kinds, Seats(tuple(by_kind), seats.wings), priced=False
        )
        teach(model, self.keeper.conflicts)
        combined: list[tuple[int, int]] = []
        weight = 1
        for name in reversed(names):
            terms, _ = aim(model, name)
            combined += [(weight * factor, amount) for factor, amount in terms]
            weight *= 1 + sum(abs(factor) * model.upper[amount] for factor, amount in terms)
        return model, combined
