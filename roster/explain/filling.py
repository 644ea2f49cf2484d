"""What fills people's half-days, and why they do what they do: facts, read off the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.explain.reasons import Reasons
from roster.explain.receipt import FACT, FILLED, WHY, Personal, Sentence
from roster.exports.words import clock, count, lasting, short_date
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roster.rule import Rule
    from roster.sessions import Session
    from roster.staff import Person
    from roster.tasks import Task
    from roster.view import View

FEW_PEOPLE = 3  # so many of those who may are looked at one by one
FEW_TASKS = 4  # so many tasks of a half-day are named


class Filling:
    """Says who may do a task, what fills them, and what one person does."""

    def __init__(self, view: View, rules: Sequence[Rule]) -> None:
        self.view = view
        self.problem = view.problem
        self.reasons = Reasons(view, rules)
        self.rights, self.room = self.reasons.rights, self.reasons.room

    def who_may(self, task: Task) -> list[Person]:
        """Give everybody who is in and may do the task in one of its sessions, those with most room first."""
        window = self.rights.window(task)
        found = {
            person.staff_id: person
            for each in window
            for team in self.rights.teams(task, each)
            for person in team
        }

        def most_room(person: Person) -> tuple[int, str]:
            left = (self.room.left(task, person, each) for each in window)
            return -max(left, default=0), person.staff_id

        return sorted(found.values(), key=most_room)

    def filled(self, task: Task) -> Iterator[Sentence]:
        """Say of the first few who may do a task what is in their half-days that could hold it."""
        window = self.rights.window(task)
        people = self.who_may(task)
        for person in people[:FEW_PEOPLE]:
            yield self._filled(person, [each for each in window if self._may_use(task, person, each)])
        if len(people) > FEW_PEOPLE:
            more = count(len(people) - FEW_PEOPLE, "more person", "more people")
            yield Sentence(FILLED, f"{more} who may do it are in as well.")

    def _may_use(self, task: Task, person: Person, session: Session) -> bool:
        return any(person in team for team in self.rights.teams(task, session))

    def _filled(self, person: Person, sessions: Iterable[Session]) -> Sentence:
        parts = [f"{self._when(each)} {self._half_day(person, each)}" for each in sessions]
        tasks = {
            piece.task.task_id
            for each in sessions
            for piece in self.view.by_seat.get((person.staff_id, each.index), ())
        }
        text = f"{person.staff_id} is in and may do it; {'; '.join(parts)}."
        return Sentence(FILLED, text, tuple(sorted(tasks)), (person.staff_id,))

    def _when(self, session: Session) -> str:
        return f"{short_date(session.day, self.problem.days[0].year)} {session.name}:"

    def _half_day(self, person: Person, session: Session) -> str:
        """Say what one person's half-day holds: a wing, or some tasks and the room that is left."""
        presence = self.problem.presence[person.staff_id, session.index]
        duty = next(
            (each for each in self.view.duties_by_seat.get((person.staff_id, session.index), ())), None
        )
        if duty is not None:
            return f"on wing {duty.wing}" + (" (detailed before)" if presence.wing is not None else "")
        pieces = self.view.by_seat.get((person.staff_id, session.index), [])
        room = self._room(person, session)
        if not pieces:
            return f"nothing planned ({room})"
        ids = list(dict.fromkeys(each.task.task_id for each in pieces))
        more = len(ids) - FEW_TASKS
        named = listing([*ids[:FEW_TASKS], *([f"{more} more"] if more > 0 else [])], "and")
        return f"{named} ({lasting(sum(each.minutes for each in pieces))} planned, {room})"

    def _room(self, person: Person, session: Session) -> str:
        """Say what a half-day has room for, and when the week is what is short."""
        whole = self.room.whole(person, session)
        planned = sum(each.minutes for each in self.view.by_seat.get((person.staff_id, session.index), []))
        left = self.room.remaining(person, session)
        room = f"room for {lasting(whole)}"
        if left >= whole - planned:
            return room
        return f"{room}, but {f'only {lasting(left)} is left' if left else 'nothing is left'} of the week"

    def keeps_off(self, task: Task, person: Person) -> str:
        """Say why somebody cannot do a task: the rules, or that they are not in."""
        days = sorted({each.day for each in self.rights.window(task)})
        if days and not any(self.rights.may(task, person, day) for day in days):
            rules = self.rights.refusing(task, person, days[0])
            return f"{person.staff_id} may not do it. {' '.join(rule.sentence for rule in rules)}"
        return f"{person.staff_id} cannot do it: in none of its sessions are they in with all that it needs."

    def why(self, task: Task) -> Iterator[Sentence]:
        """Say of each piece of a task who does it when, and why."""
        for piece in self.view.by_task.get(task.task_id, []):
            when = f"{self._when(piece.session)[:-1]} {clock(piece.begins)}–{clock(piece.finishes)}"
            text = f"{piece.person.staff_id}, {when}: {self.reasons.sentence(piece)}"
            yield Sentence(WHY, text, (task.task_id,), (piece.person.staff_id,))

    def personal(self, person: Person) -> Personal:
        """Say what one person does in these days: half-day by half-day, and why for each piece."""
        said: list[Sentence] = []
        for session in self.problem.sessions:
            if (person.staff_id, session.index) not in self.problem.presence:
                continue
            text = f"{self._when(session)} {self._half_day(person, session)}."
            said.append(Sentence(FILLED, text, (), (person.staff_id,)))
            for piece in self.view.by_seat.get((person.staff_id, session.index), []):
                task_id = piece.task.task_id
                text = f"{clock(piece.begins)} {task_id}: {self.reasons.sentence(piece)}"
                said.append(Sentence(WHY, text, (task_id,), (person.staff_id,)))
        if not said:
            said.append(Sentence(FACT, "Is not in during these days.", (), (person.staff_id,)))
        return Personal(person.staff_id, tuple(said))
