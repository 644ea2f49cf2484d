"""Which sessions of the roster's days events are about: whose they are, and who is still there in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from roster.problem import Problem
from roster.replan.events import Events, Lost
from roster.revision import Seat

if TYPE_CHECKING:
    from roster.sessions import Session


def by_session(problem: Problem, lost: tuple[Lost, ...]) -> Iterator[Lost]:
    """Give lost days session by session."""
    for each in lost:
        for session in problem.sessions:
            if session.day == each.day and each.session in ("", session.name):
                yield replace(each, session=session.name)


def seat_of(lost: Lost) -> Seat:
    """Give whose session is lost; a lost day has to be asked session by session."""
    return lost.staff_id, lost.day, lost.session


def left_early(problem: Problem, events: Events) -> dict[Seat, datetime]:
    """Give the sessions that somebody left in the middle, now or earlier, and when."""
    return {seat_of(each): each.since for each in by_session(problem, events.lost) if each.since is not None}


def latest(events: Events) -> datetime | None:
    """Give the latest moment that a roster knows of: its own, or that at which somebody left."""
    moments = (events.now, *(each.since for each in events.lost))
    return max((each for each in moments if each is not None), default=None)


def is_in(problem: Problem, staff_id: str, session: Session, earlier: Events) -> bool:
    """Tell whether somebody is there in a session, and had not left it in the middle already."""
    there = (staff_id, session.index) in problem.presence
    return there and (staff_id, session.day, session.name) not in left_early(problem, earlier)


def is_over(session: Session, now: datetime | None) -> bool:
    """Tell whether a session is past (None: nothing is)."""
    return now is not None and session.end <= now


def sessions_of(problem: Problem, day: date, name: str) -> list[Session]:
    """Give a day's session of that name, or all of the day's ("")."""
    return [each for each in problem.sessions if each.day == day and name in ("", each.name)]
