"""What is known before a search begins: an earlier roster, and how good any roster could be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from roster.problem import CHANGES, PREFERENCES, Problem
from roster.roster import LevelValue, Plan
from solver.remembering import Remembered


@dataclass(frozen=True)
class Beforehand:
    """An earlier roster to begin with, and the `levels` of a problem in which everything possible here was possible.

    `told` are the levels of the published roster, whatever has become of the folder since (none: `levels`).
    `diaries` are those that an earlier search found worth having.
    """

    plan: Plan | None = None
    levels: Sequence[LevelValue] = ()
    told: Sequence[LevelValue] = ()
    diaries: Remembered = field(default_factory=dict)

    def least(self, name: str, reached: Sequence[LevelValue]) -> int:
        """Give a level's bound, which holds here as long as no level above is worse here (0: nothing is known).

        Preferences are left out: what takes a choice away may take its price away too.
        """
        level = self._level(name, reached)
        return 0 if level is None or name == PREFERENCES else level.bound or 0

    def enough(self, problem: Problem, name: str, reached: Sequence[LevelValue]) -> int:
        """Give the value at which a level need not be made better still.

        What people were told holds the levels above `changes` as well as it did. Where that was not proved to be the
        best, the search for better is not taken up again: it would change everybody's diary.
        """
        if CHANGES not in problem.levels[problem.levels.index(name) :]:
            return self.least(name, reached)
        level = self._level(name, reached)
        published = self.told or self.levels
        told = next((each for each in published if each.name == name and not each.proved), level)
        return 0 if told is None else told.value

    def _level(self, name: str, reached: Sequence[LevelValue]) -> LevelValue | None:
        before = {level.name: level for level in self.levels}
        if any(level.value > before[level.name].value for level in reached if level.name in before):
            return None
        return before.get(name)
