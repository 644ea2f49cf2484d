"""From a morning, a published roster and what the wings ask for to the answer: the one call behind `give`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import comb
from typing import TYPE_CHECKING

from roster.faults import Fault, InputRefusedError
from roster.replan.events import Events
from roster.replan.lending import POSTS_OPTION, Request, request_faults
from roster.replan.revise import ROSTER, revise
from roster.rule import rules_in_force
from solver.giving import Giving, Tell

if TYPE_CHECKING:
    from roster.exports.roster_json import StatedRoster
    from roster.problem import Problem
    from roster.reading import Morning
    from roster.replan.lent_sets import Ranking
    from solver.stopping import Stop

MOST_SETS = 20_000  # above this, not even looking at each set once is done while a wing waits


@dataclass(frozen=True)
class Given:
    """The answer, and the problem it is about (nobody lent), which has the names of people and tasks."""

    problem: Problem
    ranking: Ranking


def who_should_go(
    morning: Morning,
    stated: StatedRoster,
    request: Request,
    now: datetime | None = None,
    *,
    top: int = 5,
    seconds: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    stop: Stop | None = None,
    tell: Tell | None = None,
    file: str = ROSTER,
) -> Given:
    """Rank the sets of people who could be lent. Raises InputRefusedError with every fault of the request.

    When nobody at all may go, the ranking has no sets and says who is in and what keeps each of them.
    """
    revised = revise(morning, stated, Events(now=now), file)
    if faults := list(request_faults(revised.problem, request)):
        raise InputRefusedError(faults)
    rules = rules_in_force(revised.problem.policy)
    giving = Giving(
        revised,
        rules,
        request,
        top=top,
        seconds=seconds,
        workers=workers,
        seed=seed,
        stop=stop,
        tell=tell,
    )
    if faults := list(_too_many(giving)):
        raise InputRefusedError(faults)
    return Given(revised.problem, giving.run())


def _too_many(giving: Giving) -> Iterator[Fault]:
    posts, people = giving.request.posts, [each.staff_id for each in giving.may]
    if people and posts > len(people):
        message = f"{posts} people are asked for, and only {len(people)} may go: {', '.join(people)}."
        yield Fault(POSTS_OPTION, 0, "", message)
    elif comb(len(people), posts) > MOST_SETS:
        message = f"there are {comb(len(people), posts):,} ways to choose {posts} of {len(people)} people: too many."
        yield Fault(POSTS_OPTION, 0, "", message, "Maybe ask for some of them first.")
