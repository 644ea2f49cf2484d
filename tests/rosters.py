"""Real rosters of the sample mornings for tests of what is written, read back and compared; each is made once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from roster.compose import compose, made_of
from roster.exports.roster_json import StatedRoster, from_json, to_json
from roster.prepare import problem_of
from roster.reading import read_morning
from roster.replan.compare import compare
from roster.replan.events import events_of_options
from roster.replan.revise import revise
from roster.rule import rules_in_force
from solver.beforehand import Beforehand
from solver.search import Search
from tests.builders import MONDAY

if TYPE_CHECKING:
    from roster.problem import Problem
    from roster.reading import Morning
    from roster.roster import Roster

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
QUICK = ("tiny", "women", "open")  # found within SECONDS, if not proved
SECONDS = 2.0
AT = datetime(2026, 11, 23, 7, 45, tzinfo=UTC)
LOST = ("S01:2026-11-23:AM", "S02:2026-11-23:PM:wing=B")
NOW = "2026-11-23T09:00"


@dataclass(frozen=True)
class Made:
    """A roster, and the problem it answers."""

    morning: Morning
    problem: Problem
    roster: Roster

    @property
    def stated(self) -> StatedRoster:
        """The roster as its file says it."""
        return from_json(to_json(self.problem, self.roster))


def composed(problem: Problem, known: Beforehand | None = None) -> Roster:
    """Search briefly, and explain what was found."""
    rules = rules_in_force(problem.policy)
    found = Search(problem, rules, seconds=SECONDS, workers=1, beforehand=known).run()
    return compose(problem, rules, found, made_of(problem, AT, SECONDS, 0, 1))


@cache
def sample(name: str) -> Made:
    """The roster of a sample's first day."""
    morning = read_morning(SAMPLES / name)
    problem = problem_of(morning, None, 1, MONDAY)
    return Made(morning, problem, composed(problem))


@cache
def replanned(now: str = "") -> Made:
    """The tiny sample's roster after two people were lost, perhaps in the middle of the morning."""
    published = sample("tiny")
    asked = revise(published.morning, published.stated, events_of_options(LOST, now=now))
    roster = composed(asked.problem, Beforehand(asked.published, asked.no_harder, asked.told))
    rules = rules_in_force(asked.problem.policy)
    whole = replace(
        roster,
        revision={"published_sha256": "0" * 64, **asked.events.as_dict()},
        comparison=compare(asked.problem, roster.plan, rules),
    )
    return Made(published.morning, asked.problem, whole)
