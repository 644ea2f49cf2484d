"""What every output needs to know of a roster: who is where, and who does what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from roster.exports.cover import Cover, Total, add_up, wing_cover
from roster.exports.words import short_date
from roster.fingerprint import KEY, refuse_another

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from roster.explain.receipt import Receipt
    from roster.problem import Problem
    from roster.roster import Roster, WingDuty, Work
    from roster.sessions import Session
    from roster.staff import Person
    from roster.tasks import Task

OFFICE = "OMU"
NOT_IN = "not in"


@dataclass(frozen=True)
class Stay:
    """Where one person is in one session; `start` and `end` are None when they are not in."""

    session: Session
    place: str
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """A roster joined to the morning it was made for."""

    problem: Problem
    roster: Roster

    @cached_property
    def names(self) -> dict[str, str]:
        """What people are called; who shares a name with a colleague is told apart by staff id."""
        shared = Counter(each.name for each in self.problem.staff)
        return {
            each.staff_id: each.name if shared[each.name] == 1 else f"{each.name} ({each.staff_id})"
            for each in self.problem.staff
        }

    def name(self, staff_id: str) -> str:
        """Give a person's name, or the id of somebody who is not on the staff list."""
        return self.names.get(staff_id, staff_id)

    def role(self, staff_id: str) -> str:
        """Spell out a person's grade."""
        person = self.problem.person.get(staff_id)
        return self.problem.policy.role(person.grade) if person else ""

    @cached_property
    def receipts(self) -> tuple[Receipt, ...]:
        """Why urgent work is not done. Raises InputRefusedError for an explanation of another roster."""
        explanation = self.roster.explanation
        if explanation is None:
            return ()
        refuse_another({KEY: explanation.roster_sha256}, self.roster.plan, "explanation")
        return explanation.receipts

    @cached_property
    def staff(self) -> tuple[Person, ...]:
        """Everybody, in the order in which names are looked up."""
        return tuple(
            sorted(self.problem.staff, key=lambda each: (self.names[each.staff_id].casefold(), each.staff_id))
        )

    @cached_property
    def work(self) -> tuple[Work, ...]:
        """Every piece, in order of time, then by person."""
        return tuple(
            sorted(self.roster.plan.work, key=lambda each: (each.begins, each.staff_id, each.task_id))
        )

    @cached_property
    def duties(self) -> tuple[WingDuty, ...]:
        """Every wing duty, in order of time, then by wing and person."""
        order = {each: position for position, each in enumerate(self.problem.session)}
        last = len(order)
        return tuple(
            sorted(
                self.roster.plan.wing_duty,
                key=lambda each: (
                    each.day,
                    order.get((each.day, each.session), last),
                    each.wing,
                    each.staff_id,
                ),
            )
        )

    @cached_property
    def pieces_of(self) -> dict[str, tuple[Work, ...]]:
        """The pieces of a task, by its id, in order of time."""
        found: dict[str, list[Work]] = defaultdict(list)
        for each in self.work:
            found[each.task_id].append(each)
        return {task_id: tuple(pieces) for task_id, pieces in found.items()}

    def task(self, task_id: str) -> Task | None:
        """Give an open task, or None."""
        return self.problem.task.get(task_id)

    def pieces(self, staff_id: str, day: date) -> tuple[Work, ...]:
        """One person's pieces of one day, in order of time."""
        return tuple(each for each in self.work if each.staff_id == staff_id and each.day == day)

    def beside(self, piece: Work) -> str:
        """Name the colleague who does the same task at the same time, or nobody."""
        for each in self.pieces_of[piece.task_id]:
            if each.staff_id != piece.staff_id and each.begins == piece.begins:
                return self.name(each.staff_id)
        return ""

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Give the sessions of one day."""
        return tuple(each for each in self.problem.sessions if each.day == day)

    @cached_property
    def wing_of(self) -> dict[tuple[str, date, str], str]:
        """Which wing somebody is on, by staff id, day and session name."""
        return {(each.staff_id, each.day, each.session): each.wing for each in self.duties}

    def stay(self, staff_id: str, session: Session) -> Stay:
        """Say where one person is in one session, and nothing more."""
        wing = self.wing_of.get((staff_id, session.day, session.name))
        presence = self.problem.presence.get((staff_id, session.index))
        if wing is not None:
            return Stay(session, f"Wing {wing}".strip(), session.start, session.end)
        if presence is None:
            return Stay(session, NOT_IN)
        return Stay(session, OFFICE, presence.start, presence.end)

    def stays(self, staff_id: str, day: date) -> tuple[Stay, ...]:
        """Say where one person is all day, session by session."""
        return tuple(self.stay(staff_id, each) for each in self.sessions(day))

    def present(self, day: date) -> tuple[Person, ...]:
        """Everybody who is in at any time of the day, on a wing or in the office."""
        return tuple(
            each
            for each in self.staff
            if any(stay.place != NOT_IN for stay in self.stays(each.staff_id, day))
        )

    @cached_property
    def cover(self) -> tuple[Cover, ...]:
        """Every wing that asks for posts or has somebody of the unit on it, session by session."""
        return wing_cover(self.problem, self.duties)

    def total(self, days: Iterable[date], title: str = "") -> Total:
        """Add up the wing cover of some days."""
        return add_up([each for each in self.cover if each.session.day in set(days)], title)

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """Wing cover added up: each day of several, then all days."""
        days = self.roster.days
        each_day = [self.total([day], short_date(day)) for day in days] if len(days) > 1 else []
        return (*each_day, self.total(days, "all days" if each_day else short_date(days[0])))
