"""Receipts for the tasks of one roster: why not, what it would cost, and which single changes would get it done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from roster.explain.filling import Filling
from roster.explain.lists import due_text
from roster.explain.receipt import (
    BLOCKED,
    COSTS,
    DONE,
    FACT,
    IMPOSSIBLE,
    INSTEAD,
    LATE,
    NO_ROOM,
    NOBODY,
    NOT_DONE,
    OTHER_MAY_NOT,
    OTHERS,
    PART,
    POSSIBLE,
    Change,
    Explanation,
    Receipt,
    Sentence,
)
from roster.explain.single import asking_least_first
from roster.explain.undone import DISPLACED, NO_TIME, NOBODY_MAY, NOT_PROVED, Undone
from roster.explain.verdict import Verdicts
from roster.fingerprint import roster_sha256
from roster.levels import FINISHED_LATE, ON_TIME, lateness
from roster.problem import Problem
from roster.roster import Plan
from roster.rule import Rule
from roster.staff import Person
from roster.tasks import Task
from solver.helping import Helping, Tried, own_level
from solver.stopping import Stop
from solver.wishes import Wish, Wishes

URGENT_TIERS = 2  # without a task or a person named, receipts are for due tasks of tiers 1 to this
MOST_OTHERS = 3  # so many others are asked about for a task that is done
SHARE_OF_ONE = 0.1  # of the time that is left, for one receipt, so that one hard task does not take it all …
LEAST_FOR_ONE = 1.0  # seconds: … but never less than this
SHARE_OF_COST = 0.5  # of a receipt's time, for what the task would cost; the rest is for changes
SETTLED = (IMPOSSIBLE, INSTEAD, POSSIBLE)  # verdicts that more time does not change
FINISHED_TOO_LATE = "LATE"  # the code of a task that is done, but late


class Receipts:
    """Explains one roster. Every sentence is read off the roster or comes from a roster that the checker has judged."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        plan: Plan,
        *,
        seconds: float,
        workers: int = 1,
        stop: Stop | None = None,
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.stop = stop or Stop()
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.wishes = Wishes(problem, rules, plan, workers, self.stop)
        self.view, self.values = self.wishes.view, self.wishes.values
        self.verdicts = Verdicts(self.view, self.values)
        self.helping = Helping(self.wishes, rules)
        self.filling = Filling(self.view, rules)
        self.undone = Undone(self.view, rules, ())

    def explain(self, task_ids: Sequence[str] = (), staff_ids: Sequence[str] = ()) -> Explanation:
        """Explain tasks (with people named as well: what it would take for each of them to do it) or people."""
        people = [self.problem.person[each] for each in staff_ids]
        named = bool(task_ids)
        wanted = list(task_ids) if named or people else self._urgent()
        receipts, left_out = [], []
        for number, task_id in enumerate(wanted):
            left = self.deadline - time.monotonic()
            part = left / (len(wanted) - number)
            part = part if named else max(part, LEAST_FOR_ONE, SHARE_OF_ONE * left)
            receipt = self.receipt(task_id, part, people) if named or not self._is_over(left) else None
            if receipt is not None and receipt.sentences:
                receipts.append(receipt)
            else:
                left_out.append(task_id)
        return Explanation(
            establishment=self.problem.establishment.code,
            days=self.problem.days,
            roster_sha256=roster_sha256(self.wishes.plan),
            receipts=tuple(receipts),
            people=() if named else tuple(self.filling.personal(each) for each in people),
            left_out=tuple(left_out),
            seconds=time.monotonic() - self.begun,
        )

    def _urgent(self) -> list[str]:
        """Give the due tasks of the first tiers that are not done or late, most urgent first."""
        tasks = [
            each
            for each in self.problem.tasks
            if each.is_due and each.tier <= URGENT_TIERS and lateness(self.view, each) != ON_TIME
        ]
        return [each.task_id for each in sorted(tasks, key=lambda each: (each.tier, each.due, each.task_id))]

    def _is_over(self, left: float) -> bool:
        return self.stop.asked.is_set() or left <= 0

    # -- one receipt ----------------------------------------------------------------------------------------------

    def receipt(self, task_id: str, seconds: float, people: Sequence[Person] = ()) -> Receipt:
        """Explain one task, within so much time; with people, what it would take for each of them to do it."""
        task = self.problem.task.get(task_id)
        if task is None:
            blocked = next(each for each in self.problem.blocked if each.task_id == task_id)
            text = "It is blocked: it waits for somebody outside, and is not planned."
            return _receipt(blocked, BLOCKED, "", [Sentence(FACT, text, (task_id,))])
        until = min(self.deadline, time.monotonic() + seconds)
        state = self._state(task)
        done = list(self.filling.why(task))
        if people:
            return _receipt(task, state, "", [*done, *self._by_each(task, people, until)])
        if state == PART:
            return _receipt(task, state, "", done)
        if state == DONE:
            return _receipt(task, state, "", [*done, *self._others(task, until)])
        return self._of_missing(task, state, done, until)

    def _state(self, task: Task) -> str:
        if self.view.finished(task) is not None:
            late = task.is_due and lateness(self.view, task) == FINISHED_LATE
            return LATE if late else DONE
        begun = self.view.by_task.get(task.task_id)
        return PART if begun and not task.is_due else NOT_DONE

    def _of_missing(self, task: Task, state: str, sentences: list[Sentence], until: float) -> Receipt:
        """Explain a task that is not done or late: who may, who has room, what it would cost, what would help."""
        code, message = self.undone.why(task) if state == NOT_DONE else (FINISHED_TOO_LATE, "")
        if message and code != NOT_PROVED:
            kind = {NOBODY_MAY: NOBODY, NO_TIME: NO_ROOM}.get(code, FACT)
            sentences.append(Sentence(kind, message, (task.task_id,)))
        wish = Wish(task.task_id, on_time=state == LATE)
        tried = self.helping.quick(task, wish, until) if code == NOBODY_MAY else None
        if tried is None:
            said, tried = self._price(task, wish, until)
            sentences += said
        if any(each.kind == POSSIBLE for each in sentences):
            return _receipt(task, state, code, sentences)
        if code == NOT_PROVED and any(each.kind == COSTS for each in sentences):
            code = DISPLACED
        changes = [*tried.found, *self.helping.slow(task, wish, tried, until)]
        return _receipt(task, state, code, sentences, asking_least_first(changes))

    def _price(self, task: Task, wish: Wish, until: float) -> tuple[list[Sentence], Tried]:
        """Find what a task would cost: at first where little moves, then, after changes have been tried, in earnest."""
        own = own_level(task)
        answer = self.wishes.grant(wish, own, max(0.0, until - time.monotonic()), quick=True)
        verdict = self.verdicts.finished(task, own, answer, on_time=wish.on_time)
        settled = verdict is not None and verdict.kind in SETTLED
        tried = self.helping.quick(task, wish, until)
        if not settled:
            part = SHARE_OF_COST * (until - time.monotonic())
            answer = self.wishes.grant(wish, own, max(0.0, part))
            verdict = self.verdicts.finished(task, own, answer, on_time=wish.on_time) or verdict
        facts = [] if answer.impossible else list(self.filling.filled(task))
        return [*facts, *([verdict] if verdict else [])], tried

    # -- others ---------------------------------------------------------------------------------------------------

    def _others(self, task: Task, until: float) -> Iterator[Sentence]:
        """Say of a few others who may do a task that is done what that would cost."""
        holders = self.view.holders(task)
        others = [each for each in self.filling.who_may(task) if each.staff_id not in holders]
        if not others:
            yield Sentence(OTHERS, "Nobody else who is in may do it.", (task.task_id,))
            return
        yield from self._by_each(task, others[:MOST_OTHERS], until)
        if len(others) > MOST_OTHERS:
            text = f"{len(others) - MOST_OTHERS} more who are in may do it and were not tried."
            yield Sentence(OTHERS, text, (task.task_id,))

    def _by_each(self, task: Task, people: Sequence[Person], until: float) -> Iterator[Sentence]:
        """Say what it would take for each of these people to do a task, as far as the time allows."""
        may = self.filling.who_may(task)
        lowest = _lowest(self.problem) if task.is_due else own_level(task)
        for number, person in enumerate(people):
            staff_id, now = person.staff_id, time.monotonic()
            if staff_id in self.view.holders(task):
                continue
            if person not in may:
                text = self.filling.keeps_off(task, person)
                yield Sentence(OTHER_MAY_NOT, text, (task.task_id,), (staff_id,))
                continue
            part = max(0.0, until - now) / (len(people) - number)
            answer = self.wishes.grant(Wish(task.task_id, staff_id), lowest, part)
            sentence = self.verdicts.by(task, staff_id, lowest, answer)
            if sentence is not None:
                yield sentence


def _receipt(
    task: Task, state: str, code: str, sentences: Sequence[Sentence], changes: Sequence[Change] = ()
) -> Receipt:
    return Receipt(task.task_id, task.tier, due_text(task), state, code, tuple(sentences), tuple(changes))


def _lowest(problem: Problem) -> str:
    """Name the last level of due work."""
    return [name for name in problem.policy.levels if name.startswith("due")][-1]


def explain(
    problem: Problem,
    rules: Sequence[Rule],
    plan: Plan,
    task_ids: Sequence[str] = (),
    staff_ids: Sequence[str] = (),
    *,
    seconds: float,
    workers: int = 1,
    stop: Stop | None = None,
) -> Explanation:
    """Explain tasks or people of a roster that the checker accepts; without any, the most urgent work not done."""
    receipts = Receipts(problem, rules, plan, seconds=seconds, workers=workers, stop=stop)
    return receipts.explain(task_ids, staff_ids)
