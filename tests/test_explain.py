"""Every reason a roster gives is true: worked out again here, by trying, for random tiny mornings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roster.compose import compose
from roster.explain import not_done
from roster.kinds import group
from roster.policy import RuleSettings
from roster.roster import LevelValue, NotDone, Plan, Roster, Work
from roster.rule import Rule, rules_in_force
from roster.view import View, look
from solver.forcing import would_displace
from solver.search import Search
from tests.brute import Line, _imaginable, _sound, best_values
from tests.builders import problem, staff, task, wing_post
from tests.tiny import FOCUS, PLAIN, tiny

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roster.problem import Problem
    from roster.rule import Breach
    from roster.sessions import Session
    from roster.staff import Person
    from roster.tasks import Task

RIGHTS = (
    "grade",
    "skills",
    "high_risk",
    "prison_manager",
    "rotation",
    "checking",
    "pairs",
    "window",
    "appointment",
)
NOT_ABOUT_ROOM = ("order", "separation", "detailed")
OMU_FIRST = ["due.1", "wing_posts"]
SEEDS_FOR_EVERY_CODE = 12


@cache
def solved(seed: int, focus: str) -> tuple[Problem, Plan]:
    found = tiny(seed, focus)
    return found, Search(found, rules_in_force(found.policy), seconds=20, workers=1).run().plan


def thinned(found: Problem, plan: Plan, rng: Random) -> Plan:
    """Leave some tasks out of a sound roster, and all that wait for them: still sound, no longer the best."""
    out = {each.task_id for each in found.tasks if rng.random() < 0.3}
    while more := {each.task_id for each in found.tasks if set(each.after) & out} - out:
        out |= more
    return replace(plan, work=tuple(each for each in plan.work if each.task_id not in out))


def reordered(found: Problem, rng: Random) -> Problem:
    """Sometimes put the first tier's due work before the wings."""
    if rng.random() < 0.6:
        return found
    levels = OMU_FIRST + [each for each in found.policy.levels if each not in OMU_FIRST]
    return replace(found, policy=found.policy.model_copy(update={"levels": levels}))


def explained(found: Problem, plan: Plan) -> list[NotDone]:
    rules = rules_in_force(found.policy)
    return list(not_done(look(found, plan), rules, [LevelValue(each, 0) for each in found.policy.levels]))


# -- the same facts, worked out by trying ----------------------------------------------------------


def there(found: Problem, person: Person, task: Task) -> Iterator[tuple[Session, datetime, int]]:
    """Sessions in which a person is in, with a moment at which the task could begin there and its minutes."""
    for session in found.sessions:
        presence = found.presence.get((person.staff_id, session.index))
        if presence is None:
            continue
        if task.fixed is None:
            yield session, presence.start, found.policy.grid_minutes
            continue
        end = task.fixed + timedelta(minutes=task.minutes)
        if presence.start <= task.fixed < session.end and end <= presence.end:
            yield session, task.fixed, task.minutes


def refused(found: Problem, task: Task, names: Iterable[str], lines: list[Work]) -> list[Breach]:
    view = look(found, Plan(tuple(lines), ()))
    wanted = [each for each in rules_in_force(found.policy) if each.must and each.name in names]
    return [breach for rule in wanted for breach in rule.breaches(view) if task.task_id in breach.task_ids]


def may(found: Problem, task: Task, person: Person, names: Iterable[str]) -> bool:
    """Try every session: is there one in which none of the rules complains?"""
    for session, begins, minutes in there(found, person, task):
        people = [person]
        if task.type.pair:
            owner = found.person.get(task.owner)
            if (
                owner is None
                or owner is person
                or session not in [each for each, *_ in there(found, owner, task)]
            ):
                continue
            people.append(owner)
        end = begins + timedelta(minutes=task.minutes if task.type.pair else minutes)
        lines = [
            Work(
                session.day,
                session.name,
                begins.time(),
                end.time(),
                each.staff_id,
                task.task_id,
                task.minutes,
            )
            for each in people
        ]
        if not refused(found, task, names, lines):
            return True
    return False


def can_take(found: Problem, plan: Plan, task: Task, rank: int) -> bool:
    """Try every way to finish the task beside what ranks the same or higher, whatever times that needs."""
    names, view = found.policy.levels, look(found, plan)

    def ranks(each: Task) -> bool:
        due = each.is_due and view.finished(each) is not None
        return names.index(f"{'due' if due else 'rest'}.{each.tier}") <= rank

    kept = tuple(
        Line(piece.task.task_id, piece.person.staff_id, piece.session.index, piece.minutes)
        for piece in view.pieces
        if piece.task is not task and ranks(piece.task)
    )
    wings = tuple(
        duty
        for duty in plan.wing_duty
        if names.index("wing_posts") <= rank
        or detailed(found, duty.staff_id, found.session[duty.day, duty.session])
    )
    rules = [each for each in rules_in_force(found.policy) if each.name not in NOT_ABOUT_ROOM]
    rooms = found.establishment.rooms
    roomy = replace(found, establishment=replace(found.establishment, rooms=0 if rooms == 0 else None))
    return any(
        sum({line.session: line.minutes for line in choice}.values()) >= task.minutes
        and _sound(roomy, rules, (*kept, *choice), wings)
        for choice in _imaginable(found, task)
    )


