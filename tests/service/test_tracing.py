"""Whoever watches a process lets go of it, whatever it is doing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.tracing import tracing, why_not

ALWAYS_STARTING = """
import subprocess, threading
def start():
    while True:
        subprocess.run(["true"])
        print('started', flush=True)
for _ in range(4):
    threading.Thread(target=start).start()
"""
TIMES = 20
LINES = 20  # of what it says: more than it can have said before it was let go


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")
def test_a_process_that_starts_others_all_the_time_is_let_go_and_runs_on(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ALWAYS_STARTING], stdout=subprocess.PIPE, text=True) as busy:
        try:
            assert busy.stdout is not None
            for number in range(TIMES):
                assert busy.stdout.readline()
                with tracing(busy.pid, tmp_path / "trace", "-e", "trace=write"):
                    assert all(busy.stdout.readline() for _ in range(number))
                assert all(busy.stdout.readline() for _ in range(LINES))
            assert busy.poll() is None
        finally:
            busy.kill()
