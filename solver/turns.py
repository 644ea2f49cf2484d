"""Whose turn it is: of two ways to do the same work, the one that gave more for its time lately comes more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LATELY = 0.8  # of what was gained and taken before each turn still counts after it
OTHER = 4  # each so many turns, it is the turn of whoever has had less time: luck changes


@dataclass
class Way:
    """One way to do it: what it gained and the seconds it took, lately, and how often in a row it gave nothing."""

    name: str
    gained: float = 0.0
    took: float = 0.0
    fruitless: int = 0

    @property
    def rate(self) -> float:
        """Give what it gained in a second (before its first turn: more than any other)."""
        return self.gained / self.took if self.took else float("inf")


class Turns:
    """The ways there are, the first of which begins."""

    def __init__(self, names: Sequence[str]) -> None:
        self.ways = [Way(name) for name in names]
        self.turn = 0

    def next(self) -> Way:
        """Give the way whose turn it is."""
        self.turn += 1
        if self.turn % OTHER == 0:
            return min(self.ways, key=lambda each: each.took)
        return max(self.ways, key=lambda each: (each.rate, -each.took))

    def tell(self, way: Way, gained: int, seconds: float) -> None:
        """Note what a turn gained and how long it took."""
        for each in self.ways:
            each.gained *= LATELY
            each.took *= LATELY
        way.gained += gained
        way.took += seconds
        way.fruitless = 0 if gained else way.fruitless + 1
