"""The dice behind an invented folder: the same seed rolls the same numbers on every computer."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Thing = TypeVar("Thing")


class Dice:
    """Chance from a seed; each part of a folder has dice of its own, so that changing one leaves the others.

    Only `Random.random` is used: the one method whose sequence Python promises to keep between versions.
    """

    def __init__(self, seed: int, part: str) -> None:
        self._next = random.Random(f"{part} {seed}").random

    def happens(self, share: float) -> bool:
        """Tell whether something that happens in this share of all cases happens now."""
        return self._next() < share

    def between(self, bounds: Sequence[int]) -> int:
        """Give a whole number from the first bound to the last, both included."""
        lowest, highest = bounds
        return lowest + int(self._next() * (highest - lowest + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Give one of the things."""
        return things[int(self._next() * len(things))]

    def weighted(self, shares: Mapping[str, float]) -> str:
        """Give one of the keys, each as often as its share says."""
        point = self._next() * sum(shares.values())
        for key, share in shares.items():
            point -= share
            if point < 0:
                return key
        return next(reversed(list(shares)))

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """Give the things in another order."""
        rest, mixed = list(things), list[Thing]()
        while rest:
            mixed.append(rest.pop(int(self._next() * len(rest))))
        return mixed
