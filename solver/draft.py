"""A roster before it has clock times: who works how many minutes on what in which session, and who is on the wings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from roster.problem import Problem
from roster.roster import Plan, WingDuty, Work
from roster.sessions import Session
from roster.view import View


@dataclass(frozen=True, order=True)
class Part:
    """One person's minutes on one task in one session (a pair has two parts)."""

    session: int
    staff_id: str
    task_id: str
    minutes: int


Times = dict[Part, datetime]
Taken = dict[str, set[tuple[str, int]]]


@dataclass(frozen=True)
class Draft:
    """Parts, wing duties as (session index, staff id), and each part's start once it has been laid out."""

    parts: tuple[Part, ...] = ()
    wings: tuple[tuple[int, str], ...] = ()

    def seats(self) -> Taken:
        """Give the (staff id, session index) in which each task is worked on, by its id."""
        found: Taken = defaultdict(set)
        for part in self.parts:
            found[part.task_id].add((part.staff_id, part.session))
        return dict(found)

    def in_session(self, index: int) -> list[Part]:
        """Give the parts of one session."""
        return [each for each in self.parts if each.session == index]


def taken_by(taken: Taken, task_ids: Iterable[str]) -> set[tuple[str, int]]:
    """Give the seats that any of some tasks has."""
    return {seat for task_id in task_ids for seat in taken.get(task_id, ())}


@dataclass(frozen=True)
class Incumbent:
    """The best laid-out roster so far, looked at once, with its levels' values by name."""

    draft: Draft
    plan: Plan
    view: View
    values: dict[str, int]


def as_plan(problem: Problem, draft: Draft, times: Times) -> Plan:
    """Write a laid-out draft down as a plan: pieces with clock times, and each wing duty with its wing."""
    work = []
    for part in draft.parts:
        start = times[part]
        session = problem.sessions[part.session]
        end = start + timedelta(minutes=part.minutes)
        work.append(
            Work(
                session.day, session.name, start.time(), end.time(), part.staff_id, part.task_id, part.minutes
            )
        )
    return Plan(tuple(sorted(work)), tuple(sorted(_wing_duties(problem, draft))))


def as_draft(problem: Problem, plan: Plan) -> tuple[Draft, Times]:
    """Read a plan back, with its times; nobody who is detailed to a wing is sent there by the draft."""
    index = {key: session.index for key, session in problem.session.items()}
    times = {
        Part(index[each.day, each.session], each.staff_id, each.task_id, each.minutes): each.begins
        for each in plan.work
    }
    wings = {(index[each.day, each.session], each.staff_id) for each in plan.wing_duty}
    detailed = {(at, staff_id) for (staff_id, at), each in problem.presence.items() if each.wing is not None}
    return Draft(tuple(sorted(times)), tuple(sorted(wings - detailed))), times


def _wing_duties(problem: Problem, draft: Draft) -> list[WingDuty]:
    """Keep everybody where they are detailed, and fill the posts still open wing by wing."""
    duties = []
    for (staff_id, index), presence in problem.presence.items():
        if presence.wing is not None:
            session = problem.sessions[index]
            duties.append(WingDuty(session.day, session.name, presence.wing, staff_id))
    for session in problem.sessions:
        going = sorted(staff_id for index, staff_id in draft.wings if index == session.index)
        open_posts = [
            wing
            for (index, wing), posts in sorted(problem.open_posts.items())
            if index == session.index
            for _ in range(posts)
        ]
        sent = [(wing, each) for each in going for wing in _told_wings(problem, each, session)]
        for wing, staff_id in sent:
            if wing in open_posts and staff_id in going:
                open_posts.remove(wing)
                going.remove(staff_id)
                duties.append(WingDuty(session.day, session.name, wing, staff_id))
        duties += [
            WingDuty(session.day, session.name, wing, staff_id)
            for wing, staff_id in zip(open_posts, going, strict=False)
        ]
    return duties


def _told_wings(problem: Problem, staff_id: str, session: Session) -> list[str]:
    """Give the wing that somebody was told to go to."""
    if problem.revision is None:
        return []
    diary = problem.revision.diaries.get((staff_id, session.day, session.name), frozenset())
    return [line.what for line in diary if line.start is None]
