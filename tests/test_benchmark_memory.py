"""The memory that a benchmark reports: of all processes together, at one time."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from benchmarks.memory import PROCESSES, Watched, own_megabytes, together

HOLDS = "held = bytearray(b'x') * {megabytes} * 1024 * 1024; print('held', flush=True); input()"
linux = pytest.mark.skipif(
    not (PROCESSES / "self" / "status").exists(), reason="the system does not tell of a process's memory"
)


def holding(megabytes: int) -> subprocess.Popen[str]:
    """Begin a process that holds so much until it is given a line; wait until it does."""
    begun = subprocess.Popen(
        [sys.executable, "-c", HOLDS.format(megabytes=megabytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert begun.stdout is not None
    assert begun.stdout.readline() == "held\n"
    return begun


@linux
def test_processes_beside_count_while_they_live() -> None:
    before = together()
    with holding(100):
        beside = together()
    assert before + 100 <= beside < before + 130
    assert together() < before + 20


@linux
def test_the_most_at_one_time_is_told_not_what_each_had_at_its_worst() -> None:
    before = together()
    with Watched() as memory:
        for _ in range(3):  # one after the other, never two at once
            with holding(100):
                time.sleep(0.3)
    assert max(before + 100, own_megabytes()) <= memory.megabytes < max(before + 130, own_megabytes() + 1)


@linux
def test_what_processes_share_counts_once() -> None:
    before = together()
    with holding(0), holding(0), holding(0):
        # each has some of its own; the interpreter, of several megabytes, is shared with this process
        assert together() < before + 3 * 12


def test_where_the_system_tells_nothing_of_others_this_process_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.memory.PROCESSES", PROCESSES / "nothing")
    with Watched() as memory:
        pass
    assert memory.megabytes == own_megabytes()
