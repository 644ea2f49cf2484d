"""Nobody is planned beyond their weekly hours; overtime counts only as far as it has been agreed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.staff import Person
from roster.view import View


class HoursRule(Rule):
    """In each week, work and wing duty stay within the contracted (and agreed overtime) minutes that are taskable."""

    name = "hours"
    sentence = "Nobody is planned beyond their weekly minutes; overtime only as agreed."
    trace = "H1, G3 (001:91)"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Add up each person's week."""
        for person in problem.staff:
            for monday in sorted({problem.monday(each) for each in problem.sessions}):
                self._week(problem, port, person, monday)

    def _week(self, problem: Problem, port: Port, person: Person, monday: date) -> None:
        left = problem.week_limit[person.staff_id, monday] - problem.week_before[person.staff_id, monday]
        terms: list[tuple[int, int]] = []
        for session in problem.sessions:
            presence = problem.presence.get((person.staff_id, session.index))
            if presence is None or problem.monday(session) != monday:
                continue
            taskable = problem.taskable(presence)
            if presence.wing is not None:
                left -= taskable
                continue
            terms += [(factor * taskable, amount) for factor, amount in port.on_wing(person, session)]
            terms += port.workload(person, session)
        port.at_most(terms, max(0, left))

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each person and week over the limit (a detail to the wings alone is nobody's planning)."""
        problem = view.problem
        for (staff_id, monday), limit in problem.week_limit.items():
            pieces = [
                p
                for p in view.pieces
                if p.person.staff_id == staff_id and problem.monday(p.session) == monday
            ]
            duties = [
                d
                for d in view.duties
                if d.person.staff_id == staff_id and problem.monday(d.session) == monday
            ]
            planned, detailed = sum(each.minutes for each in pieces), 0
            for duty in duties:
                presence = problem.presence.get((staff_id, duty.session.index))
                minutes = presence.minutes * problem.policy.taskable_percent // 100 if presence else 0
                if presence and presence.wing is not None:
                    detailed += minutes
                else:
                    planned += minutes
            over = planned - max(0, limit - problem.week_before[staff_id, monday] - detailed)
            if planned and over > 0:
                yield self.breach(
                    f"{staff_id} is planned for {over} minutes more than the week from {monday} allows.",
                    people=[problem.person[staff_id]],
                    tasks={each.task.task_id: each.task for each in pieces}.values(),
                    amount=over,
                )


RULE = HoursRule
