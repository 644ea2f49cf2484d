"""A plan as the checker reads it: pieces joined to their tasks, people and sessions, and what is finished when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from roster.problem import Problem, span_minutes
from roster.roster import Plan
from roster.sessions import Session
from roster.staff import Person
from roster.tasks import Task


@dataclass(frozen=True)
class Piece:
    """One piece of work with the task, person and session it names."""

    task: Task
    person: Person
    session: Session
    begins: datetime
    finishes: datetime

    @property
    def minutes(self) -> int:
        """Minutes on the clock."""
        return span_minutes(self.begins, self.finishes)

    def overlaps(self, other: Piece) -> bool:
        """Tell whether the two go on at the same time."""
        return self.begins < other.finishes and other.begins < self.finishes


@dataclass(frozen=True)
class Duty:
    """One person on one wing for one session."""

    person: Person
    session: Session
    wing: str


@dataclass(frozen=True)
class View:
    """A plan whose ids are all known, joined to the problem. Pieces are in order of time."""

    problem: Problem
    pieces: tuple[Piece, ...]
    duties: tuple[Duty, ...]

    @cached_property
    def by_task(self) -> dict[str, list[Piece]]:
        """Pieces by task id."""
        found: dict[str, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.task.task_id].append(piece)
        return dict(found)

    @cached_property
    def by_seat(self) -> dict[tuple[str, int], list[Piece]]:
        """Pieces by staff id and session index."""
        found: dict[tuple[str, int], list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.person.staff_id, piece.session.index].append(piece)
        return dict(found)

    @cached_property
    def by_session(self) -> dict[int, list[Piece]]:
        """Pieces by session index."""
        found: dict[int, list[Piece]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.session.index].append(piece)
        return dict(found)

    @cached_property
    def duties_by_seat(self) -> dict[tuple[str, int], list[Duty]]:
        """Wing duties by staff id and session index."""
        found: dict[tuple[str, int], list[Duty]] = defaultdict(list)
        for duty in self.duties:
            found[duty.person.staff_id, duty.session.index].append(duty)
        return dict(found)

    def placed(self, task: Task) -> int:
        """Minutes of the task that are placed; two people at the same time count once."""
        spans = {(each.begins, each.finishes) for each in self.by_task.get(task.task_id, [])}
        return sum(span_minutes(start, end) for start, end in spans)

    def finished(self, task: Task) -> Piece | None:
        """Give the piece that finishes the task, or None."""
        pieces = self.by_task.get(task.task_id, [])
        return pieces[-1] if pieces and self.placed(task) >= task.minutes else None

    def holders(self, task: Task) -> dict[str, Person]:
        """People who work on the task, by staff id."""
        return {each.person.staff_id: each.person for each in self.by_task.get(task.task_id, [])}


def look(problem: Problem, plan: Plan) -> View:
    """Join the lines of a plan whose ids are known; lines that name something unknown are left out."""
    pieces = [
        Piece(task, person, session, each.begins, each.finishes)
        for each in plan.work
        if (task := problem.task.get(each.task_id))
        and (person := problem.person.get(each.staff_id))
        and (session := problem.session.get((each.day, each.session)))
    ]
    duties = [
        Duty(person, session, each.wing)
        for each in plan.wing_duty
        if (person := problem.person.get(each.staff_id))
        and (session := problem.session.get((each.day, each.session)))
    ]
    pieces.sort(key=lambda each: (each.finishes, each.begins, each.person.staff_id, each.task.task_id))
    return View(problem, tuple(pieces), tuple(duties))
