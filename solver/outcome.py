"""What a search found, and how sure it is at each level."""

from __future__ import annotations

from dataclasses import dataclass, field

from roster.roster import LevelValue, Plan
from solver.remembering import Remembered
from solver.stopping import Tally


@dataclass(frozen=True)
class Outcome:
    """The plan, every level with value and bound, the wall time in seconds, and what the search took.

    `diaries` are those that proved the levels: a search of nearly the same folder can begin with them.
    """

    plan: Plan
    levels: tuple[LevelValue, ...]
    seconds: float
    tally: Tally
    stopped: bool = False
    diaries: Remembered = field(default_factory=dict)

    @property
    def proved(self) -> bool:
        """Tell whether every level is proved."""
        return all(level.proved for level in self.levels)
