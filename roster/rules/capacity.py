"""Nobody is planned for more than the taskable share of a session; the rest is breaks, calls and walking."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class CapacityRule(Rule):
    """Work fits into the taskable minutes of a session; an appointment may use all of it, other work what is left."""

    name = "capacity"
    sentence = "Nobody is given more than the taskable minutes of a session."
    trace = "H1 (003:532-534 for headroom); the share is a local setting"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Give each person in each session their taskable minutes, on the grid."""
        for person in problem.staff:
            for session in problem.sessions:
                presence = problem.presence.get((person.staff_id, session.index))
                if presence is not None and presence.wing is None:
                    port.room(person, session, problem.policy.on_grid(problem.taskable(presence)))

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each session in which a person's other work is more than appointments leave."""
        policy = view.problem.policy
        for (staff_id, index), pieces in view.by_seat.items():
            presence = view.problem.presence.get((staff_id, index))
            taskable = presence.minutes * policy.taskable_percent // 100 if presence else 0
            room = taskable // policy.grid_minutes * policy.grid_minutes
            booked = sum(each.minutes for each in pieces if each.task.fixed is not None)
            other = sum(each.minutes for each in pieces if each.task.fixed is None)
            if other and other + booked > room:
                yield self.breach(
                    f"{staff_id} has {other + booked} minutes of work on {pieces[0].session.label};"
                    f" {room} can be planned.",
                    people=[pieces[0].person],
                    tasks=[each.task for each in pieces],
                    session=pieces[0].session,
                    amount=other + booked - room,
                )


RULE = CapacityRule
