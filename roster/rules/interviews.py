"""Prisoners are seen while they are unlocked, and in the rooms there are."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class InterviewsRule(Rule):
    """A task with the prisoner present lies in the unlock window and needs a room of its own."""

    name = "interviews"
    sentence = "Prisoners are seen in the unlock window, in the rooms there are."
    trace = "domain.md 3.3; contract, section 3"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Bound every interview by the window, and all together by the rooms."""
        seen = [kind for kind in port.kinds if kind.task.seen]
        for session in problem.sessions:
            if session.unlock is not None:
                for kind in seen:
                    port.within(kind, session, *session.unlock)
            if problem.establishment.rooms is not None:
                port.at_once(seen, session, problem.establishment.rooms)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each interview behind locked doors, and each moment with more interviews than rooms."""
        for pieces in view.by_session.values():
            interviews = {
                (each.task.task_id, each.begins): each for each in pieces if each.task.seen
            }.values()
            for piece in interviews:
                unlock = piece.session.unlock
                if unlock and not unlock[0] <= piece.begins <= piece.finishes <= unlock[1]:
                    yield self.breach(
                        f"{piece.task.task_id} at {piece.begins:%H:%M}–{piece.finishes:%H:%M} is outside the unlock"
                        f" window {unlock[0]:%H:%M}–{unlock[1]:%H:%M}.",
                        people=[piece.person],
                        tasks=[piece.task],
                        session=piece.session,
                    )
            rooms = view.problem.establishment.rooms
            for piece in interviews:
                going_on = [each for each in interviews if each.begins <= piece.begins < each.finishes]
                if rooms is not None and len(going_on) > rooms:
                    yield self.breach(
                        f"{len(going_on)} interviews go on at {piece.begins:%H:%M}; there are {rooms} rooms.",
                        people=[each.person for each in going_on],
                        tasks=[each.task for each in going_on],
                        session=piece.session,
                    )


RULE = InterviewsRule
