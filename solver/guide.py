"""Where a linear program of everything would have it otherwise than the best values: that is open, the rest is held.

It has everybody's time at once, in parts of tasks, and says where the best values so far are wrong. All that the two
agree on is held, and HiGHS is asked for the rest (a relaxation-induced neighbourhood: Danna, Rothberg and Le Pape
2005); beside it some people's whole time is open too, for as many as there is time for.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from solver.blocks import Blocks
from solver.highs import Engine, Relaxed, Written
from solver.question import ROUNDING, Question, Solved

SECONDS = 3.0  # for a part, which has no deterministic time
ALL_OF_IT = (
    0.9  # of that time: a part that took less is followed by one with more people, another by one with fewer
)
QUICK = 2.0  # seconds for the linear program: up to this, each part has one of its own
OFF = 0.005  # so much may each variable's part in the sum be off: another linear program, nearly as good
FEWEST = 1  # people whose whole time is open
SHARES = (1.0, 0.6, 0.3)  # of the people: those of whom what is shown is open


@dataclass(frozen=True)
class Choice:
    """Whose whole time is open in a part, and whose only where a linear program would have it otherwise: staff ids."""

    share: float
    wholly: frozenset[str]
    partly: frozenset[str]


class Beside:
    """How many people's whole time is open beside what is shown, by the share of people of whom that is open.

    As many as there is time for. Where there is no time for anybody's, the next smaller share comes into play too.
    """

    def __init__(self) -> None:
        self.people = {SHARES[0]: FEWEST}

    def choose(self, people: Sequence[str], rng: Random) -> Choice:
        """Choose among people, by staff id, by chance."""
        share = rng.choice(list(self.people))
        in_order = rng.sample(people, len(people))
        wholly = frozenset(in_order[: self.people[share]])
        return Choice(share, wholly, frozenset(in_order[: round(share * len(people))]) - wholly)

    def learn(self, choice: Choice, seconds: float) -> None:
        """Hear how long a part took."""
        longer, number = seconds > ALL_OF_IT * SECONDS, len(choice.wholly)
        self.people[choice.share] = max(FEWEST, number + (-1 if longer else 1))
        if longer and number <= FEWEST and choice.share == min(self.people):
            self.people |= dict.fromkeys(SHARES[len(self.people) :][:1], FEWEST)


class Guide:
    """A question written down once, by person; `values` are those of its linear program, once it was followed."""

    def __init__(self, question: Question, blocks: Blocks, beside: Beside) -> None:
        self.blocks = blocks
        self.beside = beside
        self.written = Written(blocks.asked(question.at_least, question.start))
        self.people = sorted(blocks.theirs)
        self.values: Sequence[float] = ()
        self.took = 0.0  # seconds, by the linear program

    def follow(self, engine: Engine, seconds: float) -> Relaxed | None:
        """Ask the linear program how it would have it, and what nothing can beat (None: not in time)."""
        begun = time.monotonic()
        relaxed = engine.relax(self.written, seconds=seconds)
        self.took = time.monotonic() - begun
        if relaxed is not None:
            self.values = relaxed.values
        return relaxed

    def choose(self, rng: Random) -> Choice:
        """Choose whose time is open, by chance."""
        return self.beside.choose(self.people, rng)

    def solve(self, engine: Engine, start: Sequence[int], choice: Choice, until: float) -> Solved:
        """Ask for what a linear program and values at hand do not agree on, and for some people's whole time.

        The linear program is another one each time, if that is quick. `start` has a value for each variable of the
        blocks, those that are found are the question's own; `until` is by the monotonic clock. No bound is given: what
        is proved of a part is true of that alone.
        """
        values = self.values
        if self.took < QUICK:
            relaxed = engine.relax(self.written, seconds=until - time.monotonic(), off=OFF)
            values = values if relaxed is None else relaxed.values
        begun = time.monotonic()
        held = self.held(values, start, choice)
        solved = engine.solve_part(self.written, held, start=start, seconds=min(SECONDS, until - begun))
        self.beside.learn(choice, time.monotonic() - begun)
        found = None if solved.values is None else self.blocks.for_question(solved.values)
        return replace(solved, values=found, bound=None, optimal=False)

    def held(self, values: Sequence[float], start: Sequence[int], choice: Choice) -> list[int]:
        """Give the variables that stay: in which a linear program has it as it is, or which are others'."""
        same = np.abs(np.asarray(values) - np.asarray(start)) <= ROUNDING
        for staff_id, theirs in self.blocks.theirs.items():
            if staff_id not in choice.partly:
                same[theirs] = staff_id not in choice.wholly
        found: list[int] = np.flatnonzero(same).tolist()
        return found
