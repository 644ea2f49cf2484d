"""An island of a week as a whole, with what its linear program shows, for as long as the rest stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from solver.blocks import Blocks
from solver.draft import Draft
from solver.guide import Beside, Guide
from solver.highs import Engine
from solver.keeper import Keeper
from solver.names import names_of
from solver.open_parts import Stage
from solver.question import holds
from solver.stating import Stating


class Shown:
    """What a stage asks for, stated once with everything open; `least` is what its linear program has proved."""

    def __init__(self, stating: Stating, stage: Stage, beside: Beside) -> None:
        self.stage = stage
        self.lessons = len(stating.keeper.conflicts)
        self.whole = stating.whole(stage.number, stage.island, stage.least)
        self.stated = self.whole.stated
        question = self.whole.question
        self.guide = Guide(question, Blocks(question, names_of(self.stated.model, self.stated.lean)), beside)
        self.least: int | None = None

    def follow(self, engine: Engine, seconds: float) -> bool:
        """Ask the linear program how it would have it, and what nothing can beat; tell whether that was in time."""
        relaxed = self.guide.follow(engine, seconds)
        if relaxed is not None:
            self.least = self.whole.least(relaxed.bound)
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
        return self.guide.blocks.whole(values) if as_known and holds(self.stated.lean, values) else None

    def carried(self, best: Draft, around: Draft, values: Sequence[int]) -> list[int] | None:
        """Give what values change of a roster, changed in the best one instead (None: that does not hold there)."""
        found = self.stated.moved(best, around, self.stated.draft(values))
        return found if holds(self.stated.lean, found) else None
