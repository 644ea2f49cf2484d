"""Let Python look for garbage between the levels of a search, not while models are written.

A model is a million small objects, none of which is garbage while it grows; Python's collector walks through all of
them again and again, for a tenth of a search and a quarter of the time in which a large question is written down.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MANY = 500_000  # objects more than after the last look: worth a tenth of a second


class Collector:
    """Python's collector of garbage, which every search of this process shares; it is on where it was on before."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.searches = 0
        self.was_on = False

    @contextmanager
    def on_request(self) -> Iterator[None]:
        """Look for garbage only when asked to, for as long as any search goes on."""
        with self.lock:
            if not self.searches:
                self.was_on = gc.isenabled()
                gc.disable()
            self.searches += 1
        try:
            yield
        finally:
            with self.lock:
                self.searches -= 1
                if not self.searches and self.was_on:
                    gc.enable()

    def look(self) -> None:
        """Look for garbage, if there may be much of it."""
        if gc.get_count()[0] > MANY:
            gc.collect()


COLLECTOR = Collector()
