"""Judge any roster: every breach of every rule, and every level's value. Never touches a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from roster.levels import level_values
from roster.problem import Problem, span_minutes
from roster.roster import LevelValue, Plan, Work
from roster.rule import Breach, Rule, rules_in_force
from roster.view import View, look

FORM, LEVELS = "form", "levels"
MOST_BREACHES = 10_000  # nobody reads more, and a roster of nonsense has as many as there are pairs of pieces


@dataclass(frozen=True)
class Judgement:
    """What the checker found: breaches of rules that must hold, and the levels' values by name."""

    breaches: tuple[Breach, ...]
    levels: dict[str, int]

    @property
    def clean(self) -> bool:
        """Tell whether nothing is broken."""
        return not self.breaches


def judge(
    problem: Problem,
    plan: Plan,
    stated: Iterable[LevelValue] = (),
    rules: Sequence[Rule] | None = None,
) -> Judgement:
    """Judge a plan against every rule in force; a stated level that differs from the real value is a breach."""
    rules = rules_in_force(problem.policy) if rules is None else rules
    view = look(problem, plan)
    found = chain(form_breaches(problem, plan, view), *(rule.breaches(view) for rule in rules if rule.must))
    breaches = list(islice(found, MOST_BREACHES))
    if next(found, None) is not None:
        breaches.append(Breach(FORM, f"There are more breaches than these {MOST_BREACHES}."))
    values = level_values(view, rules)
    breaches += _misstated(values, stated)
    return Judgement(tuple(sorted(breaches)), values)


def form_breaches(problem: Problem, plan: Plan, view: View) -> Iterator[Breach]:
    """Find lines that name nothing known, do not add up, lie outside their session, or overlap."""
    blocked = {each.task_id for each in problem.blocked}
    for each in plan.work:
        for message in _work_form(problem, each, blocked):
            label = f"{each.day} {each.session}"
            yield Breach(FORM, message, (each.staff_id,), (each.task_id,), label)
    for duty in plan.wing_duty:
        label = f"{duty.day} {duty.session}"
        if duty.staff_id not in problem.person:
            yield Breach(FORM, f"{duty.staff_id} is not on the staff list.", (duty.staff_id,), (), label)
        if (duty.day, duty.session) not in problem.session:
            yield Breach(FORM, f"{label} is not a session of these days.", (duty.staff_id,), (), label)
    yield from _overlaps(view)


def _work_form(problem: Problem, work: Work, blocked: set[str]) -> Iterator[str]:
    session = problem.session.get((work.day, work.session))
    if work.staff_id not in problem.person:
        yield f"{work.staff_id} is not on the staff list."
    if work.task_id in blocked:
        yield f"{work.task_id} is blocked and cannot be given to anybody."
    elif work.task_id not in problem.task:
        yield f"{work.task_id} is not on the task list."
    if session is None:
        yield f"{work.day} {work.session} is not a session of these days."
        return
    begins, finishes = datetime.combine(work.day, work.start), datetime.combine(work.day, work.end)
    if span_minutes(begins, finishes) != work.minutes or work.minutes <= 0:
        yield f"{work.task_id} from {work.start:%H:%M} to {work.end:%H:%M} is not {work.minutes} minutes."
    if begins < session.start or finishes > session.end:
        yield f"{work.task_id} at {work.start:%H:%M}–{work.end:%H:%M} is outside the session {session.label}."


def _overlaps(view: View) -> Iterator[Breach]:
    for (staff_id, _), pieces in view.by_seat.items():
        in_order = sorted(pieces, key=lambda each: (each.begins, each.finishes))
        for number, one in enumerate(in_order):
            for other in in_order[number + 1 :]:
                if one.overlaps(other) or (one.begins, one.task) == (other.begins, other.task):
                    yield Breach(
                        FORM,
                        f"{staff_id} is given {one.task.task_id} and {other.task.task_id} at the same time"
                        f" ({other.begins:%H:%M}).",
                        (staff_id,),
                        (one.task.task_id, other.task.task_id),
                        one.session.label,
                    )


def _misstated(values: dict[str, int], stated: Iterable[LevelValue]) -> Iterator[Breach]:
    for level in stated:
        real = values.get(level.name)
        if real is not None and real != level.value:
            yield Breach(LEVELS, f"Level {level.name} is stated as {level.value} and is {real}.")
