"""HiGHS as an engine: where a day or a part of a week is tight, its cuts and its searches within settle it soonest.

It works in a process of its own (`solver/highs_process.py`), which is ended when it is no longer needed.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock
from types import TracebackType

from ortools.math_opt import model_pb2

from roster.rule import Terms
from solver import highs_process
from solver.highs_process import Answer, Asked
from solver.model import total
from solver.question import ALL_SEEDS, SHORTEST_SECONDS, Question, Solved, holds, least_whole, summed

BEGIN = f"from {highs_process.__name__} import main; main()"
EFFORT = 0.2  # of the time for looking for values: with its own 0.05, often none is found for a tight day
MOST_MEMORY = "VmHWM:"  # the high-water mark, in kibibytes
KIBIBYTES = 1024  # in a mebibyte
HALF = 0.5  # sums are whole: to be less than half above a number is to be at most that number


class Process:
    """One HiGHS beside this process: begun when it is first asked, and again after it was ended.

    `mebibytes` is the most memory that it has had (0 where the system does not tell), known once it has ended.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.asking = False
        self.mebibytes = 0

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def ask(self, asked: Asked, stopped: Event) -> Answer | None:
        """Wait for its answer (None: it was stopped, before or meanwhile). One question at a time."""
        with self.lock:
            if stopped.is_set():
                return None
            try:
                child = self.child = self.child or _begun()
            except OSError as error:
                _warn(f"could not be begun: {error}")
                return None
            self.asking = True
        answer = _answer(child, asked)
        with self.lock:
            self.asking = False
            by_itself = answer is None and child is self.child
            if by_itself:
                self.child = None
            if answer is None:
                _close(child)
        if by_itself:
            _warn(f"ended by itself with exit code {child.returncode}")
        return answer

    def interrupt(self) -> None:
        """End it at once if it has a question; may be called from any thread."""
        with self.lock:
            if self.asking:
                self._kill()

    def end(self) -> None:
        """End it at once, whatever it does; may be called from any thread."""
        with self.lock:
            self._kill()

    def _kill(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            self.mebibytes = max(self.mebibytes, _most_memory(child.pid))
            child.kill()
            if not self.asking:  # whoever waits for its answer closes what they read
                _close(child)


def _most_memory(process_id: int) -> int:
    """Read what Linux knows of a running process; what it tells of an ended one counts its parent's memory too."""
    with suppress(OSError):
        status = Path(f"/proc/{process_id}/status").read_text()
        for line in status.splitlines():
            if line.startswith(MOST_MEMORY):
                return int(line.split()[1]) // KIBIBYTES
    return 0


def _warn(what: str) -> None:
    logging.getLogger(__name__).warning(
        "HiGHS %s. The search goes on without what it would have found.", what
    )


def _begun() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C comes to a whole session, and what it means is for whoever asks to say
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},  # the same code as here
    )


def _answer(child: subprocess.Popen[bytes], asked: Asked) -> Answer | None:
    """Send a question and wait for the answer (None: nobody is there any more)."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the process of HiGHS was begun without pipes")
    try:
        pickle.dump(asked, child.stdin)
        child.stdin.flush()
        answer = pickle.load(child.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    if not isinstance(answer, Answer):
        raise TypeError(f"the process of HiGHS answered {answer!r}")
    return answer


def _close(child: subprocess.Popen[bytes]) -> None:
    """End a process, if it has not ended, and close what led to it."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):  # what it did not read any more
                pipe.close()


class Engine:
    """One question for HiGHS; `stop` may be called from another thread."""

    def __init__(self, process: Process, *, seed: int) -> None:
        self.process = process
        self.seed = seed % ALL_SEEDS  # a search counts on from the seed it was given
        self.stopped = Event()

    def stop(self) -> None:
        """End it: HiGHS cannot be asked for the best so far."""
        self.stopped.set()
        self.process.interrupt()

    def solve(self, question: Question, *, seconds: float) -> Solved:
        """Make the sum small, from nothing; values at the known bound end it."""
        target = None if question.at_least is None else question.at_least + HALF
        return self._ask(question, question.rows, seconds, target=target, effort=EFFORT)

    def better(self, question: Question, *, seconds: float) -> Solved:
        """Look for a smaller sum than the start's; `infeasible` if there is none, as far as HiGHS can tell.

        A row asks for less than the start: so HiGHS throws out at once what cannot help. No bound is given.
        """
        less = (question.aim, total(question.aim, question.start) - 1)
        return replace(self._ask(question, [*question.rows, less], seconds), bound=None)

    def _ask(
        self,
        question: Question,
        rows: Sequence[tuple[Terms, int]],
        seconds: float,
        *,
        target: float | None = None,
        effort: float | None = None,
    ) -> Solved:
        model = written(question.upper, rows, question.aim).SerializeToString()
        asked = Asked(model, max(SHORTEST_SECONDS, seconds), self.seed, target, effort)
        answer = self.process.ask(asked, self.stopped)
        if answer is None:
            return Solved(None, None, optimal=False)
        values = [round(each) for each in answer.values]
        found = bool(values) and holds(question, values)  # it was found in floating point
        return Solved(
            values=values if found else None,
            bound=least_whole(answer.bound),
            optimal=answer.optimal and found,
            infeasible=answer.infeasible,
            iterations=answer.iterations,
            nodes=answer.nodes,
        )


def written(upper: Sequence[int], rows: Sequence[tuple[Terms, int]], aim: Terms) -> model_pb2.ModelProto:
    """Write whole numbers, rows and the sum to make small as OR-Tools' message: a fifth of the time of its objects."""
    model = model_pb2.ModelProto()
    numbers, places = range(len(upper)), range(len(rows))
    model.variables.ids.extend(numbers)
    model.variables.lower_bounds.extend(0.0 for _ in numbers)
    model.variables.upper_bounds.extend(upper)
    model.variables.integers.extend(True for _ in numbers)
    model.linear_constraints.ids.extend(places)
    model.linear_constraints.lower_bounds.extend(float("-inf") for _ in places)
    model.linear_constraints.upper_bounds.extend(most for _, most in rows)
    matrix = model.linear_constraint_matrix
    for place, (terms, _) in enumerate(rows):
        factors = _in_order(terms)
        matrix.row_ids.extend(place for _ in factors)
        matrix.column_ids.extend(amount for amount, _ in factors)
        matrix.coefficients.extend(factor for _, factor in factors)
    linear = model.objective.linear_coefficients
    for amount, factor in _in_order(aim):
        linear.ids.append(amount)
        linear.values.append(factor)
    return model


def _in_order(terms: Terms) -> list[tuple[int, int]]:
    """Give each variable of a sum once, in order, with its factor."""
    return sorted((amount, factor) for amount, factor in summed(terms).items() if factor)
