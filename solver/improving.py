"""Open up one part of a roster after the other and make it better, all else staying (large neighbourhood search).

A part is CP-SAT's with all workers, or, in several days, HiGHS's beside CP-SAT: where long work has to go together just
so, HiGHS finds what CP-SAT does not; elsewhere it is the other way round. They take turns.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

from solver import highs
from solver.cpsat import Engine
from solver.islands import Island
from solver.mending import Mending
from solver.model import total
from solver.neighbourhood import opened, region_around
from solver.question import Question, Solved
from solver.stating import Stating
from solver.stopping import Stop
from solver.turns import Turns

ALONE, BESIDE = "CP-SAT", "HiGHS beside CP-SAT"
EFFORT = 0.5  # deterministic time for one part of the roster
EFFORT_BESIDE = 1.0  # the same where HiGHS is asked too, which takes longer
SECONDS_BESIDE = 2.5  # for HiGHS, which has no deterministic time
LONGEST_BESIDE = 4.0  # seconds, however large the part
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
        process: highs.Process,
    ) -> None:
        self.stating = stating
        self.keeper = stating.keeper
        self.mending = mending
        self.stop = stop
        self.workers = workers
        self.process = process
        self.rng = Random(seed)
        several = len(stating.problem.days) > 1 and workers > 1  # what one worker finds can be repeated
        self.ways = (ALONE, BESIDE) if several else (ALONE,)
        # by level: what was gained at another is told in another unit
        self.turns = defaultdict[int, Turns](lambda: Turns(self.ways))

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
        turns = self.turns[number]
        for way in turns.ways:
            way.fruitless = 0
        while not (self.stop.asked.is_set() or time.monotonic() >= until or met() or since == fruitless):
            way, begun = turns.next(), time.monotonic()
            larger = way.fruitless // PATIENCE % LARGEST
            self._open_one(number, island, least, until, seed, way.name, larger)
            gained = value - self.keeper.best.values[name]
            turns.tell(way, gained, time.monotonic() - begun)
            since = 0 if gained else since + 1
            value -= gained

    def _open_one(
        self, number: int, island: Island, least: int | None, until: float, seed: int, way: str, larger: int
    ) -> None:
        """Open up a part around a task that waits, with the tasks that it waits for."""
        problem, stating = self.stating.problem, self.stating
        kinds, seats = stating.seated(number)
        waiting = stating.waiting(problem.levels[number]) & island.task_ids
        region = region_around(problem, kinds, seats, waiting, self.rng, more=larger)
        free = waiting | {first for each in waiting for first in problem.task[each].after}
        stated = stating.state(number, kinds, opened(kinds, seats, self.keeper.best.draft, region, free))
        question = stating.question(stated, island, least)
        ask = self._alone if way == ALONE else self._beside
        self.mending.keep(number, stated, ask(question, until, seed, 1 + larger), seed)

    def _alone(self, question: Question, until: float, seed: int, size: int) -> Solved:
        """Ask CP-SAT."""
        engine = Engine(workers=self.workers, seed=seed)
        with self.stop.watching(engine):
            solved = engine.solve(question, seconds=until - time.monotonic(), effort=EFFORT * size)
        self.stating.tally.add(solved)
        return solved

    def _beside(self, question: Question, until: float, seed: int, size: int) -> Solved:
        """Ask HiGHS with a worker of its own, and CP-SAT with the others; give the better answer."""
        seconds = min(SECONDS_BESIDE * size, LONGEST_BESIDE, until - time.monotonic())
        engine = Engine(workers=self.workers - 1, seed=seed)
        beside = highs.Engine(self.process, seed=seed)

        def told(asked: Future[Solved]) -> None:
            answer = asked.result()
            if answer.optimal or answer.infeasible:
                engine.stop()

        with ThreadPoolExecutor(1) as pool, self.stop.watching(engine), self.stop.watching(beside):
            asked = pool.submit(beside.better, question, seconds=seconds)
            asked.add_done_callback(told)
            answers = [engine.solve(question, seconds=seconds, effort=EFFORT_BESIDE * size)]
            if answers[0].optimal:
                beside.stop()
            answers.append(asked.result())
        for each in answers:
            self.stating.tally.add(each)
        return min(answers, key=lambda each: total(question.aim, each.values or question.start))
