"""Give the system back what engines have used: they free it, but the C library keeps it for later.

Between two levels of a large week that is up to half of all the memory in use.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

TRIM = "malloc_trim"  # of the GNU C library; elsewhere memory is left as it is


def give_back() -> None:
    """Give free memory back; takes a few milliseconds."""
    if _trim is not None:
        _trim(0)  # keep nothing for later


def _found() -> Callable[[int], int] | None:
    """Look for what the C library has for this."""
    try:
        return getattr(ctypes.CDLL(None), TRIM, None)
    except (OSError, TypeError):  # no such library here
        return None


_trim = _found()
