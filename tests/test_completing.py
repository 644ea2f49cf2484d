"""What is asked beside settled diaries is true, ends where it is told to, and settles what CP-SAT did not find."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from threading import Event

import pytest

from roster.rule import rules_in_force
from solver import completing as completing_module
from solver.blocks import Blocks
from solver.by_diaries import Engine
from solver.completing import Completing, by_scip
from solver.diaries import Diaries
from solver.diving import Settled, dive
from solver.parted import Parted
from solver.process import Process, Processes
from solver.question import Question, Solved
from solver.scip import Engine as Scip
from solver.stopping import Stop
from tests.questions import AMPLE, holds, optimum, value
from tests.test_diaries import Level, levels_of
from tests.tiny import tiny


@pytest.mark.parametrize("focus", ["splitting", "interviews"])
@pytest.mark.parametrize("by_highs", [False, True])
def test_beside_settled_diaries_nothing_untrue_is_found_and_now_and_then_the_best(
    focus: str, by_highs: bool
) -> None:
    found = best_found = 0
    with Processes() as processes:
        for seed in range(4):
            problem = tiny(seed, focus)
            for level in levels_of(problem, rules_in_force(problem.policy)):
                best = optimum(level.question)
                for answer in _completed(level, best, processes.first(2) if by_highs else []):
                    assert answer.bound is None
                    if answer.values is not None:
                        found += 1
                        assert holds(level.question, answer.values), (seed, level.name)
                        assert value(level.question.aim, answer.values) >= best
                        best_found += value(level.question.aim, answer.values) == best
    assert found >= best_found > 0


def _completed(level: Level, best: int, processes: Sequence[Process]) -> list[Solved]:
    """Dive, and complete every step of it."""
    parted = Parted(level.question, level.names)
    diaries = Diaries(parted, workers=2, halt=Stop(), until=time.monotonic() + AMPLE)
    diaries.price(value(level.question.aim, level.question.start))
    steps = dive(diaries, value(level.question.aim, level.question.start))
    if not processes:
        return [by_scip(diaries, each, best) for each in steps]
    heard = list[Solved]()
    with Completing(diaries, processes, 0, enough=lambda _: best, heard=heard.append) as completing:
        completing.add(steps)
        answers = list(completing.answers())
    assert Counter(map(id, answers)) == Counter(map(id, heard))
    return answers


def _open(halt: Stop, processes: Sequence[Process]) -> tuple[Level, Completing]:
    """A question of which nothing is settled, and no bound is known."""
    problem = tiny(1, "splitting")
    *_, level = levels_of(problem, rules_in_force(problem.policy))
    parted = Parted(level.question, level.names)
    diaries = Diaries(parted, workers=1, halt=halt, until=time.monotonic() + AMPLE)
    return level, Completing(diaries, processes, 0, enough=lambda _: None, heard=lambda _: None)


def test_asked_to_stop_it_gives_nothing() -> None:
    with Processes() as processes:
        _, completing = _open(Stop(), processes.first(1))
        completing.stop()
        with completing:
            completing.add([[[] for _ in completing.diaries.parted.twins]])
            assert [each.values for each in completing.answers()] == [None]
        assert all(each.child is None for each in processes.all)


def test_without_a_bound_to_meet_the_sum_is_made_small() -> None:
    with Processes() as processes:
        level, completing = _open(Stop(), processes.first(1))
        with completing:
            completing.add([[[] for _ in completing.diaries.parted.twins]])
            [answer] = completing.answers()
    assert answer.values is not None
    assert value(level.question.aim, answer.values) == optimum(level.question)


def test_who_has_least_left_is_completed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the only process is busy, others come: first the most settled of them, whenever it came."""
    order = list[int]()
    busy = Event()

    def noted(_: Diaries, settled: Settled, *__: object) -> Solved:
        busy.wait(AMPLE)
        order.append(sum(map(len, settled)))
        return Solved(None, None, optimal=False)

    monkeypatch.setattr(completing_module, "complete", noted)
    with Processes() as processes:
        _, completing = _open(Stop(), processes.first(1))
        with completing:
            for settled in (3, 1, 2, 5, 4):
                completing.add([[[()] * settled]])
                if settled == 3:
                    _until(lambda: not completing.waiting)
            busy.set()
            assert len(list(completing.answers())) == len(order)
    assert order == [3, 5, 4, 2, 1]


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + AMPLE
    while not holds() and time.monotonic() < until:
        time.sleep(0.001)
    assert holds()


def test_who_finishes_what_is_the_same_question() -> None:
    for seed in range(3):
        problem = tiny(seed, "splitting")
        for level in levels_of(problem, rules_in_force(problem.policy)):
            best = optimum(level.question)
            answer = Scip(diving=True).solve(Blocks(level.question, level.names).asked(None), seconds=AMPLE)
            assert answer.optimal
            assert answer.values is not None
            kept = answer.values[: len(level.question.upper)]
            assert holds(level.question, kept)
            assert value(level.question.aim, kept) == best == answer.bound


def fewest_bins() -> Question:
    """Twelve things into few boxes: many ways, none soon seen to be the best."""
    sizes, boxes, room = [7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19, 21], 7, 29
    things = range(len(sizes))
    put = {(thing, box): boxes + thing * boxes + box for thing in things for box in range(boxes)}
    rows = [([(-1, put[thing, box]) for box in range(boxes)], -1) for thing in things]
    rows += [
        ([(-room, box), *((size, put[thing, box]) for thing, size in enumerate(sizes))], 0)
        for box in range(boxes)
    ]
    return Question([1] * (boxes + len(put)), rows, [(1, box) for box in range(boxes)], ())


def test_scip_ends_at_what_is_known_to_be_enough_and_at_its_limit_of_nodes() -> None:
    question = fewest_bins()
    whole = Scip().solve(question, seconds=AMPLE)
    assert whole.optimal
    assert whole.bound is not None
    few = Scip().solve(question, seconds=AMPLE, nodes=1)
    assert few.nodes <= 1
    known = Question(
        question.upper, question.rows, question.aim, question.start, at_least=len(question.upper)
    )
    soon = Scip().solve(known, seconds=AMPLE)
    assert soon.values is not None  # the first values are enough
    assert soon.iterations <= whole.iterations


def test_another_dive_takes_another_way_and_claims_nothing_untrue() -> None:
    problem = tiny(3, "splitting")
    for level in levels_of(problem, rules_in_force(problem.policy)):
        best = optimum(level.question)
        for seed in range(3):
            engine = Engine(level.question, level.names, workers=1, seed=seed)
            engine.begin(seconds=AMPLE)
            answer = engine.go_on(seconds=AMPLE)
            assert answer.values is not None
            assert holds(level.question, answer.values)
            assert value(level.question.aim, answer.values) >= best
            assert answer.bound is None or answer.bound <= best


def test_where_no_diary_is_known_or_found_nothing_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = tiny(1, "splitting")
    levels = levels_of(problem, rules_in_force(problem.policy))
    parted = next(filter(lambda each: each.twins, (Parted(each.question, each.names) for each in levels)))
    for chance in (None, Random(1)):
        diaries = Diaries(parted, workers=1, halt=Stop(), until=time.monotonic() + AMPLE)
        diaries.known = [[] for _ in parted.twins]
        monkeypatch.setattr(diaries, "ask", lambda *_: [])
        begun = time.monotonic()
        assert dive(diaries, 1_000_000, chance) == [[[] for _ in parted.twins]]
        assert time.monotonic() - begun < AMPLE / 2
