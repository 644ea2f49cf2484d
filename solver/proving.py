"""Who moves the bound of a question, each in a thread, beside whoever looks for values: SCIP, and of a day HiGHS."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from threading import Thread

from solver import highs, scip
from solver.blocks import by_person
from solver.known import Known
from solver.names import Names
from solver.process import Process
from solver.question import Question, Row, Solved

SOON_SETTLED = 900  # variables of a day: with fewer, SCIP and HiGHS are worth a worker from the start
WORTH_CUTS = 3_500  # variables of a day: with more, SCIP takes longer for all of it than there is
PACE = 500  # variables of a day that HiGHS needs a second for, roughly: with less time it finds nothing
OUTRIGHT_SHARE = 0.6  # of what is left, for asking HiGHS outright whether a large day's bound can be met
GRACE = 0.5  # seconds after the time is up for whoever moves the bound to say how far it got

Prover = scip.Engine | highs.Engine


def soon_settled(question: Question) -> bool:
    """Tell whether a day is so small that SCIP or HiGHS may be done before there is luck."""
    return len(question.upper) <= SOON_SETTLED


def worth_cuts(question: Question) -> bool:
    """Tell whether a day is small enough for SCIP: for a larger one there is only HiGHS, for long."""
    return len(question.upper) <= WORTH_CUTS


class Proving:
    """The engines that move the bound of what is known, by making the sum small; of a large day by asking outright.

    `rows` gives what is proved by then of each person, in the variables of the question's blocks.
    """

    def __init__(
        self, known: Known, names: Names, *, one_day: bool, rows: Callable[[], list[Row]] = list
    ) -> None:
        self.known = known
        self.names = names
        self.one_day = one_day
        self.rows = rows
        self.large = one_day and not worth_cuts(known.question)
        self.engines: list[Prover] = []
        self.threads: list[Thread] = []

    def choose(self, process: Process, seed: int) -> None:
        """Take SCIP, of a small day HiGHS too; of a large one HiGHS, if there is the time."""
        question = self.known.question
        by_highs = highs.Engine(process, seed=seed, afresh=True)
        if not self.large:
            self.engines.append(scip.Engine(diving=self.one_day))
            if self.one_day and soon_settled(question):  # above, HiGHS completes diaries beside it
                self.engines.append(by_highs)
        elif len(question.upper) <= PACE * self.known.left():
            self.engines.append(by_highs)

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """Let the first move the bound until the question is settled or the time is up; the others `join_in`."""
        with ExitStack() as watched:
            for engine in self.engines:
                watched.enter_context(self.known.watching(engine))
            self._begin(self.engines[:1])
            try:
                yield
                for thread in self.threads:
                    if not (self.known.settled or self.known.stop.asked.is_set()):
                        thread.join(max(0.0, self.known.left() + GRACE))
            finally:
                self.known.halt.request()
                for thread in self.threads:
                    thread.join()

    def join_in(self) -> None:
        """Let the others begin too, with what is proved of each person by now; the first may be done before that."""
        if not self.known.over():
            self._begin(self.engines[1:])

    def _begin(self, engines: Sequence[Prover]) -> None:
        threads = [Thread(target=self._move, args=(each,)) for each in engines]
        self.threads += threads
        for thread in threads:
            thread.start()

    def ask(self, engine: Prover) -> None:
        """Make the sum small: of a day by person."""

        def solve(question: Question) -> Solved:
            return engine.solve(question, seconds=self.known.left())

        now = self.known.now()
        rows = self.rows() if isinstance(engine, highs.Engine) else ()  # SCIP begins before they are known
        self.known.hear(by_person(now, self.names, solve, rows) if self.one_day else solve(now))

    def _move(self, engine: Prover) -> None:
        """Move the bound; where that settles it, what searches beside it ends."""
        if self.large and isinstance(engine, highs.Engine):
            self._climb(engine)
        if not self.known.over():
            self.ask(engine)

    def _climb(self, engine: highs.Engine) -> None:
        """Ask outright for a sum at the bound, and a step above it each time that there is none."""
        until = time.monotonic() + OUTRIGHT_SHARE * self.known.left()
        none_such = True
        while none_such and not self.known.over():
            none_such = self._outright(engine, until - time.monotonic())

    def _outright(self, engine: highs.Engine, seconds: float) -> bool:
        """Ask for a sum at the bound; tell whether there is none such."""
        most = self.known.least
        if most is None or seconds <= 0:
            return False
        tried = by_person(
            self.known.now(), self.names, lambda question: engine.reach(question, most, seconds=seconds)
        )
        self.known.hear_outright(tried, most)
        return tried.infeasible
