"""The table of a what-if: what was asked about each line, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from roster.problem import Problem
from roster.whatif.asked import Asked
from roster.whatif.change import Change, When
from roster.whatif.compare import Difference, Known, difference, settled
from roster.whatif.people import Group


@dataclass(frozen=True)
class Cell:
    """One changed problem; `known` is None where the time was up before a roster was looked for.

    `loss` names for each person who is away the people who are interchangeable with them. `idle`: the people in
    question could do nothing that is looked at, so it is certain that the change makes no difference.
    """

    change: Change
    known: Known | None
    difference: Difference | None
    loss: tuple[Group, ...] = ()
    idle: bool = False

    @property
    def worth(self) -> list[int]:
        """Give what cells of one line are compared by: the value of each level, in order."""
        return [each.value for each in self.known.levels] if self.known else []


@dataclass(frozen=True)
class Line:
    """One question: so many people more (`number` above 0) or fewer (below 0) of a grade, or so many posts fewer.

    Where people are lost, there is a cell for every choice that differs.
    """

    grade: str
    number: int
    when: When | None
    cells: tuple[Cell, ...]

    @property
    def solved(self) -> tuple[Cell, ...]:
        """Give the cells that were looked into."""
        return tuple(each for each in self.cells if each.known)

    @property
    def least(self) -> Cell | None:
        """Give the change that costs least (or the only one)."""
        return min(self.solved, key=lambda each: each.worth, default=None)

    @property
    def most(self) -> Cell | None:
        """Give the change that costs most (or the only one)."""
        return max(self.solved, key=lambda each: each.worth, default=None)

    @property
    def proved(self) -> bool:
        """Tell whether all its values are proved, so that the least and the most are what they are called."""
        idle = all(each.idle for each in self.cells)
        return idle or all(each.known is not None and all(settled(each.known.levels)) for each in self.cells)


@dataclass(frozen=True)
class Table:
    """All that was asked. `no_posts` is the same morning without any wing posts."""

    problem: Problem
    asked: Asked
    now: Known
    no_posts: Cell
    posts: tuple[Line, ...]
    people: tuple[Line, ...]
    seconds: float
    reused: int  # rosters that were known from an earlier question


def cell(
    now: Known, change: Change, known: Known | None, loss: tuple[Group, ...] = (), *, idle: bool = False
) -> Cell:
    """Compare a changed problem's roster with the one that stands."""
    if known is not None and idle:
        known = replace(known, levels=now.levels)
    return Cell(change, known, difference(now, known, same=idle) if known else None, loss, idle)
