"""HiGHS finds the best, or what is better than the start, and never gives what does not hold; its process may end."""

from __future__ import annotations

import logging
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.bounds import MOST_SEED
from solver import highs
from solver import process as processes
from solver.child import Asked
from solver.cpsat import Engine
from solver.model import total
from solver.process import Process
from solver.question import Question, holds
from tests.questions import long_question
from tests.service import kills

SECONDS = 20.0  # never reached
ROOT = Path(__file__).parent.parent
ASKING = """
import time
from threading import Thread
from solver.highs import Engine
from solver.process import Process
from tests.questions import long_question
from tests.service import kills
process = Process()
Thread(target=Engine(process, seed=0).solve, args=(long_question(),), kwargs={"seconds": 60}).start()
while process.child is None:
    time.sleep(0.1)
time.sleep(2)
print(process.child.pid, flush=True)
"""
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


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    with Process() as begun:
        yield begun


@pytest.mark.parametrize("seed", [MOST_SEED, MOST_SEED + 1])
def test_a_search_may_count_on_from_the_highest_seed(process: Process, seed: int) -> None:
    question = Question([5], [([(1, 0)], 4)], [(-1, 0)], [0])

    assert highs.Engine(process, seed=seed).solve(question, seconds=SECONDS).values == [4]
    assert Engine(workers=1, seed=seed).solve(question, seconds=SECONDS).values == [4]


def test_values_to_begin_with_end_it_where_they_are_at_the_known_bound(process: Process) -> None:
    question = long_question()
    good = Engine(workers=1, seed=0).solve(question, seconds=SECONDS, effort=1.0).values
    assert good is not None
    least = total(question.aim, good)
    assert least < total(question.aim, question.start)
    answer = highs.Engine(process, seed=0).solve(
        replace(question, start=good, at_least=least), seconds=SECONDS
    )

    assert answer.values is not None
    assert total(question.aim, answer.values) == least
    assert answer.nodes == 0


@pytest.mark.parametrize(("afresh", "start"), [(False, [3]), (True, [])])
def test_an_engine_that_begins_afresh_is_not_told_the_start(
    monkeypatch: pytest.MonkeyPatch, afresh: bool, start: list[int]
) -> None:
    heard = list[Asked]()
    monkeypatch.setattr(Process, "ask", lambda _, asked, __: heard.append(asked))
    highs.Engine(Process(), seed=0, afresh=afresh).solve(Question([5], [], [(-1, 0)], [3]), seconds=SECONDS)

    assert [list(asked.start) for asked in heard] == [start]


@settings(max_examples=100, deadline=None)
@given(questions(), st.integers(0, 3), st.booleans())
def test_it_finds_the_best_whatever_is_known_and_wherever_it_begins(
    process: Process, question: Question, less: int, from_nothing: bool
) -> None:
    best = Engine(workers=1, seed=0).solve(question, seconds=SECONDS)
    assert best.values is not None
    least = total(question.aim, best.values)
    answer = highs.Engine(process, seed=0).solve(
        replace(question, at_least=least - less, start=() if from_nothing else question.start),
        seconds=SECONDS,
    )

    assert answer.values is not None
    assert holds(question, answer.values)
    assert total(question.aim, answer.values) == least
    assert answer.bound is not None
    assert answer.bound <= least
    if less:  # what is known may end it before it has proved anything, where it is met
        assert answer.optimal
        assert answer.bound == least


def test_a_request_from_another_thread_ends_it_at_once_and_it_can_be_asked_again(process: Process) -> None:
    engine, small = highs.Engine(process, seed=0), Question([5], [([(1, 0)], 4)], [(-1, 0)], [0])
    timer, begun = Timer(1.0, engine.stop), time.monotonic()
    timer.start()
    answer = engine.solve(long_question(), seconds=60)
    took = time.monotonic() - begun

    timer.join()
    assert 0.9 < took < 5
    assert answer.values is None
    assert answer.bound is None
    assert highs.Engine(process, seed=0).solve(small, seconds=SECONDS).values == [4]
    assert engine.solve(small, seconds=SECONDS).values is None  # who was stopped stays so


