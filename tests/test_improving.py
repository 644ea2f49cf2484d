"""Opened parts grow while they give nothing, and begin small again; of several days, three ways take turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from roster.problem import Problem
from roster.rule import rules_in_force
from solver.improving import ALONE, AT_ONCE, GUIDED, LARGEST, PATIENCE, Improving
from solver.islands import everything
from solver.keeper import Keeper
from solver.mending import Mending
from solver.neighbourhood import PEOPLE_AT_ONCE, PEOPLE_FOR_LONG_WORK, region_around
from solver.open_parts import Trial
from solver.process import Processes
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

    def alone(self: Improving, _: Any, trial: Trial) -> None:
        sizes.append(trial.larger)
        if better(len(sizes)):
            self.keeper.best.values["due.1"] -= 1

    monkeypatch.setattr(Improving, "_alone", alone)
    improving = Improving(stating, Mending(stating, stop, 1, deadline), stop, 1, 0, Processes())
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
        stating, Mending(stating, stop, workers, time.monotonic() + SECONDS), stop, workers, 0, Processes()
    )


@pytest.mark.parametrize(
    ("days", "workers", "ways"),
    [(1, 2, (ALONE,)), (2, 1, (ALONE,)), (2, 2, (GUIDED, ALONE, AT_ONCE))],
    ids=["a day", "one worker, which repeats", "several days"],
)
def test_in_several_days_there_are_three_ways(days: int, workers: int, ways: tuple[str, ...]) -> None:
    assert improving_of(problem(days=days), workers).ways == ways


@pytest.mark.parametrize(
    ("helps", "ways"),
    [
        ((), [GUIDED, ALONE, AT_ONCE, GUIDED]),
        ((1, 2), [GUIDED, GUIDED, GUIDED, ALONE]),
        ((2, 3), [GUIDED, ALONE, AT_ONCE, GUIDED]),
    ],
)
def test_they_take_turns_but_what_is_shown_goes_on_while_it_helps(
    helps: tuple[int, ...], ways: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = problem(days=2, staff=[staff("S1", "PSO")], tasks=[due_today("T1")])
    improving, taken = improving_of(given, 2), list[str]()

    def tried(self: Improving, way: str, *more: Any) -> int:
        del more
        taken.append(way)
        self.keeper.best.values["due.1"] -= len(taken) in helps
        return 1

    monkeypatch.setattr(Improving, "_try", tried)
    level, until = given.levels.index("due.1"), time.monotonic() + SECONDS
    improving.run(level, everything(given), None, until, 0, met=lambda _: len(taken) == len(ways))

    assert taken == ways


@pytest.mark.parametrize(
    ("kind", "minutes", "usual"),
    [("recall_report", 120, PEOPLE_FOR_LONG_WORK), ("recategorisation", 60, PEOPLE_AT_ONCE)],
)
def test_a_larger_part_has_so_many_more_people(kind: str, minutes: int, usual: int) -> None:
    given = many_officers(kind, minutes=minutes)
    kinds, seats = stating_of(given).seated(given.levels.index("due.1"))

    sizes = [len(region_around(given, kinds, seats, {"T1"}, Random(0), more).people) for more in (0, 1, 5)]

    assert sizes == [usual, usual + 1, usual + 5]


def test_people_whom_another_part_has_come_last() -> None:
    given = many_officers("recategorisation", minutes=60)
    kinds, seats = stating_of(given).seated(given.levels.index("due.1"))
    first = region_around(given, kinds, seats, {"T1"}, Random(0)).people

    second = region_around(given, kinds, seats, {"T1"}, Random(0), taken=first).people
    larger = region_around(given, kinds, seats, {"T1"}, Random(0), more=1, taken=first).people

    assert len(first) == len(second) == OFFICERS // 2
    assert not first & second
    assert len(larger & first) == 1
