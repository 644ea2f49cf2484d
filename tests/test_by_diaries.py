"""Diaries as an engine: a bound that seems met is closed, one that cannot be met is doubted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from roster.rule import rules_in_force
from solver.by_diaries import DOUBTS, Engine
from solver.cpsat import Engine as CpSat
from solver.diaries import EFFORT, Diaries
from solver.parted import Parted
from solver.priced import CLOSING
from solver.process import Processes
from solver.question import Solved, step
from solver.stopping import Stop
from tests.questions import AMPLE, optimum, value
from tests.test_diaries import Level, levels_of
from tests.tiny import tiny

NONE_SUCH = Solved(None, None, optimal=False, infeasible=True)


def at_the_best(steps: int) -> Iterator[Level]:
    """Levels that begin with the best values, and with a bound so many steps too low."""
    problem = tiny(1, "splitting")
    for level in levels_of(problem, rules_in_force(problem.policy)):
        best = CpSat(workers=1, seed=0).solve(level.question, seconds=AMPLE)
        if level.names.person and best.values is not None and level.question.aim:
            low = value(level.question.aim, best.values) - steps * step(level.question.aim)
            yield replace(level, question=replace(level.question, start=best.values, at_least=low))


def test_where_nothing_better_seems_possible_the_bound_is_closed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first prices are left out: on so small a day they close the bound by themselves."""
    efforts = list[Sequence[float]]()
    price = Diaries.price

    def noted(self: Diaries, enough: int, **more: Any) -> None:
        efforts.append(more.get("efforts", (EFFORT,)))
        if efforts[-1] == CLOSING:
            price(self, enough, **more)

    monkeypatch.setattr(Diaries, "price", noted)
    closed = 0
    for level in at_the_best(2):
        efforts.clear()
        with Processes() as processes:
            engine = Engine(level.question, level.names, workers=2, seed=0, processes=processes.first(2))
            answer = engine.begin(seconds=AMPLE)
            asked = any(each.child is not None for each in processes.all)
        assert answer.bound is not None
        assert answer.bound <= optimum(level.question)
        closed += answer.optimal and not asked and efforts == [(EFFORT,), CLOSING]
    assert closed


def test_a_bound_one_step_away_that_cannot_be_met_time_after_time_is_doubted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Diaries, "price", lambda *_, **__: None)  # nobody moves it
    level = next(at_the_best(1))
    for doubting in (False, True):
        engine = Engine(level.question, level.names, workers=1, seed=0)
        engine.begin(seconds=AMPLE, doubting=doubting)
        engine.in_vain = 0
        for _ in range(DOUBTS - 1):
            engine._hear_completed(NONE_SUCH)
        assert not engine._doubtful()
        engine._hear_completed(replace(NONE_SUCH, infeasible=False))  # it was not told that there is none
        assert not engine._doubtful()
        engine._hear_completed(NONE_SUCH)
        assert engine._doubtful() == doubting
        engine.go_on(seconds=AMPLE)
        assert not engine._doubtful()  # by then others have had their turn


def test_where_an_effort_is_too_small_for_the_best_diary_the_next_one_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the smaller effort nobody proves that a diary is the best: such prices prove nothing."""
    small, large = 0.1, 1.0
    used = list[float]()
    ask = Diaries.ask

    def unsure(
        self: Diaries,
        prices: tuple[int, ...],
        people: Sequence[int],
        effort: float = EFFORT,
        *,
        to_the_end: bool = False,
    ) -> list[Solved | None]:
        used.append(effort)
        assert to_the_end == (effort == large and efforts != (large,))
        found = ask(self, prices, people, effort, to_the_end=to_the_end)
        if effort < large:
            return [each and replace(each, optimal=False, bound=None) for each in found]
        return found

    level = next(at_the_best(1))
    bounds = list[int | None]()
    for efforts in ((large,), (small,), (small, large)):
        parted = Parted(level.question, level.names)
        diaries = Diaries(parted, workers=1, halt=Stop(), until=time.monotonic() + AMPLE)
        with monkeypatch.context() as patched:
            patched.setattr(Diaries, "ask", unsure)
            diaries.price(optimum(level.question), efforts=efforts)
        bounds.append(diaries.bound)
    assert bounds[0] is not None
    assert bounds == [bounds[0], None, bounds[0]]
    assert used[-1] == large
