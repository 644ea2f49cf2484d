"""Earlier rather than later: a day that turns out badly then costs less."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class EarlierRule(Rule):
    """Each piece of work costs a point for every session of the horizon before it."""

    name = "earlier"
    sentence = "Work is done earlier rather than later."
    trace = "001:79 (staffing cannot be relied on); local setting"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:  # noqa: ARG002
        """Charge by the session."""
        for kind in port.kinds:
            for person in port.holders(kind):
                for session in port.openings(kind, person):
                    if session.index:
                        port.charge(port.pieces(kind, person, session), weight=session.index)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Add up the sessions each piece waits; a pair counts once."""
        for task_id, pieces in view.by_task.items():
            sessions = [each.session.index for each in pieces]
            waits = sum(set(sessions)) if pieces[0].task.type.pair else sum(sessions)
            if waits:
                yield self.breach(f"{task_id} waits.", tasks=[pieces[0].task], amount=waits)


RULE = EarlierRule
