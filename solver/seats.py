"""Who may do what, when: the seats a model may use, found before any variable is made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from roster.kinds import Kind
from roster.problem import Problem
from roster.rule import Rule
from roster.sessions import Session
from roster.staff import Person
from roster.tasks import Task


@dataclass(frozen=True)
class Seats:
    """For each kind (by position): the people who may hold it and the sessions they may work on it in.

    Of a pair, these are the people who may join the owner, and the sessions in which the owner can come too.
    """

    by_kind: tuple[dict[str, tuple[Session, ...]], ...]
    wings: dict[tuple[str, int], bool] = field(default_factory=dict)


def only(
    seats: dict[str, tuple[Session, ...]], wanted: Collection[tuple[str, int]]
) -> dict[str, tuple[Session, ...]]:
    """Keep, of one kind's seats, those of some (staff id, session index)."""
    kept = {
        staff_id: tuple(each for each in sessions if (staff_id, each.index) in wanted)
        for staff_id, sessions in seats.items()
    }
    return {staff_id: sessions for staff_id, sessions in kept.items() if sessions}


def find_seats(problem: Problem, rules: Sequence[Rule], kinds: Sequence[Kind]) -> Seats:
    """Ask every rule that must hold, person by person, kind by kind and session by session."""
    finder = _Finder(problem, [rule for rule in rules if rule.must])
    wings = {
        (person.staff_id, session.index): True
        for person in problem.staff
        for session in problem.sessions
        if finder.may_cover(person, session)
    }
    return Seats(tuple(finder.seats(kind.task) for kind in kinds), wings)


class _Finder:
    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        self.rules = rules
        self.who = [rule for rule in rules if type(rule).who is not Rule.who]
        self.when = [rule for rule in rules if type(rule).when is not Rule.when]
        self.there = {
            person.staff_id: [s for s in problem.sessions if all(r.there(problem, person, s) for r in rules)]
            for person in problem.staff
        }

    def may_cover(self, person: Person, session: Session) -> bool:
        if (person.staff_id, session.index) not in self.problem.presence:
            return False
        return all(rule.may_cover(self.problem, person, session) for rule in self.rules)

    def seats(self, task: Task) -> dict[str, tuple[Session, ...]]:
        sessions = {
            s.index for s in self.problem.sessions if all(r.when(self.problem, task, s) for r in self.when)
        }
        if not sessions:
            return {}
        owners: set[int] | None = None
        if task.type.pair:
            owner = self.problem.person.get(task.owner)
            owners = {each.index for each in self._of(task, owner, sessions)} if owner else set()
        found = {}
        for person in self.problem.staff:
            if owners is not None and person.staff_id == task.owner:
                continue
            seats = self._of(task, person, sessions if owners is None else sessions & owners)
            if seats:
                found[person.staff_id] = seats
        return found

    def _of(self, task: Task, person: Person, sessions: set[int]) -> tuple[Session, ...]:
        if not sessions:
            return ()
        days: dict[date, bool] = {}
        seats = []
        for session in self.there[person.staff_id]:
            if session.index not in sessions:
                continue
            if session.day not in days:
                days[session.day] = all(r.who(self.problem, person, task, session.day) for r in self.who)
            if days[session.day]:
                seats.append(session)
        return tuple(seats)
