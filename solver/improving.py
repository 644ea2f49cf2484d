"""Open up one part of a roster after the other and make it better, all else staying (large neighbourhood search).

A part is CP-SAT's, with all workers; of several days HiGHS has a part for each of them, those that a linear program
shows before those around what waits, and for as long as they help.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from random import Random

from solver.at_once import AtOnce
from solver.cpsat import Engine
from solver.guided import Guided
from solver.islands import Island
from solver.mending import Mending
from solver.open_parts import Stage, Trial, open_part
from solver.process import Processes
from solver.question import higher
from solver.stating import Stating
from solver.stopping import Stop

ALONE, AT_ONCE, GUIDED = "CP-SAT", "HiGHS, some parts at once", "HiGHS, shown by a linear program"
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
        self.guided = Guided(stating, mending, stop, self.rng, processes)
        self.several = len(stating.problem.days) > 1 and workers > 1  # what one worker finds can be repeated
        self.ways = (GUIDED, ALONE, AT_ONCE) if self.several else (ALONE,)

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
    ) -> int | None:
        """Improve an island at a level (its place in the order) until that is `met`, or the time is up.

        Or until so many parts in a row gave nothing, where `fruitless` says how many. `least` is the island's bound
        (None: not known), `until` a moment of the monotonic clock. Give the bound that is known then.
        """
        name = self.stating.problem.levels[number]
        since, turn, in_vain = 0, 0, Counter[str]()
        while True:

            def over(least: int | None = least) -> bool:
                return self.stop.asked.is_set() or time.monotonic() >= until or met(least)

            if over() or (fruitless is not None and since >= fruitless):
                return least
            way, value = self.ways[turn % len(self.ways)], self.keeper.best.values[name]
            stage = Stage(number, island, least)
            trial = Trial(until, seed, self.workers, in_vain[way] // PATIENCE % LARGEST)
            tried = self._try(way, stage, trial, over, fruitless)
            least = higher(least, self.guided.least(stage))
            better = self.keeper.best.values[name] < value
            if better:
                since, in_vain[way] = 0, 0
            else:
                since += tried
                in_vain[way] += tried
            if not (better and way == GUIDED):  # which goes on for as long as it helps
                turn += 1

    def _try(
        self, way: str, stage: Stage, trial: Trial, over: Callable[[], bool], patience: int | None
    ) -> int:
        """Open a part or some at once; give how many."""
        if way == GUIDED:
            return self.guided.run(stage, trial, over, patience)
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
        self.mending.keep(
            stage.number, part.stated, solved, trial.seed, trial.workers, close_by=True, until=trial.until
        )
