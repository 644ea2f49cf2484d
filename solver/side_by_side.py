"""Engines on one question: some look for a roster at the bound, beside one that moves the bound.

CP-SAT's local search is quick to find values that meet a bound, and slow to say that none do; SCIP and, of a day,
HiGHS are the other way round; diaries do both, where nearly everybody is busy, and for one day come first, with all
workers. Whoever settles the question stops the others. With one worker they take turns, so that the same question gets
the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from threading import Event, Lock, Thread

from solver import by_diaries, highs, scip
from solver.blocks import by_person
from solver.cpsat import Engine
from solver.model import total
from solver.names import Names
from solver.process import MOST_AT_ONCE, Processes
from solver.question import Question, Solved, higher, step
from solver.stopping import Stop, Stoppable, Tally

WORTH_DIARIES = 400  # variables for each person: above this, a diary takes too long to find
GLANCE = 0.1  # deterministic time to see whether the bound is met by luck, of a day
BEGIN_SHARE = 0.75  # of the time, for what diaries find with all workers
SOON_SETTLED = 900  # variables of a day: with fewer, SCIP and HiGHS are worth a worker from the start
WORTH_CUTS = 3_500  # variables of a day: with more, SCIP takes longer for all of it than there is
HEAD_START = 0.5  # seconds for SCIP before HiGHS begins: it may be done by then
DIARIES_ALONE = 2.0  # seconds for diaries of a large day before HiGHS begins: mostly they are done by then
APART = 3_000  # variables taken apart by person in a second, on a slow machine: with less time, diaries end too late
PACE = 500  # variables of a day that HiGHS needs a second for, roughly: with less time it finds nothing
OUTRIGHT_SHARE = 0.6  # of what is left, for asking HiGHS outright whether a large day's bound can be met
GRACE = 0.5  # seconds after the time is up for whoever moves the bound to say how far it got
QUICK_TRY = 0.4  # deterministic time for meeting the bound, before somebody moves it
FEW = 2  # as near as this to the bound, it is the bound that has to move: no quick try
FIRST_TRY = 6.0  # deterministic time for meeting the bound, then for coming nearer to it, then again

Prover = scip.Engine | highs.Engine


@dataclass
class Asking:
    """One question on its way to an answer."""

    question: Question
    names: Names
    until: float  # by the monotonic clock
    workers: int
    seed: int
    stop: Stop
    tally: Tally
    processes: Processes
    hopeful: bool = True  # the known bound may well be met: worth asking for outright
    one_day: bool = True  # diaries are short, and mostly enough
    remembered: Iterable[Sequence[int]] = ()  # diaries to begin with
    best: Sequence[int] = ()
    least: int | None = None
    settled: bool = False
    searching: Stoppable | None = None
    diaries: by_diaries.Engine | None = None
    ended: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def run(self) -> Solved:
        """Ask them all; give the best values found and the best bound known."""
        self.best = self.question.start
        self.least = self._stepped(self.question.at_least)
        if self.workers > 1:
            self._at_once()
        else:
            self._in_turn()
        better = self._value(self.best) < self._value(self.question.start)
        return Solved(self.best if better or self.settled else None, self.least, optimal=self.settled)

    def dealt_out(self) -> dict[str, list[dict[int, int]]]:
        """Give the diaries that are known, by staff id: of each, the question's values that are not 0."""
        return self.diaries.dealt_out() if self.diaries is not None else {}

    def _in_turn(self) -> None:
        self._meet(QUICK_TRY)
        self.diaries = self._diaries(workers=1)
        if self.diaries is not None:
            self._ask(self.diaries, self.diaries.solve)
        self._search(FIRST_TRY if self.hopeful else None)
        cuts = scip.Engine(diving=self.one_day)
        with self.stop.watching(cuts):
            self._prove(cuts, [cuts])

    def _at_once(self) -> None:
        """First what takes all workers, and mostly is enough; then who moves the bound beside who can find something.

        A small day gets who moves the bound from the start: it may be done before there is luck. So does a large day,
        but for a moment in which diaries mostly are done: HiGHS needs all the time that it can get there.
        """
        self.diaries = self._diaries(self.workers if self.one_day else self.workers - 1)
        if self._large():
            with self._proving(self._provers()):
                self._first()
                self._by_turns()
            return
        self._first()
        engines = self._provers()
        with self._proving(engines):
            if self.one_day and engines:
                self._leave_a_worker()
                if self.diaries is not None:
                    self._meet(GLANCE)  # beside who moves the bound: SCIP is often as quick
            self._by_turns()

    def _first(self) -> None:
        """Let diaries begin or, for want of them, CP-SAT try for a moment; of a small day neither."""
        if self.one_day and len(self.question.upper) <= SOON_SETTLED:
            return
        if self.one_day and self.diaries is not None:
            self._ask(self.diaries, self.diaries.begin, BEGIN_SHARE)
            self.seed += 1
        elif self.least is None or self._value(self.best) > self.least + FEW:
            self._meet(QUICK_TRY)

    def _large(self) -> bool:
        """Tell whether this is a day too large for SCIP, that diaries may settle."""
        return self.one_day and self.diaries is not None and len(self.question.upper) > WORTH_CUTS

    def _leave_a_worker(self) -> None:
        """Leave a worker to who moves the bound."""
        self.workers = max(1, self.workers - 1)
        if self.diaries is not None:
            self.diaries.use(self.workers)

    def _by_turns(self) -> None:
        """Let diaries and CP-SAT go on until the question is settled or the time is up; whoever is quicker is first."""
        searching = not self.one_day
        while not self._over():
            if searching:
                self._search(FIRST_TRY if self.hopeful else None)
            elif self.diaries is not None:
                self._ask(self.diaries, self.diaries.go_on)
            searching = not searching

    def _over(self) -> bool:
        return self.settled or self.stop.asked.is_set() or time.monotonic() >= self.until

    # -- the engines ----------------------------------------------------------------------------------------------

    def _search(self, effort: float | None) -> None:
        """Try to meet the bound; failing that, to come nearer to it."""
        self._meet(effort)
        if not self._over() and (self.workers > 1 or not self.hopeful):
            with self._engine() as engine:
                self._hear(engine.solve(self._now(), seconds=self._left(), effort=effort))
            self.seed += 1

    def _meet(self, effort: float | None) -> None:
        """Try to meet the bound outright."""
        least = self.least
        if least is None or not self.hopeful or self._over():
            return
        with self._engine() as engine:
            tried = engine.reach(self.question, least, seconds=self._left(), effort=effort)
        self._hear(replace(tried, bound=least + 1 if tried.infeasible else None))

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        self.searching = engine = Engine(workers=self.workers, seed=self.seed)
        with self.stop.watching(engine):
            yield engine

    def _diaries(self, workers: int) -> by_diaries.Engine | None:
        """Give the engine that looks for everybody's diary, where that takes not too long and may meet the bound."""
        if not self.hopeful or not 0 < self._per_person() <= WORTH_DIARIES:
            return None
        if self.workers > 1 and len(self.question.upper) > APART * self._left():
            return None  # with one worker the same question gets the same answer, however quick the machine
        return by_diaries.Engine(
            self._now(),
            self.names,
            workers=workers,
            seed=self.seed,
            processes=self.processes.first(1 + min(workers, MOST_AT_ONCE))[1:] if self.workers > 1 else (),
            remembered=self.remembered,
        )

    def _ask(self, engine: by_diaries.Engine, part: Callable[..., Solved], share: float = 1.0) -> None:
        """Let it do one part of its work in a share of the time, knowing what has been found by now."""
        self.searching = engine
        # looked at last: whoever settles the question from now on finds the engine and stops it
        if self._over():
            return
        engine.hear(self.least, self.best)
        with self.stop.watching(engine):
            self._hear(part(seconds=self._left() * share))

    @contextmanager
    def _proving(self, engines: Sequence[Prover]) -> Iterator[None]:
        """Let these move the bound meanwhile, each in a thread."""
        threads = [Thread(target=self._prove, args=(each, engines)) for each in engines]
        with ExitStack() as watched:
            for engine in engines:
                watched.enter_context(self.stop.watching(engine))
            for thread in threads:
                thread.start()
            try:
                yield
                for thread in threads:
                    if not (self.settled or self.stop.asked.is_set()):
                        thread.join(max(0.0, self._left() + GRACE))
            finally:
                self.ended.set()
                for engine in engines:
                    engine.stop()
                for thread in threads:
                    thread.join()

    def _provers(self) -> list[Prover]:
        """Give who moves the bound: SCIP, of a small day HiGHS too; of a large one HiGHS, if there is the time."""
        if not self.one_day:
            return [scip.Engine()]
        size = len(self.question.upper)
        [process] = self.processes.first(1)
        by_highs = highs.Engine(process, seed=self.seed, afresh=True)
        if size <= WORTH_CUTS:
            cuts = scip.Engine(diving=True)
            return (
                [cuts, by_highs] if size <= SOON_SETTLED else [cuts]
            )  # above, HiGHS completes diaries beside it
        return [by_highs] if size <= PACE * self._left() else []

    def _prove(self, engine: Prover, engines: Sequence[Prover]) -> None:
        """Move the bound; where that settles it, what searches beside it ends."""
        if engine is not engines[0]:
            self.ended.wait(HEAD_START)
        if self._large() and isinstance(engine, highs.Engine):
            self.ended.wait(DIARIES_ALONE)
            self._leave_a_worker()
            self._climb(engine)
        if not self._over():
            self._hear(self._proved(engine))
        if self.settled:
            for each in (self.searching, *engines):
                if each is not None and each is not engine:
                    each.stop()

    def _climb(self, engine: highs.Engine) -> None:
        """Ask outright for a sum at the bound, and a step above it each time that there is none."""
        until = time.monotonic() + OUTRIGHT_SHARE * self._left()
        none_such = True
        while none_such and not self._over():
            none_such = self._outright(engine, until - time.monotonic())

    def _outright(self, engine: highs.Engine, seconds: float) -> bool:
        """Ask for a sum at the bound; tell whether there is none such."""
        most = self.least
        if most is None or seconds <= 0:
            return False
        tried = by_person(
            self._now(), self.names, lambda question: engine.reach(question, most, seconds=seconds)
        )
        self._hear(replace(tried, bound=most + 1 if tried.infeasible else None))
        return tried.infeasible

    def _proved(self, engine: Prover) -> Solved:
        """Ask one engine; of a day, by person."""

        def ask(question: Question) -> Solved:
            return engine.solve(question, seconds=self._left())

        return by_person(self._now(), self.names, ask) if self.one_day else ask(self._now())

    def _now(self) -> Question:
        """Give the question with the best values and bound known by now."""
        return replace(self.question, start=self.best, at_least=self.least)

    def _per_person(self) -> float:
        """Tell how many variables there are for each person."""
        people = set(self.names.person.values())
        return len(self.names.person) / len(people) if people else 0

    def _left(self) -> float:
        return self.until - time.monotonic()

    def _hear(self, answer: Solved) -> None:
        """Keep what an engine found out."""
        with self.lock:
            self.tally.add(answer)
            self.least = higher(self.least, self._stepped(answer.bound))
            if answer.values is not None and self._value(answer.values) < self._value(self.best):
                self.best = answer.values
            self.settled = self.least is not None and self._value(self.best) <= self.least
            if self.settled:
                self.ended.set()

    def _stepped(self, bound: int | None) -> int | None:
        """Give the least that the sum can be if it cannot go below a bound: it is a multiple of one step."""
        each = step(self.question.aim)
        return None if bound is None else -(-bound // each) * each

    def _value(self, values: Sequence[int]) -> int:
        return total(self.question.aim, values)
