"""Mend a roster that the clock refuses: what it objects to is changed, close by first, and all else stays.

A roster at the bound is rare, and the clock objects to a session or two of it. Left out, what cannot stand takes the
gain with it; asked again from the start, the level takes as long as before. Close by there mostly is another roster,
just as good, that can stand.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from roster.problem import CHANGES
from solver.cpsat import SEEDS, Engine
from solver.crush import Conflict
from solver.draft import Draft
from solver.model import Model
from solver.neighbourhood import PEOPLE_AT_ONCE, Region, opened
from solver.question import Question, Solved
from solver.stating import Stated, Stating
from solver.stopping import Stop

TRIES = 12  # objections to one roster, each mended in turn
EFFORT = 0.5  # deterministic time for each try: most take a tenth of it


@dataclass(frozen=True)
class Trying:
    """With what luck, by how many and until when (monotonic clock) mending is tried; `close_by`: only among a few."""

    rng: Random
    workers: int
    until: float
    close_by: bool


class Mending:
    """Gives what engines found to the keeper, and mends what the clock refuses; `deadline` is the whole search's."""

    def __init__(self, stating: Stating, stop: Stop, workers: int, deadline: float) -> None:
        self.stating = stating
        self.keeper = stating.keeper
        self.stop = stop
        self.workers = workers
        self.deadline = deadline
        self.problem = stating.problem

    def keep(
        self,
        number: int,
        stated: Stated,
        solved: Solved,
        seed: int,
        workers: int | None = None,
        *,
        close_by: bool = False,
        until: float | None = None,
    ) -> bool:
        """Offer what was found for a level (its place in the order), mended until it stands or no more can be done.

        With so many workers, if others are taken (None: all of them), and, if that is said, close by only, or no longer
        than `until` (by the monotonic clock; None: than the whole search).
        Tell whether it stands, as it was found or as good: not if the clock has taught why it cannot. Where nothing as
        good can stand, what is better than the best roster so far will do.
        """
        if solved.values is None:
            return True
        name, latest = self.problem.levels[number], self.deadline if until is None else until
        trying = Trying(Random(seed), workers or self.workers, min(latest, self.deadline), close_by)
        found = value = stated.value(solved.values)
        draft = stated.draft(solved.values)
        objections = self._offer(number, stated.model, draft)
        for _ in range(TRIES):
            if self._stands(name, value, objections):
                break
            mended = self._mended(number, draft, objections, value, trying)
            better = self.keeper.best.values[name] - 1
            if mended is None and value < better:
                value = better  # nothing is as good, but something may still be better than what there is
                mended = self._mended(number, draft, objections, value, trying)
            if mended is None:
                return False
            model, draft = mended
            objections = self._offer(number, model, draft)
        return value == found and self._stands(name, found, objections)

    def _stands(self, name: str, value: int, objections: Sequence[Conflict]) -> bool:
        return not objections or self.keeper.best.values[name] <= value

    def _offer(self, number: int, model: Model, draft: Draft) -> Sequence[Conflict]:
        """Offer a draft to the keeper; give what the clock had not objected to before."""
        levels = self.problem.levels[: number + 1]
        if CHANGES not in levels and CHANGES in self.problem.levels:
            levels = (*levels, CHANGES)  # of two that are as good, the one that changes less
        known = len(self.keeper.conflicts)
        self.keeper.accept(model, draft, levels)
        return self.keeper.conflicts[known:]

    def _mended(
        self,
        number: int,
        draft: Draft,
        objections: Sequence[Conflict],
        value: int,
        trying: Trying,
    ) -> tuple[Model, Draft] | None:
        """Look for a draft with this value of the level beside the one refused, further away each time."""
        kinds, seats = self.stating.seated(number)
        seated = draft.seats()
        waiting = {task_id for kind in kinds for task_id in kind.task_ids if task_id not in seated}
        for region in islice(self._regions(objections, trying.rng), 1 if trying.close_by else None):
            left = trying.until - time.monotonic()
            if left <= 0 or self.stop.asked.is_set():
                return None
            stated = self.stating.state(number, kinds, opened(kinds, seats, draft, region, waiting))
            lean = stated.lean
            question = Question(lean.upper, lean.rows, lean.aim, stated.values(draft))
            engine = Engine(workers=trying.workers, seed=trying.rng.randrange(SEEDS))
            with self.stop.watching(engine):
                answer = engine.reach(
                    question,
                    value - stated.constant,
                    seconds=left,
                    effort=EFFORT,
                    near=question.start,
                )
            self.stating.tally.add(answer)
            if answer.values is not None:
                return stated.model, stated.draft(answer.values)
        return None

    def _regions(self, objections: Sequence[Conflict], rng: Random) -> Iterator[Region]:
        """Give what to open around objections: some people's sessions, everybody's, and then whole days."""
        parts = [part for each in objections for part in each.parts]
        concerned = sorted({part.staff_id for part in parts})
        sessions = frozenset(part.session for part in parts)
        everybody = [each.staff_id for each in self.problem.staff]
        others = [each for each in everybody if each not in concerned]
        rng.shuffle(others)
        some = [*concerned, *others[: max(0, PEOPLE_AT_ONCE - len(concerned))]]
        yield Region(frozenset(some), sessions)
        yield Region(frozenset(everybody), sessions)
        days = {self.problem.sessions[each].day for each in sessions}
        whole = frozenset(each.index for each in self.problem.sessions if each.day in days)
        yield Region(frozenset(everybody), whole)
