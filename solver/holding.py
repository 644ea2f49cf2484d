"""How many interviews go into rooms: sums that no filling of one room exceeds, and so many rooms no more than as often.

An interview room that is open for 150 minutes takes three interviews of 45 or four of 35, and what is left of three of
45 takes none of 35: three for each of 45 and two for each of 35 come to nine at most. Minutes alone would not say so.
The sums are the sides of the knapsack polytope of two lengths, for other lengths as much as is sure to fit into them
(superadditive lifting: Gomory and Johnson 1972).
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations, pairwise


@dataclass(frozen=True)
class Measure:
    """What an interview counts, by its length in minutes, and what all of them in one room can count at most."""

    weight: dict[int, int]
    most: int


def measures(lengths: Collection[int], span: int) -> list[Measure]:
    """Give the sums that hold for a room which is open for `span` minutes (none says more than another)."""
    known = sorted({each for each in lengths if each <= span})
    shut_out = (
        [Measure({each: int(each > span) for each in lengths}, 0)] if max(lengths, default=0) > span else []
    )
    if not known:
        return shut_out
    found = [_measure(known, span, (each, 1), (each, 1)) for each in {1, *known}]
    for short, long in combinations(known, 2):
        for of_short, of_long in _sides(short, long, span):
            found.append(_measure(known, span, (short, of_short), (long, of_long)))
    kept: list[Measure] = []
    for each in found:
        if not _known(each, kept):
            kept = [other for other in kept if not _known(other, [each])] + [each]
    return shut_out + kept


def _measure(lengths: list[int], span: int, short: tuple[int, int], long: tuple[int, int]) -> Measure:
    """Count for a length what it could hold of two lengths (each with what it counts) at most.

    Two lengths together never hold less than both by themselves, so that the whole span bounds the sum.
    """
    weight = {}
    for minutes in [*lengths, span]:
        best = 0
        for many in range(minutes // long[0] + 1):
            best = max(best, long[1] * many + short[1] * ((minutes - long[0] * many) // short[0]))
        weight[minutes] = best
    return Measure({each: weight[each] for each in lengths}, weight[span])


def _sides(short: int, long: int, span: int) -> list[tuple[int, int]]:
    """Give what each of two lengths counts, for every side of what one room can take of both."""
    corners: list[tuple[int, int]] = []
    for many in range(span // long + 1):
        point = many, (span - long * many) // short
        while len(corners) > 1 and _inside(corners[-2], corners[-1], point):
            corners.pop()
        corners.append(point)
    found = []
    for (few, most), (many, least) in pairwise(corners):
        of_short, of_long = many - few, most - least
        shared = math.gcd(of_short, of_long)
        if of_long:
            found.append((of_short // shared, of_long // shared))
    return found


def _inside(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    """Tell whether a point is on or below the line between two others."""
    along, down = last[0] - first[0], first[1] - last[1]
    return (first[1] - middle[1]) * along >= down * (middle[0] - first[0])


def _known(one: Measure, others: list[Measure]) -> bool:
    """Tell whether whatever keeps one of the other sums keeps this one too."""
    for other in others:
        for each, weight in one.weight.items():
            if other.weight[each] * one.most < weight * other.most:
                break
        else:
            return True
    return False
