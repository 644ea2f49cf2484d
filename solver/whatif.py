"""What would one more give? Every changed morning is solved like any other, and what is certain of one helps another.

Who adds people makes nothing harder, and who takes them away makes nothing easier: so the bounds of the easier morning
hold for the harder one, and the roster of the harder one stands in the easier one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from roster.check import judge
from roster.levels import level_values
from roster.problem import PREFERENCES, Problem
from roster.roster import LevelValue, Plan
from roster.rule import rules_in_force
from roster.standing import still_standing
from roster.tables import Tables
from roster.view import look
from roster.whatif.asked import Asked
from roster.whatif.change import Change, When, changed_problem
from roster.whatif.compare import Known, settled
from roster.whatif.people import Group, chosen, groups, losses
from roster.whatif.table import Line, Table, cell
from solver.beforehand import Beforehand
from solver.idle import Idle
from solver.memory import Kept, Memory
from solver.remembering import Remembered
from solver.search import Search
from solver.stopping import Stop

SHORTEST_TRY = 0.05  # seconds: less than this is not worth building a model for
BASE_SHARE = 0.25  # of all the time, at most, for the morning as it is: everything is compared with it
WING_POSTS = "wing_posts"
AS_IT_IS = Change()

Progress = Callable[[int, int], None]
"""Called with how many rosters have been looked for, and of how many."""


def whatif(
    tables: Tables,
    problem: Problem,
    asked: Asked,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 0,
    stop: Stop | None = None,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Table:
    """Solve the morning as it is, and every change that is asked about; `problem` is what the `tables` resolve to.

    `seconds` is the time for all of it together. What there was no time for is marked as not solved.
    """
    return _Solving(
        tables, problem, asked, (seconds, workers, seed), stop or Stop(), memory or Memory(), progress
    ).table()


class _Solving:
    """One table on its way."""

    def __init__(
        self,
        tables: Tables,
        problem: Problem,
        asked: Asked,
        effort: tuple[float, int, int],
        stop: Stop,
        memory: Memory,
        progress: Progress | None,
    ) -> None:
        self.tables, self.problem, self.asked, self.stop, self.memory = tables, problem, asked, stop, memory
        self.seconds, self.workers, self.seed = effort
        self.progress = progress or (lambda *_: None)
        self.rules = rules_in_force(problem.policy)
        self.through = problem.levels[: problem.levels.index(asked.through) + 1]
        self.begun = time.monotonic()
        self.deadline = self.begun + self.seconds
        whens = sorted(problem.session) if asked.per_session else [None]
        priced = PREFERENCES in self.through
        self.gains = [(grade, when) for when in whens for grade in asked.grades]
        self.losses: dict[tuple[str, When | None, int], list[tuple[Group, ...]]] = {
            (grade, when, number): list(losses(groups(problem, grade, when, priced=priced), number))
            for grade, when in self.gains
            for number in asked.minus
        }
        self.all = 2 + len(asked.wing_posts) + len(self.gains) * len(asked.plus)
        self.all += sum(map(len, self.losses.values()))
        self.done = 0
        self.reused = 0
        self.diaries: Remembered = {}  # of the morning as it is
        self.overrun = 0.0  # seconds that a search takes beyond its time, at most so far: others need theirs
        self.telling = None if priced else Idle(tables, problem, self.rules, self.through)
        self.idle: set[Change] = set()  # changes of people who could do nothing that is looked at

    def table(self) -> Table:
        """Solve one change after the other; the morning as it is first, and what helps others before them."""
        found: dict[Change, Known | None] = {}
        now = self._known(AS_IT_IS, Beforehand())
        assert now is not None
        found |= self._fewer_posts(now)
        for grade, when in self.gains:
            more = self._more(now, grade, when)
            found |= more
            first = next(iter(more.values()), None)
            now = tightened(now, first.levels) if first else now
        for key, ways in self.losses.items():
            for loss in ways:
                change = Change(away=chosen(loss), when=key[1])
                found[change] = self._unchanged(now, change) or self._known(
                    change, Beforehand(now.plan, now.levels, diaries=self.diaries)
                )
        return Table(
            self.problem,
            self.asked,
            now,
            cell(now, Change(no_posts=True), found[Change(no_posts=True)]),
            tuple(
                Line("", -number, None, (cell(now, change, found[change]),))
                for number in self.asked.wing_posts
                for change in [Change(fewer_posts=number)]
            ),
            tuple(self._lines(now, found)),
            time.monotonic() - self.begun,
            self.reused,
        )

    def _lines(self, now: Known, found: dict[Change, Known | None]) -> Iterator[Line]:
        for grade, when in self.gains:
            for number in self.asked.plus:
                change = Change(grade=grade, more=number, when=when)
                at_once = cell(now, change, found[change], idle=change in self.idle)
                yield Line(grade, number, when, (at_once,))
            for number in self.asked.minus:
                cells = []
                for loss in self.losses[grade, when, number]:
                    change = Change(away=chosen(loss), when=when)
                    cells.append(cell(now, change, found[change], loss, idle=change in self.idle))
                yield Line(grade, -number, when, tuple(cells))

    def _fewer_posts(self, now: Known) -> dict[Change, Known | None]:
        """Ask for fewer posts, none first: for due work, that is the easiest, and its bounds hold for the others."""
        found: dict[Change, Known | None] = {}
        easier: Sequence[LevelValue] = ()
        for number in (None, *reversed(self.asked.wing_posts)):
            change = Change(fewer_posts=number) if number else Change(no_posts=True)
            known = self._known(change, Beforehand(now.plan, easier))
            found[change] = known
            if known is not None:
                easier = [each for each in known.levels if each.name != WING_POSTS]
        return found

    def _more(self, now: Known, grade: str, when: When | None) -> dict[Change, Known | None]:
        """Ask for more people: what one more gives stands with two, and what two cannot give one cannot."""
        found: dict[Change, Known | None] = {}
        plan = now.plan
        for number in self.asked.plus:
            change = Change(grade=grade, more=number, when=when)
            known = found[change] = self._unchanged(now, change) or self._known(change, Beforehand(plan))
            plan = known.plan if known else plan
        easier: Sequence[LevelValue] = ()
        for change, each in reversed(found.items()):
            if each is not None:
                found[change] = each = tightened(each, easier)
                easier = each.levels
        return found

    def _unchanged(self, now: Known, change: Change) -> Known | None:
        """Give the roster that stands for a change that makes no difference (None: it might make one)."""
        if self.telling is None:
            return None
        if not (self.telling.more(change) if change.more else self.telling.away(change)):
            return None
        problem = changed_problem(self.tables, self.problem, change)
        plan = still_standing(problem, now.plan, self.rules)
        values = level_values(look(problem, plan), self.rules)
        if any(values[each.name] != each.value for each in now.levels):
            return None  # what stood beside the work that is looked at tore some of it down: search after all
        self._count()
        self.idle.add(change)
        return _judged(problem, plan, now.levels)

    def _count(self) -> None:
        self.done += 1
        self.progress(self.done, self.all)

    def _known(self, change: Change, beforehand: Beforehand) -> Known | None:
        """Solve one changed morning within its share of the time, unless it is known."""
        problem = self.problem
        if change != AS_IT_IS:
            problem = changed_problem(self.tables, self.problem, change)
        key = (
            problem.input_sha256, problem.policy.sha256, problem.days, self.asked.through, change,
        )  # fmt: skip
        left = self.deadline - time.monotonic()
        share = left * BASE_SHARE if change == AS_IT_IS else left / max(1, self.all - self.done)
        self._count()
        kept = self.memory.find(key)
        if kept is not None and (all(settled(kept.known.levels)) or kept.seconds >= share):
            self.reused += 1
            return kept.known
        if change != AS_IT_IS and (self.stop.asked.is_set() or share < SHORTEST_TRY):
            return kept.known if kept else None
        if kept is not None:
            beforehand = replace(beforehand, plan=kept.known.plan)
        begun, given = time.monotonic(), max(SHORTEST_TRY, share - self.overrun)
        known = self._search(problem, beforehand, given)
        self.overrun = max(self.overrun, time.monotonic() - begun - given)
        self.memory.keep(key, Kept(known, share))
        return known

    def _search(self, problem: Problem, beforehand: Beforehand, seconds: float) -> Known:
        outcome = Search(
            problem,
            self.rules,
            seconds=seconds,
            workers=self.workers,
            seed=self.seed,
            stop=self.stop,
            through=self.asked.through,
            beforehand=beforehand,
        ).run()
        if problem is self.problem:
            self.diaries = outcome.diaries
        levels = outcome.levels[: len(self.through)]
        return _judged(problem, outcome.plan, levels)


def _judged(problem: Problem, plan: Plan, levels: Sequence[LevelValue]) -> Known:
    """Let nothing pass that breaks a rule or claims what is not so."""
    judgement = judge(problem, plan, levels)
    if not judgement.clean:
        raise AssertionError(f"the checker rejects a changed roster: {judgement.breaches[0].message}")
    return Known(problem, plan, tuple(levels))


def tightened(known: Known, easier: Sequence[LevelValue]) -> Known:
    """Raise a roster's bounds to those of a problem in which everything possible here is possible."""
    beforehand = Beforehand(levels=easier)
    levels: list[LevelValue] = []
    for level in known.levels:
        least = beforehand.least(level.name, levels)
        levels.append(replace(level, bound=max(least, level.bound or 0)) if least else level)
    return replace(known, levels=tuple(levels))
