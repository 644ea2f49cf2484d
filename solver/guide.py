"""An island of a week as a whole, and where the linear program would have it otherwise than the best roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from solver.blocks import Blocks
from solver.draft import Draft
from solver.highs import Engine, Written
from solver.keeper import Keeper
from solver.names import names_of
from solver.open_parts import Stage
from solver.question import ROUNDING, holds
from solver.stating import Stating


class Guide:
    """What a stage asks for, stated once with everything open; `values` are those of the linear program."""

    def __init__(self, stating: Stating, stage: Stage) -> None:
        self.stage = stage
        self.lessons = len(stating.keeper.conflicts)
        self.whole = stating.whole(stage.number, stage.island, stage.least)
        self.stated = self.whole.stated
        question = self.whole.question
        self.blocks = Blocks(question, names_of(self.stated.model, self.stated.lean))
        self.written = Written(self.blocks.asked(question.at_least, question.start))
        self.people = sorted(self.blocks.theirs)
        self.values: Sequence[float] = ()
        self.least: int | None = None

    def follow(self, engine: Engine, seconds: float) -> bool:
        """Ask the linear program how it would have it, and what nothing can beat; tell whether that was in time."""
        relaxed = engine.relax(self.written, seconds=seconds)
        if relaxed is not None:
            self.values, self.least = relaxed.values, self.whole.least(relaxed.bound)
        return relaxed is not None

    def stands(self, stage: Stage, keeper: Keeper) -> bool:
        """Tell whether this is the stage, nothing has been learnt since, and all else is as it was."""
        return self.now(stage, keeper) is not None

    def now(self, stage: Stage, keeper: Keeper) -> list[int] | None:
        """Give the values of the best roster there is, by block (None: it does not stand any more)."""
        if stage.asked != self.stage.asked or self.lessons != len(keeper.conflicts):
            return None
        values = self.stated.values(keeper.best.draft)
        as_known = self.stated.value(values) == keeper.best.values[self.stated.name]
        return self.blocks.whole(values) if as_known and holds(self.stated.lean, values) else None

    def agreed(self, values: Sequence[float], start: Sequence[int], people: Iterable[str]) -> list[int]:
        """Give the variables in which a linear program has it as it is, but for those of some people."""
        same = np.abs(np.asarray(values) - np.asarray(start)) <= ROUNDING
        for staff_id in people:
            same[self.blocks.theirs[staff_id]] = False
        found: list[int] = np.flatnonzero(same).tolist()
        return found

    def carried(self, best: Draft, around: Draft, values: Sequence[int]) -> list[int] | None:
        """Give what values change of a roster, changed in the best one instead (None: that does not hold there)."""
        found = self.stated.moved(best, around, self.stated.draft(values))
        return found if holds(self.stated.lean, found) else None
