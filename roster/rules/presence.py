"""Nobody works while they are absent, or on the wings."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.sessions import Session
from roster.staff import Person
from roster.view import View


class PresenceRule(Rule):
    """Work lies inside the time the person is there, and not in a session they spend on a wing."""

    name = "presence"
    sentence = "Nobody works while absent or on the wings."
    trace = "H1 (001:85-91)"

    def there(self, problem: Problem, person: Person, session: Session) -> bool:
        """Be present, and not detailed to a wing."""
        presence = problem.presence.get((person.staff_id, session.index))
        return presence is not None and presence.wing is None

    def enforce(self, problem: Problem, port: Port) -> None:
        """Let all work in a session fit into the time present, of which wing duty takes the whole."""
        for person in problem.staff:
            for session in problem.sessions:
                presence = problem.presence.get((person.staff_id, session.index))
                if presence is None or presence.wing is not None:
                    continue
                terms = [(factor * presence.minutes, wing) for factor, wing in port.on_wing(person, session)]
                port.at_most([*terms, *port.workload(person, session)], presence.minutes)
                if not presence.whole:
                    for kind in port.kinds:
                        port.within(kind, session, presence.start, presence.end, person)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece outside the person's presence or beside a wing duty."""
        for piece in view.pieces:
            seat = (piece.person.staff_id, piece.session.index)
            presence = view.problem.presence.get(seat)
            if presence is None or not presence.start <= piece.begins <= piece.finishes <= presence.end:
                why = "is not in"
            elif presence.wing is not None or seat in view.duties_by_seat:
                why = "is on a wing"
            else:
                continue
            yield self.breach(
                f"{piece.person.staff_id} {why} at {piece.begins:%H:%M}–{piece.finishes:%H:%M}"
                f" on {piece.session.label} but is given {piece.task.task_id}.",
                people=[piece.person],
                tasks=[piece.task],
                session=piece.session,
            )


RULE = PresenceRule
