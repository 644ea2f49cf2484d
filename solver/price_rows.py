"""Prices as rows: nobody has a day that costs less than the best one found at them, whoever has what.

A linear program over people's own rows lets them have days in parts that nobody could have; prices that prove more than
it does know better, but only for the sum of all. As a row for each person, what they prove holds wherever a search
branches (Chen, Günlük and Lodi, Recovering Dantzig-Wolfe bounds by cutting planes, 2024).
"""

from __future__ import annotations

import math

from solver.diaries import Diaries, cost
from solver.question import Row


def price_rows(diaries: Diaries) -> list[Row]:
    """Give, in the variables of the blocks, a row for each person: at the prices that prove most, no day costs less.

    The last row is of the sum that they prove. Before any prices are known, there are none.
    """
    proved, parted = diaries.proved, diaries.parted
    if proved is None or diaries.bound is None:
        return []
    found: list[Row] = []
    for group, least in zip(parted.twins, proved.least, strict=True):
        for staff_id, variables in group.variables.items():
            costs = {
                parted.alike.first(amount): cost(aim, adds, proved.prices)
                for amount, aim, adds in zip(variables, group.aim, group.adds, strict=True)
            }
            mine = [(costs.get(parted.alike.first(each), 0), each) for each in parted.blocks.theirs[staff_id]]
            terms = [(-factor, amount) for factor, amount in mine if factor]
            if terms:
                found.append(_shortened(terms, -least))
    found.append(([(-factor, amount) for amount, factor in parted.blocks.aim.items()], -diaries.bound))
    return found


def _shortened(terms: list[tuple[int, int]], most: int) -> Row:
    """Divide by what all factors have in common: smaller numbers say as much."""
    common = math.gcd(*(factor for factor, _ in terms))
    return [(factor // common, amount) for factor, amount in terms], most // common