def detailed(found: Problem, staff_id: str, session: Session) -> bool:
    presence = found.presence.get((staff_id, session.index))
    return presence is not None and presence.wing is not None


def check(found: Problem, plan: Plan, entry: NotDone) -> None:
    view = look(found, plan)
    each = found.task[entry.task_id]
    assert entry.minutes_left == each.minutes_left - view.placed(each) > 0
    assert entry.message.endswith(".")
    starter = found.person.get(each.started_by)
    nobody = not any(may(found, each, person, RIGHTS) for person in found.staff)
    if entry.code == "NOBODY_MAY":
        with_starter = not any(may(found, each, person, (*RIGHTS, "started")) for person in found.staff)
        assert nobody or (starter is not None and with_starter)
        return
    assert not nobody or not each.is_due
    waits = [first for first in each.after if first not in found.task or not view.finished(found.task[first])]
    if entry.code == "WAITS":
        assert waits or (starter is not None and not list(there(found, starter, each)))
        assert all(first in entry.message for first in waits)
        return
    assert not waits
    if entry.code == "NOT_YET_DUE":
        assert due_later(found, each)
        return
    assert not due_later(found, each)
    if entry.code == "NO_TIME":
        assert not can_take(found, plan, each, found.policy.levels.index(f"due.{each.tier}"))
        return
    assert entry.code == "NOT_PROVED"


def due_later(found: Problem, each: Task) -> bool:
    """Look session by session at the four weeks after the horizon."""
    end = datetime.combine(found.days[-1] + timedelta(days=1), datetime.min.time())
    for step in range(1, 29):
        day = found.days[-1] + timedelta(days=step)
        for times in found.establishment.sessions if found.calendar.is_working(day) else ():
            begins, ends = datetime.combine(day, times.start), datetime.combine(day, times.end)
            holds = begins <= each.fixed < ends if each.fixed else begins >= max(each.ready, end)
            if holds and ends <= each.due:
                return True
    return False


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 40),
    focus=st.sampled_from(["", *PLAIN]),
    rng=st.randoms(use_true_random=False),
)
def test_every_reason_for_not_doing_a_task_is_true_of_any_sound_roster(
    seed: int, focus: str, rng: Random
) -> None:
    found, best = solved(seed, focus)
    plan = thinned(found, best, rng)
    found = reordered(found, rng)
    for entry in explained(found, plan):
        check(found, plan, entry)


def test_every_reason_is_met_somewhere_and_true() -> None:
    met: Counter[str] = Counter()
    for focus in FOCUS:
        for seed in range(SEEDS_FOR_EVERY_CODE):
            found, best = solved(seed, focus)
            for plan in (best, thinned(found, best, Random(seed))):
                for entry in explained(found, plan):
                    check(found, plan, entry)
                    met[entry.code] += 1
    assert met["NOBODY_MAY"] > 20
    assert met["WAITS"] > 2
    assert met["NOT_YET_DUE"] > 5
    assert met["NO_TIME"] > 50


# -- what doing a task would cost ------------------------------------------------------------------


class Forced(Rule):
    """One more task of a kind is finished. Exhaustive search asks a rule of this name only of whole rosters."""

    name = "order"

    def __init__(self, task_ids: tuple[str, ...], least: int) -> None:
        super().__init__(RuleSettings(must=True))
        self.task_ids, self.least = task_ids, least

    def breaches(self, view: View) -> list[Breach]:
        finished = sum(view.finished(view.problem.task[each]) is not None for each in self.task_ids)
        return [] if finished >= self.least else [self.breach("not forced")]


@pytest.mark.parametrize(
    "focus", ["", "capacity", "order", "interviews", "separation", "wing_cover", "hours"]
)
def test_what_is_said_to_be_displaced_is_displaced_in_every_roster_there_is(focus: str) -> None:
    for seed in range(12):
        found = tiny(seed, focus)
        rules = rules_in_force(found.policy)
        outcome = Search(found, rules, seconds=20, workers=1).run()
        reached = tuple(each.value for each in outcome.levels)
        view = look(found, outcome.plan)
        for each in found.tasks:
            if not each.is_due or view.finished(each) is not None:
                continue
            message = would_displace(found, rules, outcome, each.task_id, seconds=20)
            if message is not None:
                assert_displaced(found, rules, view, each, reached)


