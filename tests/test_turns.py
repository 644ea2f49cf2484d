"""Who has gained more for its time lately comes more often; the other is tried again all the same."""

from __future__ import annotations

from solver.turns import OTHER, Turns


def names(turns: Turns, number: int, gains: dict[str, int]) -> list[str]:
    """Take so many turns of one second each; each way gains the same every time."""
    taken = []
    for _ in range(number):
        way = turns.next()
        turns.tell(way, gains[way.name], 1.0)
        taken.append(way.name)
    return taken


def test_everybody_has_a_turn_first() -> None:
    assert names(Turns(["one", "two"]), 2, {"one": 5, "two": 0}) == ["one", "two"]


def test_who_gains_more_comes_more_often_but_not_alone() -> None:
    taken = names(Turns(["one", "two"]), 4 * OTHER, {"one": 1, "two": 3})

    assert taken.count("two") > 2 * taken.count("one")
    assert "one" in taken[OTHER:]


def test_they_alternate_while_nobody_gains_anything() -> None:
    taken = names(Turns(["one", "two"]), 2 * OTHER, {"one": 0, "two": 0})

    assert taken.count("one") == taken.count("two")


def test_the_same_gain_in_less_time_is_worth_more() -> None:
    turns = Turns(["slow", "quick"])
    for seconds in (4.0, 1.0):
        turns.tell(turns.next(), 2, seconds)

    assert turns.next().name == "quick"


def test_what_happened_long_ago_counts_less() -> None:
    turns = Turns(["one", "two"])
    turns.tell(turns.next(), 100, 1.0)
    turns.tell(turns.next(), 1, 1.0)
    taken = names(turns, 12 * OTHER, {"one": 0, "two": 1})

    assert taken[-3 * OTHER :].count("two") > taken[-3 * OTHER :].count("one")


def test_one_way_alone_always_has_its_turn() -> None:
    assert names(Turns(["one"]), 2 * OTHER, {"one": 0}) == ["one"] * 2 * OTHER


def test_it_counts_how_often_in_a_row_a_way_gave_nothing() -> None:
    turns = Turns(["one"])
    [way] = turns.ways
    for gained, fruitless in ((0, 1), (0, 2), (3, 0), (0, 1)):
        turns.tell(turns.next(), gained, 1.0)
        assert way.fruitless == fruitless
