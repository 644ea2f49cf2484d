"""Due work is finished as little late as can be: the price is by far the largest, and counts working days."""

from __future__ import annotations

from collections.abc import Iterable

from roster.deadlines import last_day
from roster.problem import Problem
from roster.rule import Breach, Port, Rule, Terms
from roster.sessions import Session
from roster.tasks import Task
from roster.view import View


class LatenessRule(Rule):
    """Each working day of the horizon by which a due task is late costs its tier's points.

    An overdue task counts from the first day. A late finish on the due day itself counts as one day; a task that is
    not finished counts as if it were on the next working day after the horizon.
    """

    name = "lateness"
    sentence = "Due work is finished as little late as possible."
    trace = "S1 (001:81); 002:11"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Charge, session by session, what is not finished before a further day of lateness begins."""
        for kind in port.kinds:
            if not kind.task.is_due:
                continue
            weight = self.settings.option("points")[kind.task.tier - 1]
            before, previous = 0, None
            for session in problem.sessions:
                days = self._days_late(problem, kind.task, session)
                if days > before:
                    finished: Terms = port.finished(kind, previous) if previous else []
                    self._charge(port, kind.count, finished, weight * (days - before))
                    before = days
                previous = session
            beyond = self._days_beyond(problem, kind.task)
            self._charge(
                port, kind.count, port.finished(kind, problem.sessions[-1]), weight * (beyond - before)
            )

    def _charge(self, port: Port, count: int, finished: Iterable[tuple[int, int]], weight: int) -> None:
        port.charge([(-factor, amount) for factor, amount in finished], count, weight)

    def _days_late(self, problem: Problem, task: Task, session: Session) -> int:
        start = max(last_day(task.due), problem.days[0]) if task.overdue else last_day(task.due)
        days = sum(start < day <= session.day for day in problem.days)
        return max(days, 1) if session.end > task.due_by else days

    def _days_beyond(self, problem: Problem, task: Task) -> int:
        start = problem.days[0] if task.overdue else last_day(task.due)
        return sum(start < day for day in problem.days) + 1

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each due task that is late, with its days times its tier's points."""
        problem = view.problem
        for task in problem.tasks:
            if not task.is_due:
                continue
            due_day = problem.days[0] if task.overdue else last_day(task.due)
            last = view.finished(task)
            if last is None:
                days = len([day for day in problem.days if day > due_day]) + 1
            else:
                days = len([day for day in problem.days if due_day < day <= last.session.day])
                if not days and last.session.end > task.due_by:
                    days = 1
            if days:
                yield self.breach(
                    f"{task.task_id} is {days} working day{'s' if days > 1 else ''} late within these days.",
                    tasks=[task],
                    amount=days * self.settings.option("points")[task.tier - 1],
                )


RULE = LatenessRule
