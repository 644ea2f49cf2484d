"""A roster among several that are equal where it counts most, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from roster.problem import Problem
from roster.roster import LevelValue, Plan

WING_POSTS, DUE = "wing_posts", "due"


@dataclass(frozen=True)
class Choice:
    """One roster; `levels` are judged, with bounds that hold for any roster of the morning, however different."""

    plan: Plan
    levels: tuple[LevelValue, ...]

    @property
    def values(self) -> dict[str, int]:
        """Give every level's value by name."""
        return {each.name: each.value for each in self.levels}


@dataclass(frozen=True)
class Choices:
    """The rosters found, the first as `make` finds it; `none_more` tells why there are no more than these.

    `proved`: what `none_more` says is certain, not only what the time allowed to find out.
    """

    problem: Problem
    asked: int
    rosters: tuple[Choice, ...]
    none_more: str = ""
    proved: bool = False
    seconds: float = 0.0


def held(problem: Problem) -> tuple[str, ...]:
    """Name the levels in which all choices are equal: wing posts and due work."""
    return tuple(each for each in problem.levels if each == WING_POSTS or each.partition(".")[0] == DUE)


def levels_of_another(first: Sequence[LevelValue], other: Sequence[LevelValue]) -> tuple[LevelValue, ...]:
    """Give another roster's levels the bounds that are known from the first: valid until a level is worse."""
    found: list[LevelValue] = []
    worse = False
    for known, level in zip(first, other, strict=True):
        bound = (0 if level.value == 0 else None) if worse else known.bound
        found.append(replace(level, bound=bound, of=max(level.of, known.of)))
        worse = worse or level.value > known.value
    return tuple(found)
