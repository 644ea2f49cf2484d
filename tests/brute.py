"""Exhaustive search over tiny problems, judged by the checker alone; it shares nothing with the solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import combinations, product
from typing import NamedTuple

from roster.check import form_breaches
from roster.levels import level_values
from roster.problem import Problem
from roster.roster import Plan, WingDuty, Work
from roster.rule import Rule
from roster.tasks import Task
from roster.view import look

CLOCK_RULES = {"begun", "presence", "appointment", "interviews", "separation", "order"}
NEEDS_THE_REST = {
    "order",
    "detailed",
    "begun",
}  # may be broken by a part of a roster that is sound as a whole


class Line(NamedTuple):
    """One piece without a time."""

    task_id: str
    staff_id: str
    session: int
    minutes: int


Choice = tuple[Line, ...]


def best_values(problem: Problem, rules: Sequence[Rule]) -> tuple[int, ...]:
    """Give the best value of every level, in the policy's order, that any sound roster reaches."""
    names = problem.levels
    tried = []
    for wings in _wing_choices(problem, rules):
        choices = [list(_choices(problem, rules, task, wings)) for task in problem.tasks]
        for chosen in product(*choices):
            lines = tuple(line for choice in chosen for line in choice)
            values = level_values(look(problem, _plan(problem, lines, wings, None)), rules)
            tried.append((tuple(values[name] for name in names), lines, wings))
    tried.sort(key=lambda each: each[0])
    for best, lines, wings in tried:
        if _sound(problem, rules, lines, wings):
            return best
    raise AssertionError("not even the empty roster is sound")


def _wing_choices(problem: Problem, rules: Sequence[Rule]) -> Iterator[tuple[WingDuty, ...]]:
    wings = sorted(
        {wing for _, wing in problem.posts} | {p.wing for p in problem.presence.values() if p.wing}
    )
    seats = [(person.staff_id, session) for person in problem.staff for session in problem.sessions]
    per_seat: list[list[tuple[WingDuty, ...]]] = []
    for staff_id, session in seats:
        duties = [(WingDuty(session.day, session.name, wing, staff_id),) for wing in wings]
        per_seat.append([(), *(d for d in duties if not _broken(problem, rules, (), d, skip=NEEDS_THE_REST))])
    for chosen in product(*per_seat):
        duties_together = tuple(duty for choice in chosen for duty in choice)
        if not _broken(problem, rules, (), duties_together, skip=()):
            yield duties_together


def _choices(
    problem: Problem, rules: Sequence[Rule], task: Task, wings: tuple[WingDuty, ...]
) -> Iterator[Choice]:
    yield ()
    for choice in _imaginable(problem, task):
        if not _broken(problem, rules, choice, wings, skip=NEEDS_THE_REST):
            yield choice


def _imaginable(problem: Problem, task: Task) -> Iterator[Choice]:
    people, sessions = [each.staff_id for each in problem.staff], range(len(problem.sessions))
    if task.type.pair:
        for index in sessions:
            for number in (1, 2):
                for together in combinations(people, number):
                    yield tuple(Line(task.task_id, each, index, task.minutes) for each in together)
        return
    if not task.splittable:
        yield from ((Line(task.task_id, each, index, task.minutes),) for each in people for index in sessions)
        return
    grid = problem.policy.grid_minutes
    for staff_id in people:
        for amounts in product(range(0, task.minutes + 1, grid), repeat=len(sessions)):
            if 0 < sum(amounts) <= task.minutes:
                yield tuple(Line(task.task_id, staff_id, i, m) for i, m in enumerate(amounts) if m)


def _plan(
    problem: Problem, lines: Choice, wings: tuple[WingDuty, ...], starts: Sequence[datetime] | None
) -> Plan:
    work = []
    for number, line in enumerate(lines):
        session = problem.sessions[line.session]
        start = starts[number] if starts else _usual_start(problem, line)
        end = start + timedelta(minutes=line.minutes)
        work.append(
            Work(
                session.day, session.name, start.time(), end.time(), line.staff_id, line.task_id, line.minutes
            )
        )
    return Plan(tuple(work), wings)


def _usual_start(problem: Problem, line: Line) -> datetime:
    """Give a start for counting, as long as nobody has tried which are possible: as told, as fixed, or from now on."""
    session, now = problem.sessions[line.session], None
    if problem.revision is not None and problem.revision.now is not None:
        now = max(problem.revision.now, session.start)
    return _told(problem, line) or problem.task[line.task_id].fixed or now or session.start


