"""Probation officers keep some time of every session free, so that others can ask them."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class AdviceRule(Rule):
    """Reserve the advice minutes of the grades that advise; appointments may use them, other work may not."""

    name = "advice"
    sentence = "Probation officers keep time in each session to advise others."
    trace = "M3, M4 (001:87,89); the number of minutes is a local setting"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Take the advice minutes off the taskable ones."""
        for person in problem.staff:
            if person.grade not in self.settings.option("grades"):
                continue
            for session in problem.sessions:
                presence = problem.presence.get((person.staff_id, session.index))
                if presence is None or problem.lifted(self.name, person.staff_id, session.day):
                    continue
                left = problem.taskable(presence) - problem.policy.advice_minutes_per_session
                port.room(person, session, problem.policy.on_grid(max(0, left)))

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each session in which a probation officer's advice time is planned away."""
        policy = view.problem.policy
        for (staff_id, index), pieces in view.by_seat.items():
            person, session = pieces[0].person, pieces[0].session
            if person.grade not in self.settings.option("grades"):
                continue
            presence = view.problem.presence.get((staff_id, index))
            if presence is None or view.problem.lifted(self.name, staff_id, session.day):
                continue
            taskable = presence.minutes * policy.taskable_percent // 100
            free = max(0, taskable - policy.advice_minutes_per_session)
            free -= free % policy.grid_minutes
            other = sum(each.minutes for each in pieces if each.task.fixed is None)
            total = sum(each.minutes for each in pieces)
            if other and total > free:
                yield self.breach(
                    f"{staff_id} has {total} minutes of work on {session.label}; {free} leave"
                    f" {policy.advice_minutes_per_session} minutes to advise others.",
                    people=[person],
                    tasks=[each.task for each in pieces],
                    session=session,
                    amount=total - free,
                )


RULE = AdviceRule