def test_who_has_answered_is_not_ended_but_asked_again(process: Process) -> None:
    engine, small = highs.Engine(process, seed=0), Question([5], [([(1, 0)], 4)], [(-1, 0)], [0])
    assert engine.solve(small, seconds=SECONDS).values == [4]
    before = process.child
    engine.stop()
    assert highs.Engine(process, seed=0).solve(small, seconds=SECONDS).values == [4]
    assert process.child is before


def test_a_process_that_ends_by_itself_is_told_about_and_replaced(
    process: Process, caplog: pytest.LogCaptureFixture
) -> None:
    small = Question([5], [([(1, 0)], 4)], [(-1, 0)], [0])
    assert highs.Engine(process, seed=0).solve(small, seconds=SECONDS).values == [4]
    assert process.child is not None
    process.child.kill()  # as the system does when memory is short
    with caplog.at_level(logging.WARNING):
        answer = highs.Engine(process, seed=0).solve(small, seconds=SECONDS)

    assert answer.values is None
    assert "The process of HiGHS ended by itself" in caplog.text
    assert highs.Engine(process, seed=0).solve(small, seconds=SECONDS).values == [4]


def test_where_it_cannot_be_begun_that_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with caplog.at_level(logging.WARNING), Process() as process:
        answer = highs.Engine(process, seed=0).solve(Question([5], [], [(-1, 0)], [0]), seconds=SECONDS)

    assert answer.values is None
    assert "The process of HiGHS could not be begun" in caplog.text


def test_an_interrupt_from_the_keyboard_is_not_its_business(process: Process) -> None:
    small = Question([5], [([(1, 0)], 4)], [(-1, 0)], [0])
    assert highs.Engine(process, seed=0).solve(small, seconds=SECONDS).values == [4]
    assert process.child is not None
    process.child.send_signal(signal.SIGINT)  # Ctrl-C reaches every process of the terminal
    assert highs.Engine(process, seed=0).solve(small, seconds=SECONDS).values == [4]


def test_time_that_is_up_ends_it_with_what_it_knows(process: Process) -> None:
    question = long_question()
    begun = time.monotonic()
    answer = highs.Engine(process, seed=0).solve(question, seconds=1)

    assert time.monotonic() - begun < 5
    assert not answer.optimal
    assert answer.bound == 0


def test_it_ends_in_the_midst_of_a_question_when_whoever_asked_is_killed() -> None:
    asking = subprocess.Popen([sys.executable, "-c", ASKING], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert asking.stdout is not None
    child = int(asking.stdout.readline())
    assert kills.process(child) is not None
    asking.kill()
    asking.wait()
    asking.stdout.close()

    kills.until(lambda: kills.process(child) is None, "the process of HiGHS ended", SECONDS)


def test_half_a_question_ends_it() -> None:
    with Process() as process:
        highs.Engine(process, seed=0).solve(Question([5], [], [(-1, 0)], [0]), seconds=SECONDS)
        assert process.child is not None
        assert process.child.stdin is not None
        process.child.stdin.write(pickle.dumps(["half a question"])[:-5])
        process.child.stdin.close()
        assert process.child.wait(SECONDS) == 0


def test_what_answers_nonsense_is_ended_and_told_about(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(processes, "BEGIN", "print('nonsense', flush=True); import time; time.sleep(60)")
    begun = time.monotonic()
    with caplog.at_level(logging.WARNING), Process() as process:
        answer = highs.Engine(process, seed=0).solve(Question([5], [], [(-1, 0)], [0]), seconds=SECONDS)

    assert time.monotonic() - begun < SECONDS
    assert answer.values is None
    assert "The process of HiGHS ended by itself" in caplog.text


@settings(max_examples=50, deadline=None)
@given(questions(), st.integers(-2, 2))
def test_outright_it_finds_what_is_asked_for_or_says_that_there_is_none_such(
    process: Process, question: Question, above: int
) -> None:
    best = Engine(workers=1, seed=0).solve(question, seconds=SECONDS)
    assert best.values is not None
    most = total(question.aim, best.values) + above
    answer = highs.Engine(process, seed=0).reach(question, most, seconds=SECONDS)

    assert answer.infeasible == (above < 0)
    if above >= 0:
        assert answer.values is not None
        assert holds(question, answer.values)
        assert total(question.aim, answer.values) <= most
