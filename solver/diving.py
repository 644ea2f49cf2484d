"""Settle diaries one after the other, the clearest first, and look each time for what goes best with them."""

from __future__ import annotations

from solver.diaries import Diaries
from solver.program import Program
from solver.question import ROUNDING
from solver.twins import Diary

CLEAR = 0.9  # of a diary's share in the linear program: as good as whole
ROUNDS = 3  # of asking for better diaries, each time some are settled

Settled = list[list[Diary]]  # by group, for as many of its people


def dive(diaries: Diaries, best: int) -> list[Settled]:
    """Give what was settled, step by step, as long as something better than `best` could still come of it."""
    program = Program(diaries.parted, diaries.tally, diaries.until)
    twins = diaries.parted.twins
    steps: list[Settled] = [[[] for _ in twins]]
    while not diaries.over():
        left = [group.count - len(each) for group, each in zip(twins, steps[-1], strict=True)]
        value = _value(diaries, program, left)
        if value is None or value > best - diaries.parted.step + ROUNDING:
            return steps[:-1]
        if not any(left):
            return steps
        steps.append(_settle(diaries, program, steps[-1], left))
    return steps


def _value(diaries: Diaries, program: Program, left: list[int]) -> float | None:
    """Give the least sum, in parts of diaries, that may come of it, after looking for more diaries."""
    value = program.solve(diaries.known)
    for _ in range(ROUNDS):
        if value is None or not diaries.hear(diaries.ask(program.prices, left)):
            break
        value = program.solve(diaries.known)
    return value


def _settle(diaries: Diaries, program: Program, settled: Settled, left: list[int]) -> Settled:
    """Settle the diaries that are as good as whole; if none is, the one that is nearest."""
    found, left = [list(each) for each in settled], list(left)
    shares = [(share, *at) for at, share in program.shares().items()]
    for share, number, place in [each for each in shares if each[0] >= CLEAR] or [max(shares)]:
        people = min(left[number], max(1, int(share + 1 - CLEAR)))
        program.settle(number, place, people)
        found[number] += [diaries.known[number][place]] * people
        left[number] -= people
    return found
