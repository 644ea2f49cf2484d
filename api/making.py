"""Runs the search beside the keyboard: progress in plain words, and Ctrl-C keeps the best roster so far."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from api.guard import tell
from api.judging import searching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from api.judging import Effort
    from roster.problem import Problem
    from roster.rule import Rule
    from solver.beforehand import Beforehand
    from solver.outcome import Outcome
    from solver.stopping import Stop

T = TypeVar("T")
BEST = "the best roster so far"
WAKE_SECONDS = 0.2  # how often the waiting thread listens to the keyboard


class Keyboard:
    """Listens for Ctrl-C while solvers run: the first asks the search to finish, the second gives up.

    Solvers put handlers of their own in the place of Python's and do not always put it back. So Ctrl-C is
    held back by the system, for every thread started from here on, and looked for (on Windows it is handled).
    """

    def __init__(self, stop: Stop, kept: str = BEST) -> None:
        self.stop = stop
        self.kept = kept

    def __enter__(self) -> Keyboard:
        if sys.platform == "win32":
            signal.signal(signal.SIGINT, self._handle)
        else:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        return self

    def __exit__(self, *_: object) -> None:
        if sys.platform != "win32":
            while signal.SIGINT in signal.sigpending():
                signal.sigwait({signal.SIGINT})
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def listen(self) -> None:
        """Act on a Ctrl-C that was held back."""
        if sys.platform != "win32" and signal.SIGINT in signal.sigpending():
            signal.sigwait({signal.SIGINT})
            self._handle(signal.SIGINT, None)

    def _handle(self, _: int, __: FrameType | None) -> None:
        if self.stop.asked.is_set():
            raise KeyboardInterrupt
        self.stop.request()
        tell(f"Stopping; {self.kept} is kept. Press Ctrl-C again to give up.")


def load_solver() -> None:
    """Load the solver while Ctrl-C is held back: the threads it starts then hold it back for good."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        import solver.search  # noqa: F401
    finally:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def keeping_the_best(kept: str = BEST) -> Iterator[Keyboard]:
    """Hold Ctrl-C back until what the search found has been put together."""
    from solver.stopping import Stop

    with Keyboard(Stop(), kept) as keyboard:
        yield keyboard


def beside_the_keyboard(work: Callable[[], T], keyboard: Keyboard) -> T:
    """Do something long in a thread of its own, so that this one can listen to the keyboard."""
    found: list[T] = []
    wrong: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # handed to the thread that waits
            wrong.append(error)

    thread = threading.Thread(target=run, name="search", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(WAKE_SECONDS)
        keyboard.listen()
    if wrong:
        raise wrong[0]
    return found[0]


def search(
    problem: Problem,
    rules: Sequence[Rule],
    keyboard: Keyboard,
    effort: Effort,
    beforehand: Beforehand | None = None,
) -> Outcome:
    """Search beside the keyboard, telling level by level how far it has come."""
    progress = _progress(problem) if sys.stderr.isatty() else None
    ready = searching(problem, rules, effort, keyboard.stop, progress, beforehand)
    return beside_the_keyboard(ready.run, keyboard)


def _progress(problem: Problem) -> Callable[[str, int, int | None, float], None]:
    """Tell level by level how far the search has come, in words."""
    from roster.exports.sure import title
    from roster.levels import most, tolerance
    from roster.roster import LevelValue

    highest = most(problem)

    def progress(name: str, value: int, bound: int | None, seconds: float) -> None:
        level = LevelValue(name, value, bound, tolerance(problem.policy, name, value), highest.get(name, 0))
        sure = "as good as can be" if level.proved else "the best found so far"
        tell(f"{seconds:6.1f} s  {title(level)}: {sure}")

    return progress
