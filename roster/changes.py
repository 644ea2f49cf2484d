"""Whose half-day diary differs from what they were told: what the level `changes` counts."""

from __future__ import annotations

from itertools import chain

from roster.problem import Problem
from roster.revision import Diary, Line, Revision, Seat, by_seat
from roster.sessions import Session
from roster.view import Duty, Piece, View

NOTHING: Diary = frozenset()


def changed_seats(view: View) -> list[Seat]:
    """Give the half-days whose diary differs from the published one, in order of time; lost ones are not counted.

    Only the time still to come counts. The source is the contract's level `changes` (section 3).
    """
    problem, revision = view.problem, view.problem.revision
    if revision is None or not revision.told:
        return []
    told, now = revision.diaries, _diaries(view, revision)
    return [
        seat
        for session in problem.sessions
        if not is_past(revision, session)
        for person in problem.staff
        for seat in [(person.staff_id, session.day, session.name)]
        if now.get(seat, NOTHING) != told.get(seat, NOTHING) and not is_lost(problem, seat)
    ]


def _diaries(view: View, revision: Revision) -> dict[Seat, Diary]:
    """Read a plan as `Revision.diaries` reads the published one."""
    work = (
        (_seat(each), Line(each.task.task_id, each.begins.time(), each.minutes))
        for each in view.pieces
        if not revision.is_over(each.begins)
    )
    return by_seat(chain(work, ((_seat(each), Line(each.wing)) for each in view.duties)))


def _seat(each: Piece | Duty) -> Seat:
    return each.person.staff_id, each.session.day, each.session.name


def is_past(revision: Revision, session: Session) -> bool:
    """Tell whether a session is over."""
    return revision.now is not None and session.end <= revision.now


def is_lost(problem: Problem, seat: Seat) -> bool:
    """Tell whether somebody is no longer at a desk in a session: absent, or detailed to a wing since."""
    revision, (staff_id, day, name) = problem.revision, seat
    if revision is None or seat in revision.left:
        return True
    presence = problem.presence.get((staff_id, problem.session[day, name].index))
    if presence is None:
        return True
    told_wings = {line.what for line in revision.diaries.get(seat, NOTHING) if line.start is None}
    return presence.wing is not None and presence.wing not in told_wings
