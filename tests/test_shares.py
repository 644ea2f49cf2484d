"""The time is shared out between the levels by how much they matter and by whether they have anything left to do."""

from __future__ import annotations

import time

import pytest

from solver.shares import LEAST, NOTHING_LEFT, SHARE, time_for

SECONDS = 1_000.0


def given(names: list[str], values: dict[str, int]) -> float:
    """The seconds of a thousand that the first level may have."""
    now = time.monotonic()
    return time_for(names, now + SECONDS, values) - now


def test_the_last_level_has_all_of_the_time_and_none_of_a_time_that_is_up() -> None:
    assert given(["quality"], {"quality": 0}) == pytest.approx(SECONDS, abs=1)
    begun = time.monotonic()
    assert begun <= time_for(["quality"], begun - 1, {"quality": 5}) <= time.monotonic()


def test_levels_share_the_time_by_their_weights() -> None:
    share = SHARE["due.1"] / (SHARE["due.1"] + SHARE["due.2"])
    assert given(["due.1", "due.2"], {"due.1": 3, "due.2": 3}) == pytest.approx(SECONDS * share, abs=1)


def test_a_level_at_nothing_leaves_most_of_its_share_to_one_that_is_not() -> None:
    share = 1 / (1 + NOTHING_LEFT)
    assert given(["due.4", "due.5"], {"due.4": 3, "due.5": 0}) == pytest.approx(SECONDS * share, abs=1)
    assert given(["due.4", "due.5"], {"due.4": 3, "due.5": 1}) == pytest.approx(SECONDS / 2, abs=1)


@pytest.mark.parametrize(("left", "least"), [(10.0, LEAST), (LEAST / 2, LEAST / 2)])
def test_a_level_with_a_small_share_has_time_for_its_bound_if_there_is_any(left: float, least: float) -> None:
    now = time.monotonic()
    until = time_for(["wing_posts", "due.1"], now + left, {"wing_posts": 1, "due.1": 9})
    assert until - now == pytest.approx(least, abs=0.1)
