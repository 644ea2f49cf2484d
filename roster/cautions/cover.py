"""Warnings about sessions in which staff on offender supervision can reach nobody for advice (rule M3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.cautions.saying import people
from roster.roster import Message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from roster.problem import Problem
    from roster.sessions import Session
    from roster.staff import Person, Presence
    from roster.view import View


def cover_cautions(view: View) -> Iterator[Message]:
    """Warn of each such session."""
    grades = view.problem.policy.grades
    advisers = [each for each in view.problem.staff if grades[each.grade].advises]
    managers = [each for each in view.problem.staff if grades[each.grade].manages]
    for session in view.problem.sessions:
        working = {
            piece.person.staff_id
            for piece in view.by_session.get(session.index, ())
            if grades[piece.person.grade].advised and piece.task.type.supervision
        }
        if working and not _any_reachable(view, advisers, session):
            yield _message("NO_ADVICE", "No probation officer", working, session)
        if working and managers and not _any_reachable(view, managers, session):
            yield _message("NO_MANAGER", "No manager", working, session)


def _message(code: str, nobody: str, working: Collection[str], session: Session) -> Message:
    who = people(working)
    does = who.verb("does", "do")
    message = f"{nobody} can be reached on {session.label}, when {who} {does} offender-supervision work."
    return Message(code, message, who.ids)


def _any_reachable(view: View, candidates: Collection[Person], session: Session) -> bool:
    return any(_reachable(view, person, session) for person in candidates)


def _reachable(view: View, person: Person, session: Session) -> bool:
    """Be in, not on a wing, and not in appointments from beginning to end."""
    problem: Problem = view.problem
    seat = (person.staff_id, session.index)
    presence = problem.presence.get(seat)
    if presence is None or presence.wing is not None or seat in view.duties_by_seat:
        return False
    return not _booked_throughout(view, seat, presence)


def _booked_throughout(view: View, seat: tuple[str, int], presence: Presence) -> bool:
    free_from = presence.start
    for piece in sorted(view.by_seat.get(seat, ()), key=lambda each: each.begins):
        if piece.task.fixed is not None and piece.begins <= free_from:
            free_from = max(free_from, piece.finishes)
    return free_from >= presence.end
