"""Opening the days of some people: what is found holds and is better, and nothing untrue is claimed."""

from __future__ import annotations

import time
from random import Random

from solver.cpsat import Engine
from solver.diaries import Diaries
from solver.names import Names
from solver.parted import Parted
from solver.question import Question
from solver.remainder import Remainder
from solver.reopening import reopen
from solver.stopping import Stop
from tests.questions import AMPLE, holds, value

PEOPLE, TASKS = 14, 20


def shared_out(seed: int) -> tuple[Question, Names]:
    """Make a question: tasks of odd lengths to people with so many minutes, none of them given out yet."""
    rng = Random(seed)
    lengths = [rng.randint(20, 70) for _ in range(TASKS)]
    amount = {(person, task): person * TASKS + task for person in range(PEOPLE) for task in range(TASKS)}
    rows = [([(1, amount[person, task]) for person in range(PEOPLE)], 1) for task in range(TASKS)]
    rows += [
        ([(lengths[task], amount[person, task]) for task in range(TASKS)], rng.randint(60, 90))
        for person in range(PEOPLE)
    ]
    aim = [(-1, each) for each in amount.values()]
    names = Names({each: f"S{person:02d}" for (person, _), each in amount.items()})
    return Question([1] * len(amount), rows, aim, [0] * len(amount)), names


def diaries_of(question: Question, names: Names, *, workers: int = 1, seconds: float = AMPLE) -> Diaries:
    until = time.monotonic() + seconds
    return Diaries(Parted(question, names), workers=workers, halt=Stop(), until=until)


def test_better_values_are_found_and_keep_every_row() -> None:
    for workers in (1, 2):
        question, names = shared_out(3)
        diaries = diaries_of(question, names, workers=workers)
        diaries.price(0)
        found = reopen(diaries, question, question.start, -TASKS, 1, patience=3)
        assert holds(question, found)
        assert value(question.aim, found) < value(question.aim, question.start)


def test_it_does_the_same_when_it_is_asked_again() -> None:
    question, names = shared_out(4)
    twice = [
        reopen(diaries_of(question, names, workers=2), question, question.start, -TASKS, 7, patience=2)
        for _ in range(2)
    ]
    assert twice[0] == twice[1]


def test_what_meets_the_bound_is_left_alone_and_so_is_everything_when_time_is_up() -> None:
    question, names = shared_out(5)
    assert reopen(diaries_of(question, names), question, question.start, 0, 1, patience=3) == question.start
    out_of_time = diaries_of(question, names, seconds=0.0)
    assert reopen(out_of_time, question, question.start, -TASKS, 1, patience=3) == question.start


def test_few_people_who_cannot_do_better_are_not_asked_for_ever() -> None:
    """One task too long for anybody: every choice of people is tried in vain, and it ends all the same."""
    amounts = range(3)
    rows = [([(90, each)], 60) for each in amounts]
    names = Names({each: f"S{each}" for each in amounts})
    question = Question([1] * 3, rows, [(-1, each) for each in amounts], [0] * 3)
    diaries = diaries_of(question, names)
    assert reopen(diaries, question, question.start, -3, 1, patience=1000) == question.start


def test_a_remainder_asks_the_same_of_those_who_are_left() -> None:
    question, names = shared_out(6)
    values = list(question.start)
    values[0] = 1  # S00 has the first task
    remainder = Remainder(question, names.person, {"S00"}, values)

    assert len(remainder.left) == (PEOPLE - 1) * TASKS
    assert remainder.constant == -1
    nothing = [0] * len(remainder.left)
    assert holds(remainder.question, nothing)
    assert remainder.whole(nothing) == values
    second = [int(each == TASKS) for each in remainder.left]  # S01 has the first task too
    assert not holds(remainder.question, second)
    assert not holds(question, remainder.whole(second))


def test_a_remainder_knows_when_what_is_settled_breaks_a_row_already() -> None:
    question = Question([1, 1], [([(1, 0)], 0), ([(1, 1)], 1)], [(1, 0), (1, 1)], [0, 0])
    broken = Remainder(question, {0: "S00", 1: "S01"}, {"S00"}, [1, 0])
    assert not holds(broken.question, [0])
    assert Engine(workers=1, seed=0).solve(broken.question, seconds=AMPLE).infeasible
