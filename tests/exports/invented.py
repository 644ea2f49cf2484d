"""A large invented morning with a tidy, not a good, plan: to look at outputs with."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from roster.levels import level_values, most
from roster.roster import LevelValue, Message, NotDone, Plan, Roster, UnfilledPosts, WingDuty, Work
from roster.rule import rules_in_force
from roster.view import look
from tests.builders import away, override, problem, staff, task, wing_post

if TYPE_CHECKING:
    from datetime import date

    from roster.problem import Problem
    from roster.staff import Presence
    from roster.tasks import Task
    from roster.view import View

FIRST = (
    "Alex",
    "Priya",
    "Tom",
    "Zoë",
    "Maryam",
    "Gwen",
    "Samuel",
    "Olu",
    "Ruth",
    "Bartholomew",
    "Ines",
    "Kit",
)
LAST = ("Ashdown", "Featherstonehaugh", "Okonkwo", "Li", "Morgan-Jones", "Sharma")
GRADES = ("PO", "PO", "PSO", "B4", "B4", "B4", "NB4", "CA", "CA", "SPO", "HUB", "MGR")
TYPES = (
    "bcst1",
    "recategorisation",
    "oasys_full",
    "parole_report",
    "application",
    "handover",
    "licence_check",
)
MADE = {
    "at": "2026-11-23T07:31:05+00:00", "seconds": 4.2, "seed": 0, "workers": 2, "input_sha256": "a" * 64,
    "policy_sha256": "b" * 64, "versions": {"omu-roster": "0.1.0", "ortools": "9.15.6755"},
}  # fmt: skip


def morning(people: int = 36, waiting: int = 120, days: int = 1, **more: Any) -> Problem:
    """An invented prison's morning; names, numbers and tasks are made up."""
    named = [f"{FIRST[n % len(FIRST)]} {LAST[(n // 2) % len(LAST)]}" for n in range(people)]
    rows = [
        staff(f"S{n + 1:02}", GRADES[n % len(GRADES)], name=name, skills="os;oasys;parole")
        for n, name in enumerate(named)
    ]
    content = {
        "staff": rows,
        "tasks": [_task(n) for n in range(waiting)],
        "availability": [away("S03"), away("S04", session="PM"), away("S15", status="wing", reason="C")],
        "wing_posts": [wing_post("A", posts=2), wing_post("B"), wing_post("A", "PM", 12)],
        "overrides": [override("high_risk", "S03", "T004", oversight="S01", reason="she knows the case")],
    }
    return problem(days=days, **(content | more))


def _task(number: int) -> Any:
    kind = TYPES[number % len(TYPES)]
    return task(
        f"T{number + 1:03}", kind, prison_number=f"A{1000 + number}BC", ready="2026-11-20",
        due=("2026-11-20", "2026-11-23", "2026-11-24T12:00", "2026-12-01", "2027-01-05")[number % 5],
        risk="low", status="blocked" if number % 40 == 7 else "open",
        note="chasing the court" if number % 40 == 7 else "",
    )  # fmt: skip


def made(problem: Problem, **changes: Any) -> Roster:
    """Make a roster: everybody is given work one after the other until their session is full."""
    plan = Plan(tuple(sorted(_work(problem))), tuple(_duties(problem)))
    view = look(problem, plan)
    values = level_values(view, rules_in_force(problem.policy))
    highest = most(problem)
    levels = [
        LevelValue(name, values[name], max(0, values[name] - (name == "due.3")), 0, highest.get(name, 0))
        for name in problem.policy.levels
    ]
    fields: dict[str, Any] = {
        "establishment": problem.establishment.code,
        "days": problem.days,
        "plan": plan,
        "status": "feasible",
        "levels": tuple(levels),
        "not_done": tuple(_not_done(each) for each in problem.tasks if _is_left(view, each)),
        "late": (),
        "blocked": tuple({"task_id": each.task_id, "note": each.note} for each in problem.blocked),
        "unfilled": tuple(_unfilled(problem, plan)),
        "warnings": (
            Message("NO_ADVICE", "No probation officer can be reached on Monday afternoon.", ("S03",)),
        ),
        "made": MADE,
    }
    return Roster(**(fields | changes))


def _is_left(view: View, task: Task) -> bool:
    return view.finished(task) is None and (task.is_due or not view.placed(task))


def _unfilled(problem: Problem, plan: Plan) -> list[UnfilledPosts]:
    there = Counter((each.day, each.session, each.wing) for each in plan.wing_duty)
    sessions = problem.sessions
    gaps = [(sessions[index], wing, posts) for (index, wing), posts in sorted(problem.posts.items())]
    return [
        UnfilledPosts(session.day, session.name, wing, gap)
        for session, wing, posts in gaps
        if (gap := posts - there[session.day, session.name, wing]) > 0
    ]


def _not_done(task: Task) -> NotDone:
    message = (
        "Everybody who may do it is full until then." if task.is_due else "It is not due yet and can wait."
    )
    code = "NO_TIME" if task.is_due else "NOT_YET_DUE"
    return NotDone(
        task.task_id, task.tier, task.due.isoformat(timespec="minutes"), code, message, task.minutes
    )


def _duties(problem: Problem) -> list[WingDuty]:
    free = [each for each in problem.staff if each.grade == "B4"]
    duties = [
        WingDuty(session.day, session.name, presence.wing, staff_id)
        for (staff_id, index), presence in problem.presence.items()
        if presence.wing and (session := problem.sessions[index])
    ]
    for (index, wing), posts in sorted(problem.posts.items()):
        session = problem.sessions[index]
        for person in free[:posts]:
            if (person.staff_id, index) in problem.presence:
                duties.append(WingDuty(session.day, session.name, wing, person.staff_id))
        free = free[posts:]
    return sorted(duties)


def _work(problem: Problem) -> list[Work]:
    busy = {(each.staff_id, each.day, each.session) for each in _duties(problem)}
    waiting = list(problem.tasks)
    work: list[Work] = []
    for session, person in itertools.product(problem.sessions, problem.staff):
        presence = problem.presence.get((person.staff_id, session.index))
        if presence and (person.staff_id, session.day, session.name) not in busy:
            work += _fill(person.staff_id, session.day, session.name, presence, waiting)
    return work


def _fill(staff_id: str, day: date, name: str, presence: Presence, waiting: list[Task]) -> list[Work]:
    """Give the next tasks that still fit into one person's session."""
    clock = presence.start + timedelta(hours=1)
    work: list[Work] = []
    for each in list(waiting)[:6]:
        end: datetime = clock + timedelta(minutes=min(each.minutes, 120))
        if end > presence.end or len(work) == 3:
            break
        reason = f"Given to {staff_id}: may do it, knows the case, and has 2 h 10 min free; it is due soon."
        minutes = min(each.minutes, 120)
        work.append(Work(day, name, clock.time(), end.time(), staff_id, each.task_id, minutes, reason))
        waiting.remove(each)
        clock = end
    return work
