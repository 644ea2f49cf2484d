"""What cannot have come since a roster was published: everything that does not fit the morning is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from roster.explain.rights import Rights
from roster.faults import Fault, InputRefusedError
from roster.problem import Problem
from roster.replan.events import BAN_OPTION, LOST_OPTION, NOW_OPTION, PIN_OPTION, Events, Lost
from roster.replan.seats import by_session, is_in, is_over, latest, seat_of, sessions_of
from roster.rule import Rule
from roster.staff import LIFTABLE_RULES


def refuse(problem: Problem, events: Events, earlier: Events) -> None:
    """Raise InputRefusedError with every event that does not fit the morning, or the roster published `earlier`."""
    faults = list(names_of_another(problem, events))
    faults += [fault for each in events.lost for fault in _not_there(problem, each, events.now, earlier)]
    seats = [seat_of(each) for each in by_session(problem, events.lost)]
    for seat in {each for each in seats if seats.count(each) > 1}:
        faults.append(Fault(LOST_OPTION, 0, "", f"{seat[0]} is lost twice on {seat[1]} {seat[2]}."))
    for task_id, staff_id in set(events.pins) & set(events.bans):
        faults.append(Fault(PIN_OPTION, 0, "", f"{task_id} is pinned to {staff_id} and banned from them."))
    faults += _wrong_time(problem, events.now, latest(earlier))
    if faults:
        raise InputRefusedError(faults)


def _wrong_time(problem: Problem, now: datetime | None, known: datetime | None) -> Iterator[Fault]:
    first, last = problem.sessions[0].start, problem.sessions[-1].end
    if now is not None and not problem.days[0] <= now.date() <= problem.days[-1]:
        message = f"{now:%Y-%m-%d %H:%M} is outside the roster's days, {first:%Y-%m-%d} to {last:%Y-%m-%d}."
        yield Fault(NOW_OPTION, 0, "", message)
    elif now is not None and known is not None and now < known:
        message = (
            f"{now:%Y-%m-%d %H:%M} is before {known:%Y-%m-%d %H:%M}, when the published roster was planned."
        )
        yield Fault(NOW_OPTION, 0, "", message)


def names_of_another(problem: Problem, events: Events) -> Iterator[Fault]:
    """Name the people, tasks and sessions of events that the morning does not have."""
    for each in events.lost:
        yield from _unknown_lost(problem, each)
    for option, pairs in ((PIN_OPTION, events.pins), (BAN_OPTION, events.bans)):
        for task_id, staff_id in pairs:
            yield from _unknown(problem, option, task_id, staff_id)


def _unknown(problem: Problem, option: str, task_id: str, staff_id: str) -> Iterator[Fault]:
    if task_id not in problem.task:
        yield Fault(option, 0, "", f"{task_id} is not an open task of this morning.")
    if staff_id not in problem.person:
        yield Fault(option, 0, "", f"{staff_id} is not on the staff list.")


def _unknown_lost(problem: Problem, lost: Lost) -> Iterator[Fault]:
    if lost.staff_id not in problem.person:
        yield Fault(LOST_OPTION, 0, "", f"`{lost}`: {lost.staff_id} is not on the staff list.")
    if lost.day not in problem.days:
        yield Fault(LOST_OPTION, 0, "", f"`{lost}`: {lost.day} is not a day of the roster.")
    elif not sessions_of(problem, lost.day, lost.session):
        names = ", ".join(each.name for each in sessions_of(problem, lost.day, ""))
        message = f"`{lost}`: there is no session `{lost.session}`."
        yield Fault(LOST_OPTION, 0, "", message, f"The sessions are {names}.")


def _not_there(problem: Problem, lost: Lost, now: datetime | None, earlier: Events) -> Iterator[Fault]:
    sessions = sessions_of(problem, lost.day, lost.session)
    if lost.staff_id not in problem.person or not sessions:
        return
    there = [each for each in sessions if is_in(problem, lost.staff_id, each, earlier)]
    if not there:
        yield Fault(LOST_OPTION, 0, "", f"`{lost}`: {lost.staff_id} is not in then anyway.")
    elif all(is_over(each, now) for each in there):
        yield Fault(LOST_OPTION, 0, "", f"`{lost}`: that is over by {now:%H:%M}.")


def refuse_decisions(problem: Problem, rules: Sequence[Rule]) -> None:
    """Raise InputRefusedError for a pin that breaks a rule, naming the rule, and for what is decided too late."""
    if faults := [*_begun_already(problem), *_unlawful_pins(problem, rules)]:
        raise InputRefusedError(faults)


def _begun_already(problem: Problem) -> Iterator[Fault]:
    """Name the pins and bans that would take from people what they have begun: it is history, and stays."""
    revision = problem.revision
    assert revision is not None
    for each in revision.begun.work:
        task, since = problem.task[each.task_id], f"began it on {each.day} at {each.start:%H:%M}"
        pinned = sorted(staff_id for task_id, staff_id in revision.pins if task_id == each.task_id)
        joins = task.type.pair and each.staff_id == task.owner
        if pinned and each.staff_id not in pinned and not joins:
            message = f"{each.task_id} cannot be given to {' and '.join(pinned)}: {each.staff_id} {since}."
            yield Fault(PIN_OPTION, 0, "", message)
        if (each.task_id, each.staff_id) in revision.bans:
            yield Fault(
                BAN_OPTION, 0, "", f"{each.task_id} cannot be taken from {each.staff_id}, who {since}."
            )


def _unlawful_pins(problem: Problem, rules: Sequence[Rule]) -> Iterator[Fault]:
    """Name the pins that break a rule, with the rule, and those for which no time is left."""
    assert problem.revision is not None
    rights = Rights(problem, rules)
    for task_id, staff_id in sorted(problem.revision.pins):
        task, person = problem.task[task_id], problem.person[staff_id]
        refused = f"{task_id} cannot be given to {staff_id}"
        first, *others = (rights.refusing(task, person, day) for day in problem.days)
        broken = [rule for rule in first if all(rule in each for each in others)]
        for rule in broken:
            maybe = "An override in overrides.csv that says who and why would lift it."
            message = f"{refused}: {rule.sentence} (rule `{rule.name}`)"
            yield Fault(PIN_OPTION, 0, "", message, maybe if rule.name in LIFTABLE_RULES else "")
        at_a_desk = (
            session
            for session in rights.window(task)
            if rights.may(task, person, session.day)
            and all(rule.there(problem, person, session) for rule in rules if rule.must)
        )
        if not broken and next(at_a_desk, None) is None:
            yield Fault(PIN_OPTION, 0, "", f"{refused}: there is no session left in which they could do it.")
