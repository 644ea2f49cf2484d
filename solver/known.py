"""What several engines have found out about one question by now; whoever settles it stops the others."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock

from solver.model import total
from solver.question import Question, Solved, higher, step
from solver.stopping import Stop, Stoppable, Tally


class Known:
    """The best values and the best bound of a question; `until` is by the monotonic clock. Any thread may tell it.

    `stop` is what ends the whole search, if anything does; `halt` ends the engines at work on this question: it is
    settled, or whoever asked has enough.
    """

    def __init__(self, question: Question, until: float, stop: Stop | None, tally: Tally) -> None:
        self.question = question
        self.until = until
        self.stop = stop or Stop()
        self.tally = tally
        self.best: Sequence[int] = question.start
        self.least = self._stepped(question.at_least)
        self.settled = False
        self.halt = Stop()
        self.lock = Lock()

    def now(self) -> Question:
        """Give the question with the best values and bound known by now."""
        return replace(self.question, start=self.best, at_least=self.least)

    def answer(self) -> Solved:
        """Give the best values found, if they are better than the start or settle it, and the best bound."""
        better = self.reached() < self._value(self.question.start)
        return Solved(self.best if better or self.settled else None, self.least, optimal=self.settled)

    def hear(self, answer: Solved) -> None:
        """Keep what an engine found out."""
        with self.lock:
            self.tally.add(answer)
            self.least = higher(self.least, self._stepped(answer.bound))
            if answer.values is not None and self._value(answer.values) < self.reached():
                self.best = answer.values
            self.settled = self.within(0)
        if self.settled:
            self.halt.request()

    def hear_outright(self, tried: Solved, most: int) -> None:
        """Keep what came of asking for nothing but a sum of at most `most`: only that there is none moves the bound."""
        self.hear(replace(tried, bound=most + 1 if tried.infeasible else None))

    def reached(self) -> int:
        """Give the sum of the best values."""
        return self._value(self.best)

    def within(self, distance: int) -> bool:
        """Tell whether the best values are as near as this to the bound."""
        return self.least is not None and self.reached() <= self.least + distance

    def left(self) -> float:
        """Tell how many seconds are left."""
        return self.until - time.monotonic()

    def over(self) -> bool:
        """Tell whether nothing more is to be asked."""
        return self.halt.asked.is_set() or self.stop.asked.is_set() or self.left() <= 0

    @contextmanager
    def watching(self, engine: Stoppable) -> Iterator[None]:
        """Let a request to stop, or whoever settles the question, end an engine while it runs."""
        with self.stop.watching(engine), self.halt.watching(engine):
            yield

    def _stepped(self, bound: int | None) -> int | None:
        """Give the least that the sum can be if it cannot go below a bound: it is a multiple of one step."""
        each = step(self.question.aim)
        return None if bound is None else -(-bound // each) * each

    def _value(self, values: Sequence[int]) -> int:
        return total(self.question.aim, values)
