"""Single changes that might get a task done: each one concrete, each applied to a copy of the problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from roster.deadlines import Deadlines, last_day
from roster.explain.receipt import DUE_LATER, HOUR, OVERRIDE, POST, Change
from roster.explain.rights import Rights
from roster.explain.room import Room
from roster.exports.words import MINUTES_IN_AN_HOUR, clock, deadline, lasting, short_date
from roster.levels import FINISHED_LATE, lateness
from roster.problem import Problem
from roster.rule import Rule
from roster.sessions import Session
from roster.staff import LIFTABLE_RULES, Override, Person, Presence
from roster.tasks import Task
from roster.view import View

ADVICE = "advice"  # the rule that an override lifts for a person, not for one task
FOR_ONE_TASK = tuple(each for each in LIFTABLE_RULES if each != ADVICE)
ASKS = (OVERRIDE, DUE_LATER, HOUR, ADVICE, POST)  # what asks least of anybody first
HOUR_MINUTES = MINUTES_IN_AN_HOUR


@dataclass(frozen=True)
class Option:
    """A change, and the problem as it would be then."""

    change: Change
    problem: Problem


class Options:
    """Lists what could be different for one task, what asks least of anybody first.

    A decision on paper comes first, then an hour of somebody's time, then a wing post. Nobody is asked to come in on a
    half-day for which the morning says that they are away: why they are away is nobody's business here.
    """

    def __init__(self, view: View, rules: Sequence[Rule], task: Task) -> None:
        self.view = view
        self.problem: Problem = view.problem
        self.task = task
        self.rules = rules
        self.rights = Rights(view.problem, rules)
        self.room = Room(view, rules)
        self.window = self.rights.window(task)

    def __iter__(self) -> Iterator[Option]:
        yield from self._overrides()
        yield from self._due_later()
        yield from self._hours()
        yield from self._advice()
        yield from self._posts()

    def _when(self, session: Session) -> str:
        return f"{short_date(session.day, self.problem.days[0].year)} {session.name}"

    # -- decisions ------------------------------------------------------------------------------------------------

    def _overrides(self) -> Iterator[Option]:
        """Lift the one rule that keeps somebody who is in off the task."""
        for person in self.problem.staff:
            names = {
                refusing[0].name
                for each in self.window
                if self.rights.is_in(self.task, person, each)
                and len(refusing := self.rights.refusing(self.task, person, each.day)) == 1
            }
            for name in sorted(names.intersection(FOR_ONE_TASK)):
                overseen = ", with a probation officer to oversee it" if name == "high_risk" else ""
                text = f"An override of the rule `{name}` that lets {person.staff_id} do it{overseen}."
                lifted = Override(name, person.staff_id, self.task.task_id, "", "")
                change = Change(OVERRIDE, text, person.staff_id, rule=name)
                yield Option(change, replace(self.problem, overrides=(*self.problem.overrides, lifted)))

    def _due_later(self) -> Iterator[Option]:
        """Let a task that is late be due one working day later."""
        task, problem = self.task, self.problem
        if not task.is_due or task.overdue or lateness(self.view, task) != FINISHED_LATE:
            return
        day = problem.calendar.after(last_day(task.due), 1)
        ends_a_day = task.due.time() == time.min
        due = datetime.combine(day + timedelta(days=1) if ends_a_day else day, task.due.time())
        is_due = Deadlines(problem.establishment, problem.calendar, problem.sessions).is_due(
            task.ready, due, task.fixed
        )
        later = replace(task, due=due, due_by=due, is_due=is_due)
        tasks = tuple(later if each is task else each for each in problem.tasks)
        text = f"Due one working day later, on {deadline(due, problem.days[0].year)}."
        yield Option(Change(DUE_LATER, text, day=day), replace(problem, tasks=tasks))

    def _advice(self) -> Iterator[Option]:
        """Let somebody plan their advice time away."""
        rule = next((each for each in self.rules if each.must and each.name == ADVICE), None)
        if rule is None or self.task.fixed is not None:
            return
        for person in self._able():
            if person.grade in rule.settings.option("grades"):
                lifted = Override(ADVICE, person.staff_id, "", "", "")
                text = f"An override of the rule `{ADVICE}` for {person.staff_id} in these days."
                change = Change(OVERRIDE, text, person.staff_id, rule=ADVICE)
                yield Option(change, replace(self.problem, overrides=(*self.problem.overrides, lifted)))

    # -- time -----------------------------------------------------------------------------------------------------

    def _able(self) -> list[Person]:
        """Give those who may do the task on a day of its window, whether they are in or not."""
        days = sorted({each.day for each in self.window})
        return [
            person
            for person in self.problem.staff
            if any(self.rights.may(self.task, person, day) for day in days)
        ]

    def _hours(self) -> Iterator[Option]:
        """Give somebody who may do it one more hour: in their week, or in a half-day they are partly in or next to."""
        for person in self._able():
            yield from self._in_the_week(person)
            for session in self.window:
                longer = self._longer(person, session)
                if longer is not None and self.rights.may(self.task, person, session.day):
                    yield self._staying(person, session, longer)

    def _in_the_week(self, person: Person) -> Iterator[Option]:
        for monday in sorted({self.problem.monday(each) for each in self.window}):
            there = [
                each
                for each in self.window
                if self.problem.monday(each) == monday
                and (person.staff_id, each.index) in self.problem.presence
            ]
            if there and self.room.remaining(person, there[0]) < self.task.minutes:
                week = short_date(monday, self.problem.days[0].year)
                text = f"One more hour of {person.staff_id} in the week from {week}, as agreed overtime."
                change = Change(HOUR, text, person.staff_id, monday, minutes=HOUR_MINUTES)
                yield Option(change, self._overtime(self.problem, person, there[0], HOUR_MINUTES))

    def _overtime(self, problem: Problem, person: Person, session: Session, minutes: int) -> Problem:
        """Add agreed overtime to a week; of an hour, as much as can be planned."""
        key = (person.staff_id, problem.monday(session))
        more = minutes * problem.policy.taskable_percent // 100
        return replace(problem, week_limit={**problem.week_limit, key: problem.week_limit[key] + more})

    def _longer(self, person: Person, session: Session) -> Presence | None:
        """Give the presence with up to an hour more; None where there is no such hour to ask for."""
        there = self.problem.presence.get((person.staff_id, session.index))
        hour = timedelta(minutes=HOUR_MINUTES)
        if there is None:
            return self._coming_in(person, session)
        if there.whole or there.wing is not None:
            return None
        start, end = there.start, min(session.end, there.end + hour)
        if end == there.end:
            start = max(session.start, start - hour)
        return _presence(session, start, end)

    def _coming_in(self, person: Person, session: Session) -> Presence | None:
        """Give an hour of a half-day that is not theirs, next to one of the same day in which they are in."""
        if (session.day.weekday(), session.name) in person.pattern:
            return None
        hour = timedelta(minutes=HOUR_MINUTES)
        beside = [
            each
            for each in self.problem.sessions
            if each.day == session.day
            and abs(each.index - session.index) == 1
            and (person.staff_id, each.index) in self.problem.presence
        ]
        if not beside:
            return None
        if beside[0].index < session.index:
            return _presence(session, session.start, min(session.end, session.start + hour))
        return _presence(session, max(session.start, session.end - hour), session.end)

    def _staying(self, person: Person, session: Session, longer: Presence) -> Option:
        before = self.problem.presence.get((person.staff_id, session.index))
        more = longer.minutes - (before.minutes if before is not None else 0)
        presence = {**self.problem.presence, (person.staff_id, session.index): longer}
        problem = self._overtime(replace(self.problem, presence=presence), person, session, more)
        text = (
            f"{lasting(more)} more of {person.staff_id} on {self._when(session)}, there from"
            f" {clock(longer.start)} to {clock(longer.end)}, as agreed overtime."
        )
        return Option(Change(HOUR, text, person.staff_id, session.day, session.name, minutes=more), problem)

    # -- wings ----------------------------------------------------------------------------------------------------

    def _posts(self) -> Iterator[Option]:
        """Let a wing ask for one post fewer: first where somebody who may do the task is on it."""
        open_to = {each.index for each in self.window}
        able = {each.staff_id for each in self._able()}
        helpful = {
            (each.session.index, each.wing) for each in self.view.duties if each.person.staff_id in able
        }
        keys = [key for key in sorted(self.problem.open_posts) if key[0] in open_to]
        for index, wing in sorted(keys, key=lambda key: key not in helpful):
            posts = {**self.problem.posts, (index, wing): self.problem.posts[index, wing] - 1}
            posts = {key: number for key, number in posts.items() if number}
            session = self.problem.sessions[index]
            text = f"One post fewer asked for by wing {wing} on {self._when(session)}."
            change = Change(POST, text, day=session.day, session=session.name, wing=wing)
            yield Option(change, replace(self.problem, posts=posts))


def asking_least_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes by what they ask: a decision on paper, somebody's hour, the time to advise others, a wing post."""

    def asks(change: Change) -> int:
        return ASKS.index(ADVICE if change.rule == ADVICE else change.kind)

    return tuple(sorted(changes, key=asks))


def _presence(session: Session, start: datetime, end: datetime) -> Presence:
    return Presence(start, end, whole=(start, end) == (session.start, session.end))
