"""What holds for every test."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests out of what Python looks through for garbage: it takes a third of a second."""
    gc.collect()
    gc.freeze()
