"""Warnings about people: overtime nobody agreed to, long stays in the dual role, grades without work."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from roster.cautions.saying import about
from roster.cautions.saying import people as named
from roster.rules.rotation import whole_months

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.problem import Problem
    from roster.roster import Message
    from roster.tables import Tables

TASK_BASED = "mtt"


def cautions(tables: Tables, problem: Problem) -> Iterator[Message]:
    """Give every warning about people."""
    yield from _overtime(tables)
    yield from _dual_role(problem)
    yield from _without_work(problem)
    yield from _starters_away(problem)


def _overtime(tables: Tables) -> list[Message]:
    who = named(
        each.staff_id for each in tables.staff if each.overtime_minutes and not each.overtime_agreed_by
    )
    message = (
        f"The overtime of {who} is not planned,"
        " because nobody is named in overtime_agreed_by as having agreed to it."
    )
    return about("OVERTIME_NOT_AGREED", who, message)


def _dual_role(problem: Problem) -> Iterator[Message]:
    """Dual-role officers change groups after two years at most (001:71); the months are the policy's."""
    rotation = problem.policy.rules["rotation"]
    warn, most = rotation.option("warn_months"), rotation.option("most_months")
    stays = {
        each.staff_id: whole_months(each.dual_role_since, problem.days[0])
        for each in problem.staff
        if each.dual_role_since is not None and each.dual_role_group in rotation.option("groups")
    }
    over = named(staff_id for staff_id, months in stays.items() if months >= most)
    soon = named(staff_id for staff_id, months in stays.items() if warn <= months < most)
    groups = f"the {' or '.join(rotation.option('groups'))} group of the dual role"
    have = soon.verb("has", "have")
    message = f"{soon} {have} been in {groups} for {warn} months or more; the limit is {most}."
    yield from about("DUAL_ROLE_21", soon, message)
    message = (
        f"{over} {over.verb('has', 'have')} been in {groups} for {most} months or more, which is the limit."
    )
    yield from about("DUAL_ROLE_24", over, message)


def _without_work(problem: Problem) -> Iterator[Message]:
    """Name people whose grade may do none of the task types here, and say where the letters disagree."""
    place, policy = problem.establishment, problem.policy
    useful = {
        grade
        for kind in policy.catalogue(problem.setting, place.function).values()
        for grade in {*kind.grades, *(each for grades in kind.grades_by_holder.values() for each in grades)}
    }
    idle: dict[str, list[str]] = defaultdict(list)
    for person in problem.staff:
        if person.grade not in useful:
            idle[person.grade].append(person.staff_id)
    for grade, staff_ids in idle.items():
        who = named(staff_ids)
        nothing = f"No task type here is for a {policy.role(grade)}"
        message = f"{nothing}; {who} can only be given work that goes to a case's owner."
        yield from about("NO_WORK_FOR_GRADE", who, message)
    if problem.setting == TASK_BASED:
        officers = named(each.staff_id for each in problem.staff if each.grade == "PSO")
        message = (
            "Probation services officers are planned as the letter of March 2015 allows;"
            " the role paper of May 2014 had none in these units."
        )
        yield from about("PSO_ROLE", officers, message)


def _starters_away(problem: Problem) -> list[Message]:
    """Name people who have started work and are away throughout, unless it may be handed over."""
    there = {staff_id for staff_id, _ in problem.presence}
    waiting = {
        task.task_id: task.started_by
        for task in problem.tasks
        if task.started_by in problem.person
        and task.started_by not in there
        and not _handed_over(problem, task.task_id)
    }
    who = named(waiting.values())
    have_and_are = who.verb("has started work and is", "have started work and are")
    message = (
        f"{who} {have_and_are} away throughout these days;"
        " it waits for them unless an override hands it over."
    )
    return about("STARTER_AWAY", who, message, sorted(waiting))


def _handed_over(problem: Problem, task_id: str) -> bool:
    return any(each.rule == "started" and each.task_id in ("", task_id) for each in problem.overrides)
