"""When everybody who may do a task is full with wing duty, or with work that ranks the same or higher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.exports.words import lasting
from roster.sessions import Session
from roster.staff import Person
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roster.explain.rights import Rights
    from roster.explain.room import Room
    from roster.tasks import Task

FEW = 3  # so many people are named; more are counted
NOTHING = -1  # a rank above every level: no work counts
Team = tuple[Person, ...]
Seats = list[tuple[Team, Session]]


def no_time(rights: Rights, room: Room, task: Task) -> str | None:
    """Say that nobody who may do a due task has room for it; None unless that can be read off the roster."""
    seats = [(team, each) for each in rights.window(task) for team in rights.teams(task, each)]
    if not seats:
        return None
    rank = room.levels[f"due.{task.tier}"]
    if task.splittable:
        return None if task.type.pair else _divided(room, task, seats, rank)
    if any(_fits(room, task, team, session, rank) for team, session in seats):
        return None
    on_wing = any(room.on_wing(person, session) for team, session in seats for person in team)
    if not on_wing and not any(_fits(room, task, team, session, NOTHING) for team, session in seats):
        return _too_long(task)
    return _full(room, task, seats, rank)


def _fits(room: Room, task: Task, team: Team, session: Session, rank: int) -> bool:
    return all(room.left(task, person, session, rank) >= task.minutes for person in team)


def _too_long(task: Task) -> str:
    return (
        f"It takes {lasting(task.minutes)} in one piece, and nobody who may do it"
        " has that much room in any session it could be in, even with nothing else planned."
    )


def _full(room: Room, task: Task, seats: Seats, rank: int) -> str:
    people = sorted({person.staff_id: person for team, _ in seats for person in team}.items())
    then = "then" if task.fixed is not None else "in these days"
    filled = _filled(room, task, [person for _, person in people], rank)
    if task.type.pair:
        return f"Its owner and those who could join are never free together {then} {filled}."
    if len(people) == 1:
        return f"Only {people[0][0]} is in and may do it, and has no room for it {then} {filled}."
    if len(people) <= FEW:
        named = listing([each for each, _ in people], "and")
        return f"Only {named} are in and may do it, and they have no room for it {then} {filled}."
    return f"None of the {len(people)} people who are in and may do it has room for it {then} {filled}."


def _filled(room: Room, task: Task, people: Iterable[Person], rank: int) -> str:
    """Name what fills their days, and only what is there."""
    people, sessions = list(people), room.problem.sessions
    wings = any(room.on_wing(person, each, rank) for person in people for each in sessions)
    work = any(room.others(task, person, each, rank) for person in people for each in sessions)
    kinds = [*(["wing duty"] if wings else []), *(["work that ranks the same or higher"] if work else [])]
    return f"beside {listing(kinds, 'and')}" if kinds else "even with nothing else planned"


def _divided(room: Room, task: Task, seats: Seats, rank: int) -> str | None:
    """Compare what each person could give a report in all sessions together; one person finishes it."""
    sessions: dict[str, list[Session]] = {}
    for (person, *_), session in seats:
        sessions.setdefault(person.staff_id, []).append(session)
    people = [room.problem.person[each] for each in sessions]
    most = max(room.in_all(task, each, sessions[each.staff_id], rank) for each in people)
    if most >= task.minutes:
        return None
    room_left = f"more than {lasting(most)} for it" if most else "room for a piece of it"
    filled = _filled(room, task, people, rank)
    return (
        f"It takes {lasting(task.minutes)}, and nobody who may do it has {room_left} in these days, {filled}."
    )
