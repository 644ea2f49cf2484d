"""What engines have freed goes back to the system, where the C library can be asked for it."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from roster.rule import rules_in_force
from solver import bounds, freeing
from solver.search import Search
from tests.tiny import tiny

BLOCKS, SIZE = 100_000, 1_000  # 100 MB in pieces small enough for the library to keep them
MEGABYTE = 1 << 20


def in_use() -> int:
    """Bytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


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


def test_a_nameless_model_too_large_to_tell_anything_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """No level counts below nothing: that much is known at once, and the search proves the rest without it."""
    given = tiny(3)
    rules = rules_in_force(given.policy)
    usual = Search(given, rules, seconds=60, workers=1).run()
    monkeypatch.setattr(bounds, "WORTH_SOLVING", 0)
    monkeypatch.setattr("solver.bounds.mathopt.solve", lambda *_, **__: pytest.fail("it was solved"))

    outcome = Search(given, rules, seconds=60, workers=1).run()

    assert outcome.proved
    assert [each.value for each in outcome.levels] == [each.value for each in usual.levels]
