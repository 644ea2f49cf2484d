"""Diaries as an engine: a bound from prices, whole diaries settled as far as they go, and the rest asked outright."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from solver.completing import Completing, by_scip
from solver.diaries import Diaries
from solver.diving import Settled, dive
from solver.known import Known
from solver.names import Names
from solver.parted import Parted
from solver.price_rows import price_rows
from solver.process import Process
from solver.question import Question, Row, Solved
from solver.reopening import reopen
from solver.stopping import Tally

NEAR = 1  # steps below the best bound that prices could give: near enough to look for whole diaries
MANY = 25  # groups of people: with more, prices take so long that other values are looked for first
LAST = 8  # steps of settling worth going back
STEP_BACK = 2  # steps of settling that are taken back each time the rest does not work out
AGAIN = 4  # dives by chance before others have their turn
CLOSING = (0.1, 1.0)  # deterministic time for one group's best diary: the last step needs them exact
DOUBTS = 3  # beginnings in a row that cannot meet a bound one step away: it may well be too low
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
        self.known = Known(question, math.inf, None, Tally())
        self.diaries: Diaries | None = None
        self.begun = False
        self.steps: list[Settled] = []
        self.closed: tuple[int | None, int] | None = None
        self.doubts: int | None = None
        self.in_vain = 0

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.known.halt.request()

    def use(self, workers: int) -> None:
        """Go on with so many workers."""
        self.workers = workers
        if self.diaries is not None:
            self.diaries.workers = workers

    def hear(self, least: int | None, values: Sequence[int] | None = None) -> None:
        """Take over what is known: what the sum cannot go below, and values that may be better."""
        self.known.hear(Solved(values, least, optimal=False))

    def solve(self, *, seconds: float) -> Solved:
        """Find a bound, and values that come as near to it as they can be found."""
        until = time.monotonic() + seconds
        begun = self.begin(seconds=seconds)
        if begun.optimal:
            return begun
        return self.go_on(seconds=until - time.monotonic())

    def prove(self, *, seconds: float) -> Solved:
        """Find out what no choice of diaries can beat, for whoever looks for values of everything."""
        diaries = self._taken_apart(seconds)
        self._close(diaries, exact=True)
        return self._answer(diaries)

    def rows(self) -> list[Row]:
        """Give, in the variables of the question's blocks, what is proved of each person's day by now."""
        return price_rows(self.diaries) if self.diaries is not None else []

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
        if self.diaries is None or not self.begun:
            return self.begin(seconds=seconds)
        self.diaries.until = time.monotonic() + seconds
        self.doubts = None
        if self.processes:
            self._dive_and_complete(self.diaries, self._chances(AGAIN if self.workers > 1 else 1))
        else:
            self._go_on_in_turn(self.diaries)
        self._reopen(self.diaries)  # each time with another luck
        if not self.known.settled:
            self._close(self.diaries)
        return self._answer(self.diaries)

    def dealt_out(self) -> dict[str, list[dict[int, int]]]:
        """Give the diaries that are known, by staff id: of each, the question's values that are not 0."""
        return self.diaries.dealt_out() if self.diaries is not None else {}

    def _taken_apart(self, seconds: float) -> Diaries:
        """Take the question apart, unless that is done; from now on there is so much time."""
        until = time.monotonic() + seconds
        if self.diaries is None:
            self.diaries = Diaries(
                Parted(self.question, self.names),
                workers=self.workers,
                halt=self.known.halt,
                until=until,
                remembered=self.remembered,
            )
        self.diaries.until = until
        return self.diaries

    def _answer(self, diaries: Diaries) -> Solved:
        """Say what is known by now, and what it has taken since the last answer."""
        took, diaries.tally = diaries.tally, Tally()
        return replace(
            self.known.answer(),
            deterministic_time=took.deterministic_time,
            branches=took.branches,
            iterations=took.iterations,
            nodes=took.nodes,
        )

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

    # -- nearer to the bound, from both sides ----------------------------------------------------------------------

    def _reopen(self, diaries: Diaries, patience: int = PATIENCE) -> None:
        """Open the days of those who cost most at the prices."""
        least = self.known.least
        if least is not None and not self.known.settled:
            self.seed += 1
            self.hear(None, reopen(diaries, self.question, self.known.best, least, self.seed, patience))
            self._close_if_near(diaries)

    def _close_if_near(self, diaries: Diaries) -> None:
        """Close the bound where one step is missing: it stopped there on purpose, the values may well be the best."""
        if self._worth_closing():
            self._close(diaries)

    def _worth_closing(self) -> bool:
        return self._is_near() and self.closed != (self.known.least, self.known.reached())

    def _close(self, diaries: Diaries, *, exact: bool = False) -> None:
        """Bring the bound as near as prices can; `exact`, the prices too."""
        diaries.price(self.known.reached(), efforts=CLOSING, exact=exact)
        self.hear(diaries.bound)
        self.closed = self.known.least, self.known.reached()

    def _is_near(self) -> bool:
        """Tell whether one step is missing."""
        if self.diaries is None or self.known.settled:
            return False
        return self.known.within(NEAR * self.diaries.parted.step)