def assert_displaced(
    found: Problem, rules: tuple[Rule, ...], view: View, each: Task, reached: tuple[int, ...]
) -> None:
    kind = next(kind for kind in group(found) if each.task_id in kind.task_ids)
    done = sum(view.finished(found.task[other]) is not None for other in kind.task_ids)
    last = found.policy.levels.index(f"due.{each.tier}")
    try:
        forced = best_values(found, (*rules, Forced(kind.task_ids, done + 1)))
    except AssertionError:
        return  # not even alone
    worse = [now > before for now, before in zip(forced[: last + 1], reached, strict=False) if now != before]
    assert worse
    assert worse[0]


def test_doing_a_task_in_place_of_a_wing_post_is_said_to_cost_the_post() -> None:
    found = problem(
        staff=[staff("S1", "B4")],
        tasks=[task("T1", minutes=150, due="2026-11-23", ready="2026-11-16", risk="low")],
        wing_posts=[wing_post("B", "AM"), wing_post("B", "PM")],
    )
    rules = rules_in_force(found.policy)
    outcome = Search(found, rules, seconds=10, workers=1).run()
    message = would_displace(found, rules, outcome, "T1", seconds=10)
    assert message == "Doing it would leave at least 1 more wing post unfilled."


# -- why a piece is where it is --------------------------------------------------------------------


def composed(found: Problem, plan: Plan) -> Roster:
    rules = rules_in_force(found.policy)
    levels = tuple(LevelValue(each, 0) for each in found.policy.levels)
    return compose(found, rules, Found(plan, levels), {})


class Found(NamedTuple):
    plan: Plan
    levels: tuple[LevelValue, ...]


def minutes_of(text: str) -> int:
    hours, minutes = re.search(r"(\d+) h", text), re.search(r"(\d+) min", text)
    return (int(hours[1]) * 60 if hours else 0) + (int(minutes[1]) if minutes else 0)


def free(found: Problem, plan: Plan, piece: Work) -> int:
    """Try longer and longer extra work in the session until a rule about room complains."""
    session = found.session[piece.day, piece.session]
    rules = [
        each
        for each in rules_in_force(found.policy)
        if each.name in ("capacity", "advice", "hours", "presence")
    ]
    room = 0
    for extra in range(1, session.minutes + 1):
        task_like = replace(found.task[piece.task_id], fixed=None, task_id="extra")
        there = replace(found, tasks=(*found.tasks, task_like))
        longer = Work(
            piece.day,
            piece.session,
            session.start.time(),
            _later(session, extra),
            piece.staff_id,
            "extra",
            extra,
        )
        view = look(there, replace(plan, work=(*plan.work, longer)))
        about = [
            breach
            for rule in rules
            for breach in rule.breaches(view)
            if piece.staff_id in breach.staff_ids and rule.name != "presence"
        ]
        if about:
            return room
        room = extra
    return room


def _later(session: Session, minutes: int) -> time:
    return (session.start + timedelta(minutes=minutes)).time()


def fact_is_true(found: Problem, plan: Plan, piece: Work, part: str) -> bool:
    """Check one clause of a reason against the problem."""
    each, person = found.task[piece.task_id], found.person[piece.staff_id]
    said = part.rstrip(".").lower()
    view = look(found, plan)
    if "of the session still free" in said:
        return free(found, plan, piece) == minutes_of(said)
    if said == "the session is then full":
        return free(found, plan, piece) < found.policy.grid_minutes
    if said.endswith("knows the case"):
        return each.owner == person.staff_id
    if said.endswith("started it"):
        return each.started_by == person.staff_id
    if said.startswith("its owner"):
        session = found.session[piece.day, piece.session]
        return each.owner.lower() in said and (each.owner, session.index) not in found.presence
    if "risk, so a" in said:
        return (
            each.risk.replace("_", " ") in said
            and found.policy.role(person.grade) in part
            and person.grade == "PO"
        )
    if said.startswith("this kind of work is for"):
        return each.type.probation_always and person.grade == "PO"
    if said.startswith("together with"):
        return set(re.findall(r"S\d+", part)) == set(view.holders(each)) - {person.staff_id}
    if said.startswith("allowed by"):
        return any(other.by.lower() in said for other in found.overrides)
    if "may do it" in said:
        numbers = re.search(r"as may (\d+) other", said)
        return others_who_may(found, each, piece) == (int(numbers[1]) if numbers else 0)
    if said.startswith("appointment at"):
        return each.fixed is not None and f"{each.fixed:%H:%M}" in said
    if said.startswith("overdue since"):
        return each.overdue
    if said.startswith("due"):
        last = view.finished(each)
        is_late = each.is_due and last is not None and last.session.end > each.due_by
        return ("late" in said) == is_late and not each.overdue
    shorter = re.fullmatch(r"(.+) of (.+)", said)
    return shorter is not None and (minutes_of(shorter[1]), minutes_of(shorter[2])) == (
        piece.minutes,
        each.minutes,
    )


