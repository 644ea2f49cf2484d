"""What a new roster changes against the published one: what moved to whom, what fell off, what was saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from roster.changes import changed_seats
from roster.exports.words import lasting
from roster.levels import FINISHED_LATE, NOT_FINISHED, ON_TIME, lateness, level_values
from roster.problem import DECIDED, Problem
from roster.revision import Seat
from roster.roster import Plan, Work
from roster.rule import Rule
from roster.sessions import Session
from roster.tasks import Task
from roster.view import View, look
from roster.wording import listing

STATES = {ON_TIME: "on time", FINISHED_LATE: "late", NOT_FINISHED: "not finished"}


@dataclass(frozen=True)
class HalfDay:
    """One person's session that is not as they were told; `lost` if they are no longer there (or on a wing)."""

    staff_id: str
    session: Session
    lost: bool
    before: tuple[Work, ...]
    after: tuple[Work, ...]
    wing_before: str | None
    wing_after: str | None
    sentences: tuple[str, ...]
    left: datetime | None = None  # when they left, if the session was under way


@dataclass(frozen=True)
class TaskChange:
    """A task that is done less well than was published, or that was saved; the words are for people."""

    task: Task
    before: str
    after: str
    sentence: str


@dataclass(frozen=True)
class Comparison:
    """Everything that changed. `levels` gives name, value before and value after; `changes` counts the diaries."""

    half_days: tuple[HalfDay, ...]
    fell_off: tuple[TaskChange, ...]
    saved: tuple[TaskChange, ...]
    levels: tuple[tuple[str, int, int], ...]

    @property
    def changed(self) -> int:
        """How many half-day diaries changed, not counting the lost ones."""
        return sum(not each.lost for each in self.half_days)

    def as_dict(self) -> dict[str, Any]:
        """Give it as `changes.json` has it."""
        return {
            "changed_diaries": self.changed,
            "levels": [
                {"name": name, "before": before, "after": after} for name, before, after in self.levels
            ],
            "half_days": [_half_day(each) for each in self.half_days],
            "fell_off": [_task(each) for each in self.fell_off],
            "saved": [_task(each) for each in self.saved],
        }


def compare(problem: Problem, plan: Plan, rules: Sequence[Rule]) -> Comparison:
    """Compare a new plan with the published one of the problem's revision."""
    bare = Plan(tuple(replace(each, reason="") for each in plan.work), plan.wing_duty)
    return _Comparing(problem, bare).run(rules)


