"""Who should be lent? Every set of people is solved, or excluded by a bound; the cheapest come first.

A set's worth is the list of its levels, through the due work, in order; smaller is better. Two lists are kept for each:
that of the best roster found, and one that no roster can beat. What is known of fewer people bounds what more cost:
lending one more makes nothing easier but that the half-day that is lent no longer counts as a changed diary.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from math import comb

from roster.check import judge
from roster.problem import Problem
from roster.replan.lending import Request, lent, who_may_go, without
from roster.replan.lent_sets import Ranking
from roster.replan.revise import Revised
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from roster.standing import still_standing
from solver.beforehand import Beforehand
from solver.ranking import ranked
from solver.search import Search
from solver.stopping import Stop
from solver.worth import Ground, Worth

THROUGH = "due.5"  # the last level that lending is judged by: what is not due yet can wait for other days
FIRST_TURN = (
    2.0  # seconds for a set when it is solved first; twice as many each time it has to be taken up again
)
MOST_TRIES = 8  # by then a try takes minutes, and what is still open stays open

Tell = Callable[[float, int, int, int], None]
"""Called with seconds, how many sets there are, how many are proved and how many excluded by a bound."""


@dataclass
class Tried:
    """A set of people, and what is known of lending them: the best plan found, and what nothing can beat."""

    staff_ids: tuple[str, ...]
    problem: Problem
    plan: Plan
    values: dict[str, int]
    worth: Worth
    least: Worth
    known: tuple[LevelValue, ...]
    untouched: Worth | None  # of the one roster in which nobody else's diary changes (None: it breaks a rule)
    tries: int = 0

    @property
    def proved(self) -> bool:
        """Tell whether nothing better is possible."""
        return self.worth == self.least


class _Dear(Exception):  # noqa: N818  (no error: it ends a search whose answer is already known to be too dear)
    pass


class Giving:
    """Finds out what each set of people would cost. `seconds` is the wall time for all of them together."""

    def __init__(
        self,
        revised: Revised,
        rules: Sequence[Rule],
        request: Request,
        *,
        top: int = 5,
        seconds: float = 30.0,
        workers: int = 2,
        seed: int = 0,
        stop: Stop | None = None,
        tell: Tell | None = None,
    ) -> None:
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.rules, self.request, self.top = rules, request, top
        self.workers, self.seed = workers, seed
        self.stop, self.tell = stop or Stop(), tell or (lambda *_: None)
        self.problem = revised.problem
        self.session = self.problem.session[request.day, request.session]
        self.may, self.kept = who_may_go(self.problem, rules, self.session, request.wing)
        standing = still_standing(self.problem, revised.published, rules)
        self.stands = standing == revised.published
        values = judge(self.problem, standing, rules=rules).levels
        self.ground = Ground(self.problem, THROUGH, values, revised.no_harder)
        self.sets: list[Tried] = []
        self.fewer: dict[tuple[str, ...], Tried] = {}
        self.standing = standing
        self.number = comb(len(self.may), request.posts)
        self.first_seconds = 0.0

    def run(self) -> Ranking:
        """Go through the sets until each is proved or excluded, or the time is up; give them in order."""
        ids = [each.staff_id for each in self.may]
        for staff_ids in combinations(ids, self.request.posts):
            if self.stop.asked.is_set() or (self.sets and time.monotonic() >= self.deadline):
                break
            self.sets.append(self._begin(staff_ids))
        self.first_seconds = time.monotonic() - self.begun
        self._tell()
        while (chosen := self._next()) is not None and not self._over():
            self._try(chosen)
            self._tell()
        return ranked(self, time.monotonic() - self.begun)

    def _over(self) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= self.deadline

    def _tell(self) -> None:
        proved = sum(each.proved for each in self.sets)
        self.tell(time.monotonic() - self.begun, len(self.sets), proved, len(self.excluded()))

    # -- bounds ---------------------------------------------------------------------------------------------------

    def dearest(self) -> Worth | None:
        """Give the worth that a set must not be above to be listed (None: all are listed)."""
        worths = sorted(each.worth for each in self.sets)
        return worths[self.top - 1] if len(worths) >= self.top else None

    def excluded(self) -> list[Tried]:
        """Give the sets that a bound shuts out: at least so many others cost less, whatever is found for these."""
        most = self.dearest()
        return [each for each in self.sets if not each.proved and most is not None and each.least > most]

    def _open(self) -> list[Tried]:
        """Give the sets that are worth another try."""
        out = {each.staff_ids for each in self.excluded()}
        sets = [each for each in self.sets if not each.proved and each.staff_ids not in out]
        return [each for each in sets if each.tries < MOST_TRIES]

    def _next(self) -> Tried | None:
        """Choose what to solve next: the most promising set, or one of its people alone if that tells about more."""
        open_sets = self._open()
        if not open_sets:
            return None
        chosen = min(open_sets, key=lambda each: (each.tries, each.worth, each.least, each.staff_ids))
        if self.request.posts == 1 or chosen.tries:
            return chosen
        for staff_id in chosen.staff_ids:
            shared = sum(staff_id in each.staff_ids for each in open_sets)
            if (staff_id,) not in self.fewer and shared > 1:
                alone = self.fewer[(staff_id,)] = self._begin((staff_id,))
                if not alone.proved:
                    return alone
                self._pass_on(alone)
        return chosen

    def _begin(self, staff_ids: tuple[str, ...]) -> Tried:
        """Look at what still stands of the published roster without these people."""
        problem = lent(self.problem, self.session, staff_ids, self.request.wing)
        known = self.ground.known
        plan = without(self.standing, self.session, staff_ids, self.request.wing)
        judged = judge(problem, plan, rules=self.rules)
        values, untouched = judged.levels, self.ground.worth(judged.levels)
        if not judged.clean:
            plan = still_standing(problem, self.standing, self.rules)
            values = judge(problem, plan, rules=self.rules).levels
        tried = Tried(
            staff_ids,
            problem,
            plan,
            values,
            self.ground.worth(values),
            self.ground.least(known),
            known,
            untouched if judged.clean else None,
        )
        for fewer in self.fewer.values():
            self._bound(tried, fewer)
        self._settle(tried)
        return tried

    def _bound(self, tried: Tried, fewer: Tried) -> None:
        """Carry over to a set what is known of a part of it."""
        if not set(fewer.staff_ids) < set(tried.staff_ids):
            return
        told = self.problem.revision.diaries if self.problem.revision is not None else {}
        more = set(tried.staff_ids) - set(fewer.staff_ids)
        extra = sum((each, self.session.day, self.session.name) in told for each in more)
        known = self.ground.with_more(fewer.known, extra)
        least = self.ground.least(known)
        if least > tried.least:
            tried.least, tried.known = least, known
            self._settle(tried)

    def _pass_on(self, fewer: Tried) -> None:
        for each in self.sets:
            self._bound(each, fewer)

    def _settle(self, tried: Tried) -> None:
        """Use that there is but one roster in which nobody else's diary changes, and what it is worth is known."""
        if self.stands:
            tried.least = self.ground.with_one_unchanged(tried.least, tried.untouched)
        if tried.least > tried.worth:
            raise AssertionError(
                f"lending {', '.join(tried.staff_ids)} was found to cost less than its bound"
            )

    # -- solving --------------------------------------------------------------------------------------------------

    def _try(self, tried: Tried) -> None:
        """Search once more for the best roster without these people; stop as soon as it is known to be too dear."""
        now = time.monotonic()
        left = self.deadline - now
        seconds = min(left, max(FIRST_TURN * 2**tried.tries, left / len(self._open())))
        tried.tries += 1
        upper = None if len(tried.staff_ids) == self.request.posts else self.ground.place
        most = (
            self.dearest()
        )  # of fewer people, only what is lost above `changes` is lost with more of them too

        def progress(*_: object) -> None:
            if most is not None and self.ground.least(search.stating.reached)[:upper] > most[:upper]:
                raise _Dear

        search = Search(
            tried.problem,
            self.rules,
            seconds=seconds,
            workers=self.workers,
            seed=self.seed + tried.tries,
            progress=progress,
            stop=self.stop,
            through=THROUGH,
            beforehand=Beforehand(tried.plan, tried.known),
        )
        with suppress(_Dear):
            search.run()
        self._learn(tried, search)

    def _learn(self, tried: Tried, search: Search) -> None:
        best, reached = search.keeper.best, search.stating.reached
        worth, least = self.ground.worth(best.values), self.ground.least(reached)
        if worth <= tried.worth:
            tried.worth, tried.plan, tried.values = worth, best.plan, best.values
        if least > tried.least:
            tried.least, tried.known = least, self.ground.sure(reached)
        self._settle(tried)
        if len(tried.staff_ids) < self.request.posts:
            self._pass_on(tried)
