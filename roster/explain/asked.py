"""What is asked to be explained: a roster that belongs to the morning and keeps its rules, tasks and people in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.check import judge
from roster.exports.words import count
from roster.faults import Fault, InputRefusedError
from roster.replan.found import problem_as_found
from roster.wording import maybe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.exports.roster_json import StatedRoster
    from roster.problem import Problem
    from roster.reading import Morning

TASK_OPTION, PERSON_OPTION = "--task", "--person"


def problem_of_roster(morning: Morning, stated: StatedRoster, file: str) -> Problem:
    """Resolve a morning as a roster found it, with what came since where it was planned again.

    Raises InputRefusedError when the roster is not of these days, or the checker rejects it: an explanation of a
    roster that breaks rules would be guessed.
    """
    problem = problem_as_found(morning, stated, file)
    breaches = judge(problem, stated.plan, stated.levels).breaches
    if breaches:
        message = (
            f"the checker rejects this roster for this folder ({count(len(breaches), 'breach', 'breaches')},"
            f" the first: {breaches[0].message}) What is not so cannot be explained."
        )
        raise InputRefusedError([Fault(file, 0, "", message, "Maybe run `omu-roster check` on it first.")])
    return problem


def refuse_unknown(problem: Problem, task_ids: Sequence[str], staff_ids: Sequence[str]) -> None:
    """Raise InputRefusedError for every task or person asked about that the morning does not have."""
    tasks = {each.task_id for each in (*problem.tasks, *problem.blocked)}
    faults = [
        Fault(TASK_OPTION, 0, "", f"{each} is not on the task list.", maybe(each, tasks))
        for each in task_ids
        if each not in tasks
    ]
    faults += [
        Fault(PERSON_OPTION, 0, "", f"{each} is not on the staff list.", maybe(each, problem.person))
        for each in staff_ids
        if each not in problem.person
    ]
    if faults:
        raise InputRefusedError(faults)
