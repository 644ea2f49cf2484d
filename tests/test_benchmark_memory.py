"""The memory that a benchmark reports: of all processes together, at one time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.memory import PROCESSES, Watched, own_megabytes, together

WAITS = "print('held', flush=True); import sys; sys.stdin.read()"  # until nobody holds the other end
HOLDS = "held = bytearray(b'x') * {megabytes} * 1024 * 1024; "
READS = (
    "import mmap; file = open({file!r}, 'rb'); held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ); "
    "sum(held[::4096]); "
)
TWIN = "\nimport os, sys\nif not os.fork(): sys.stdin.read(); os._exit(0)\n"
linux = pytest.mark.skipif(
    not (PROCESSES / "self" / "status").exists(), reason="the system does not tell of a process's memory"
)


def holding(megabytes: int) -> subprocess.Popen[str]:
    """Begin a process that holds so much; wait until it does."""
    return begun(HOLDS.format(megabytes=megabytes))


def reading(file: Path) -> subprocess.Popen[str]:
    """Begin a process that has all of a file in memory, as a library is; wait until it has."""
    return begun(READS.format(file=str(file)))


def begun(code: str) -> subprocess.Popen[str]:
    """Begin a process and wait until it says that it holds what it should."""
    process = subprocess.Popen(
        [sys.executable, "-c", code + WAITS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


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
def test_what_processes_share_counts_once(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.write_bytes(b"x" * 80 * 1024 * 1024)
    before = together()
    with reading(shared), reading(shared), reading(shared):
        assert together() < before + 2 * 80  # what each has of its own is less than that


@linux
def test_a_process_that_is_still_the_one_that_began_it_does_not_count() -> None:
    before = together()
    with begun(HOLDS.format(megabytes=100) + TWIN):
        assert before + 100 <= together() < before + 130


def test_where_the_system_tells_nothing_of_others_this_process_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.memory.PROCESSES", PROCESSES / "nothing")
    with Watched() as memory:
        pass
    assert memory.megabytes == own_megabytes()
