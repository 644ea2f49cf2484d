"""Whose session is not as they were told it, and what became of it: what moved to whom, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from roster.changes import changed_seats
from roster.problem import Problem
from roster.revision import Seat
from roster.roster import Plan, Work
from roster.sessions import Session
from roster.view import look
from roster.wording import listing


@dataclass(frozen=True)
class HalfDay:
    """One person's session that is not as they were told; `lost` if they are no longer there (or on a wing)."""

    staff_id: str
    session: Session
    lost: bool
    before: tuple[Work, ...]
    after: tuple[Work, ...]
    wing_before: str | None
    wing_after: str | None
    sentences: tuple[str, ...]
    left: datetime | None = None  # when they left, if the session was under way

    def as_dict(self) -> dict[str, Any]:
        """Give it as `changes.json` has it."""
        return {
            "staff_id": self.staff_id,
            "date": self.session.day.isoformat(),
            "session": self.session.name,
            "lost": self.lost,
            "before": [_line(work) for work in self.before],
            "after": [_line(work) for work in self.after],
            "wing_before": self.wing_before,
            "wing_after": self.wing_after,
            "what": list(self.sentences),
        }


def half_days(problem: Problem, plan: Plan) -> tuple[HalfDay, ...]:
    """Give every half-day of a plan that differs from what the problem's revision says was published.

    In order of time, then as the staff list has them. Neither plan may have reasons: two pieces are the same if all
    that they say is.
    """
    assert problem.revision is not None
    telling = _Telling(problem, problem.revision.published, plan)
    changed = set(changed_seats(look(problem, plan)))
    seats = (
        (person.staff_id, session.day, session.name)
        for session in problem.sessions
        for person in problem.staff
    )
    return tuple(
        telling.half_day(seat, lost=seat not in changed)
        for seat in seats
        if seat in changed or telling.lost_work(seat)
    )


def name_of(problem: Problem, staff_id: str) -> str:
    """Name somebody with their staff id, or give the id of somebody who is not on the staff list."""
    person = problem.person.get(staff_id)
    return f"{person.name} ({staff_id})" if person and person.name else staff_id


def label_of(problem: Problem, task_id: str) -> str:
    """Give a task's id with the words for its type, or the id of a task that is not open."""
    task = problem.task.get(task_id)
    return f"{task_id} ({task.type.label})" if task else task_id


@dataclass(frozen=True)
class _Telling:
    problem: Problem
    published: Plan
    plan: Plan

    def lost_work(self, seat: Seat) -> bool:
        """Tell whether somebody was told to do something in a session, and is not there for it."""
        was, wing = _pieces(self.published, seat), _wing(self.published, seat)
        now, wing_now = _pieces(self.plan, seat), _wing(self.plan, seat)
        return (_times(was), wing) != (_times(now), wing_now)

    def half_day(self, seat: Seat, *, lost: bool) -> HalfDay:
        staff_id, day, name = seat
        before, after = _pieces(self.published, seat), _pieces(self.plan, seat)
        wings = _wing(self.published, seat), _wing(self.plan, seat)
        said = [*self._about_wings(seat, *wings, lost=lost)]
        said += [self._gone(each) for each in before if each.task_id not in {one.task_id for one in after}]
        for each in after:
            told = next((one for one in before if one.task_id == each.task_id), None)
            if told is None:
                said.append(self._come(each))
            elif (told.start, told.minutes) != (each.start, each.minutes):
                said.append(_moved(told, each))
        session = self.problem.session[day, name]
        return HalfDay(staff_id, session, lost, before, after, *wings, tuple(said), self._left(seat))

    def _left(self, seat: Seat) -> datetime | None:
        revision = self.problem.revision
        return revision.now if revision is not None and seat in revision.left else None

    def _about_wings(self, seat: Seat, was: str | None, now: str | None, *, lost: bool) -> Iterator[str]:
        who = name_of(self.problem, seat[0])
        if now is not None and now != was:
            instead = f" instead of wing {was}" if was is not None else ""
            yield f"{who} goes to wing {now}{instead}."
        elif now is None and was is not None:
            yield f"{who} is not needed on wing {was}."
        elif (left := self._left(seat)) is not None:
            yield f"{who} leaves at {left:%H:%M}."
        elif lost and now is None:
            yield f"{who} is not there."

    def _gone(self, piece: Work) -> str:
        """Say where a piece is now."""
        elsewhere = [each for each in self.plan.work if each.task_id == piece.task_id]
        there = [each for each in elsewhere if each not in self.published.work]
        label = label_of(self.problem, piece.task_id)
        if piece.task_id not in self.problem.task:
            return f"{label} is no longer on the list."
        if not elsewhere:
            return f"{label} is not done in these days."
        if not there:
            return f"{label} is done in part only: this piece is left."
        return f"{label} moves to {listing(sorted({self._where(each, piece) for each in there}), 'and')}."

    def _come(self, piece: Work) -> str:
        """Say where a piece was before."""
        earlier = [each for each in self.published.work if each.task_id == piece.task_id]
        label = label_of(self.problem, piece.task_id)
        if not earlier:
            return f"{label} had no place before."
        there = [each for each in earlier if each not in self.plan.work]
        if not there:
            return f"{label} goes on here as well."
        return f"{label} comes from {listing(sorted({self._where(each, piece) for each in there}), 'and')}."

    def _where(self, each: Work, than: Work) -> str:
        """Say who and when, as far as it differs from another piece."""
        when = f"{self._session(each.day, each.session)} {each.start:%H:%M}"
        return when if each.staff_id == than.staff_id else f"{name_of(self.problem, each.staff_id)}, {when}"

    def _session(self, day: date, name: str) -> str:
        """Name a session; a published roster may have been edited by hand, and name one that there is not."""
        session = self.problem.session.get((day, name))
        return session.label if session is not None else f"{day.isoformat()} {name}"


def _pieces(plan: Plan, seat: Seat) -> tuple[Work, ...]:
    mine = (each for each in plan.work if (each.staff_id, each.day, each.session) == seat)
    return tuple(sorted(mine, key=lambda each: (each.start, each.task_id)))


def _times(pieces: Sequence[Work]) -> list[tuple[Any, ...]]:
    return [(each.task_id, each.start, each.minutes) for each in pieces]


def _wing(plan: Plan, seat: Seat) -> str | None:
    return next((d.wing for d in plan.wing_duty if (d.staff_id, d.day, d.session) == seat), None)


def _moved(told: Work, now: Work) -> str:
    parts = []
    if told.start != now.start:
        parts.append(f"starts at {now.start:%H:%M} instead of {told.start:%H:%M}")
    if told.minutes != now.minutes:
        parts.append(f"has {now.minutes} minutes instead of {told.minutes}")
    return f"{now.task_id} {listing(parts, 'and')}."


def _line(work: Work) -> dict[str, Any]:
    return {
        "task_id": work.task_id,
        "start": f"{work.start:%H:%M}",
        "end": f"{work.end:%H:%M}",
        "minutes": work.minutes,
    }
