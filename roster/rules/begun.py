"""What has begun by now is history: it stays as it is, and nothing new is put into the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from roster.kinds import Kind
from roster.problem import Problem
from roster.roster import Work
from roster.rule import Breach, Port, Rule
from roster.sessions import Session
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class BegunRule(Rule):
    """Pieces and wing duties that began before `now` stand; everything else lies after it."""

    name = "begun"
    sentence = "Work that has begun stays; new work starts from now on."
    trace = "contract, section 1 (replan --now)"

    def when(self, problem: Problem, task: Task, session: Session) -> bool:
        """Close a session that is over, but for what was done in it."""
        revision = problem.revision
        if revision is None or revision.now is None or session.end > revision.now:
            return True
        return any(_is(session, each) for each in revision.begun.work if each.task_id == task.task_id)

    def may_cover(self, problem: Problem, person: Person, session: Session) -> bool:
        """Send nobody to a wing in a session that has begun, but for those who are there."""
        revision = problem.revision
        if revision is None or not revision.is_over(session.start):
            return True
        there = {(each.staff_id, each.day, each.session) for each in revision.begun.wing_duty}
        return (person.staff_id, session.day, session.name) in there

    def enforce(self, problem: Problem, port: Port) -> None:
        """Hold each piece that has begun at its time, and leave the rest of a session under way to new work."""
        revision = problem.revision
        if revision is None or revision.now is None:
            return
        begun: dict[str, list[Work]] = defaultdict(list)
        for work in revision.begun.work:
            begun[work.task_id].append(work)
        for kind in port.kinds:
            self._hold(problem, port, kind, begun.get(kind.task_ids[0], []))
        for duty in revision.begun.wing_duty:
            person, session = problem.person[duty.staff_id], problem.session[duty.day, duty.session]
            terms = [(-factor, amount) for factor, amount in port.on_wing(person, session)]
            port.at_most(terms, -1 if terms else 0)

    def _hold(self, problem: Problem, port: Port, kind: Kind, begun: list[Work]) -> None:
        """Keep a kind to what has begun of it in the sessions so far, and to the time still to come after that."""
        revision = problem.revision
        assert revision is not None
        assert revision.now is not None
        for session in problem.sessions:
            if not revision.is_over(session.start):
                break
            mine = {each.staff_id: each for each in begun if _is(session, each)}
            owner = problem.person.get(kind.task.owner) if kind.task.type.pair else None
            for person in [*port.holders(kind), *([owner] if owner else [])]:
                work = mine.get(person.staff_id)
                if work is not None:
                    minutes = port.minutes(kind, person, session)
                    port.at_most([(-factor, amount) for factor, amount in minutes], -work.minutes)
                    port.at_most(minutes, work.minutes)
                elif mine or (person.staff_id, session.day, session.name) in revision.left:
                    port.at_most(port.pieces(kind, person, session), 0)
            if mine:
                one = next(iter(mine.values()))
                port.within(kind, session, one.begins, one.finishes)
            else:
                port.within(kind, session, max(revision.now, session.start), session.end)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name what has begun and is missing, and what is put into the past or given to who has left."""
        revision = view.problem.revision
        if revision is None or revision.now is None:
            return
        yield from self._missing(view)
        lines = {(each.staff_id, each.task_id, each.begins, each.finishes) for each in revision.begun.work}
        for piece in view.pieces:
            staff_id, session = piece.person.staff_id, piece.session
            if (staff_id, piece.task.task_id, piece.begins, piece.finishes) in lines:
                continue
            if revision.is_over(piece.begins):
                why = "starts before now"
            elif (staff_id, session.day, session.name) in revision.left:
                why = f"is given to {staff_id}, who has left"
            else:
                continue
            message = f"{piece.task.task_id} at {piece.begins:%H:%M} on {session.label} {why}."
            yield self.breach(message, people=[piece.person], tasks=[piece.task], session=session)

    def _missing(self, view: View) -> Iterator[Breach]:
        revision = view.problem.revision
        assert revision is not None
        pieces = {
            (each.person.staff_id, each.task.task_id, each.begins, each.finishes) for each in view.pieces
        }
        for work in revision.begun.work:
            if (work.staff_id, work.task_id, work.begins, work.finishes) not in pieces:
                message = f"{work.staff_id} began {work.task_id} at {work.start:%H:%M}, and the roster does not say so."
                yield self.breach(
                    message,
                    people=[view.problem.person[work.staff_id]],
                    tasks=[view.problem.task[work.task_id]],
                    session=view.problem.session[work.day, work.session],
                )
        there = {(each.staff_id, each.day, each.session, each.wing) for each in revision.begun.wing_duty}
        duties = {(d.person.staff_id, d.session.day, d.session.name, d.wing): d for d in view.duties}
        for staff_id, day, name, wing in sorted(there - duties.keys()):
            yield self.breach(
                f"{staff_id} went to wing {wing}, and the roster does not say so.",
                people=[view.problem.person[staff_id]],
                session=view.problem.session[day, name],
            )
        for key, duty in duties.items():
            presence = view.problem.presence.get((duty.person.staff_id, duty.session.index))
            detailed = presence is not None and presence.wing is not None
            if revision.is_over(duty.session.start) and key not in there and not detailed:
                yield self.breach(
                    f"{duty.person.staff_id} is sent to a wing for {duty.session.label}, which has begun.",
                    people=[duty.person],
                    session=duty.session,
                )


def _is(session: Session, work: Work) -> bool:
    return (work.day, work.session) == (session.day, session.name)


RULE = BegunRule
