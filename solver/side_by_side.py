"""Engines on one question: some look for a roster at the bound, beside one that moves the bound.

CP-SAT's local search is quick to find values that meet a bound, and slow to say that none do; SCIP and, of a day,
HiGHS are the other way round (`solver/proving.py`); diaries do both, where nearly everybody is busy, and for one day
come first, with all workers. Whoever settles the question stops the others. With one worker they take turns, so that
the same question gets the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import InitVar, dataclass, field
from functools import partial

from solver import by_diaries, guided_day, scip
from solver.cpsat import Engine
from solver.known import Known
from solver.names import Names
from solver.process import MOST_AT_ONCE, Processes
from solver.proving import Proving, soon_settled, worth_cuts
from solver.question import Question, Solved
from solver.stopping import Stop, Tally

WORTH_DIARIES = 400  # variables for each person: above this, a diary takes too long to find
GLANCE = 0.1  # deterministic time to see whether the bound is met by luck, of a day
BEGIN_SHARE = 0.75  # of the time, for what diaries find with all workers
APART = 3_000  # variables taken apart by person in a second, on a slow machine: with less time, diaries end too late
QUICK_TRY = 0.4  # deterministic time for meeting the bound, before somebody moves it
SHORT = 10.0  # seconds for a day's question: with less, diaries may have nothing before it is up
LOOK = 0.25  # deterministic time for looking around the roster at hand, where there is so little
WORTH_A_LOOK = 5_000  # variables: of more, it takes seconds, and parts of such a day have been opened before
WORTH_SHOWING = 12_000  # variables of a day: prices of more take long, and others find better values first
FEW = 2  # as near as this to the bound, it is the bound that has to move: no quick try
FIRST_TRY = 6.0  # deterministic time for meeting the bound, then for coming nearer to it, then again


@dataclass
class Asking:
    """One question on its way to an answer; `until` is by the monotonic clock."""

    question: Question
    names: Names
    until: InitVar[float]
    workers: int
    seed: int
    stop: InitVar[Stop]
    tally: InitVar[Tally]
    processes: Processes
    hopeful: bool = True  # the known bound may well be met: worth asking for outright
    one_day: bool = True  # diaries are short, and mostly enough
    remembered: Iterable[Sequence[int]] = ()  # diaries to begin with
    known: Known = field(init=False)
    diaries: by_diaries.Engine | None = None

    def __post_init__(self, until: float, stop: Stop, tally: Tally) -> None:
        self.known = Known(self.question, until, stop, tally)

    def run(self) -> Solved:
        """Ask them all; give the best values found and the best bound known."""
        if self.workers > 1:
            self._at_once()
        else:
            self._in_turn()
        return self.known.answer()

    def dealt_out(self) -> dict[str, list[dict[int, int]]]:
        """Give the diaries that are known, by staff id: of each, the question's values that are not 0."""
        return self.diaries.dealt_out() if self.diaries is not None else {}

    def _in_turn(self) -> None:
        self._meet(QUICK_TRY)
        self.diaries = self._diaries(workers=1)
        if self.diaries is not None:
            self._ask(self.diaries, self.diaries.solve)
        self._search(FIRST_TRY if self.hopeful else None)
        if not self.known.over():
            cuts = scip.Engine(diving=self.one_day)
            with self.known.watching(cuts):
                Proving(self.known, self.names, one_day=self.one_day).ask(cuts)

    def _at_once(self) -> None:
        """First what takes all workers, and mostly is enough; then who moves the bound beside who can find something.

        A small day gets who moves the bound from the start: it may be done before there is luck.
        """
        self.diaries = self._diaries(self.workers if self.one_day else self.workers - 1)
        self._first()
        rows = self.diaries.rows if self.diaries is not None else list
        proving = Proving(self.known, self.names, one_day=self.one_day, rows=rows)
        [process] = self.processes.first(1)
        proving.choose(process, self.seed)
        with proving.meanwhile():
            if self.one_day and proving.engines:
                self._leave_a_worker()
                self._glance()
            proving.join_in()
            self._by_turns()

    def _first(self) -> None:
        """Let diaries begin or, for want of them, CP-SAT try for a moment; of a small day neither.

        Where there is little time for a day, CP-SAT looks around the roster at hand before that.
        """
        if self.one_day and soon_settled(self.question):
            return
        if self.one_day and len(self.question.upper) <= WORTH_A_LOOK and self.known.left() < SHORT:
            self._look_around(LOOK)  # diaries prove more, but may find nothing in so short a time
        if self.one_day and self.diaries is not None:
            self._show(self.diaries)
            begin = partial(self.diaries.begin, doubting=worth_cuts(self.question))
            self._ask(self.diaries, begin, BEGIN_SHARE)
            self.seed += 1
        elif not self.known.within(FEW):
            self._meet(QUICK_TRY)

    def _show(self, diaries: by_diaries.Engine) -> None:
        """Open parts that a linear program shows, with all workers, where prices take long or are of little use."""
        if self.known.over():
            return
        parted = diaries.parted
        unlike = len(parted.twins) > by_diaries.MANY
        if unlike or len(self.question.upper) > WORTH_SHOWING:
            processes = self.processes.first(min(self.workers, MOST_AT_ONCE))
            patience = guided_day.PATIENCE if unlike else guided_day.SOON_PATIENCE
            guided_day.GuidedDay(self.known, parted.blocks, processes, self.seed, patience).run()

    def _look_around(self, effort: float) -> None:
        """Make the best values known better, by changing a part of them at a time."""
        if self.known.over():
            return
        with self._engine() as engine:
            found = engine.look_around(self.known.now(), seconds=self.known.left(), effort=effort)
        self.known.hear(found)

    def _glance(self) -> None:
        """Try for a moment to meet the bound: SCIP is often as quick. Of a small day, price people's days for HiGHS."""
        if self.diaries is not None:
            self._meet(GLANCE)
            if soon_settled(self.question):
                self._ask(self.diaries, self.diaries.prove)

    def _leave_a_worker(self) -> None:
        """Leave a worker to who moves the bound."""
        self.workers = max(1, self.workers - 1)
        if self.diaries is not None:
            self.diaries.use(self.workers)

    def _by_turns(self) -> None:
        """Let diaries and CP-SAT go on until the question is settled or the time is up; whoever is quicker is first."""
        searching = not self.one_day
        while not self.known.over():
            if searching:
                self._search(FIRST_TRY if self.hopeful else None)
            elif self.diaries is not None:
                self._ask(self.diaries, self.diaries.go_on)
            searching = not searching

    def _search(self, effort: float | None) -> None:
        """Try to meet the bound; failing that, to come nearer to it."""
        self._meet(effort)
        if not self.known.over() and (self.workers > 1 or not self.hopeful):
            if effort is not None and self.workers == 1:  # others move the bound
                self._look_around(effort)
            else:
                with self._engine() as engine:
                    found = engine.solve(self.known.now(), seconds=self.known.left(), effort=effort)
                self.known.hear(found)
            self.seed += 1

    def _meet(self, effort: float | None) -> None:
        """Try to meet the bound outright."""
        least = self.known.least
        if least is None or not self.hopeful or self.known.over():
            return
        with self._engine() as engine:
            tried = engine.reach(self.question, least, seconds=self.known.left(), effort=effort)
        self.known.hear_outright(tried, least)

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        engine = Engine(workers=self.workers, seed=self.seed)
        with self.known.watching(engine):
            yield engine

    def _diaries(self, workers: int) -> by_diaries.Engine | None:
        """Give the engine that looks for everybody's diary, where that takes not too long and may meet the bound."""
        if not self.hopeful or not 0 < self._per_person() <= WORTH_DIARIES:
            return None
        if self.workers > 1 and len(self.question.upper) > APART * self.known.left():
            return None  # with one worker the same question gets the same answer, however quick the machine
        return by_diaries.Engine(
            self.known.now(),
            self.names,
            workers=workers,
            seed=self.seed,
            processes=self.processes.first(1 + min(workers, MOST_AT_ONCE))[1:] if self.workers > 1 else (),
            remembered=self.remembered,
        )

    def _ask(self, engine: by_diaries.Engine, part: Callable[..., Solved], share: float = 1.0) -> None:
        """Let it do one part of its work in a share of the time, knowing what has been found by now."""
        if self.known.over():
            return
        engine.hear(self.known.least, self.known.best)
        with self.known.watching(engine):
            self.known.hear(part(seconds=self.known.left() * share))

    def _per_person(self) -> float:
        """Tell how many variables there are for each person."""
        people = set(self.names.person.values())
        return len(self.names.person) / len(people) if people else 0
