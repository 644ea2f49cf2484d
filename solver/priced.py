"""A question at prices: what no choice of diaries can beat, and values and bound brought nearer to each other."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from solver.diaries import Diaries
from solver.known import Known
from solver.names import Names
from solver.parted import Parted
from solver.price_rows import price_rows
from solver.question import Question, Row, Solved
from solver.reopening import reopen
from solver.stopping import Tally

NEAR = 1  # steps below the best bound that prices could give: near enough to look for whole diaries
CLOSING = (0.1, 1.0)  # deterministic time for one group's best diary: the last step needs them exact
PATIENCE = 3  # rounds of opening days that may give nothing


class Priced:
    """One question and the diaries known of it; `stop` may be called from another thread."""

    def __init__(
        self,
        question: Question,
        names: Names,
        *,
        workers: int,
        seed: int,
        remembered: Iterable[Sequence[int]] = (),
    ) -> None:
        self.question = question
        self.names = names
        self.workers = workers
        self.seed = seed
        self.remembered = remembered
        self.known = Known(question, math.inf, None, Tally())
        self.diaries: Diaries | None = None
        self.closed: tuple[int | None, int] | None = None

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

    def prove(self, *, seconds: float) -> Solved:
        """Find out what no choice of diaries can beat, for whoever looks for values of everything."""
        diaries = self._taken_apart(seconds)
        self._close(diaries, exact=True)
        return self._answer(diaries)

    def rows(self) -> list[Row]:
        """Give, in the variables of the question's blocks, what is proved of each person's day by now."""
        return price_rows(self.diaries) if self.diaries is not None else []

    def dealt_out(self) -> dict[str, list[dict[int, int]]]:
        """Give the diaries that are known, by staff id: of each, the question's values that are not 0."""
        return self.diaries.dealt_out() if self.diaries is not None else {}

    @cached_property
    def parted(self) -> Parted:
        """The question taken apart, the first time that it is asked for."""
        return Parted(self.question, self.names)

    def _taken_apart(self, seconds: float) -> Diaries:
        """Begin with the diaries that are known, unless that is done; from now on there is so much time."""
        until = time.monotonic() + seconds
        if self.diaries is None:
            self.diaries = Diaries(
                self.parted,
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