def others_who_may(found: Problem, each: Task, piece: Work) -> int:
    session = found.session[piece.day, piece.session]
    count = 0
    for person in found.staff:
        presence = found.presence.get((person.staff_id, session.index))
        if presence is None or person.staff_id == piece.staff_id:
            continue
        if each.fixed and not presence.start <= each.fixed <= piece.finishes <= presence.end:
            continue
        line = replace(piece, staff_id=person.staff_id)
        count += not refused(found, each, (*RIGHTS, "started"), [line])
    return count


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 20),
    focus=st.sampled_from(["", *PLAIN]),
    rng=st.randoms(use_true_random=False),
)
def test_every_clause_of_every_reason_is_true(seed: int, focus: str, rng: Random) -> None:
    found, best = solved(seed, focus)
    plan = thinned(found, best, rng)
    for piece in composed(found, plan).plan.work:
        assert piece.reason.endswith(".")
        for part in piece.reason.split("; "):
            assert fact_is_true(found, plan, piece, part), (piece, part)


def test_a_reason_reads_as_a_manager_would_say_it() -> None:
    found = problem(
        staff=[staff("S03", "PO"), staff("S04", "PSO")],
        tasks=[task("T1", risk="high", owner="S03", due="2026-11-26", ready="2026-11-16")],
    )
    plan = Search(found, rules_in_force(found.policy), seconds=10, workers=1).run().plan
    assert [each.reason for each in composed(found, plan).plan.work] == [
        "High risk, so a probation officer; S03 knows the case; due Thu 26 Nov;"
        " 2 h 5 min of the session still free."
    ]


# -- the rest of the roster ------------------------------------------------------------------------


def test_late_work_names_both_moments_and_part_done_work_what_is_left() -> None:
    found = problem(
        days=2,
        staff=[staff("S1", "PSO", skills="os;parole", pattern=frozenset({(1, "AM")}))],
        tasks=[
            task("T1", due="2026-11-23", ready="2026-11-16", tier=1, risk="low"),
            task(
                "T2", "parole_report", due="2026-11-24", ready="2026-11-16", minutes=411, tier=2, risk="low"
            ),
        ],
    )
    roster = composed(found, Search(found, rules_in_force(found.policy), seconds=10, workers=1).run().plan)
    last = next(each for each in roster.plan.work if each.task_id == "T1")
    assert [vars(each) for each in roster.late] == [
        {"task_id": "T1", "due": "2026-11-23", "finished": f"2026-11-24T{last.end:%H:%M}"}
    ]
    (left,) = roster.not_done
    assert (left.task_id, left.code, left.due) == ("T2", "NO_TIME", "2026-11-24")
    assert left.minutes_left == 411 - sum(each.minutes for each in roster.plan.work if each.task_id == "T2")


def test_a_roster_is_optimal_only_when_every_level_is_proved_and_nothing_is_broken() -> None:
    found = problem(staff=[staff("S1")], tasks=[task("T1", due="2026-11-23", ready="2026-11-16")])
    rules = rules_in_force(found.policy)
    outcome = Search(found, rules, seconds=10, workers=1).run()
    assert compose(found, rules, outcome, {}).status == "optimal"
    unproved = (replace(outcome.levels[0], value=1), *outcome.levels[1:])
    assert compose(found, rules, Found(outcome.plan, unproved), {}).status == "feasible"
    nobody_proved = tuple(replace(each, bound=None) for each in outcome.levels)
    assert compose(found, rules, Found(outcome.plan, nobody_proved), {}).status == "feasible"


def test_gaps_on_the_wings_and_blocked_work_are_listed_apart() -> None:
    found = problem(
        staff=[staff("S1", "B4")],
        tasks=[task("T1", due="2026-11-23", status="blocked", note="chasing the court")],
        wing_posts=[wing_post("B", "AM", 2)],
    )
    roster = composed(found, Search(found, rules_in_force(found.policy), seconds=10, workers=1).run().plan)
    assert [(each.session, each.wing, each.posts) for each in roster.unfilled] == [("AM", "B", 1)]
    assert roster.blocked == ({"task_id": "T1", "note": "chasing the court"},)
    assert not roster.not_done
