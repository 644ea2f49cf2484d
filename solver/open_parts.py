"""A part of a roster that is open: which seats are free in it, as a question, and around which roster it was asked."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from random import Random

from roster.kinds import Kind
from solver.draft import Draft
from solver.islands import Island
from solver.names import Names, names_of
from solver.neighbourhood import Region, opened, region_around
from solver.question import Question
from solver.stating import Stated, Stating


@dataclass(frozen=True)
class Trial:
    """How a part is tried: until when (monotonic clock), with what luck, by how many, how much larger than usual."""

    until: float
    seed: int
    workers: int
    larger: int = 0

    @property
    def size(self) -> int:
        """Tell how many times as long as the smallest it may take."""
        return 1 + self.larger


@dataclass(frozen=True)
class Stage:
    """What parts are opened for: a level (its place in the order), an island, and its bound (None: not known)."""

    number: int
    island: Island
    least: int | None

    @property
    def asked(self) -> tuple[int, Island]:
        """Give the level and the island, whatever is known of them."""
        return self.number, self.island


@dataclass(frozen=True)
class OpenPart:
    """A part of the roster that it was opened `around`: its people and sessions, and the tasks that are free in it."""

    stated: Stated
    question: Question
    region: Region
    free: frozenset[str]
    around: Draft

    @property
    def names(self) -> Names:
        """Give whom its variables are about."""
        return names_of(self.stated.model, self.stated.lean)


def open_part(
    stating: Stating,
    stage: Stage,
    rng: Random,
    *,
    larger: int = 0,
    at_once: int = 1,
    beside: Sequence[OpenPart] = (),
) -> OpenPart:
    """Open up a part around a task that waits, with the tasks that it waits for.

    Where so many parts are solved `at_once`, each has its share of what waits, and other people than those `beside` it;
    nothing changes outside it, so that one may stand whatever becomes of the others.
    """
    problem = stating.problem
    kinds, seats = stating.seated(stage.number)
    waiting = stating.waiting(problem.levels[stage.number]) & stage.island.task_ids
    mine = _share(kinds, waiting, rng, at_once, beside)
    taken = frozenset(staff_id for each in beside for staff_id in each.region.people)
    region = region_around(problem, kinds, seats, mine, rng, more=larger, taken=taken)
    free = mine | {first for each in mine for first in problem.task[each].after}
    part = around_the_best(stating, stage, region, frozenset(free))
    return replace(part, question=_held_outside(part)) if at_once > 1 else part


def _share(
    kinds: Sequence[Kind], waiting: Set[str], rng: Random, at_once: int, beside: Sequence[OpenPart]
) -> Set[str]:
    """Give some of what waits, by chance but for what others have; all of it where there is too little to share."""
    theirs = {task_id for each in beside for task_id in each.free}
    groups = [waiting & set(kind.task_ids) for kind in kinds]
    groups = [each for each in groups if each and theirs.isdisjoint(each)]
    share = len(groups) // (at_once - len(beside))
    if not share:
        return waiting
    return {task_id for each in rng.sample(groups, share) for task_id in each}


def around_the_best(stating: Stating, stage: Stage, region: Region, free: frozenset[str]) -> OpenPart:
    """Open up a region of the best roster there is now."""
    kinds, seats = stating.seated(stage.number)
    draft = stating.keeper.best.draft
    stated = stating.state(stage.number, kinds, opened(kinds, seats, draft, region, free))
    return OpenPart(stated, stating.question(stated, stage.island, stage.least), region, free, draft)


def _held_outside(part: OpenPart) -> Question:
    """Hold whatever is done outside a part's people and sessions as it is."""
    model, question, region = part.stated.model, part.question, part.region
    outside = {
        amount
        for amounts in (model.count, model.grid)
        for (_, staff_id, index), amount in amounts.items()
        if (staff_id, index) not in region
    }
    outside |= {amount for seat, amount in model.wing.items() if seat not in region}
    outside |= {amount for (_, staff_id), amount in model.holds.items() if staff_id not in region.people}
    held = part.stated.lean.made_of(outside)
    upper = list(question.upper)
    for each in held:
        upper[each] = question.start[each]
    all_of_it = ([(-1, each) for each in held], -sum(upper[each] for each in held))
    return replace(question, upper=upper, rows=[*question.rows, all_of_it])
