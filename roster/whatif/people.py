"""Who is one person fewer: people who are interchangeable count once, so that nobody is left out and nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from itertools import combinations

from roster.problem import Problem
from roster.staff import Person
from roster.whatif.change import When

Group = tuple[str, ...]  # staff ids of people who are interchangeable


def groups(problem: Problem, grade: str, when: When | None, *, priced: bool) -> tuple[Group, ...]:
    """Give the people of a grade who are there, together those whose loss comes to the same.

    Where preferences are asked about (`priced`), fewer people come to the same.
    """
    found: dict[Hashable, list[str]] = defaultdict(list)
    by_name = named(problem, priced=priced)
    for person in problem.staff:
        if person.grade == grade and _is_there(problem, person, when):
            mark = (
                person.staff_id if person.staff_id in by_name else _likeness(problem, person, priced=priced)
            )
            found[mark].append(person.staff_id)
    return tuple(tuple(each) for each in found.values())


def losses(people: tuple[Group, ...], number: int) -> tuple[tuple[Group, ...], ...]:
    """Give every way to lose so many people, once for each that differs; each way names a group for each person."""
    places = [each for each in people for _ in each]
    return tuple(dict.fromkeys(combinations(places, number)))


def chosen(loss: tuple[Group, ...]) -> tuple[str, ...]:
    """Give people who stand for a way to lose some: of each group the first, the second and so on."""
    return tuple(sorted(group[loss[:place].count(group)] for place, group in enumerate(loss)))


def _is_there(problem: Problem, person: Person, when: When | None) -> bool:
    sessions = [problem.session[when]] if when else problem.sessions
    presence = (problem.presence.get((person.staff_id, each.index)) for each in sessions)
    return any(each is not None for each in presence)


def named(problem: Problem, *, priced: bool) -> set[str]:
    """Give the people whom some work or some decision is about by name, as far as the rules that must hold look at it.

    Who owns a case matters to preferences, to tasks for two, to those that are for the owner, and to the two-year
    limit.
    """
    found = {each.staff_id for each in problem.overrides} | {each.oversight for each in problem.overrides}
    limited = {each.staff_id for each in problem.staff if each.dual_role_since is not None}
    for task in problem.tasks:
        found |= {task.doer, task.started_by}
        needed = task.type.pair or task.type.owner_first or priced
        if needed or task.owner in limited:
            found.add(task.owner)
    return found


def _likeness(problem: Problem, person: Person, *, priced: bool) -> Hashable:
    """Tell what the rules see of a person: rights, hours, and of preferences only where they are asked about."""
    key = person.staff_id
    presence = tuple(problem.presence.get((key, each.index)) for each in problem.sessions)
    mondays = sorted({problem.monday(each) for each in problem.sessions})
    hours = tuple(
        (problem.week_limit.get((key, day)), problem.week_before.get((key, day))) for day in mondays
    )
    liked = (person.wing_risk_percent, problem.history.get(key)) if priced else ()
    rights = (
        person.skills,
        person.experience,
        person.cross_deployable,
        person.dual_role_since,
        person.dual_role_group,
    )
    return (rights, presence, hours, liked)
