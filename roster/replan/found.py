"""A roster as it is found: read back with what had come since when it was planned, and judged with that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roster.check import Judgement, judge
from roster.faults import InputRefusedError
from roster.prepare import problem_of_days
from roster.problem import DECIDED, Problem
from roster.replan.events import Events
from roster.replan.refusing import names_of_another
from roster.replan.revise import ROSTER, problem_again

if TYPE_CHECKING:
    from roster.exports.roster_json import StatedRoster
    from roster.reading import Morning


def problem_as_found(morning: Morning, stated: StatedRoster, file: str = ROSTER) -> Problem:
    """Resolve a morning as a roster found it: with what came since, where it was planned again, but nothing told.

    What came since was checked when it was planned, and is not refused again: by a later `now` a loss may be over. Only
    names are looked at, since a roster that has others is not of this morning. Raises InputRefusedError for those, and
    when the days are not those of the morning.
    """
    before = problem_of_days(morning, stated.days, file)
    if stated.events == Events():
        return before
    if faults := list(names_of_another(before, stated.events)):
        raise InputRefusedError(faults)
    problem = problem_again(morning, stated, stated, file)
    assert problem.revision is not None
    return replace(problem, revision=replace(problem.revision, told=False))


def judge_as_found(morning: Morning, stated: StatedRoster, file: str = ROSTER) -> Judgement:
    """Judge a roster against its morning: nothing is given to who had left, or against what a manager decided."""
    judgement = judge(problem_as_found(morning, stated, file), stated.plan, stated.levels)
    levels = {name: value for name, value in judgement.levels.items() if name != DECIDED}  # of planning only
    return replace(judgement, levels=levels)
