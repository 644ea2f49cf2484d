"""Diaries as an engine: a bound from prices, whole diaries settled as far as they go, and the rest asked outright."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from random import Random

from solver.completing import Completing
from solver.diaries import Diaries
from solver.diving import Settled, dive
from solver.model import total
from solver.names import Names
from solver.parted import Parted
from solver.process import Process
from solver.question import Question, Solved, higher
from solver.reopening import reopen
from solver.stopping import Stop, Tally

NEAR = 1  # steps below the best bound that prices could give: near enough to look for whole diaries
MANY = 25  # groups of people: with more, prices take so long that other values are looked for first
LAST = 8  # steps of settling worth going back
STEP_BACK = 2  # steps of settling that are taken back each time the rest does not work out
AGAIN = 3  # dives by chance before others have their turn
CLOSING = 0.1  # deterministic time for one group's best diary: the last step needs them exact
PATIENCE = 3  # rounds of opening days that may give nothing


class Engine:
    """One question solved by diaries; `stop` may be called from another thread.

    `solve` is `begin` and then `go_on`: apart, so that other engines may be asked in between.
    """

    def __init__(
        self,
        question: Question,
        names: Names,
        *,
        workers: int,
        seed: int,
        processes: Sequence[Process] = (),
        remembered: Iterable[Sequence[int]] = (),
    ) -> None:
        self.question = question
        self.names = names
        self.workers = workers
        self.seed = seed
        self.processes = processes
        self.remembered = remembered
        self.halt = Stop()
        self.values: Sequence[int] = question.start
        self.least = question.at_least
        self.diaries: Diaries | None = None
        self.steps: list[Settled] = []

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.halt.request()

    def use(self, workers: int) -> None:
        """Go on with so many workers."""
        self.workers = workers
        if self.diaries is not None:
            self.diaries.workers = workers

    def solve(self, *, seconds: float) -> Solved:
        """Find a bound, and values that come as near to it as they can be found."""
        until = time.monotonic() + seconds
        begun = self.begin(seconds=seconds)
        if begun.optimal:
            return begun
        return self.go_on(seconds=until - time.monotonic())

    def begin(self, *, seconds: float) -> Solved:
        """Find the prices and the diaries that go best together, and ask for the rest; then with other luck."""
        until = time.monotonic() + seconds
        parted = Parted(self.question, self.names)
        self.diaries = diaries = Diaries(
            parted, workers=self.workers, halt=self.halt, until=until, remembered=self.remembered
        )
        if len(parted.twins) > MANY:
            self._reopen(diaries, patience=1)  # nothing has a price yet: only as long as it gives something
        diaries.price(self._best(), near=NEAR)
        self.hear(diaries.bound)
        self._dive_and_complete(diaries, None)
        self._reopen(diaries)
        for _ in range(AGAIN if self.processes else 0):
            if self._settled() or diaries.over():
                break
            self.seed += 1
            self._dive_and_complete(diaries, Random(self.seed))
        return self._answer(diaries)

    def _dive_and_complete(self, diaries: Diaries, chance: Random | None) -> None:
        """Settle diaries as far as it goes, and ask for the rest."""
        if not self._settled():
            self.steps = self._dive(diaries, chance)
        if self._may_settle_less(diaries):
            self._try_next(diaries)
        self._close_if_near(diaries)

    def go_on(self, *, seconds: float) -> Solved:
        """Settle fewer diaries each time; if that does not help, at least close the bound. Begins, if need be."""
        if self.diaries is None:
            return self.begin(seconds=seconds)
        self.diaries.until = time.monotonic() + seconds
        if not self.steps:
            self.steps = self._dive(self.diaries, Random(self.seed))
        while self._may_settle_less(self.diaries):
            self._try_next(self.diaries)
            self._reopen(self.diaries)
        self._reopen(self.diaries)  # each time with another luck
        if not self._settled():
            self._close(self.diaries)
        return self._answer(self.diaries)

    def dealt_out(self) -> dict[str, list[dict[int, int]]]:
        """Give the diaries that are known, by staff id: of each, the question's values that are not 0."""
        return self.diaries.dealt_out() if self.diaries is not None else {}

    def _dive(self, diaries: Diaries, chance: Random | None) -> list[Settled]:
        """Settle diaries as far as it goes; where nothing is settled, the rest would be everything."""
        return [each for each in dive(diaries, self._best(), chance) if any(each)][-LAST:]

    def hear(self, least: int | None, values: Sequence[int] | None = None) -> None:
        """Take over what is known: what the sum cannot go below, and values that may be better."""
        self.least = higher(self.least, least)
        if values is not None and total(self.question.aim, values) < self._best():
            self.values = values

    def _reopen(self, diaries: Diaries, patience: int = PATIENCE) -> None:
        """Open the days of those who cost most at the prices."""
        if self.least is not None and not self._settled():
            self.seed += 1
            self.hear(None, reopen(diaries, self.question, self.values, self.least, self.seed, patience))
            self._close_if_near(diaries)

    def _close_if_near(self, diaries: Diaries) -> None:
        """Close the bound where one step is missing: it stopped there on purpose, the values may well be the best."""
        if self.least is not None and self.least < self._best() <= self.least + NEAR * diaries.parted.step:
            self._close(diaries)

    def _close(self, diaries: Diaries) -> None:
        """Bring the bound as near as prices can."""
        diaries.price(self._best(), effort=CLOSING)
        self.hear(diaries.bound)

    def _best(self) -> int:
        return total(self.question.aim, self.values)

    def _settled(self) -> bool:
        return self.least is not None and self._best() <= self.least

    def _answer(self, diaries: Diaries) -> Solved:
        """Say what is known by now, and what it has taken since the last answer."""
        took, diaries.tally = diaries.tally, Tally()
        return Solved(
            self.values,
            self.least,
            optimal=self._settled(),
            deterministic_time=took.deterministic_time,
            branches=took.branches,
            iterations=took.iterations,
            nodes=took.nodes,
        )

    def _may_settle_less(self, diaries: Diaries) -> bool:
        return bool(self.steps) and not self._settled() and not diaries.over()

    def _try_next(self, diaries: Diaries) -> None:
        """Ask for everything beside the diaries settled last, then beside fewer and fewer, a worker for each.

        The first ends where one step is missing: the bound may have stopped there on purpose. With one worker the rest
        wait for their turn.
        """
        beginnings = self.steps[::-STEP_BACK]
        if not self.processes:
            beginnings = beginnings[: self.workers]
        self.steps = self.steps[: -STEP_BACK * len(beginnings)]
        completing = Completing(diaries, beginnings, self.processes[: self.workers], self.seed)
        for answer in completing.answers(self._enough):
            diaries.tally.add(answer)
            self.hear(None, answer.values)
            self._close_if_near(diaries)
            if self._settled():
                completing.stop()

    def _enough(self, place: int) -> int | None:
        """Give the sum that is good enough for one of several beginnings, by its place."""
        if place or self.least is None or self.diaries is None:
            return self.least
        step = self.diaries.parted.step
        return min(self.least + NEAR * step, self._best() - step)
