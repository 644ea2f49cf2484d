"""From a morning, a published roster and what has come since to the problem that is to be planned again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from roster.check import judge
from roster.explain.rights import Rights
from roster.faults import Fault, InputRefusedError
from roster.prepare import problem_of_days
from roster.problem import CHANGES, Problem
from roster.replan.events import BAN_OPTION, LOST_OPTION, NOW_OPTION, PIN_OPTION, Events, Lost
from roster.revision import Revision, Seat
from roster.roster import LevelValue, Plan, without_reasons
from roster.rule import Rule, rules_in_force
from roster.staff import LIFTABLE_RULES
from roster.standing import still_standing
from roster.tables import AvailabilityRow, Tables

if TYPE_CHECKING:
    from roster.exports.roster_json import StatedRoster
    from roster.reading import Morning
    from roster.sessions import Session

ROSTER = "the published roster"


@dataclass(frozen=True)
class Revised:
    """The problem to plan again. `told` are the published levels; `no_harder` too, if nothing became easier since."""

    problem: Problem
    published: Plan
    events: Events
    no_harder: tuple[LevelValue, ...] = ()
    told: tuple[LevelValue, ...] = ()


def revise(morning: Morning, stated: StatedRoster, events: Events, file: str = ROSTER) -> Revised:
    """Work out what is to be planned again. Raises InputRefusedError with every fault of the events.

    Sessions that the published roster had lost already stay lost.
    """
    earlier = stated.events.lost
    before = problem_of_days(after_losses(morning, stated.events), stated.days, file)
    _refuse(before, events)
    published = without_reasons(stated.plan)
    under_way = frozenset(_under_way(before, events))
    since = dict.fromkeys(under_way, events.now)
    lost = tuple(replace(each, since=since.get(_seat(each))) for each in _by_session(before, events.lost))
    everything = Events((*earlier, *lost), events.pins, events.bans, events.now)
    problem = _problem_after(morning, stated.days, published, everything, under_way, file)
    _refuse_pins(problem, rules_in_force(problem.policy))
    return Revised(problem, published, everything, _no_harder(before, stated), stated.levels)


def problem_again(
    morning: Morning, published: StatedRoster, stated: StatedRoster, file: str = ROSTER
) -> Problem:
    """Build once more the problem that a replanned roster answers, from the roster it followed and its own `revision`.

    What came since was checked when it was planned, and is not checked again. Raises InputRefusedError when the
    days are not those of the morning.
    """
    since = [each for each in stated.events.lost if each.since and each not in published.events.lost]
    under_way = frozenset(_seat(each) for each in since)
    return _problem_after(
        morning, stated.days, without_reasons(published.plan), stated.events, under_way, file
    )


def _problem_after(
    morning: Morning,
    days: tuple[date, ...],
    published: Plan,
    events: Events,
    under_way: frozenset[Seat],
    file: str,
) -> Problem:
    """Take the losses out of a morning, and note what people were told, what has begun and what was decided."""
    after = problem_of_days(after_losses(morning, events), days, file)
    revision = Revision(
        published=published,
        now=events.now,
        begun=begun_by(after, published, under_way, events.now),
        left=under_way,
        pins=frozenset(events.pins),
        bans=frozenset(events.bans),
    )
    return replace(after, revision=revision)


def with_lost(tables: Tables, lost: Lost) -> Tables:
    """Write one lost session into the availability, in the place of what was there for that session."""
    row = AvailabilityRow(
        0,
        lost.staff_id,
        lost.day,
        lost.session,
        "wing" if lost.wing else "absent",
        reason=lost.wing,
    )
    key = (row.staff_id, row.date, row.session)
    others = (each for each in tables.availability if (each.staff_id, each.date, each.session) != key)
    return replace(tables, availability=(*others, row))


def after_losses(morning: Morning, events: Events) -> Morning:
    """Give a morning without the people who are lost for whole sessions."""
    tables = morning.tables
    for each in events.lost:
        if each.since is not None:
            continue
        names = [each.session] if each.session else [one.name for one in tables.establishment.sessions]
        for name in names:
            tables = with_lost(tables, replace(each, session=name))
    return replace(morning, tables=tables)


def _by_session(problem: Problem, lost: tuple[Lost, ...]) -> Iterator[Lost]:
    """Give lost days session by session."""
    for each in lost:
        for session in problem.sessions:
            if session.day == each.day and each.session in ("", session.name):
                yield replace(each, session=session.name)


def _seat(lost: Lost) -> Seat:
    return lost.staff_id, lost.day, lost.session


def _under_way(problem: Problem, events: Events) -> Iterator[Seat]:
    """Give the sessions that somebody leaves in the middle."""
    for each in _by_session(problem, events.lost):
        session = problem.session[each.day, each.session]
        if events.now is not None and session.start < events.now < session.end:
            yield _seat(each)


def begun_by(problem: Problem, published: Plan, left: frozenset[Seat], now: datetime | None) -> Plan:
    """Give what began before now and stands; of who has left, only what was finished by then."""
    if now is None:
        return Plan()
    work = tuple(
        each
        for each in published.work
        if each.begins < now and ((each.staff_id, each.day, each.session) not in left or each.finishes <= now)
    )
    duties = tuple(
        each
        for each in published.wing_duty
        if (session := problem.session.get((each.day, each.session))) is not None and session.start < now
    )
    standing = still_standing(problem, Plan(work, duties), rules_in_force(problem.policy))
    return Plan(standing.work, tuple(each for each in standing.wing_duty if each in duties))


def _no_harder(before: Problem, stated: StatedRoster) -> tuple[LevelValue, ...]:
    """Give the published levels if they are of this very folder and policy, and true."""
    same = (stated.input_sha256, stated.policy_sha256) == (before.input_sha256, before.policy.sha256)
    if not same or not judge(before, stated.plan, stated.levels).clean:
        return ()
    names = [each.name for each in stated.levels]
    upper = (
        names.index(CHANGES) if CHANGES in names else len(names)
    )  # below, they depend on what was told before
    return tuple(stated.levels[:upper])


# -- what cannot be ------------------------------------------------------------------------------------------------


def _refuse(problem: Problem, events: Events) -> None:
    """Raise InputRefusedError with every event that does not fit the morning."""
    faults = [fault for each in events.lost for fault in _lost_faults(problem, each, events)]
    seats = [_seat(each) for each in _by_session(problem, events.lost)]
    for seat in {each for each in seats if seats.count(each) > 1}:
        faults.append(Fault(LOST_OPTION, 0, "", f"{seat[0]} is lost twice on {seat[1]} {seat[2]}."))
    for option, pairs in ((PIN_OPTION, events.pins), (BAN_OPTION, events.bans)):
        for task_id, staff_id in pairs:
            faults += _unknown(problem, option, task_id, staff_id)
    for task_id, staff_id in set(events.pins) & set(events.bans):
        faults.append(Fault(PIN_OPTION, 0, "", f"{task_id} is pinned to {staff_id} and banned from them."))
    first, last = problem.sessions[0].start, problem.sessions[-1].end
    if events.now is not None and not problem.days[0] <= events.now.date() <= problem.days[-1]:
        message = (
            f"{events.now:%Y-%m-%d %H:%M} is outside the roster's days, {first:%Y-%m-%d} to {last:%Y-%m-%d}."
        )
        faults.append(Fault(NOW_OPTION, 0, "", message))
    if faults:
        raise InputRefusedError(faults)


def _unknown(problem: Problem, option: str, task_id: str, staff_id: str) -> Iterator[Fault]:
    if task_id not in problem.task:
        yield Fault(option, 0, "", f"{task_id} is not an open task of this morning.")
    if staff_id not in problem.person:
        yield Fault(option, 0, "", f"{staff_id} is not on the staff list.")


def _lost_faults(problem: Problem, lost: Lost, events: Events) -> Iterator[Fault]:
    def fault(message: str, maybe: str = "") -> Fault:
        return Fault(LOST_OPTION, 0, "", f"`{lost}`: {message}", maybe)

    sessions = _sessions(problem, lost.day, lost.session)
    if lost.staff_id not in problem.person:
        yield fault(f"{lost.staff_id} is not on the staff list.")
    if lost.day not in problem.days:
        yield fault(f"{lost.day} is not a day of the roster.")
    elif not sessions:
        names = ", ".join(each.name for each in _sessions(problem, lost.day, ""))
        yield fault(f"there is no session `{lost.session}`.", f"The sessions are {names}.")
    elif lost.staff_id in problem.person:
        there = [each for each in sessions if (lost.staff_id, each.index) in problem.presence]
        if not there:
            yield fault(f"{lost.staff_id} is not in then anyway.")
        elif events.now is not None and all(each.end <= events.now for each in there):
            yield fault(f"that is over by {events.now:%H:%M}.")


def _sessions(problem: Problem, day: date, name: str) -> list[Session]:
    return [each for each in problem.sessions if each.day == day and name in ("", each.name)]


def _refuse_pins(problem: Problem, rules: tuple[Rule, ...]) -> None:
    """Raise InputRefusedError for a pin that breaks a rule, naming the rule."""
    assert problem.revision is not None
    rights = Rights(problem, rules)
    faults = []
    for task_id, staff_id in sorted(problem.revision.pins):
        task, person = problem.task[task_id], problem.person[staff_id]
        refused = f"{task_id} cannot be given to {staff_id}"
        first, *others = (rights.refusing(task, person, day) for day in problem.days)
        broken = [rule for rule in first if all(rule in each for each in others)]
        for rule in broken:
            maybe = "An override in overrides.csv that says who and why would lift it."
            message = f"{refused}: {rule.sentence} (rule `{rule.name}`)"
            faults.append(Fault(PIN_OPTION, 0, "", message, maybe if rule.name in LIFTABLE_RULES else ""))
        at_a_desk = (
            session
            for session in rights.window(task)
            if rights.may(task, person, session.day)
            and all(rule.there(problem, person, session) for rule in rules if rule.must)
        )
        if not broken and next(at_a_desk, None) is None:
            message = f"{refused}: there is no session left in which they could do it."
            faults.append(Fault(PIN_OPTION, 0, "", message))
    if faults:
        raise InputRefusedError(faults)