@dataclass(frozen=True)
class _Comparing:
    problem: Problem
    plan: Plan

    @cached_property
    def published(self) -> Plan:
        assert self.problem.revision is not None
        return self.problem.revision.published

    @cached_property
    def old(self) -> View:
        return look(self.problem, self.published)

    @cached_property
    def new(self) -> View:
        return look(self.problem, self.plan)

    def run(self, rules: Sequence[Rule]) -> Comparison:
        before, after = level_values(self.old, rules), level_values(self.new, rules)
        changed = set(changed_seats(self.new))
        seats = [
            (person.staff_id, session.day, session.name)
            for session in self.problem.sessions
            for person in self.problem.staff
        ]
        half_days = [
            self._half_day(seat, lost=seat not in changed)
            for seat in seats
            if seat in changed or self._lost_work(seat)
        ]
        return Comparison(
            half_days=tuple(half_days),
            fell_off=tuple(self._fell_off()),
            saved=tuple(self._saved({each for each in half_days if each.lost})),
            levels=tuple(
                (name, before[name], after[name]) for name in self.problem.levels if name != DECIDED
            ),
        )

    # -- half-days ------------------------------------------------------------------------------------------------

    def _lost_work(self, seat: Seat) -> bool:
        """Tell whether somebody was told to do something in a session, and is not there for it."""
        was, wing = _pieces(self.published, seat), _wing(self.published, seat)
        now, wing_now = _pieces(self.plan, seat), _wing(self.plan, seat)
        return (_times(was), wing) != (_times(now), wing_now)

    def _half_day(self, seat: Seat, *, lost: bool) -> HalfDay:
        staff_id, day, name = seat
        before, after = _pieces(self.published, seat), _pieces(self.plan, seat)
        wings = _wing(self.published, seat), _wing(self.plan, seat)
        said = [*self._about_wings(seat, *wings, lost=lost)]
        said += [self._gone(each) for each in before if each.task_id not in {one.task_id for one in after}]
        for each in after:
            told = next((one for one in before if one.task_id == each.task_id), None)
            if told is None:
                said.append(self._come(each))
            elif (told.start, told.minutes) != (each.start, each.minutes):
                said.append(_moved(told, each))
        session = self.problem.session[day, name]
        return HalfDay(staff_id, session, lost, before, after, *wings, tuple(said), self._left(seat))

    def _left(self, seat: Seat) -> datetime | None:
        revision = self.problem.revision
        return revision.now if revision is not None and seat in revision.left else None

    def _about_wings(self, seat: Seat, was: str | None, now: str | None, *, lost: bool) -> Iterator[str]:
        who = self._name(seat[0])
        if now is not None and now != was:
            instead = f" instead of wing {was}" if was is not None else ""
            yield f"{who} goes to wing {now}{instead}."
        elif now is None and was is not None:
            yield f"{who} is not needed on wing {was}."
        elif (left := self._left(seat)) is not None:
            yield f"{who} leaves at {left:%H:%M}."
        elif lost and now is None:
            yield f"{who} is not there."

    def _gone(self, piece: Work) -> str:
        """Say where a piece is now."""
        elsewhere = [each for each in self.plan.work if each.task_id == piece.task_id]
        there = [each for each in elsewhere if each not in self.published.work]
        label = self._label(piece.task_id)
        if piece.task_id not in self.problem.task:
            return f"{label} is no longer on the list."
        if not elsewhere:
            return f"{label} is not done in these days."
        if not there:
            return f"{label} is done in part only: this piece is left."
        return f"{label} moves to {listing(sorted({self._where(each, piece) for each in there}), 'and')}."

    def _come(self, piece: Work) -> str:
        """Say where a piece was before."""
        earlier = [each for each in self.published.work if each.task_id == piece.task_id]
        label = self._label(piece.task_id)
        if not earlier:
            return f"{label} had no place before."
        there = [each for each in earlier if each not in self.plan.work]
        if not there:
            return f"{label} goes on here as well."
        return f"{label} comes from {listing(sorted({self._where(each, piece) for each in there}), 'and')}."

    def _where(self, each: Work, than: Work) -> str:
        """Say who and when, as far as it differs from another piece."""
        session = self.problem.session[each.day, each.session]
        when = f"{session.label} {each.start:%H:%M}"
        return when if each.staff_id == than.staff_id else f"{self._name(each.staff_id)}, {when}"

    def _name(self, staff_id: str) -> str:
        person = self.problem.person.get(staff_id)
        return f"{person.name} ({staff_id})" if person and person.name else staff_id

    def _label(self, task_id: str) -> str:
        task = self.problem.task.get(task_id)
        return f"{task_id} ({task.type.label})" if task else task_id

    # -- tasks ----------------------------------------------------------------------------------------------------

    def _fell_off(self) -> Iterator[TaskChange]:
        """Find work that is done less well than was published, the most urgent first."""
        for task in sorted(self.problem.tasks, key=lambda each: (each.tier, each.due_by, each.task_id)):
            was, now = lateness(self.old, task), lateness(self.new, task)
            less = self.old.placed(task) - self.new.placed(task)
            label = f"{self._label(task.task_id)}, tier {task.tier}"
            if task.is_due and now > was:
                sentence = f"{label}: {STATES[now]} instead of {STATES[was]}."
                yield TaskChange(task, STATES[was], STATES[now], sentence)
            elif not task.is_due and less > 0:
                before, after = (f"{lasting(view.placed(task))} planned" for view in (self.old, self.new))
                sentence = f"{label}: {lasting(less)} less of it in these days; it is due later."
                yield TaskChange(task, before, after, sentence)

    def _saved(self, lost: set[HalfDay]) -> Iterator[TaskChange]:
        """Find due tasks that lost their place and are done as well as was published all the same."""
        ids = {work.task_id for each in lost for work in each.before if work not in each.after}
        for task in sorted(self.problem.tasks, key=lambda each: (each.tier, each.due_by, each.task_id)):
            was, now = lateness(self.old, task), lateness(self.new, task)
            if task.task_id in ids and task.is_due and now <= was < NOT_FINISHED:
                by = listing([self._name(each) for each in sorted(self.new.holders(task))], "and")
                sentence = (
                    f"{self._label(task.task_id)}, tier {task.tier}: still {STATES[now]}, now with {by}."
                )
                yield TaskChange(task, STATES[was], STATES[now], sentence)


def _pieces(plan: Plan, seat: Seat) -> tuple[Work, ...]:
    mine = (each for each in plan.work if (each.staff_id, each.day, each.session) == seat)
    return tuple(sorted(mine, key=lambda each: (each.start, each.task_id)))


def _times(pieces: Sequence[Work]) -> list[tuple[Any, ...]]:
    return [(each.task_id, each.start, each.minutes) for each in pieces]


def _wing(plan: Plan, seat: Seat) -> str | None:
    return next((d.wing for d in plan.wing_duty if (d.staff_id, d.day, d.session) == seat), None)


def _moved(told: Work, now: Work) -> str:
    parts = []
    if told.start != now.start:
        parts.append(f"starts at {now.start:%H:%M} instead of {told.start:%H:%M}")
    if told.minutes != now.minutes:
        parts.append(f"has {now.minutes} minutes instead of {told.minutes}")
    return f"{now.task_id} {listing(parts, 'and')}."


def _half_day(each: HalfDay) -> dict[str, Any]:
    return {
        "staff_id": each.staff_id,
        "date": each.session.day.isoformat(),
        "session": each.session.name,
        "lost": each.lost,
        "before": [_line(work) for work in each.before],
        "after": [_line(work) for work in each.after],
        "wing_before": each.wing_before,
        "wing_after": each.wing_after,
        "what": list(each.sentences),
    }


def _line(work: Work) -> dict[str, Any]:
    return {
        "task_id": work.task_id,
        "start": f"{work.start:%H:%M}",
        "end": f"{work.end:%H:%M}",
        "minutes": work.minutes,
    }


def _task(each: TaskChange) -> dict[str, Any]:
    return {
        "task_id": each.task.task_id,
        "tier": each.task.tier,
        "before": each.before,
        "after": each.after,
        "message": each.sentence,
    }
