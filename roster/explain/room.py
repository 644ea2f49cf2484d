"""How much room people have for a task, beside what ranks the same or higher: read off the roster."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from roster.problem import Problem, span_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roster.rule import Rule
    from roster.sessions import Session
    from roster.staff import Person, Presence
    from roster.tasks import Task
    from roster.view import Piece, View

EVERYTHING = 10**6  # a rank below every level: all work counts


class Room:
    """Minutes that a roster leaves, person by person and session by session."""

    def __init__(self, view: View, rules: Sequence[Rule]) -> None:
        self.view = view
        self.problem: Problem = view.problem
        self.advice = next((rule for rule in rules if rule.must and rule.name == "advice"), None)
        self.levels = {name: number for number, name in enumerate(self.problem.levels)}
        self._ranks: dict[str, int] = {}

    def rank(self, task: Task) -> int:
        """Give the position of the level that the task's work in this roster counts for (0 = the first)."""
        if task.task_id not in self._ranks:
            counts_as_due = task.is_due and self.view.finished(task) is not None
            self._ranks[task.task_id] = self.levels[f"{'due' if counts_as_due else 'rest'}.{task.tier}"]
        return self._ranks[task.task_id]

    def whole(self, person: Person, session: Session) -> int:
        """Give the minutes of work without an appointment that an empty session of theirs would take."""
        presence = self.problem.presence.get((person.staff_id, session.index))
        if presence is None:
            return 0
        policy, minutes = self.problem.policy, self.problem.taskable(presence)
        if self.advice is not None and person.grade in self.advice.settings.option("grades"):
            lifted = self.problem.lifted("advice", person.staff_id, session.day)
            minutes -= 0 if lifted else policy.advice_minutes_per_session
        return policy.on_grid(max(0, minutes))

    def left(self, task: Task, person: Person, session: Session, rank: int = EVERYTHING) -> int:
        """Give the minutes that the task could have beside wing duty and work that rank as high as `rank`."""
        presence = self.problem.presence.get((person.staff_id, session.index))
        if presence is None or self.on_wing(person, session, rank):
            return 0
        others = self.others(task, person, session, rank)
        if task.fixed is not None:
            minutes = self._for_appointment(task, person, session, presence, others)
        else:
            minutes = self.whole(person, session) - sum(each.minutes for each in others)
            if task.seen:
                minutes = min(minutes, self._unlocked(session, presence, others))
        return max(0, min(minutes, self.week(task, person, session, rank)))

    def on_wing(self, person: Person, session: Session, rank: int = EVERYTHING) -> bool:
        """Tell whether a wing takes the session: by a detail, or by a choice that ranks as high as `rank`."""
        presence = self.problem.presence.get((person.staff_id, session.index))
        if presence is not None and presence.wing is not None:
            return True
        sent = (person.staff_id, session.index) in self.view.duties_by_seat
        return sent and self.levels["wing_posts"] <= rank

    def others(self, task: Task, person: Person, session: Session, rank: int = EVERYTHING) -> list[Piece]:
        """Give the pieces of other tasks in a session that rank as high as `rank`, or higher."""
        pieces = self.view.by_seat.get((person.staff_id, session.index), ())
        return [each for each in pieces if each.task is not task and self.rank(each.task) <= rank]

    def _for_appointment(
        self, task: Task, person: Person, session: Session, presence: Presence, others: list[Piece]
    ) -> int:
        """Give all its minutes, or none: beside other appointments, and leaving other work what it needs."""
        start = task.fixed or presence.start
        end = start + timedelta(minutes=task.minutes)
        clash = any(each.task.fixed and each.begins < end and start < each.finishes for each in others)
        other_work = sum(each.minutes for each in others if each.task.fixed is None)
        booked = sum(each.minutes for each in others if each.task.fixed is not None)
        squeezed = other_work and other_work + booked + task.minutes > self.whole(person, session)
        there = presence.start <= start and end <= presence.end
        return 0 if clash or squeezed or not there else task.minutes

    def _unlocked(self, session: Session, presence: Presence, others: list[Piece]) -> int:
        """Give the minutes left in which prisoners can be seen while the person is in."""
        if self.problem.establishment.rooms == 0:
            return 0
        start, end = session.unlock or (session.start, session.end)
        start, end = max(start, presence.start), min(end, presence.end)
        taken = 0
        for each in others:
            if each.task.seen:
                taken += each.minutes
            elif each.task.fixed is not None:
                taken += max(0, span_minutes(max(start, each.begins), min(end, each.finishes)))
        return max(0, span_minutes(start, end)) - taken

    def week(self, task: Task, person: Person, session: Session, rank: int = EVERYTHING) -> int:
        """Give the minutes that the person's week leaves beside work and wing duty up to a rank."""
        problem, monday = self.problem, self.problem.monday(session)
        key = (person.staff_id, monday)
        left = problem.week_limit[key] - problem.week_before[key]
        for each in self._sessions_of(monday):
            presence = problem.presence.get((person.staff_id, each.index))
            if presence is not None and self.on_wing(person, each, rank):
                left -= problem.taskable(presence)
            left -= sum(piece.minutes for piece in self.others(task, person, each, rank))
        return max(0, left)

    def remaining(self, person: Person, session: Session) -> int:
        """Give the minutes that the person's week has left after everything in the roster."""
        problem, monday = self.problem, self.problem.monday(session)
        sessions = {each.index: each for each in self._sessions_of(monday)}
        left = problem.week_limit[person.staff_id, monday] - problem.week_before[person.staff_id, monday]
        for index, each in sessions.items():
            left -= sum(piece.minutes for piece in self.view.by_seat.get((person.staff_id, index), ()))
            presence = problem.presence.get((person.staff_id, index))
            if presence is not None and self.on_wing(person, each):
                left -= problem.taskable(presence)
        return max(0, left)

    def _sessions_of(self, monday: date) -> list[Session]:
        return [each for each in self.problem.sessions if self.problem.monday(each) == monday]

    def in_all(self, task: Task, person: Person, sessions: Iterable[Session], rank: int = EVERYTHING) -> int:
        """Give the most minutes of a divided task that the person could have in these sessions together."""
        policy = self.problem.policy
        smallest = min(policy.up_to_grid(policy.smallest_piece), task.minutes)
        weeks: dict[date, int] = {}
        for session in sessions:
            minutes = policy.on_grid(self.left(task, person, session, rank))
            if minutes >= smallest:
                monday = self.problem.monday(session)
                most = self.week(task, person, session, rank)
                weeks[monday] = min(most, weeks.get(monday, 0) + minutes)
        return sum(weeks.values())
