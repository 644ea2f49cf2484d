"""Engines on one question: some look for a roster at the bound, beside one that moves the bound.

CP-SAT's local search is quick to find values that meet a bound, and slow to say that none do; SCIP's cuts are the
other way round; diaries do both, where nearly everybody is busy, and for one day come first, with all workers. Whoever
settles the question stops the others. With one worker they take turns, so that the same question gets the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock, Thread

from solver import by_diaries, scip
from solver.blocks import Blocks
from solver.cpsat import Engine
from solver.model import total
from solver.names import Names
from solver.question import Question, Solved
from solver.stopping import Stop, Stoppable, Tally

WORTH_DIARIES = 400  # variables for each person: above this, a diary takes too long to find
GLANCE = 0.1  # deterministic time to see whether the bound is met by luck, before diaries
WORTH_CUTS = 3_500  # variables of a day: with more, SCIP takes longer for all of it than there is
SETTLED_BY_CUTS = 800  # variables of a day: with fewer, SCIP is worth a worker from the start
QUICK_TRY = 0.4  # deterministic time for meeting the bound, before SCIP
FEW = 2  # as near as this to the bound, it is the bound that has to move: no quick try
FIRST_TRY = 6.0  # deterministic time for meeting the bound, then for coming nearer to it, then again


@dataclass
class Asking:
    """One question on its way to an answer."""

    question: Question
    names: Names
    until: float  # by the monotonic clock
    workers: int
    seed: int
    stop: Stop
    tally: Tally
    hopeful: bool = True  # the known bound may well be met: worth asking for outright
    one_day: bool = True  # diaries are short, and mostly enough
    best: Sequence[int] = ()
    least: int | None = None
    settled: bool = False
    searching: Stoppable | None = None
    lock: Lock = field(default_factory=Lock)

    def run(self) -> Solved:
        """Ask them all; give the best values found and the best bound known."""
        self.best = self.question.start
        self.least = self.question.at_least
        if self.workers > 1:
            self._at_once()
        else:
            self._in_turn()
        better = self._value(self.best) < self._value(self.question.start)
        return Solved(self.best if better or self.settled else None, self.least, optimal=self.settled)

    def _in_turn(self) -> None:
        self._meet(QUICK_TRY)
        diaries = self._diaries(workers=1)
        if diaries is not None:
            self._ask(diaries, diaries.solve)
        self._search(FIRST_TRY if self.hopeful else None)
        cuts = scip.Engine()
        with self.stop.watching(cuts):
            self._with_cuts(cuts)

    def _at_once(self) -> None:
        """First what takes all workers, and mostly is enough; then SCIP beside whoever can still find something.

        A day that SCIP may well settle by itself it gets from the start.
        """
        size = len(self.question.upper)
        diaries = self._diaries(self.workers if self.one_day else self.workers - 1)
        by_cuts = self.one_day and size <= SETTLED_BY_CUTS
        if diaries is not None and self.one_day:
            self._meet(GLANCE)
            if not by_cuts:
                self._ask(diaries, diaries.begin)
                self.seed += 1
        if not by_cuts and (self.least is None or self._value(self.best) > self.least + FEW):
            self._meet(QUICK_TRY)
        if self.one_day and diaries is not None and size > WORTH_CUTS:
            self._by_turns(diaries)
            return
        cuts = scip.Engine()
        proving = Thread(target=self._with_cuts, args=(cuts,))
        with self.stop.watching(cuts):
            proving.start()
            try:
                if self.one_day:  # SCIP has a worker of its own
                    self.workers = max(1, self.workers - 1)
                    if diaries is not None:
                        diaries.use(self.workers)
                self._by_turns(diaries)
            finally:
                cuts.stop()
                proving.join()

    def _by_turns(self, diaries: by_diaries.Engine | None) -> None:
        """Let diaries and CP-SAT go on until the question is settled or the time is up; whoever is quicker is first."""
        searching = not self.one_day
        while not self._over():
            if searching:
                self._search(FIRST_TRY if self.hopeful else None)
            elif diaries is not None:
                self._ask(diaries, diaries.go_on)
            searching = not searching

    def _over(self) -> bool:
        return self.settled or self.stop.asked.is_set() or time.monotonic() >= self.until

    # -- the engines ----------------------------------------------------------------------------------------------

    def _search(self, effort: float | None) -> None:
        """Try to meet the bound; failing that, to come nearer to it."""
        self._meet(effort)
        if not self._over() and (self.workers > 1 or not self.hopeful):
            with self._engine() as engine:
                self._hear(engine.solve(self._now(), seconds=self._left(), effort=effort))
            self.seed += 1

    def _meet(self, effort: float | None) -> None:
        """Try to meet the bound outright."""
        least = self.least
        if least is None or not self.hopeful or self._over():
            return
        with self._engine() as engine:
            tried = engine.reach(self.question, least, seconds=self._left(), effort=effort)
        self._hear(replace(tried, bound=least + 1 if tried.infeasible else None))

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        self.searching = engine = Engine(workers=self.workers, seed=self.seed)
        with self.stop.watching(engine):
            yield engine

    def _diaries(self, workers: int) -> by_diaries.Engine | None:
        """Give the engine that looks for everybody's diary, where that takes not too long and may meet the bound."""
        if not self.hopeful or not 0 < self._per_person() <= WORTH_DIARIES:
            return None
        return by_diaries.Engine(self._now(), self.names, workers=workers, seed=self.seed)

    def _ask(self, engine: by_diaries.Engine, part: Callable[..., Solved]) -> None:
        """Let it do one part of its work, knowing what has been found by now."""
        self.searching = engine
        # looked at last: whoever settles the question from now on finds the engine and stops it
        if self._over():
            return
        engine.hear(self.least, self.best)
        with self.stop.watching(engine):
            self._hear(part(seconds=self._left()))

    def _with_cuts(self, engine: scip.Engine) -> None:
        """Move the bound; where that settles it, what searches beside it ends."""
        if not self._over():
            self._hear(self._proved(engine))
        if self.settled and self.searching:
            self.searching.stop()

    def _proved(self, engine: scip.Engine) -> Solved:
        """Ask SCIP; of a day, say who finishes what: it makes the proof shorter."""
        if not self.one_day:
            return engine.solve(self._now(), seconds=self._left())
        blocks = Blocks(self.question, self.names)
        asked = replace(blocks.asked(self.least), start=blocks.whole(self.best))
        answer = engine.solve(asked, seconds=self._left(), diving=True)
        if answer.values is None:
            return answer
        return replace(answer, values=blocks.for_question(answer.values))

    def _now(self) -> Question:
        """Give the question with the best values and bound known by now."""
        return replace(self.question, start=self.best, at_least=self.least)

    def _per_person(self) -> float:
        """Tell how many variables there are for each person."""
        people = set(self.names.person.values())
        return len(self.names.person) / len(people) if people else 0

    def _left(self) -> float:
        return self.until - time.monotonic()

    def _hear(self, answer: Solved) -> None:
        """Keep what an engine found out."""
        with self.lock:
            self.tally.add(answer)
            if answer.bound is not None:
                self.least = answer.bound if self.least is None else max(self.least, answer.bound)
            if answer.values is not None and self._value(answer.values) < self._value(self.best):
                self.best = answer.values
            self.settled = self.least is not None and self._value(self.best) <= self.least

    def _value(self, values: Sequence[int]) -> int:
        return total(self.question.aim, values)
