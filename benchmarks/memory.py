"""The most memory that this process and those that it began have had together, at one and the same time.

What each had at its own worst, added up, is too much: they are seldom large at once, and the code that they share lies
in memory once. So every process is looked at twenty times a second (Linux; elsewhere only this process counts).
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

MEBIBYTE = 1024 * 1024
KIBIBYTE = 1024
BYTES_OF_A_RSS_UNIT = 1 if sys.platform == "darwin" else KIBIBYTE  # getrusage counts in bytes there
PROCESSES = Path("/proc")
EVERY_SECONDS = 0.05  # reading takes less than a hundredth of it
OWN, SHARED = ("RssAnon:", "RssShmem:"), "RssFile:"  # of /proc/PID/status, in kibibytes


class Watched:
    """Watches the memory of this process and all below it while the context is open; `megabytes` is the most so far.

    Files that are mapped (libraries, mostly) count once, for the process that has most of them.
    """

    def __init__(self) -> None:
        self.megabytes = 0
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()
        self.megabytes = max(self.megabytes, own_megabytes())  # what came and went between two looks

    def _watch(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        self.megabytes = max(self.megabytes, together())


def together() -> int:
    """Give the memory that this process and all below it have now, in mebibytes; 0 where the system does not tell."""
    each = [_memory(one) for one in _family("self")]
    return (sum(own for own, _ in each) + max((files for _, files in each), default=0)) // KIBIBYTE


def own_megabytes() -> int:
    """Give the most memory that this process alone has had, in mebibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_OF_A_RSS_UNIT // MEBIBYTE


def _family(one: str) -> list[str]:
    """Give a process and all below it; one that ends meanwhile is left out.

    So is one that has just been begun and is still the program that began it: all that it shows is its parent's.
    """
    program = _read(f"{one}/cmdline")
    others = [child for child in _children(one) if _read(f"{child}/cmdline") != program]
    return [one, *(each for child in others for each in _family(child))]


def _children(one: str) -> list[str]:
    """Give the processes that any thread of a process began."""
    with suppress(OSError):
        tasks = [each.name for each in (PROCESSES / one / "task").iterdir()]
        return " ".join(_read(f"{one}/task/{task}/children") for task in tasks).split()
    return []


def _memory(one: str) -> tuple[int, int]:
    """Give what a process has of its own and of files that others may share, in kibibytes."""
    lines = map(str.split, _read(f"{one}/status").splitlines())
    said = {words[0]: int(words[1]) for words in lines if words[-1:] == ["kB"]}
    return sum(said.get(each, 0) for each in OWN), said.get(SHARED, 0)


def _read(told: str) -> str:
    """Give what the system tells; nothing of a process that has ended."""
    with suppress(OSError):
        return (PROCESSES / told).read_text(errors="replace")
    return ""
