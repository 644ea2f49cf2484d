"""HiGHS says what is better than the start, or that nothing is, and never gives what does not hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.bounds import MOST_SEED
from solver import highs
from solver.cpsat import Engine
from solver.model import total
from solver.question import Question, holds

SECONDS = 20.0  # never reached
MOST = 6  # of each variable


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Small questions of which nothing at all is a solution to begin with."""
    number = draw(st.integers(1, 4))
    factors = st.lists(st.integers(-3, 5), min_size=number, max_size=number)
    rows = [
        (list(zip(draw(factors), range(number), strict=True)), draw(st.integers(0, 20)))
        for _ in range(draw(st.integers(1, 4)))
    ]
    aim = list(zip(draw(factors), range(number), strict=True))
    return Question([MOST] * number, rows, aim, [0] * number)


@settings(max_examples=100, deadline=None)
@given(questions())
def test_it_finds_the_best_or_says_that_nothing_is_better(question: Question) -> None:
    best = Engine(workers=1, seed=0).solve(question, seconds=SECONDS)
    answer = highs.better(question, seconds=SECONDS, seed=0)

    assert best.values is not None
    least = total(question.aim, best.values)
    if least < 0:  # the start's sum is 0
        assert answer.optimal
        assert answer.values is not None
        assert holds(question, answer.values)
        assert total(question.aim, answer.values) == least
    else:
        assert answer.infeasible
        assert answer.values is None
    assert answer.bound is None  # its row about the start is no part of the question


@pytest.mark.parametrize("seed", [MOST_SEED, MOST_SEED + 1])
def test_a_search_may_count_on_from_the_highest_seed(seed: int) -> None:
    question = Question([5], [([(1, 0)], 4)], [(-1, 0)], [0])

    assert highs.better(question, seconds=SECONDS, seed=seed).values == [4]
    assert Engine(workers=1, seed=seed).solve(question, seconds=SECONDS).values == [4]


def test_exactly_as_good_as_the_start_is_not_better() -> None:
    both_ways = Question([5, 5], [([(1, 0), (1, 1)], 5)], [(-1, 0), (-1, 1)], [5, 0])

    assert highs.better(both_ways, seconds=SECONDS, seed=0).infeasible
    one_less = Question(both_ways.upper, both_ways.rows, both_ways.aim, [4, 0])
    answer = highs.better(one_less, seconds=SECONDS, seed=0)
    assert answer.values is not None
    assert total(both_ways.aim, answer.values) == -5
