"""Settle diaries one after the other, the clearest first, and look each time for what goes best with them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from solver.diaries import Diaries
from solver.program import Program
from solver.question import ROUNDING
from solver.twins import Diary

CLEAR = 0.9  # of a diary's share in the linear program: as good as whole
ROUNDS = 3  # of asking for better diaries, each time some are settled
MOST_ROUNDS = 12  # where nothing better than the best could come of it otherwise
TAKEN = 0.8  # of what is clear, where chance chooses

Share = tuple[float, int, int]  # how many people take a diary, its group, its place
Settled = list[list[Diary]]  # by group, for as many of its people


def dive(
    diaries: Diaries, best: int, chance: Random | None = None, over: Callable[[], bool] | None = None
) -> list[Settled]:
    """Give what was settled, step by step, as long as something better than `best` could still come of it.

    It ends when it is `over`. With `chance`, what is less clear may be settled too, and what is clear be left: another
    way each time.
    """
    program = Program(diaries.parted, diaries.tally, diaries.until)
    twins = diaries.parted.twins
    steps: list[Settled] = [[[] for _ in twins]]
    enough = best - diaries.parted.step + ROUNDING
    over = over or diaries.over
    while not over():
        left = [group.count - len(each) for group, each in zip(twins, steps[-1], strict=True)]
        value = _value(diaries, program, left, enough)
        if value is None or value > enough:
            return steps[:-1]
        if not any(left):
            return steps
        settled = _settle(diaries, program, steps[-1], left, chance)
        if settled == steps[-1]:
            return steps  # no diary is known that anybody left could take
        steps.append(settled)
    return steps


def _value(diaries: Diaries, program: Program, left: list[int], enough: float) -> float | None:
    """Give the least sum, in parts of diaries, that may come of it, after looking for more diaries.

    For longer where it is not yet `enough`.
    """
    value = program.solve(diaries.known)
    for done in range(MOST_ROUNDS):
        if value is None or (done >= ROUNDS and value <= enough):
            break
        if diaries.over() or not diaries.hear(diaries.ask(program.prices, left)):
            break
        value = program.solve(diaries.known)
    return value


def _settle(
    diaries: Diaries, program: Program, settled: Settled, left: list[int], chance: Random | None
) -> Settled:
    """Settle the diaries that are as good as whole; if none is, the one that is nearest."""
    found, left = [list(each) for each in settled], list(left)
    shares = [(share, *at) for at, share in program.shares().items() if left[at[0]]]
    for share, number, place in _chosen(shares, chance):
        people = min(left[number], max(1, int(share + 1 - CLEAR)))
        program.settle(number, place, people)
        found[number] += [diaries.known[number][place]] * people
        left[number] -= people
    return found


def _chosen(shares: list[Share], chance: Random | None) -> list[Share]:
    """Choose what to settle next; by chance, the larger a share the likelier (Efraimidis and Spirakis 2006)."""
    clear = [each for each in shares if each[0] >= CLEAR]
    if chance is None:
        return clear or sorted(shares)[-1:]
    taken = [each for each in clear if chance.random() < TAKEN]
    luck = {each: chance.random() ** (1 / max(each[0], ROUNDING)) for each in shares}
    return taken or sorted(shares, key=luck.__getitem__)[-1:]
