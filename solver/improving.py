"""Open up one part of a roster after the other and make it better, all else staying (large neighbourhood search)."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from solver.cpsat import Engine
from solver.islands import Island
from solver.mending import Mending
from solver.neighbourhood import opened, region_around
from solver.stating import Stating
from solver.stopping import Stop

EFFORT = 0.5  # deterministic time for one part of the roster
PATIENCE = 3  # parts in a row that gave nothing, before the next ones are larger
LARGEST = 6  # times the effort of the first; then small ones again, of which many more can be tried


class Improving:
    """Improves the best roster part by part: by chance, but around what waits."""

    def __init__(self, stating: Stating, mending: Mending, stop: Stop, workers: int, seed: int) -> None:
        self.stating = stating
        self.keeper = stating.keeper
        self.mending = mending
        self.stop = stop
        self.workers = workers
        self.rng = Random(seed)

    def run(
        self,
        number: int,
        island: Island,
        least: int | None,
        until: float,
        seed: int,
        *,
        met: Callable[[], bool],
        fruitless: int | None = None,
    ) -> None:
        """Improve an island at a level (its place in the order) until that is `met`, or the time is up.

        Or until so many parts in a row gave nothing, where `fruitless` says how many. `least` is the island's bound
        (None: not known), `until` a moment of the monotonic clock.
        """
        name = self.stating.problem.levels[number]
        value, since = self.keeper.best.values[name], 0
        while not (self.stop.asked.is_set() or time.monotonic() >= until or met() or since == fruitless):
            larger = since // PATIENCE % LARGEST
            self._open_one(number, island, least, until, seed, larger)
            since = since + 1 if self.keeper.best.values[name] == value else 0
            value = self.keeper.best.values[name]

    def _open_one(
        self, number: int, island: Island, least: int | None, until: float, seed: int, larger: int
    ) -> None:
        """Open up a part around a task that waits, with the tasks that it waits for."""
        problem, stating = self.stating.problem, self.stating
        kinds, seats = stating.seated(number)
        waiting = stating.waiting(problem.levels[number]) & island.task_ids
        region = region_around(problem, kinds, seats, waiting, self.rng, more=larger)
        free = waiting | {first for each in waiting for first in problem.task[each].after}
        stated = stating.state(number, kinds, opened(kinds, seats, self.keeper.best.draft, region, free))
        engine = Engine(workers=self.workers, seed=seed)
        with self.stop.watching(engine):
            question = stating.question(stated, island, least)
            solved = engine.solve(question, seconds=until - time.monotonic(), effort=EFFORT * (1 + larger))
        stating.tally.add(solved)
        self.mending.keep(number, stated, solved, seed)
