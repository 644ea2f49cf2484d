"""Who may do a task, and in which sessions: every rule that must hold is asked, one by one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from roster.problem import Problem
    from roster.sessions import Session
    from roster.staff import Person
    from roster.tasks import Task


class Rights:
    """The static part of the rules in force: rights of people, windows of tasks, presence."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        must = [rule for rule in rules if rule.must]
        self._who = [rule for rule in must if type(rule).who is not Rule.who]
        self._when = [rule for rule in must if type(rule).when is not Rule.when]
        self._refusing: dict[tuple[str, str, date], tuple[Rule, ...]] = {}

    def window(self, task: Task) -> list[Session]:
        """Give the sessions of these days that may hold the task."""
        problem = self.problem
        return [
            each for each in problem.sessions if all(rule.when(problem, task, each) for rule in self._when)
        ]

    def refusing(self, task: Task, person: Person, day: date) -> tuple[Rule, ...]:
        """Give the rules that keep this person off the task on that day."""
        key = (task.task_id, person.staff_id, day)
        if key not in self._refusing:
            self._refusing[key] = tuple(
                rule for rule in self._who if not rule.who(self.problem, person, task, day)
            )
        return self._refusing[key]

    def may(self, task: Task, person: Person, day: date, besides: Collection[str] = ()) -> bool:
        """Tell whether the person may do the task on that day, leaving some rules (by name) aside."""
        return all(rule.name in besides for rule in self.refusing(task, person, day))

    def is_in(self, task: Task, person: Person, session: Session) -> bool:
        """Tell whether the person is in, at a desk or on a wing; for an appointment, all through it."""
        presence = self.problem.presence.get((person.staff_id, session.index))
        if presence is None:
            return False
        if task.fixed is None:
            return True
        return presence.start <= task.fixed and task.fixed + timedelta(minutes=task.minutes) <= presence.end

    def people(self, task: Task, session: Session, besides: Collection[str] = ()) -> list[Person]:
        """Give everybody who is in and may do the task in a session; of a pair, owner and others alike."""
        return [
            person
            for person in self.problem.staff
            if self.is_in(task, person, session) and self.may(task, person, session.day, besides)
        ]

    def teams(self, task: Task, session: Session, besides: Collection[str] = ()) -> list[tuple[Person, ...]]:
        """Give who could do the task in a session: each alone, or of a pair the owner with another."""
        people = self.people(task, session, besides)
        if not task.type.pair:
            return [(person,) for person in people]
        owner = self.problem.person.get(task.owner)
        if owner is None or owner not in people:
            return []
        return [(owner, person) for person in people if person is not owner]
