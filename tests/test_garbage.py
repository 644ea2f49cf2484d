"""Python's collector rests while a search goes on, looks when it is asked to, and is on again where it was on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from roster.rule import rules_in_force
from solver import garbage
from solver.garbage import COLLECTOR, Collector
from solver.search import Search
from tests.tiny import tiny


class Round:
    """Points to itself: only the collector can tell that nobody needs it."""

    def __init__(self) -> None:
        self.here = self


@pytest.fixture(autouse=True)
def on_again() -> Iterator[None]:
    yield
    gc.enable()


def test_it_rests_until_the_last_search_is_over() -> None:
    collector = Collector()
    with collector.on_request():
        assert not gc.isenabled()
        with collector.on_request():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_a_search_that_failed_and_stays_off_where_it_was_off() -> None:
    collector = Collector()
    with pytest.raises(ValueError, match="failed"), collector.on_request():
        raise ValueError("failed")
    assert gc.isenabled()

    gc.disable()
    with collector.on_request():
        pass
    assert not gc.isenabled()


@pytest.mark.parametrize("more", [0, 1])
def test_it_looks_where_there_may_be_much_garbage(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "MANY", 1000)
    with COLLECTOR.on_request():
        gc.collect()
        lost = ref(Round())
        COLLECTOR.look()
        assert lost() is not None  # too few by now
        kept = [[number] for number in range(2000 * more)]
        COLLECTOR.look()
        assert (lost() is None) == bool(more)
    assert len(kept) == 2000 * more


def test_a_search_leaves_it_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    was = list[bool]()
    monkeypatch.setattr(Collector, "look", lambda _: was.append(gc.isenabled()))
    given = tiny(1)
    Search(given, rules_in_force(given.policy), workers=1).run()

    assert was
    assert not any(was)
    assert gc.isenabled()
