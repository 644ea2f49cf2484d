"""Parts of a day that a linear program shows: only where people are unlike, and they find what there is to find."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from roster.rule import rules_in_force
from solver import by_diaries, side_by_side
from solver.blocks import Blocks
from solver.guide import Choice, Guide
from solver.guided_day import PATIENCE, SOON_PATIENCE, GuidedDay
from solver.islands import everything
from solver.known import Known
from solver.names import Names, names_of
from solver.process import Processes
from solver.question import Question, Solved, holds
from solver.search import Search
from solver.stopping import Stop, Tally
from tests.builders import problem, staff
from tests.hand import due_today
from tests.questions import AMPLE, optimum, value
from tests.test_improving import stating_of
from tests.test_lessons import POLICY
from tests.tiny import tiny

LEVEL = "due.1"
SEEDS = 12


def asked(people: int, minutes: list[int]) -> tuple[Question, Names]:
    """A day on which nobody has anything to do yet, as the question of its first level of work."""
    work = [due_today(f"R{n}", minutes=each) for n, each in enumerate(minutes)]
    given = problem(staff=[staff(f"S{n}", "PSO") for n in range(people)], tasks=work, policy=POLICY)
    stating = stating_of(given)
    whole = stating.whole(given.levels.index(LEVEL), everything(given), None)
    return whole.question, names_of(whole.stated.model, whole.stated.lean)


def known_of(question: Question) -> Known:
    return Known(question, time.monotonic() + AMPLE, Stop(), Tally())


def opened(known: Known, names: Names, workers: int = 1) -> None:
    with Processes() as processes:
        GuidedDay(known, Blocks(known.question, names), processes.first(workers), 0, PATIENCE).run()


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people's whole day was open in each part that was solved."""
    found = list[int]()
    solve = Guide.solve

    def noted(self: Guide, engine: Any, start: Any, choice: Choice, until: float) -> Solved:
        found.append(len(choice.wholly))
        return solve(self, engine, start, choice, until)

    monkeypatch.setattr(Guide, "solve", noted)
    return found


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_parts_reach_what_cp_sat_reaches_and_the_bound_is_true(seed: int, workers: int) -> None:
    rng = Random(seed)
    question, names = asked(3, [rng.choice([45, 60, 90, 120, 180]) for _ in range(14)])
    best, known = optimum(question), known_of(question)
    opened(known, names, workers)

    assert best < value(question.aim, question.start)
    assert known.reached() == best
    assert holds(question, known.best)
    assert known.least is not None
    assert known.least <= best


def test_once_the_bound_is_met_no_more_are_opened(solves: list[int]) -> None:
    question, names = asked(2, [60, 60])
    known = known_of(question)
    opened(known, names)
    assert known.settled
    assert 1 <= len(solves) <= PATIENCE

    solves.clear()
    opened(known_of(replace(question, start=known.best)), names)
    assert not solves  # the linear program says that it is the best there is


def test_after_so_many_parts_in_vain_others_have_their_turn(solves: list[int]) -> None:
    question, names = asked(3, [80, 80, 75, 45, 45, 80, 170, 110, 80, 80, 80, 170, 170, 100])
    known = known_of(question)
    opened(known, names)
    assert known.reached() == optimum(question)
    assert not known.settled  # its linear program says one more

    solves.clear()
    opened(known_of(replace(question, start=known.best)), names)
    assert len(solves) == PATIENCE


@pytest.mark.parametrize("reason", ["too-long", "stopped"])
def test_without_its_linear_program_none_are_opened(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    question, names = asked(3, [60, 90, 180, 60])
    known = known_of(question)
    if reason == "stopped":
        known.stop.request()
    else:
        monkeypatch.setattr(Guide, "follow", lambda *_: None)
    monkeypatch.setattr(Guide, "solve", lambda *_: pytest.fail("no part was to be opened"))
    opened(known, names)

    assert list(known.best) == list(question.start)


@pytest.mark.parametrize(
    ("many", "largest", "patience"),
    [
        pytest.param(-1, 1000, PATIENCE, id="unlike"),
        pytest.param(1000, -1, SOON_PATIENCE, id="large"),
        pytest.param(1000, 1000, None, id="neither"),
    ],
)
def test_only_where_prices_take_long_a_linear_program_is_asked_and_all_is_proved_the_same(
    monkeypatch: pytest.MonkeyPatch, many: int, largest: int, patience: int | None
) -> None:
    """On problems so small that they would be settled at once."""
    begun = set[int]()
    run = GuidedDay.run

    def noted(self: GuidedDay) -> None:
        begun.add(self.patience)
        run(self)

    for seed in range(SEEDS):
        given = tiny(seed)
        rules = rules_in_force(given.policy)
        usual = Search(given, rules, seconds=AMPLE, workers=1).run()
        with monkeypatch.context() as patched:
            patched.setattr(GuidedDay, "run", noted)
            patched.setattr(by_diaries, "MANY", many)
            patched.setattr(side_by_side, "WORTH_SHOWING", largest)
            patched.setattr(side_by_side, "soon_settled", lambda _: False)
            other = Search(given, rules, seconds=AMPLE, workers=2).run()

        assert other.proved
        assert [each.value for each in other.levels] == [each.value for each in usual.levels]
    assert begun == (set() if patience is None else {patience})
