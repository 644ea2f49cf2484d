"""Why each piece of work is with this person in this session: one sentence of checked facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roster.explain.rights import Rights
from roster.explain.room import Room
from roster.exports.words import clock, deadline, lasting
from roster.levels import FINISHED_LATE, lateness
from roster.lifted import overrides_used

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.roster import Plan
    from roster.rule import Rule
    from roster.tasks import Task
    from roster.view import Piece, View


def with_reasons(view: View, plan: Plan, rules: Sequence[Rule]) -> Plan:
    """Give the plan with a reason on every piece of work."""
    reasons = Reasons(view, rules)
    said = {
        (each.task.task_id, each.person.staff_id, each.begins): reasons.sentence(each) for each in view.pieces
    }
    return replace(
        plan,
        work=tuple(
            replace(each, reason=said.get((each.task_id, each.staff_id, each.begins), ""))
            for each in plan.work
        ),
    )


class Reasons:
    """Says for a piece why this person, why now, and how much room is left."""

    def __init__(self, view: View, rules: Sequence[Rule]) -> None:
        self.view = view
        self.rights = Rights(view.problem, rules)
        self.room = Room(view, rules)
        self.high_risk = next((rule for rule in rules if rule.must and rule.name == "high_risk"), None)
        self.lifted = {(each.task_id, each.staff_id): each.override for each in overrides_used(view, rules)}

    def sentence(self, piece: Piece) -> str:
        """Give the whole sentence."""
        parts = [*self._person(piece), self._time(piece), *self._part(piece), self._left(piece)]
        said = "; ".join(parts)
        return f"{said[0].upper()}{said[1:]}."

    def _person(self, piece: Piece) -> Iterator[str]:
        """Why this person: an override, the risk, who knows or began it, or who else could have."""
        task, staff_id = piece.task, piece.person.staff_id
        partners = sorted(set(self.view.holders(task)) - {staff_id})
        override = self.lifted.get((task.task_id, staff_id))
        if override is not None:
            yield f"allowed by {override.by}"
        elif risk := self._risk(piece):
            yield risk
        if partners:
            yield f"together with {' and '.join(partners)}"
        revision = self.view.problem.revision
        if revision is not None and (task.task_id, staff_id) in revision.pins:
            yield f"a manager decided that {staff_id} does it"
        elif task.started_by == staff_id:
            yield f"{staff_id} started it"
        elif task.owner == staff_id:
            yield f"{staff_id} knows the case"
        elif not partners:
            yield from self._owner_away(piece)
            yield self._choice(piece)

    def _owner_away(self, piece: Piece) -> Iterator[str]:
        """Say that the owner is not in, where that is so."""
        owner = piece.task.owner
        if (
            owner in self.view.problem.person
            and (owner, piece.session.index) not in self.view.problem.presence
        ):
            yield f"its owner {owner} is away then"

    def _risk(self, piece: Piece) -> str:
        """Say that the risk, or the kind of work, calls for this grade; "" when it does not."""
        problem, task = self.view.problem, piece.task
        role = problem.policy.role(piece.person.grade)
        if self.high_risk is None or piece.person.grade not in _reserved(self.view, task):
            return ""
        if task.type.probation_at_risk and task.risk in self.high_risk.settings.option("risks"):
            return f"{task.risk.replace('_', ' ')} risk, so a {role}"
        return f"this kind of work is for a {role}" if task.type.probation_always else ""

    def _choice(self, piece: Piece) -> str:
        """Say how many others who are in could have been given it by the rules."""
        people = self.rights.people(piece.task, piece.session)
        others = len({each.staff_id for each in people} - {piece.person.staff_id})
        if not others:
            return f"of those in then, only {piece.person.staff_id} may do it"
        return f"{piece.person.staff_id} may do it, as may {others} other{'s' if others > 1 else ''} then"

    def _time(self, piece: Piece) -> str:
        task, year = piece.task, self.view.problem.days[0].year
        if task.fixed is not None:
            return f"appointment at {clock(task.fixed)}"
        if task.overdue:
            return f"overdue since {deadline(task.due, year)}"
        late = task.is_due and self.view.finished(task) and lateness(self.view, task) == FINISHED_LATE
        return f"due {deadline(task.due, year)}{', so it is late' if late else ''}"

    def _part(self, piece: Piece) -> Iterator[str]:
        """Say how much of a long task this piece is."""
        if piece.minutes < piece.task.minutes:
            yield f"{lasting(piece.minutes)} of {lasting(piece.task.minutes)}"

    def _left(self, piece: Piece) -> str:
        """Say what the session still has room for."""
        pieces = self.view.by_seat[piece.person.staff_id, piece.session.index]
        whole = self.room.whole(piece.person, piece.session)
        left = min(
            whole - sum(each.minutes for each in pieces), self.room.remaining(piece.person, piece.session)
        )
        return f"{lasting(left)} of the session still free" if left > 0 else "the session is then full"


def _reserved(view: View, task: Task) -> frozenset[str]:
    """Give the grades that need no override for a reserved task; none where nothing is reserved."""
    if not (task.type.probation_at_risk or task.type.probation_always):
        return frozenset()
    return frozenset(view.problem.policy.supervision[view.problem.setting].high_risk)
