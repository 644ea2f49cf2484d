"""When nobody may do a task, or only somebody who is away: what exactly is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.exports.words import clock, count, short_date
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from roster.explain.rights import Rights
    from roster.problem import Problem
    from roster.sessions import Session
    from roster.staff import Person
    from roster.tasks import Task

STARTED = ("started",)  # the rule that is about who goes on, not about who may
FEW = 3  # so many people are named; more are counted


def nobody_may(rights: Rights, task: Task) -> str | None:
    """Say what is missing when nobody who is in has the grade, the skill or the permission; else None."""
    window = rights.window(task)
    if not window:
        return _no_session(rights.problem, task) if task.is_due else None
    if any(rights.teams(task, each, STARTED) for each in window):
        return _not_even_the_starter(rights, task, window)
    if task.type.pair:
        return _no_pair(rights, task, window)
    able = _able(rights, task, window)
    return _nobody_in(rights.problem, task, window, able) if able else _nobody_able(rights, task, window)


def starter_away(rights: Rights, task: Task) -> str | None:
    """Say that only the person who started the task may go on, and is away; None when that is not so."""
    window = rights.window(task)
    starter = rights.problem.person.get(task.started_by)
    if starter is None or any(rights.teams(task, each) for each in window):
        return None
    if any(rights.is_in(task, starter, each) for each in window):
        return None
    return f"{starter.staff_id} started it and is away {_then(rights.problem, task, window)}."


def _not_even_the_starter(rights: Rights, task: Task, window: Iterable[Session]) -> str | None:
    """Say why a starter who is in may not go on; others may not take over."""
    window = list(window)
    starter = rights.problem.person.get(task.started_by)
    if starter is None or any(rights.teams(task, each) for each in window):
        return None
    there = [each for each in window if rights.is_in(task, starter, each)]
    if not there:
        return None
    why = _sentences(rule.sentence for rule in rights.refusing(task, starter, there[0].day))
    why = why or "a started task stays with the person who started it"
    return f"{starter.staff_id} started it, and nobody may go on with it: {why}."


def _no_session(problem: Problem, task: Task) -> str:
    year = problem.days[0].year
    if task.fixed is not None and task.fixed < problem.sessions[0].start:
        return f"Its appointment on {short_date(task.fixed.date(), year)} at {clock(task.fixed)} has passed."
    ready = f"{short_date(task.ready.date(), year)} {clock(task.ready)}"
    if task.fixed is not None:
        return f"It is not ready before {ready}, when the session of its appointment has already begun."
    return f"It is not ready before {ready}, and no session of these days starts after that."


def _able(rights: Rights, task: Task, window: Iterable[Session]) -> list[Person]:
    days = sorted({each.day for each in window})
    return [
        person
        for person in rights.problem.staff
        if any(rights.may(task, person, day, STARTED) for day in days)
    ]


def _nobody_in(problem: Problem, task: Task, window: list[Session], able: list[Person]) -> str:
    then = _then(problem, task, window)
    if len(able) > FEW:
        return f"{count(len(able), 'person', 'people')} may do it, and all of them are away {then}."
    named = listing([each.staff_id for each in able], "and")
    if len(able) == 1:
        return f"Only {named} may do it, and is away {then}."
    return f"Only {named} may do it, and they are away {then}."


def _then(problem: Problem, task: Task, window: Collection[Session]) -> str:
    year = problem.days[0].year
    if task.fixed is not None:
        return f"at {clock(task.fixed)} on {short_date(task.fixed.date(), year)}"
    if len(window) == len(problem.sessions):
        return "in these days"
    first = min(window)
    return f"in these days from {short_date(first.day, year)} {first.name} on"


def _no_pair(rights: Rights, task: Task, window: list[Session]) -> str:
    owner = rights.problem.person.get(task.owner)
    if owner is None:
        return "It is done by its owner and one other person, and no owner on the staff list is named."
    then = _then(rights.problem, task, window)
    if not any(rights.is_in(task, owner, each) for each in window):
        return f"It needs its owner {owner.staff_id}, who is away {then}."
    roles = _roles(rights.problem, task.grades)
    return f"It needs {owner.staff_id} together with {roles}, and no two such people are in at once {then}."


def _nobody_able(rights: Rights, task: Task, window: list[Session]) -> str:
    problem, day = rights.problem, window[0].day
    graded = [
        each
        for each in problem.staff
        if all(rule.name != "grade" for rule in rights.refusing(task, each, day))
    ]
    if not graded:
        return f"It is for {_roles(problem, task.grades)}, and there is none on the staff list."
    skilled = [
        each for each in graded if all(rule.name != "skills" for rule in rights.refusing(task, each, day))
    ]
    if not skilled:
        return f"It needs the skill `{task.type.skill}`, which nobody of a grade that may do it has."
    why = _sentences(
        rule.sentence
        for each in skilled
        for rule in rights.refusing(task, each, day)
        if rule.name not in STARTED
    )
    return f"Nobody who has the grade and the skill may do it: {why}."


def _sentences(sentences: Iterable[str]) -> str:
    """Join rules' sentences into one."""
    return "; ".join(dict.fromkeys(f"{each[0].lower()}{each[1:]}".rstrip(".") for each in sentences))


def _roles(problem: Problem, grades: Collection[str]) -> str:
    policy = problem.policy
    roles = [f"a {policy.role(grade)}" for grade in policy.grades if grade in grades]
    return listing(roles, "or") if roles else "nobody here"
