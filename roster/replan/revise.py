"""From a morning, a published roster and what has come since to the problem that is to be planned again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from roster.check import judge
from roster.prepare import problem_of_days
from roster.problem import CHANGES, Problem
from roster.replan.events import Events, Lost
from roster.replan.refusing import refuse, refuse_decisions
from roster.replan.seats import by_session, is_in, is_over, latest, left_early
from roster.revision import Revision, Seat
from roster.roster import LevelValue, Plan, without_reasons
from roster.rule import rules_in_force
from roster.standing import still_standing
from roster.tables import AvailabilityRow, Tables

if TYPE_CHECKING:
    from roster.exports.roster_json import StatedRoster
    from roster.reading import Morning

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

    Sessions that the published roster had lost already stay lost, and who had left in the middle stays left. Time does
    not go back: without a moment of its own, it is as late as when the published roster was planned.
    """
    before = without_the_lost(morning, stated, file)[1]
    events = replace(events, now=events.now or latest(stated.events))
    refuse(before, events, stated.events)
    published = without_reasons(stated.plan)
    lost = tuple(_newly_lost(before, events, stated.events))
    everything = Events((*stated.events.lost, *lost), events.pins, events.bans, events.now)
    problem = _problem_after(morning, stated.days, published, everything, file)
    refuse_decisions(problem, rules_in_force(problem.policy))
    return Revised(problem, published, everything, _no_harder(before, stated, events), stated.levels)


def without_the_lost(morning: Morning, stated: StatedRoster, file: str = ROSTER) -> tuple[Morning, Problem]:
    """Give the morning without those whom a roster had lost, and its problem for the roster's days."""
    after = after_losses(morning, stated.events)
    return after, problem_of_days(after, stated.days, file)


def problem_again(
    morning: Morning, published: StatedRoster, stated: StatedRoster, file: str = ROSTER
) -> Problem:
    """Build once more the problem that a replanned roster answers, from the roster it followed and its own `revision`.

    What came since was checked when it was planned, and is not checked again. Raises InputRefusedError when the
    days are not those of the morning.
    """
    return _problem_after(morning, stated.days, without_reasons(published.plan), stated.events, file)


def _problem_after(
    morning: Morning, days: tuple[date, ...], published: Plan, events: Events, file: str
) -> Problem:
    """Take the losses out of a morning, and note what people were told, what has begun and what was decided."""
    after = problem_of_days(after_losses(morning, events), days, file)
    left = left_early(after, events)
    revision = Revision(
        published=published,
        now=events.now,
        begun=begun_by(after, published, left, events.now),
        left=frozenset(left),
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


def _newly_lost(problem: Problem, events: Events, earlier: Events) -> Iterator[Lost]:
    """Give what is lost session by session, with the moment where a session is left in the middle.

    Of a lost day, what they are not in for, or what is over, is not lost: work that was done was done.
    """
    for each in by_session(problem, events.lost):
        session = problem.session[each.day, each.session]
        if is_in(problem, each.staff_id, session, earlier) and not is_over(session, events.now):
            under_way = events.now is not None and session.start < events.now
            yield replace(each, since=events.now if under_way else None)


def begun_by(problem: Problem, published: Plan, left: Mapping[Seat, datetime], now: datetime | None) -> Plan:
    """Give what began before now and stands; of who has left, only what was finished when they did."""
    if now is None:
        return Plan()
    work = tuple(
        each
        for each in published.work
        if each.begins < now
        and each.finishes <= left.get((each.staff_id, each.day, each.session), each.finishes)
    )
    duties = tuple(
        each
        for each in published.wing_duty
        if (session := problem.session.get((each.day, each.session))) is not None and session.start < now
    )
    standing = still_standing(problem, Plan(work, duties), rules_in_force(problem.policy))
    return Plan(standing.work, tuple(each for each in standing.wing_duty if each in duties))


def _no_harder(before: Problem, stated: StatedRoster, events: Events) -> tuple[LevelValue, ...]:
    """Give the published levels if they are of this very folder and policy, and true.

    Decisions are not carried over: a bound that one of them made says nothing once it is taken back.
    """
    same = (stated.input_sha256, stated.policy_sha256) == (before.input_sha256, before.policy.sha256)
    decided = {*stated.events.pins} <= {*events.pins} and {*stated.events.bans} <= {*events.bans}
    if not same or not decided or not judge(before, stated.plan, stated.levels).clean:
        return ()
    names = [each.name for each in stated.levels]
    upper = (
        names.index(CHANGES) if CHANGES in names else len(names)
    )  # below, they depend on what was told before
    return tuple(stated.levels[:upper])
