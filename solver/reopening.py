"""Open the days that cost most at the prices, of some people at a time, and ask for one step better; all else stays.

Prices say what a roster is short of, and so whose day keeps it from being better: a small choice of people often is
enough, and whether they can do better is soon told (a relaxation-induced neighbourhood: Danna, Rothberg and Le Pape
2005).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from solver.cpsat import SEEDS, Engine
from solver.diaries import Diaries
from solver.model import total
from solver.question import Question, Solved
from solver.remainder import Remainder

PEOPLE = (5, 8, 12)  # whose days are open at a time: few are soon told, many can do more
EFFORT = 0.2  # deterministic time for one choice of people
BY_CHANCE = (0.05, 1.0)  # of the average waste, for everybody: so that each may be chosen
DRAWS = 20  # in vain for people who have not been tried: then there are none worth looking for


def reopen(
    diaries: Diaries, question: Question, values: Sequence[int], least: int, seed: int, patience: int
) -> list[int]:
    """Give better values, as far as they are found; `least` is what the sum cannot go below.

    It ends after `patience` rounds in a row that gave nothing.
    """
    return _Reopening(diaries, question, values, Random(seed)).run(least, patience)


class _Reopening:
    def __init__(self, diaries: Diaries, question: Question, values: Sequence[int], rng: Random) -> None:
        self.diaries = diaries
        self.question = question
        self.values = list(values)
        self.rng = rng
        self.hopeless: set[frozenset[str]] = set()  # choices of people that cannot do better as things are

    def run(self, least: int, patience: int) -> list[int]:
        fruitless, wasted = 0, self.diaries.wasted(self.values)
        with ThreadPoolExecutor(self.diaries.workers) as pool:
            while fruitless < patience and not self.diaries.over() and self._sum() > least:
                chosen = [self._choose(wasted) for _ in range(self.diaries.workers)]
                if not all(chosen):
                    break
                seeds = [self.rng.randrange(SEEDS) for _ in chosen]
                if self._best(chosen, list(pool.map(self._ask, chosen, seeds))):
                    fruitless, wasted = 0, self.diaries.wasted(self.values)
                else:
                    fruitless += 1
        return self.values

    def _best(self, chosen: list[frozenset[str]], answers: list[tuple[Solved, list[int] | None]]) -> bool:
        """Keep the best answer; tell whether any is better than what was."""
        before = self._sum()
        for people, (answer, found) in zip(chosen, answers, strict=True):
            self.diaries.tally.add(answer)
            if answer.infeasible:
                self.hopeless.add(people)
            if found is not None and total(self.question.aim, found) < self._sum():
                self.values = found
        if self._sum() < before:
            self.hopeless.clear()
        return self._sum() < before

    def _sum(self) -> int:
        return total(self.question.aim, self.values)

    def _choose(self, wasted: dict[str, int]) -> frozenset[str]:
        """Choose people by chance, the more a day costs beyond the best the likelier (Efraimidis and Spirakis 2006).

        Gives nobody where all seem to have been tried.
        """
        average = sum(wasted.values()) / max(1, len(wasted))
        for _ in range(DRAWS):
            many, spread = self.rng.choice(PEOPLE), 1 + self.rng.choice(BY_CHANCE) * average
            keys = {each: self.rng.random() ** (1 / (waste + spread)) for each, waste in wasted.items()}
            chosen = frozenset(sorted(keys, key=keys.__getitem__)[-many:])
            if chosen not in self.hopeless:
                return chosen
        return frozenset()

    def _ask(self, people: frozenset[str], seed: int) -> tuple[Solved, list[int] | None]:
        """Ask for one step better with these people's days open."""
        blocks = self.diaries.parted.blocks
        remainder = Remainder(self.question, blocks.person, blocks.theirs.keys() - people, self.values)
        most = self._sum() - self.diaries.parted.step - remainder.constant
        engine = Engine(workers=1, seed=seed)
        with self.diaries.halt.watching(engine):
            left = self.diaries.until - time.monotonic()
            answer = engine.reach(remainder.question, most, seconds=left, effort=EFFORT)
        return answer, None if answer.values is None else remainder.whole(answer.values)