def _told(problem: Problem, line: Line) -> datetime | None:
    """When people were told to do a piece, as long as nobody has tried other times."""
    session = problem.sessions[line.session]
    for each in problem.revision.published.work if problem.revision is not None else ():
        if (each.task_id, each.staff_id, each.day, each.session, each.minutes) == (
            line.task_id, line.staff_id, session.day, session.name, line.minutes,
        ):  # fmt: skip
            return each.begins
    return None


def _broken(
    problem: Problem,
    rules: Sequence[Rule],
    lines: Choice,
    wings: tuple[WingDuty, ...],
    skip: Sequence[str] | set[str],
) -> bool:
    """Tell whether any rule that does not look at the clock is broken."""
    view = look(problem, _plan(problem, lines, wings, None))
    return any(
        list(rule.breaches(view))
        for rule in rules
        if rule.must
        and rule.name not in skip
        and (rule.name not in CLOCK_RULES or (rule.name == "presence" and _absent(problem, lines, wings)))
    )


def _absent(problem: Problem, lines: Choice, wings: tuple[WingDuty, ...]) -> bool:
    """The part of presence that no choice of times can mend."""
    on_wing = {(each.staff_id, each.day, each.session) for each in wings}
    for line in lines:
        presence = problem.presence.get((line.staff_id, line.session))
        session = problem.sessions[line.session]
        if presence is None or presence.wing or (line.staff_id, session.day, session.name) in on_wing:
            return True
    return False


def _sound(problem: Problem, rules: Sequence[Rule], lines: Choice, wings: tuple[WingDuty, ...]) -> bool:
    if _broken(problem, rules, lines, wings, skip=()):
        return False
    ordered = sorted(lines, key=lambda line: (line.session, line.task_id))
    return _timed(problem, rules, tuple(ordered), wings, [])


def _timed(
    problem: Problem,
    rules: Sequence[Rule],
    lines: Choice,
    wings: tuple[WingDuty, ...],
    starts: list[datetime],
) -> bool:
    """Try every useful start of every piece, session by session."""
    if len(starts) == len(lines):
        return not _clock_broken(problem, rules, lines, wings, starts, skip=set())
    line = lines[len(starts)]
    for start in _useful_starts(problem, lines, line):
        if start + timedelta(minutes=line.minutes) > problem.sessions[line.session].end:
            continue
        begun = [*starts, start]
        so_far = lines[: len(begun)]
        if not _clock_broken(problem, rules, so_far, wings, begun, skip=NEEDS_THE_REST) and _timed(
            problem, rules, lines, wings, begun
        ):
            return True
    return False


def _clock_broken(
    problem: Problem,
    rules: Sequence[Rule],
    lines: Choice,
    wings: tuple[WingDuty, ...],
    starts: list[datetime],
    skip: set[str],
) -> bool:
    plan = _plan(problem, lines, wings, starts)
    view = look(problem, plan)
    if next(form_breaches(problem, plan, view), None) is not None:
        return True
    return any(
        list(rule.breaches(view))
        for rule in rules
        if rule.must and rule.name in CLOCK_RULES and rule.name not in skip
    )


def _useful_starts(problem: Problem, lines: Choice, line: Line) -> list[datetime]:
    """Starts of left-shifted arrangements: a moment something opens or an appointment, plus lengths of other pieces."""
    session = problem.sessions[line.session]
    here = [each for each in lines if each.session == line.session]
    opens = {session.start, *(session.unlock or ())[:1]}
    if problem.revision is not None:
        past = [problem.revision.now] if problem.revision.now is not None else []
        told = [*problem.revision.published.work, *problem.revision.begun.work]
        opens |= {*past, *(each.begins for each in told)}
    for each in here:
        presence = problem.presence.get((each.staff_id, line.session))
        fixed = problem.task[each.task_id].fixed
        opens |= {presence.start} if presence else set()
        opens |= {fixed, fixed + timedelta(minutes=each.minutes)} if fixed else set()
    return _sums(tuple(sorted(opens)), tuple(sorted(each.minutes for each in here if each is not line)))


@lru_cache(maxsize=4096)
def _sums(opens: tuple[datetime, ...], lengths: tuple[int, ...]) -> list[datetime]:
    sums = {sum(some) for number in range(len(lengths) + 1) for some in combinations(lengths, number)}
    return sorted({moment + timedelta(minutes=each) for moment in opens for each in sums})
