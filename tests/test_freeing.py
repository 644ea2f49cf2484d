"""What engines have freed goes back to the system, where the C library can be asked for it."""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path

import pytest

from solver import freeing

BLOCKS, SIZE = 100_000, 1_000  # 100 MB in pieces small enough for the library to keep them
MEGABYTE = 1 << 20


def in_use() -> int:
    """Bytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.skipif(freeing._trim is None, reason="the C library has no way to give memory back")
def test_freed_memory_goes_back_although_something_above_it_is_still_in_use() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    blocks = [library.malloc(SIZE) for _ in range(BLOCKS)]
    for each in blocks:
        ctypes.memset(each, 1, SIZE)
    for each in blocks[:-1]:  # the last one keeps the rest from going back by itself
        library.free(ctypes.c_void_p(each))
    before = in_use()

    freeing.give_back()

    assert in_use() < before - 50 * MEGABYTE
    library.free(ctypes.c_void_p(blocks[-1]))


def test_elsewhere_memory_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise OSError

    monkeypatch.setattr(ctypes, "CDLL", none)
    monkeypatch.setattr(freeing, "_trim", freeing._found())

    freeing.give_back()

    assert freeing._trim is None
