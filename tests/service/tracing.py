"""Watches a running process's system calls, or lets some of them fail, with strace; only while it is asked to."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

WAIT_SECONDS = 30


@cache
def why_not() -> str:
    """Say why strace cannot be used here ("": it can)."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"strace may not trace here: {tried.stderr.strip()}"


@contextmanager
def tracing(pid: int, out: Path, *options: str) -> Iterator[None]:
    """Trace a process and all its threads for a while; what they have called until then is in `out` afterwards.

    Strace is killed, not asked to end: asked, it waits for every thread to stop before it lets go of the rest, and a
    thread that is starting a process (vfork) stops only when that process goes on, which strace holds. Killed, the
    kernel lets go of all of them at once. Every line is on disk when its call has been let through.
    """
    command = ["strace", "-f", "-y", "-s", "32", "-o", str(out), *options, "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        try:
            assert strace.stderr is not None
            attached = strace.stderr.readline()
            assert "attached" in attached, attached
            yield
        finally:
            strace.kill()
            strace.communicate(timeout=WAIT_SECONDS)
