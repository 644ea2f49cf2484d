"""Turns on the wings go round within a grade: who had the fewest in four weeks goes first."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.staff import History, Person
from roster.view import View


def _turns_so_far(problem: Problem) -> dict[str, int]:
    """Count turns in the last 28 days above the least used of the same grade, by staff id."""
    able = [each for each in problem.staff if each.cross_deployable]
    had = {each.staff_id: problem.history.get(each.staff_id, History()).wing_sessions for each in able}
    least = {
        each.grade: min(had[other.staff_id] for other in able if other.grade == each.grade) for each in able
    }
    return {each.staff_id: had[each.staff_id] - least[each.grade] for each in able}


class FairWingsRule(Rule):
    """Each turn costs as many points as the person has had before it, above the least used of the grade."""

    name = "fair_wings"
    sentence = "Turns on the wings go round fairly within a grade."
    trace = "S3 (000:205; 001:79)"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Charge the earlier turns once for each new one, and the new ones among themselves."""
        so_far = _turns_so_far(problem)
        for person in problem.staff:
            turns = [term for session in problem.sessions for term in port.on_wing(person, session)]
            if turns and person.staff_id in so_far:
                already = so_far[person.staff_id] + self._detailed(problem, person)
                port.charge([(factor * already, amount) for factor, amount in turns])
                for number in range(1, len(turns)):
                    port.at_most(turns, number)

    def _detailed(self, problem: Problem, person: Person) -> int:
        seats = ((person.staff_id, each.index) for each in problem.sessions)
        return sum(seat in problem.presence and problem.presence[seat].wing is not None for seat in seats)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Add up, turn by turn, what each person had before (turns detailed beforehand come first, uncharged)."""
        so_far = _turns_so_far(view.problem)
        for staff_id, had in so_far.items():
            turns = [each for each in view.duties if each.person.staff_id == staff_id]
            given = [
                each
                for each in turns
                if (seat := view.problem.presence.get((staff_id, each.session.index))) is None
                or seat.wing is None
            ]
            rank, amount = had + len(turns) - len(given), 0
            for _ in given:
                amount += rank
                rank += 1
            if amount:
                yield self.breach(
                    f"{staff_id} goes to the wings {len(given)} times on top of {had} more than the least used.",
                    people=[view.problem.person[staff_id]],
                    amount=amount,
                )


RULE = FairWingsRule
