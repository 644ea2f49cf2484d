"""What a room holds: no way to fill rooms exceeds a sum, and some of what does not fit is shut out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from hypothesis import given
from hypothesis import strategies as st

from solver.holding import Measure, measures

SPAN = 150  # minutes that prisoners are unlocked in the samples


def fillings(lengths: Sequence[int], span: int) -> Iterator[Counter[int]]:
    """Give every way to fill one room."""
    for many in range(span // min(lengths, default=span + 1) + 1):
        for chosen in combinations_with_replacement(lengths, many):
            if sum(chosen) <= span:
                yield Counter(chosen)


def counted(measure: Measure, chosen: Counter[int]) -> int:
    return sum(measure.weight[length] * many for length, many in chosen.items())


def fit(lengths: Sequence[int], rooms: Sequence[int]) -> bool:
    """Try every room for every interview, the longest first."""
    if not lengths:
        return True
    longest, *others = sorted(lengths, reverse=True)
    return any(
        fit(others, [*rooms[:place], room - longest, *rooms[place + 1 :]])
        for place, room in enumerate(rooms)
        if room >= longest and room not in rooms[:place]
    )


@given(st.sets(st.integers(15, 90), min_size=1, max_size=4), st.integers(60, 180))
def test_no_way_to_fill_a_room_exceeds_a_sum(lengths: set[int], span: int) -> None:
    known = sorted(each for each in lengths if each <= span)
    for measure in measures(lengths, span):
        assert max(counted(measure, each) for each in fillings(known, span)) <= measure.most


@given(st.lists(st.sampled_from([25, 30, 35, 45, 60]), max_size=9), st.integers(1, 3))
def test_what_fits_into_the_rooms_is_never_shut_out(lengths: list[int], rooms: int) -> None:
    if fit(lengths, [SPAN] * rooms):
        for measure in measures(lengths, SPAN):
            assert counted(measure, Counter(lengths)) <= rooms * measure.most


def test_three_interviews_of_45_leave_no_room_for_one_of_35() -> None:
    """Five rooms, fifteen of 45 minutes and one of 35: 710 of 750 minutes, and yet there is no way."""
    asked = Counter({45: 15, 35: 1})
    assert not fit([45, 45, 45, 35], [SPAN])
    assert sum(length * many for length, many in asked.items()) <= 5 * SPAN
    assert any(counted(each, asked) > 5 * each.most for each in measures(asked, SPAN))
    assert not any(counted(each, Counter({45: 14, 35: 1})) > 5 * each.most for each in measures(asked, SPAN))


def test_one_length_is_counted_in_whole_interviews() -> None:
    assert measures({45}, SPAN) == [Measure({45: 1}, 3)]


def test_what_is_longer_than_a_room_is_open_is_held_nowhere() -> None:
    assert not any(each.weight[45] > each.most for each in measures({45}, 45))
    assert measures({45}, 44) == [Measure({45: 1}, 0)]
    assert Measure({40: 0, 45: 1}, 0) in measures({40, 45}, 44)
