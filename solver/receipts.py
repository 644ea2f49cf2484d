"""Receipts for the tasks of one roster: why not, what it would cost, and which single changes would get it done."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from roster.explain.filling import Filling
from roster.explain.lists import due_text
from roster.explain.price import cost, first_worse, losses, said
from roster.explain.receipt import (
    BLOCKED,
    COSTS,
    DONE,
    EXAMPLE,
    FACT,
    IMPOSSIBLE,
    INSTEAD,
    LATE,
    NO_ROOM,
    NOBODY,
    NOT_DONE,
    OTHER,
    PART,
    POSSIBLE,
    Change,
    Explanation,
    Receipt,
    Sentence,
)  # fmt: skip
from roster.explain.single import Options
from roster.explain.undone import DISPLACED, NOBODY_MAY, NOT_PROVED, Undone
from roster.fingerprint import roster_sha256
from roster.levels import FINISHED_LATE, ON_TIME, lateness
from roster.problem import Problem
from roster.roster import Plan
from roster.rule import Rule
from roster.staff import Person
from roster.tasks import Task
from solver.stopping import Stop
from solver.wishes import Answer, Wish, Wishes

URGENT_TIERS = 2  # without a task or a person named, receipts are for due tasks of tiers 1 to this
MOST_CHANGES = 3  # so many single changes are enough to choose from
MOST_OTHERS = 3  # so many others are asked about for a task that is done
SHARE_OF_ONE = 0.1  # of the time that is left, for one receipt, so that one hard task does not take it all …
LEAST_FOR_ONE = 1.0  # seconds: … but never less than this
SHARE_OF_COST = 0.5  # of a receipt's time, for what the task would cost; the rest is for changes


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
            part = left / (len(wanted) - number) if named else max(LEAST_FOR_ONE, SHARE_OF_ONE * left)
            if named or not self._is_over():
                receipts.append(self.receipt(task_id, part, people))
            else:
                left_out.append(task_id)
        return Explanation(
            establishment=self.problem.establishment.code,
            days=self.problem.days,
            roster_sha256=roster_sha256(self.wishes.plan),
            receipts=tuple(each for each in receipts if each.sentences),
            people=() if named else tuple(self.filling.personal(each) for each in people),
            left_out=(*(each.task_id for each in receipts if not each.sentences), *left_out),
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

    def _is_over(self) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= self.deadline

    # -- one receipt ----------------------------------------------------------------------------------------------

    def receipt(self, task_id: str, seconds: float, people: Sequence[Person] = ()) -> Receipt:
        """Explain one task, within so much time."""
        task = self.problem.task.get(task_id)
        if task is None:
            blocked = next(each for each in self.problem.blocked if each.task_id == task_id)
            text = "It is blocked: it waits for somebody outside, and is not planned."
            return self._of(blocked, BLOCKED, (Sentence(FACT, text, (task_id,)),))
        until = min(self.deadline, time.monotonic() + seconds)
        state = self._state(task)
        if people:
            said_of = [each for person in people for each in self._by(task, person, until)]
            return self._of(task, state, (*self.filling.why(task), *said_of))
        if state in (DONE, PART):
            return self._of(task, state, (*self.filling.why(task), *self._others(task, state, until)))
        return self._of_missing(task, state, until)

    def _state(self, task: Task) -> str:
        if self.view.finished(task) is not None:
            late = task.is_due and lateness(self.view, task) == FINISHED_LATE
            return LATE if late else DONE
        return PART if self.view.by_task.get(task.task_id) else NOT_DONE

    def _of(self, task: Task, state: str, sentences: tuple[Sentence, ...]) -> Receipt:
        return Receipt(task.task_id, task.tier, due_text(task), state, sentences=sentences)

    def _own(self, task: Task) -> str:
        return f"{'due' if task.is_due else 'rest'}.{task.tier}"

    def _of_missing(self, task: Task, state: str, until: float) -> Receipt:
        """Explain a task that is not done or late: who may, who has room, what it would cost, what would help."""
        receipt = self._of(task, state, tuple(self.filling.why(task)))
        code, message = self.undone.why(task) if state == NOT_DONE else (LATE.upper(), "")
        sentences = list(receipt.sentences)
        if message and code != NOT_PROVED:
            kind = {NOBODY_MAY: NOBODY, "NO_TIME": NO_ROOM}.get(code, FACT)
            sentences.append(Sentence(kind, message, (task.task_id,)))
        wish = Wish(task.task_id, on_time=state == LATE)
        part = SHARE_OF_COST * (until - time.monotonic())
        answer = Answer(impossible=True) if code == NOBODY_MAY else self._ask(wish, task, part)
        verdict = None if code == NOBODY_MAY else self._verdict(task, wish, answer)
        if code != NOBODY_MAY and not answer.impossible:
            sentences += self.filling.filled(task)
        sentences += [verdict] if verdict else []
        if code == NOT_PROVED and verdict is not None and verdict.kind == COSTS:
            code = DISPLACED
        free = verdict is not None and verdict.kind == POSSIBLE
        changes = () if free else tuple(self._changes(task, wish, until))
        return replace(receipt, code=code, sentences=tuple(sentences), changes=changes)

    def _ask(self, wish: Wish, task: Task, seconds: float) -> Answer:
        return self.wishes.grant(wish, self._own(task), max(0.0, seconds))

    def _verdict(self, task: Task, wish: Wish, answer: Answer) -> Sentence | None:
        """Say what the wish would cost, as far as that is proved; None when nothing is known."""
        in_time = " on time" if wish.on_time else ""
        if answer.impossible:
            text = f"No roster that keeps every rule finishes it{in_time} in these days."
            return Sentence(IMPOSSIBLE, text, (task.task_id,))
        if answer.view is None or answer.values is None:
            return None
        own = self._own(task)
        names = self._names(own)
        doing = "Finishing it on time" if wish.on_time else "Finishing it"
        if all(self.values[name] == answer.values[name] for name in names):
            paid = losses(self.view, answer.view, own)
            text = (
                f"It could be finished{in_time} instead of other work of the same rank, with no loss at any level"
                f" above: {said(paid)}."
            )
            return Sentence(INSTEAD, text, (task.task_id, *(each.task_id for each in paid)))
        worse = first_worse(names, self.values, answer.values)
        if worse is None:
            text = (
                f"A roster that finishes it{in_time} and is better in all was found: make the roster again."
            )
            return Sentence(POSSIBLE, text, (task.task_id,))
        paid = losses(self.view, answer.view, worse)
        ids = (task.task_id, *(each.task_id for each in paid if each.task_id))
        least = (answer.least or {}).get(worse)
        if least is not None and least > self.values[worse]:
            text = f"{doing} would {cost(worse, own, least - self.values[worse])}: for example, {said(paid)}."
            return Sentence(COSTS, text, ids)
        text = f"{doing} is possible at a price: in one roster that does it, {said(paid)}."
        return Sentence(EXAMPLE, text, ids)

    def _names(self, own: str) -> tuple[str, ...]:
        levels = self.problem.policy.levels
        return tuple(levels[: levels.index(own) + 1])

    # -- changes --------------------------------------------------------------------------------------------------

    def _changes(self, task: Task, wish: Wish, until: float) -> Iterator[Change]:
        """Give the first few single changes that get the task done, each verified: at first where little moves."""
        found, again = 0, []
        for option in Options(self.view, self.rules, task):
            if found == MOST_CHANGES or time.monotonic() >= until or self.stop.asked.is_set():
                return
            answer = self._granted(task, wish, option.problem, until, quick=True)
            if self._helps(task, option.problem, answer):
                found += 1
                yield option.change
            elif not answer.impossible:
                again.append(option)
        for number, option in enumerate(again):
            now = time.monotonic()
            if found == MOST_CHANGES or now >= until or self.stop.asked.is_set():
                return
            part = now + (until - now) / (len(again) - number)
            answer = self._granted(task, wish, option.problem, part, quick=False)
            if self._helps(task, option.problem, answer):
                found += 1
                yield option.change

    def _granted(self, task: Task, wish: Wish, changed: Problem, until: float, *, quick: bool) -> Answer:
        seconds = max(0.0, until - time.monotonic())
        return self.wishes.grant(wish, self._own(task), seconds, changed, quick=quick)

    def _helps(self, task: Task, changed: Problem, answer: Answer) -> bool:
        """Tell whether the task is done then, every level down to its own is no worse, and its own gains by it."""
        if answer.view is None or answer.values is None:
            return False
        own, after = self._own(task), changed.task[task.task_id]
        if task.is_due:
            still = lateness(answer.view, after) if after.is_due else ON_TIME
            gain = lateness(self.view, task) - still
        else:
            gain = task.minutes - self.view.placed(task)
        no_worse = all(answer.values[name] <= self.values[name] for name in self._names(own))
        return gain > 0 and no_worse and answer.values[own] <= self.values[own] - gain

    # -- others ---------------------------------------------------------------------------------------------------

    def _others(self, task: Task, state: str, until: float) -> Iterator[Sentence]:
        """Say of a few others who may do a task that is done what that would cost."""
        if state != DONE:
            return
        holders = self.view.holders(task)
        others = [each for each in self.filling.who_may(task) if each.staff_id not in holders]
        if not others:
            yield Sentence(OTHER, "Nobody else who is in may do it.", (task.task_id,))
            return
        named = others[:MOST_OTHERS]
        for number, person in enumerate(named):
            now = time.monotonic()
            yield from self._by(task, person, now + (until - now) / (len(named) - number))
        if len(others) > MOST_OTHERS:
            text = f"{len(others) - MOST_OTHERS} more who are in may do it and were not tried."
            yield Sentence(OTHER, text, (task.task_id,))

    def _by(self, task: Task, person: Person, until: float) -> Iterator[Sentence]:
        """Say what it would take for one person to do a task."""
        staff_id, ids = person.staff_id, (task.task_id,)
        if staff_id in self.view.holders(task):
            return
        if person not in self.filling.who_may(task):
            yield Sentence(OTHER, self._keeps_off(task, person), ids, (staff_id,))
            return
        own = next(name for name in reversed(self._names_all()) if name.startswith("due"))
        own = own if task.is_due else self._own(task)
        answer = self.wishes.grant(Wish(task.task_id, staff_id), own, max(0.0, until - time.monotonic()))
        said_of = self._of_another(task, person, own, answer)
        if said_of is not None:
            yield said_of

    def _names_all(self) -> tuple[str, ...]:
        return tuple(self.problem.policy.levels)

    def _keeps_off(self, task: Task, person: Person) -> str:
        """Say why somebody cannot do a task: the rules, or that they are not in."""
        rights = self.filling.rights
        days = {each.day: each for each in rights.window(task)}
        for day in sorted(days):
            rules = rights.refusing(task, person, day)
            if rules and not any(rights.may(task, person, each) for each in days):
                named = " ".join(rule.sentence for rule in rules)
                return f"{person.staff_id} may not do it. {named}"
        return (
            f"{person.staff_id} cannot do it: there is no session for it in which they are in and may do it."
        )

    def _of_another(self, task: Task, person: Person, own: str, answer: Answer) -> Sentence | None:
        ids, staff_ids = (task.task_id,), (person.staff_id,)
        if answer.impossible:
            text = f"{person.staff_id} may do it, but no roster that keeps every rule has them finish it."
            return Sentence(OTHER, text, ids, staff_ids)
        if answer.view is None or answer.values is None:
            return None
        names = self._names(own)
        worse = first_worse(names, self.values, answer.values)
        if worse is None:
            text = (
                f"{person.staff_id} could do it as well, and no level down to {_named(own)} would be worse;"
                " what ranks lower was not compared."
            )
            return Sentence(OTHER, text, ids, staff_ids)
        paid = losses(self.view, answer.view, worse)
        also = tuple(each.task_id for each in paid if each.task_id and each.task_id != task.task_id)
        least = (answer.least or {}).get(worse)
        if least is not None and least > self.values[worse]:
            text = (
                f"If {person.staff_id} did it, {_named(worse)} would be worse in every roster: {said(paid)}."
            )
            return Sentence(OTHER, text.replace(": ", ", for example: ", 1), (*ids, *also), staff_ids)
        text = f"{person.staff_id} could do it at a price: in one roster in which they do, {said(paid)}."
        return Sentence(OTHER, text, (*ids, *also), staff_ids)


def _named(level: str) -> str:
    """Name a level inside a sentence."""
    family, _, tier = level.partition(".")
    return {"due": f"due work of tier {tier}", "rest": f"open work of tier {tier}"}.get(family, "wing posts")


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
