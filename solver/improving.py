"""Open up one part of a roster after the other and make it better, all else staying (large neighbourhood search).

A part is CP-SAT's, with all workers; of several days there are turns in which HiGHS has a part for each of them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from random import Random

from solver.at_once import AtOnce
from solver.cpsat import Engine
from solver.islands import Island
from solver.meanwhile import Meanwhile
from solver.mending import Mending
from solver.open_parts import Stage, Trial, open_part
from solver.process import Processes
from solver.stating import Stating
from solver.stopping import Stop

ALONE, AT_ONCE = "CP-SAT", "HiGHS, some parts at once"
EFFORT = 0.5  # deterministic time for one part of the roster
PATIENCE = 3  # parts in a row that gave nothing, before the next ones are larger
LARGEST = 6  # times the effort of the first; then small ones again, of which many more can be tried


class Improving:
    """Improves the best roster part by part: by chance, but around what waits."""

    def __init__(
        self,
        stating: Stating,
        mending: Mending,
        stop: Stop,
        workers: int,
        seed: int,
        processes: Processes,
    ) -> None:
        self.stating = stating
        self.keeper = stating.keeper
        self.mending = mending
        self.stop = stop
        self.workers = workers
        self.rng = Random(seed)
        self.at_once = AtOnce(stating, mending, stop, self.rng, processes)
        self.several = len(stating.problem.days) > 1 and workers > 1  # what one worker finds can be repeated
        self.ways = (ALONE, AT_ONCE) if self.several else (ALONE,)

    def run(
        self,
        number: int,
        island: Island,
        least: int | None,
        until: float,
        seed: int,
        *,
        met: Callable[[int | None], bool],
        fruitless: int | None = None,
        beside: Meanwhile | None = None,
    ) -> int | None:
        """Improve an island at a level (its place in the order) until that is `met`, or the time is up.

        Or until so many parts in a row gave nothing, where `fruitless` says how many, and whoever is asked `beside` is
        through. `least` is the island's bound (None: not known), `until` a moment of the monotonic clock. Give the
        bound that is known then.
        """
        name = self.stating.problem.levels[number]
        since, turn, in_vain = 0, 0, Counter[str]()
        while True:
            least = beside.hear(least) if beside is not None else least
            busy = beside is not None and beside.busy

            def over(least: int | None = least) -> bool:
                return self.stop.asked.is_set() or time.monotonic() >= until or met(least)

            if over() or (fruitless is not None and since >= fruitless and not busy):
                return least
            way, value = self.ways[turn % len(self.ways)], self.keeper.best.values[name]
            if self.workers - busy == 1:
                way = self.ways[-1]  # CP-SAT with one worker finds little in a part of a week
            turn += 1
            trial = Trial(until, seed, self.workers - busy, in_vain[way] // PATIENCE % LARGEST)
            tried = self._try(way, Stage(number, island, least), trial, over, fruitless)
            if self.keeper.best.values[name] < value:
                since, in_vain[way] = 0, 0
            else:
                since += tried
                in_vain[way] += tried

    def _try(
        self, way: str, stage: Stage, trial: Trial, over: Callable[[], bool], patience: int | None
    ) -> int:
        """Open a part or some at once; give how many."""
        if way == AT_ONCE:
            return self.at_once.run(stage, trial, over, patience)
        self._alone(stage, trial)
        return 1

    def _alone(self, stage: Stage, trial: Trial) -> None:
        """Open up a part and ask CP-SAT."""
        part = open_part(self.stating, stage, self.rng, larger=trial.larger)
        engine = Engine(workers=trial.workers, seed=trial.seed)
        with self.stop.watching(engine):
            seconds = trial.until - time.monotonic()
            solved = engine.solve(part.question, seconds=seconds, effort=EFFORT * trial.size)
        self.stating.tally.add(solved)
        self.mending.keep(stage.number, part.stated, solved, trial.seed, trial.workers, close_by=self.several)
