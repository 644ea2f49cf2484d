"""Put whatever still fits into the best roster, the most important first; again where the clock objects."""

from __future__ import annotations

import time
from collections.abc import Hashable

from solver.greedy import Filler
from solver.keeper import Keeper
from solver.lessons import teach
from solver.model import Model
from solver.stating import Stating
from solver.stopping import Tally

FILLINGS = 3  # tries to fill a roster by hand before it is left as the clock allows


class Filling:
    """Fills the keeper's best roster by hand; `begun` is when the search began, by the monotonic clock."""

    def __init__(self, stating: Stating, keeper: Keeper, tally: Tally, begun: float) -> None:
        self.stating = stating
        self.keeper = keeper
        self.tally = tally
        self.begun = begun
        self._filler: tuple[Hashable, Filler] | None = None
        self._forbidden = 0  # how many of the clock's lessons the filler knows

    def run(self) -> None:
        """Fill it, and keep what the clock can lay out."""
        problem, rules = self.stating.problem, self.stating.rules
        for _ in range(FILLINGS):
            lessons = len(self.keeper.conflicts)
            mark = (len(self.keeper.alone), *self.stating.open_diaries())
            if self._filler is None or self._filler[0] != mark:
                kinds, seats = self.stating.fillable()
                filler = Filler(Model(problem, rules, kinds, seats, priced=False))
                self._filler, self._forbidden = (mark, filler), 0
            filler = self._filler[1]
            teach(filler.model, self.keeper.conflicts[self._forbidden :])
            self._forbidden = len(self.keeper.conflicts)
            draft = filler.fill(self.keeper.best.draft)
            laid_out = self.keeper.accept(filler.model, draft, problem.levels, adding=True)
            self.tally.first_seconds = self.tally.first_seconds or time.monotonic() - self.begun
            if laid_out or len(self.keeper.conflicts) == lessons:
                return  # or the clock could not tell why not: it would be asked the very same again
