"""Parts that are opened grow while they give nothing, and begin small again; two ways to solve them take turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from roster.problem import Problem
from roster.rule import rules_in_force
from solver.improving import ALONE, BESIDE, LARGEST, PATIENCE, Improving, Part, Trial
from solver.islands import everything
from solver.keeper import Keeper
from solver.mending import Mending
from solver.model import total
from solver.names import Names
from solver.neighbourhood import PEOPLE_AT_ONCE, PEOPLE_FOR_LONG_WORK, region_around
from solver.process import Process
from solver.question import Question
from solver.stating import Stating
from solver.stopping import Stop, Tally
from tests.builders import problem, staff
from tests.hand import due_today
from tests.test_lessons import morning

SECONDS = 60.0  # never reached
OFFICERS = 20


def many_officers(kind: str, **cells: int) -> Problem:
    people = [staff(f"S{n:02}", "PSO", skills="os;parole") for n in range(OFFICERS)]
    return morning(due_today("T1", kind, **cells), people=people)


def stating_of(given: Problem) -> Stating:
    rules, tally = rules_in_force(given.policy), Tally()
    return Stating(given, rules, Keeper(given, rules, tally), tally)


def watched(monkeypatch: pytest.MonkeyPatch, parts: int, better: Callable[[int], bool]) -> list[int]:
    """Give by how much each of so many parts was larger; `better` tells which of them gave something."""
    given = many_officers("recategorisation")
    stating, stop, sizes = stating_of(given), Stop(), list[int]()
    deadline = time.monotonic() + SECONDS

    def open_one(self: Improving, *asked: Any) -> None:
        sizes.append(asked[-1].larger)
        if better(len(sizes)):
            self.keeper.best.values["due.1"] -= 1

    monkeypatch.setattr(Improving, "_open_one", open_one)
    improving = Improving(stating, Mending(stating, stop, 1, deadline), stop, 1, 0, Process())
    level = given.levels.index("due.1")
    improving.run(level, everything(given), None, deadline, 0, met=lambda _: len(sizes) == parts)
    return sizes


def test_parts_grow_while_they_give_nothing_and_begin_small_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = watched(monkeypatch, PATIENCE * LARGEST + 1, lambda _: False)

    assert sizes == [size for size in range(LARGEST) for _ in range(PATIENCE)] + [0]


def test_a_part_that_gives_something_is_followed_by_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = watched(monkeypatch, PATIENCE + 2, lambda part: part == PATIENCE + 1)

    assert sizes == [*(0 for _ in range(PATIENCE)), 1, 0]


def improving_of(given: Problem, workers: int) -> Improving:
    stating, stop = stating_of(given), Stop()
    return Improving(
        stating, Mending(stating, stop, workers, time.monotonic() + SECONDS), stop, workers, 0, Process()
    )


@pytest.mark.parametrize(
    ("days", "workers", "ways"),
    [(1, 2, (ALONE,)), (2, 1, (ALONE,)), (2, 2, (ALONE, BESIDE))],
    ids=["a day", "one worker, which repeats", "several days"],
)
def test_two_engines_take_turns_in_several_days(days: int, workers: int, ways: tuple[str, ...]) -> None:
    assert improving_of(problem(days=days), workers).ways == ways


def test_in_several_days_both_ways_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    given = problem(days=2, staff=[staff("S1", "PSO")], tasks=[due_today("T1")])
    improving, taken = improving_of(given, 2), list[str]()
    monkeypatch.setattr(Improving, "_open_one", lambda _, *asked: taken.append(asked[-2]))
    level = given.levels.index("due.1")
    until = time.monotonic() + SECONDS
    improving.run(level, everything(given), None, until, 0, met=lambda _: len(taken) == 2 * PATIENCE)

    assert set(taken) == {ALONE, BESIDE}


@pytest.mark.parametrize("workers", [1, 2], ids=["HiGHS alone", "both"])
@pytest.mark.parametrize(("most", "best"), [(7, -7), (0, 0)], ids=["something better", "nothing better"])
def test_side_by_side_they_give_the_best_there_is(most: int, best: int, workers: int) -> None:
    improving = improving_of(problem(days=2), 2)
    question = Question([4, 4], [([(1, 0), (1, 1)], most)], [(-1, 0), (-1, 1)], [0, 0])

    with improving.process:
        answer = improving._beside(Part(question, Trial(time.monotonic() + SECONDS, 0, workers), Names))

    assert total(question.aim, answer.values or question.start) == best


@pytest.mark.parametrize(
    ("kind", "minutes", "usual"),
    [("recall_report", 120, PEOPLE_FOR_LONG_WORK), ("recategorisation", 60, PEOPLE_AT_ONCE)],
)
def test_a_larger_part_has_so_many_more_people(kind: str, minutes: int, usual: int) -> None:
    given = many_officers(kind, minutes=minutes)
    kinds, seats = stating_of(given).seated(given.levels.index("due.1"))

    sizes = [len(region_around(given, kinds, seats, {"T1"}, Random(0), more).people) for more in (0, 1, 5)]

    assert sizes == [usual, usual + 1, usual + 5]
