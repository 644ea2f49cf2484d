"""When people were told to do what: a roster that follows a published one keeps its times wherever they can be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from roster.problem import Problem, span_minutes
from roster.sessions import Session
from solver.draft import Part

Minutes = dict[str, int]  # minutes after the start of the session, by task id


@dataclass(frozen=True)
class Told:
    """Starts that people were told: of all pieces there were, and of each person whose half-day is as it was."""

    pieces: Minutes = field(default_factory=dict)
    unchanged: dict[str, Minutes] = field(default_factory=dict)


def as_told(problem: Problem, session: Session, parts: Sequence[Part]) -> Told:
    """Give the starts that people were told, for pieces that they still have."""
    found = Told()
    if problem.revision is None:
        return found
    begun = problem.revision.begun_in(session.day, session.name)
    now: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for part in parts:
        if (part.staff_id, part.task_id) not in begun:
            now[part.staff_id].add((part.task_id, part.minutes))
    for staff_id, pieces in sorted(now.items()):
        diary = problem.revision.diaries.get((staff_id, session.day, session.name), frozenset())
        told = {
            (line.what, line.minutes): span_minutes(session.start, session.moment(line.start))
            for line in diary
            if line.start is not None
        }
        kept = {task_id: told[task_id, minutes] for task_id, minutes in pieces if (task_id, minutes) in told}
        found.pieces.update(kept)
        if pieces == told.keys():
            found.unchanged[staff_id] = kept
    return found
