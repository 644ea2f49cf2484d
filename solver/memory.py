"""What has been found of changed mornings, so that a repeated question is answered at once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock

from roster.whatif.change import Change
from roster.whatif.compare import Known

REMEMBERED = 1000  # changed mornings that a memory holds, the oldest forgotten first

Key = tuple[str, str, tuple[date, ...], str, Change]
"""Fingerprints of the input and the policy, the days, the last level that was looked at, and the change."""


@dataclass(frozen=True)
class Kept:
    """A roster that was found, and how many seconds it was given."""

    known: Known
    seconds: float


class Memory:
    """Keeps what has been found, so that a repeated question is answered at once; may be shared between threads."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key) -> Kept | None:
        """Give what is known of a changed morning."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: Key, kept: Kept) -> None:
        """Remember a roster."""
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
