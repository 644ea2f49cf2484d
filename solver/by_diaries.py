"""Diaries as an engine: at prices, whole diaries are settled as far as they go, and the rest is asked outright."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from solver.completing import Completing, by_scip
from solver.diaries import Diaries
from solver.diving import Settled, dive
from solver.names import Names
from solver.priced import NEAR, Priced
from solver.process import Process
from solver.question import Question, Solved

MANY = 25  # groups of people: with more, prices take so long that other values are looked for first
LAST = 8  # steps of settling worth going back
STEP_BACK = 2  # steps of settling that are taken back each time the rest does not work out
AGAIN = 4  # dives by chance before others have their turn
DOUBTS = 3  # beginnings in a row that cannot meet a bound one step away: it may well be too low


class Engine(Priced):
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
        super().__init__(question, names, workers=workers, seed=seed, remembered=remembered)
        self.processes = processes
        self.begun = False
        self.steps: list[Settled] = []
        self.doubts: int | None = None
        self.in_vain = 0

    def solve(self, *, seconds: float) -> Solved:
        """Find a bound, and values that come as near to it as they can be found."""
        until = time.monotonic() + seconds
        begun = self.begin(seconds=seconds)
        if begun.optimal:
            return begun
        return self.go_on(seconds=until - time.monotonic())

    def begin(self, *, seconds: float, doubting: bool = False) -> Solved:
        """Find the prices and the diaries that go best together, and ask for the rest; then with other luck.

        `doubting`: it ends when the bound itself has become doubtful, so that others may move it.
        """
        self.doubts = DOUBTS if doubting else None
        self.begun = True
        diaries = self._taken_apart(seconds)
        if len(diaries.parted.twins) > MANY:
            self._reopen(diaries, patience=1)  # nothing has a price yet: only as long as it gives something
        diaries.price(self.known.reached(), near=NEAR)
        self.hear(diaries.bound)
        self._close_if_near(diaries)
        if self.processes:
            self._dive_and_complete(diaries, [None, *self._chances(AGAIN)])
        else:
            self._begin_in_turn(diaries)
        if not self._doubtful():
            self._reopen(diaries)
        return self._answer(diaries)

    def go_on(self, *, seconds: float) -> Solved:
        """Settle other diaries, or fewer; if that does not help, at least close the bound. Begins, if need be."""
        if not self.begun:
            return self.begin(seconds=seconds)
        diaries = self._taken_apart(seconds)
        self.doubts = None
        if self.processes:
            self._dive_and_complete(diaries, self._chances(AGAIN if self.workers > 1 else 1))
        else:
            self._go_on_in_turn(diaries)
        self._reopen(diaries)  # each time with another luck
        if not self.known.settled:
            self._close(diaries)
        return self._answer(diaries)

    # -- settled diaries, and what is left beside them -------------------------------------------------------------

    def _dive_and_complete(self, diaries: Diaries, chances: Iterable[Random | None]) -> None:
        """Settle diaries in one way after the other, while HiGHS is asked for what the ways before leave."""
        processes = self.processes[: self.workers]
        completing = Completing(
            diaries, processes, self.seed, enough=self._enough, heard=self._hear_completed
        )
        with completing, diaries.halt.watching(completing):
            for chance in chances:
                if self._enough_of_diving():
                    break
                steps = self._dive(diaries, chance)
                if not (steps or completing.asked):
                    self._close(diaries)  # nothing better seems possible
                    break
                completing.add(steps[::-STEP_BACK])
                diaries.workers = max(1, self.workers - 1)
                self._close_if_near(diaries)
            diaries.workers = self.workers
            for answer in completing.answers():
                diaries.tally.add(answer)
                self._close_if_near(diaries)
                if self._doubtful():
                    completing.stop()

    def _dive(self, diaries: Diaries, chance: Random | None) -> list[Settled]:
        """Settle diaries as far as it goes; where nothing is settled, the rest would be everything."""
        steps = dive(
            diaries,
            self.known.reached(),
            chance,
            over=lambda: self._enough_of_diving() or self._worth_closing(),
        )
        return [each for each in steps if any(each)][-LAST:]

    def _chances(self, number: int) -> Iterator[Random]:
        """Give so many kinds of luck."""
        for _ in range(number):
            self.seed += 1
            yield Random(self.seed)

    def _enough_of_diving(self) -> bool:
        return self._doubtful() or self.diaries is None or self.diaries.over()

    def _hear_completed(self, answer: Solved) -> None:
        """Keep what was found beside settled diaries, in whatever thread."""
        before = self.known.reached()
        self.hear(None, answer.values)
        if self.known.reached() < before:
            self.in_vain = 0
        elif answer.infeasible and self._is_near():
            self.in_vain += 1

    def _doubtful(self) -> bool:
        """Tell whether the bound is one step away, and time after time could not be met."""
        return self.doubts is not None and self.in_vain >= self.doubts

    def _enough(self, place: int) -> int | None:
        """Give the sum that is good enough for one of several beginnings, by its place.

        The first ends where one step is missing: the bound may have stopped there on purpose.
        """
        least = self.known.least
        if place or least is None or self.diaries is None:
            return least
        step = self.diaries.parted.step
        return min(least + NEAR * step, self.known.reached() - step)

    # -- the same in turn, with one worker -------------------------------------------------------------------------

    def _begin_in_turn(self, diaries: Diaries) -> None:
        """Settle diaries, and ask SCIP for what is left."""
        if not self.known.settled:
            self.steps = self._dive(diaries, None)
        if self._may_settle_less(diaries):
            self._complete_next(diaries)
        elif not self.known.settled:
            self._close(diaries)  # nothing better seems possible

    def _go_on_in_turn(self, diaries: Diaries) -> None:
        """Settle fewer diaries each time, and ask SCIP."""
        if not self.steps:
            self.steps = self._dive(diaries, Random(self.seed))
        while self._may_settle_less(diaries):
            self._complete_next(diaries)
            self._reopen(diaries)

    def _may_settle_less(self, diaries: Diaries) -> bool:
        return bool(self.steps) and not diaries.over()

    def _complete_next(self, diaries: Diaries) -> None:
        """Ask for everything beside the diaries settled last."""
        settled = self.steps[-1]
        self.steps = self.steps[:-STEP_BACK]
        answer = by_scip(diaries, settled, self._enough(0))
        diaries.tally.add(answer)
        self.hear(None, answer.values)
        self._close_if_near(diaries)
