"""Lending people to the wings beyond what was planned: what is asked, who may go, and the problem that is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from roster.faults import Fault, InputRefusedError
from roster.problem import Problem
from roster.reading.amounts import DAY
from roster.reading.cells import CellError, Known
from roster.revision import Revision
from roster.roster import Plan, WingDuty
from roster.rule import Rule
from roster.sessions import Session
from roster.staff import Person
from roster.view import look

SESSION_OPTION, POSTS_OPTION = "--session", "--posts"
SESSION_FORM = "DATE:SESSION, for example 2026-11-23:PM"


@dataclass(frozen=True)
class Request:
    """What the wings ask for: so many people more in one session; `wing` is "" when they do not say which wing."""

    day: date
    session: str
    posts: int
    wing: str = ""


@dataclass(frozen=True)
class Kept:
    """Somebody who is in for the session and may not be lent: the rule that keeps them, and why in one sentence."""

    staff_id: str
    rule: str
    message: str


def session_of_text(text: str) -> tuple[date, str]:
    """Read `DATE:SESSION`. Raises CellError."""
    day, _, name = (part.strip() for part in text.partition(":"))
    if not day or not name:
        raise CellError(f"`{text}` should read {SESSION_FORM}.")
    read: date = DAY.read(day, Known())
    return read, name


def request_of_text(session: str, posts: int, wing: str, place: str) -> Request:
    """Read what the wings ask for. Raises InputRefusedError naming `place`."""
    try:
        day, name = session_of_text(session)
    except CellError as error:
        raise InputRefusedError([Fault(place, 0, "", error.message, error.maybe, error.code)]) from None
    return Request(day, name, posts, wing.strip())


def request_faults(problem: Problem, request: Request) -> Iterator[Fault]:
    """Name what does not fit the published roster's days, or is over by now."""
    names = ", ".join(each.name for each in problem.sessions if each.day == request.day)
    session = problem.session.get((request.day, request.session))
    if request.day not in problem.days:
        first, last = problem.days[0], problem.days[-1]
        message = f"{request.day} is not a day of the published roster, which is for {first} to {last}."
        yield Fault(SESSION_OPTION, 0, "", message)
    elif session is None:
        message = f"there is no session `{request.session}`."
        yield Fault(SESSION_OPTION, 0, "", message, f"Maybe one of {names}?")
    elif problem.revision is not None and problem.revision.is_over(session.start):
        message = (
            f"{session.label} began at {session.start:%H:%M}; only people for a whole session can be lent."
        )
        yield Fault(SESSION_OPTION, 0, "", message)


def who_may_go(
    problem: Problem, rules: Sequence[Rule], session: Session, wing: str = ""
) -> tuple[list[Person], list[Kept]]:
    """Sort those who are in for a session into those who may be lent, and those whom a rule keeps.

    Somebody whom the published roster sends to a wing in that session is kept there. Lending them never gains
    anything: either their post stays empty, or another goes in their place, who could as well have been lent.
    """
    may, kept = [], []
    for person in problem.staff:
        if (person.staff_id, session.index) in problem.presence:
            reason = _reason(problem, rules, person, session, wing)
            if reason is None:
                may.append(person)
            else:
                kept.append(reason)
    return may, kept


def _reason(
    problem: Problem, rules: Sequence[Rule], person: Person, session: Session, wing: str
) -> Kept | None:
    seat = (person.staff_id, session.index)
    detailed = problem.presence[seat].wing
    if detailed is not None:
        return Kept(person.staff_id, "detailed", f"On {_wing(detailed)} already, by detail.")
    for duty in _published(problem):
        if (duty.staff_id, duty.day, duty.session) == (person.staff_id, session.day, session.name):
            return Kept(person.staff_id, "", f"On {_wing(duty.wing)} already, by the published roster.")
    for rule in rules:
        if rule.must and not rule.may_cover(problem, person, session):
            return Kept(person.staff_id, rule.name, rule.sentence)
    return _broken(problem, rules, person, session, wing)


def _wing(name: str) -> str:
    return f"wing {name}" if name else "a wing"


def _published(problem: Problem) -> Sequence[WingDuty]:
    return () if problem.revision is None else problem.revision.published.wing_duty


def _broken(
    problem: Problem, rules: Sequence[Rule], person: Person, session: Session, wing: str
) -> Kept | None:
    """Ask the rules about a roster of nothing but what has begun or is detailed, and this person on the wing."""
    asked = replace(problem, posts=_more_posts(problem, session, wing, 1))
    revision = problem.revision or Revision()
    standing = {
        WingDuty(problem.sessions[index].day, problem.sessions[index].name, presence.wing, staff_id)
        for (staff_id, index), presence in problem.presence.items()
        if presence.wing is not None
    }
    before = Plan(revision.begun.work, tuple(sorted({*standing, *revision.begun.wing_duty})))
    duty = WingDuty(session.day, session.name, wing, person.staff_id)
    after = replace(before, wing_duty=tuple(sorted((*before.wing_duty, duty))))
    for rule in rules:
        if rule.must and set(rule.breaches(look(asked, after))) - set(rule.breaches(look(asked, before))):
            return Kept(person.staff_id, rule.name, rule.sentence)
    return None


def lent(problem: Problem, session: Session, staff_ids: Sequence[str], wing: str = "") -> Problem:
    """Give the problem that is left when these people are detailed to the wings for a session.

    They fill posts that were not in the plan: those of the plan are as open as they were. Of a wing that is not named,
    no post is written down; who is detailed there is on a wing, and that is all.
    """
    presence = dict(problem.presence)
    for staff_id in staff_ids:
        presence[staff_id, session.index] = replace(presence[staff_id, session.index], wing=wing)
    if not wing:
        return replace(problem, presence=presence)
    return replace(problem, presence=presence, posts=_more_posts(problem, session, wing, len(staff_ids)))


def without(plan: Plan, session: Session, staff_ids: Sequence[str], wing: str = "") -> Plan:
    """Give a plan in which these people are on the wings for a session, and all else is as it was."""
    away = {(each, session.day, session.name) for each in staff_ids}
    work = tuple(each for each in plan.work if (each.staff_id, each.day, each.session) not in away)
    duties = [each for each in plan.wing_duty if (each.staff_id, each.day, each.session) not in away]
    duties += [WingDuty(session.day, session.name, wing, each) for each in staff_ids]
    return Plan(work, tuple(sorted(duties)))


def _more_posts(problem: Problem, session: Session, wing: str, number: int) -> dict[tuple[int, str], int]:
    key = (session.index, wing)
    return {**problem.posts, key: problem.posts.get(key, 0) + number}
