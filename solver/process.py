"""A process of its own for HiGHS (`solver/child.py`): begun when needed, ended when it is not."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from threading import Event, Lock

from solver import child as begun_as
from solver.child import Answer, Asked

MOST_AT_ONCE = 4  # processes: each has some 100 MB while it is at a question
BEGIN = f"from {begun_as.__name__} import main; main()"


class Process:
    """One process beside this one: begun when it is first asked, and again after it was ended."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.asking = False

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
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
        answer = None
        try:
            answer = _answer(child, asked)
        finally:
            with self.lock:
                self.asking = False
                by_itself = answer is None and child is self.child
                if by_itself:
                    self.child = None
                if child is not self.child:  # it was ended, perhaps just after it answered
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
            child.kill()
            if not self.asking:  # whoever waits for its answer closes what they read
                _close(child)


class Processes:
    """As many processes as were ever needed at once, for questions of their own; they are ended together."""

    def __init__(self) -> None:
        self.all: list[Process] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def first(self, number: int) -> list[Process]:
        """Give the first so many; each is begun only when it is asked."""
        self.all += [Process() for _ in range(number - len(self.all))]
        return self.all[:number]

    def end(self) -> None:
        """End all of them at once, whatever they do."""
        for each in self.all:
            each.end()


def _warn(what: str) -> None:
    logging.getLogger(__name__).warning(
        "The process of HiGHS %s. The search goes on without what it would have found.", what
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
        raise ValueError("a process was begun without pipes")
    try:
        pickle.dump(asked, child.stdin)
        child.stdin.flush()
        answer = pickle.load(child.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    if not isinstance(answer, Answer):
        raise TypeError(f"it answered {answer!r}")
    return answer


def _close(child: subprocess.Popen[bytes]) -> None:
    """End a process, if it has not ended, and close what led to it."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):  # what it did not read any more
                pipe.close()
