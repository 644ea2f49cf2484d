"""Open up one part of a roster after the other and make it better, all else staying (large neighbourhood search).

A part is CP-SAT's, or, in several days, HiGHS's beside CP-SAT (alone where there is one worker for it): where long work
has to go together just so, HiGHS finds what CP-SAT does not; elsewhere it is the other way round. They take turns.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import Random

from solver import highs
from solver.blocks import by_person
from solver.cpsat import Engine
from solver.islands import Island
from solver.meanwhile import Meanwhile
from solver.mending import Mending
from solver.model import total
from solver.names import Names, names_of
from solver.neighbourhood import opened, region_around
from solver.process import Process
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


@dataclass(frozen=True)
class Trial:
    """How a part is tried: until when (monotonic clock), with what luck, by how many, how much larger than usual."""

    until: float
    seed: int
    workers: int
    larger: int = 0

    @property
    def size(self) -> int:
        """Tell how many times as long as the smallest it may take."""
        return 1 + self.larger


@dataclass(frozen=True)
class Part:
    """A part that is open, as a question, how it is tried, and how to find out whom its variables are about."""

    question: Question
    trial: Trial
    names: Callable[[], Names]

    def by_highs(self, engine: highs.Engine, seconds: float) -> Solved:
        """Ask HiGHS, by person."""
        return by_person(self.question, self.names(), lambda asked: engine.solve(asked, seconds=seconds))


class Improving:
    """Improves the best roster part by part: by chance, but around what waits."""

    def __init__(
        self,
        stating: Stating,
        mending: Mending,
        stop: Stop,
        workers: int,
        seed: int,
        process: Process,
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
        since = 0
        turns = self.turns[number]
        for way in turns.ways:
            way.fruitless = 0
        while True:
            least = beside.hear(least) if beside is not None else least
            busy = beside is not None and beside.busy
            over = self.stop.asked.is_set() or time.monotonic() >= until or met(least)
            if over or (fruitless is not None and since >= fruitless and not busy):
                return least
            way, begun, value = turns.next(), time.monotonic(), self.keeper.best.values[name]
            trial = Trial(until, seed, self.workers - busy, way.fruitless // PATIENCE % LARGEST)
            self._open_one(number, island, least, way.name, trial)
            gained = value - self.keeper.best.values[name]
            turns.tell(way, gained, time.monotonic() - begun)
            since = 0 if gained else since + 1

    def _open_one(self, number: int, island: Island, least: int | None, way: str, trial: Trial) -> None:
        """Open up a part around a task that waits, with the tasks that it waits for."""
        problem, stating = self.stating.problem, self.stating
        kinds, seats = stating.seated(number)
        waiting = stating.waiting(problem.levels[number]) & island.task_ids
        region = region_around(problem, kinds, seats, waiting, self.rng, more=trial.larger)
        free = waiting | {first for each in waiting for first in problem.task[each].after}
        stated = stating.state(number, kinds, opened(kinds, seats, self.keeper.best.draft, region, free))
        question = stating.question(stated, island, least)
        part = Part(question, trial, partial(names_of, stated.model, stated.lean))
        solved = self._alone(part) if way == ALONE else self._beside(part)
        self.mending.keep(number, stated, solved, trial.seed, trial.workers)

    def _alone(self, part: Part) -> Solved:
        """Ask CP-SAT."""
        engine = Engine(workers=part.trial.workers, seed=part.trial.seed)
        with self.stop.watching(engine):
            seconds = part.trial.until - time.monotonic()
            solved = engine.solve(part.question, seconds=seconds, effort=EFFORT * part.trial.size)
        self.stating.tally.add(solved)
        return solved

    def _beside(self, part: Part) -> Solved:
        """Ask HiGHS with a worker of its own, and CP-SAT with the others, if any; give the better answer."""
        seconds = min(SECONDS_BESIDE * part.trial.size, LONGEST_BESIDE, part.trial.until - time.monotonic())
        beside = highs.Engine(self.process, seed=part.trial.seed)
        if part.trial.workers == 1:
            with self.stop.watching(beside):
                answers = [part.by_highs(beside, seconds)]
        else:
            answers = self._both(part, beside, seconds)
        for each in answers:
            self.stating.tally.add(each)
        return min(answers, key=lambda each: total(part.question.aim, each.values or part.question.start))

    def _both(self, part: Part, beside: highs.Engine, seconds: float) -> list[Solved]:
        """Ask both at once; who settles the part ends the other."""
        engine = Engine(workers=part.trial.workers - 1, seed=part.trial.seed)

        def told(asked: Future[Solved]) -> None:
            if asked.result().optimal:
                engine.stop()

        with ThreadPoolExecutor(1) as pool, self.stop.watching(engine), self.stop.watching(beside):
            asked = pool.submit(part.by_highs, beside, seconds)
            asked.add_done_callback(told)
            answer = engine.solve(part.question, seconds=seconds, effort=EFFORT_BESIDE * part.trial.size)
            if answer.optimal:
                beside.stop()
            return [answer, asked.result()]
