"""What a search found, and how sure it is at each level."""

from __future__ import annotations

from dataclasses import dataclass, field

from roster.roster import LevelValue, Plan


@dataclass(frozen=True)
class Outcome:
    """The plan, every level with value and bound, and what the search took.

    `seconds` is wall time, `first_seconds` when the first checked roster stood. `deterministic_time` and `branches`
    are CP-SAT's own repeatable counts, `iterations` and `nodes` SCIP's, each summed.
    """

    plan: Plan
    levels: tuple[LevelValue, ...]
    seconds: float
    stopped: bool = False
    deterministic_time: float = 0.0
    branches: int = 0
    iterations: int = 0
    nodes: int = 0
    variables: int = 0
    constraints: int = 0
    build_seconds: float = 0.0
    first_seconds: float = 0.0
    level_seconds: dict[str, float] = field(default_factory=dict)

    @property
    def proved(self) -> bool:
        """Tell whether every level is proved."""
        return all(level.proved for level in self.levels)
