"""From what a search found to the roster that may be shown: explained, and judged by the checker, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roster.faults import Fault, InputRefusedError, OmuRosterError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from roster.problem import Problem
    from roster.replan.revise import Revised
    from roster.roster import Roster
    from roster.rule import Breach, Rule
    from solver.beforehand import Beforehand
    from solver.outcome import Outcome
    from solver.search import Progress, Search
    from solver.stopping import Stop


class RejectedError(OmuRosterError):
    """The checker rejects our own roster: a fault of the program, so nobody is shown it."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        self.breaches = tuple(breaches)
        lines = [f"  {each.rule}: {each.message}" for each in breaches]
        super().__init__("\n".join(["The checker rejects this roster, so it was not written:", *lines]))


@dataclass(frozen=True)
class Effort:
    """How long and how hard to search."""

    seconds: float
    workers: int
    seed: int


def searching(
    problem: Problem,
    rules: Sequence[Rule],
    effort: Effort,
    stop: Stop,
    progress: Progress | None = None,
    beforehand: Beforehand | None = None,
) -> Search:
    """Set a search up; its `run` gives what it found."""
    from solver.search import Search

    return Search(
        problem,
        rules,
        seconds=effort.seconds,
        workers=effort.workers,
        seed=effort.seed,
        progress=progress,
        stop=stop,
        beforehand=beforehand,
    )


def judged(problem: Problem, rules: Sequence[Rule], outcome: Outcome, effort: Effort, at: datetime) -> Roster:
    """Explain what a search found, and judge it. Raises RejectedError rather than give one that breaks a rule."""
    from roster.check import judge
    from roster.compose import compose, made_of
    from solver.forcing import Forcing

    made = made_of(problem, at, outcome.seconds, effort.seed, effort.workers)
    displaced = None if outcome.stopped else Forcing(problem, rules, outcome, effort.workers)
    roster = compose(problem, rules, outcome, made, displaced)
    judgement = judge(problem, roster.plan, roster.levels, rules)
    if not judgement.clean:
        raise RejectedError(judgement.breaches)
    return roster


def with_addenda(problem: Problem, rules: Sequence[Rule], roster: Roster, workers: int, stop: Stop) -> Roster:
    """Add what a person who decides wants to see beside the work, as long as the policy allows."""
    from solver.addenda import price_of_the_wings, receipts

    price = price_of_the_wings(problem, rules, roster.plan, roster.levels, workers, stop)
    explanation = receipts(problem, rules, roster.plan, workers, stop)
    return replace(roster, explanation=explanation, wing_price=price)


def beforehand_of(asked: Revised) -> Beforehand:
    """Give what the search begins with when a published roster is planned again."""
    from solver.beforehand import Beforehand

    return Beforehand(asked.published, asked.no_harder, asked.told)


def replanned(
    asked: Revised, rules: Sequence[Rule], outcome: Outcome, effort: Effort, at: datetime, published: str
) -> Roster:
    """Judge a roster that was planned again; `published` is the fingerprint of the one that people were told.

    Raises RejectedError, and InputRefusedError when the pins cannot all be kept.
    """
    from roster.problem import DECIDED
    from roster.replan.compare import compare

    _refuse_undecided(asked, {each.name: (each.value, each.bound) for each in outcome.levels})
    levels = tuple(each for each in outcome.levels if each.name != DECIDED)
    roster = judged(asked.problem, rules, replace(outcome, levels=levels), effort, at)
    return replace(
        roster,
        revision={"published_sha256": published, **asked.events.as_dict()},
        comparison=compare(asked.problem, roster.plan, rules),
    )


def _refuse_undecided(asked: Revised, levels: dict[str, tuple[int, int | None]]) -> None:
    """Raise InputRefusedError when pins cannot all be kept: they are the manager's to choose between."""
    from roster.problem import DECIDED
    from roster.replan.events import PIN_OPTION

    value, bound = levels.get(DECIDED, (0, 0))
    if value:
        sure = "cannot all be kept together" if bound else "could not all be kept in the time"
        names = ", ".join(f"{task_id}:{staff_id}" for task_id, staff_id in sorted(asked.events.pins))
        raise InputRefusedError([Fault(PIN_OPTION, 0, "", f"{names} {sure}; nothing was written.")])
