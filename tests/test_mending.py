"""A roster that the clock refuses is mended wherever another is just as good, and given up where none is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest

from roster.problem import Problem
from roster.rule import rules_in_force
from solver.cpsat import Engine
from solver.crush import Conflict
from solver.draft import Draft
from solver.islands import everything
from solver.keeper import Keeper
from solver.mending import TRIES, Mending
from solver.model import Model
from solver.neighbourhood import Region
from solver.question import Solved
from solver.search import Search
from solver.stating import Stated, Stating
from solver.stopping import Stop, Tally
from tests.builders import away
from tests.hand import due_today, meeting
from tests.test_lessons import morning

LEVEL = "due.1"
SECONDS = 60.0  # never reached
SEEDS = 40


def crowded_morning(rng: Random) -> Problem:
    """Two officers with two appointments, interviews of two prisoners, and more work than they can do."""
    tasks = [
        due_today(f"I{n}", "bcst1", minutes=rng.choice([30, 45, 60]), prison_number=f"Z000{n % 2}ZZ")
        for n in range(rng.randint(3, 6))
    ]
    tasks += [due_today(f"R{n}", minutes=rng.choice([30, 45, 60, 75])) for n in range(rng.randint(1, 4))]
    tasks += [due_today(f"D{n}", "recall_report", minutes=120) for n in range(rng.choice([0, 1, 1, 2]))]
    starts = ["08:30", "09:30", "10:00", "10:10", "11:00"]
    tasks += [meeting(f"A{n}", rng.choice(starts), rng.choice([30, 60])) for n in range(2)]
    afternoon = [away(each, session="PM") for each in ("S1", "S2")]
    return morning(*tasks, there=afternoon, rooms=rng.choice([None, 2]))


class Watched(Mending):
    """Mending that counts what it offers."""

    offers = 0

    def _offer(self, number: int, model: Model, draft: Draft) -> Sequence[Conflict]:
        self.offers += 1
        return super()._offer(number, model, draft)


def best_by_rows(given: Problem) -> tuple[Stating, int, Stated, Solved]:
    """State the level with everything open, and find the best that the rows allow, whatever the clock says."""
    rules, tally = rules_in_force(given.policy), Tally()
    stating = Stating(given, rules, Keeper(given, rules, tally), tally)
    number = given.levels.index(LEVEL)
    stated = stating.state(number, *stating.seated(number))
    question = stating.question(stated, everything(given), None)
    return stating, number, stated, Engine(workers=1, seed=0).solve(question, seconds=SECONDS)


def mend(given: Problem, stop: Stop) -> tuple[int, int, int]:
    """Give the value of the best that the rows allow, what was kept in the end, and how much was offered."""
    stating, number, stated, solved = best_by_rows(given)
    assert solved.optimal
    assert solved.bound is not None
    mending = Watched(stating, stop, workers=1, deadline=time.monotonic() + SECONDS)
    stands = mending.keep(number, stated, solved, seed=0)
    wanted, kept = solved.bound + stated.constant, stating.keeper.best.values[LEVEL]
    assert stands == (kept <= wanted)
    return wanted, kept, mending.offers


@pytest.mark.parametrize("part", range(2))
def test_what_the_clock_refuses_is_mended_exactly_where_another_roster_is_as_good(part: int) -> None:
    """The whole search, which asks again from the start, says whether there is another."""
    mended = hopeless = 0
    for seed in range(part, SEEDS, 2):
        given = crowded_morning(Random(seed))
        wanted, kept, offers = mend(given, Stop())
        if 1 < offers <= TRIES:  # more would be the last
            rules = rules_in_force(given.policy)
            found = Search(given, rules, seconds=SECONDS, workers=1, through=LEVEL).run()
            best = next(each.value for each in found.levels if each.name == LEVEL)
            assert (kept <= wanted) == (best <= wanted), seed
            mended += kept <= wanted
            hopeless += kept > wanted
    assert mended > 1
    assert hopeless > 1


def test_nothing_is_mended_once_the_search_was_asked_to_stop() -> None:
    stop = Stop()
    stop.request()

    refused = [mend(crowded_morning(Random(seed)), stop) for seed in range(SEEDS // 4)]

    assert {offers for _, _, offers in refused} == {1}
    assert any(kept > wanted for wanted, kept, _ in refused)


class Picky(Mending):
    """Mending that finds nothing as good as what was found at first."""

    asked: list[int]

    def _mended(self, *given: Any, **more: Any) -> tuple[Model, Draft] | None:
        self.asked.append(given[3])
        return super()._mended(*given, **more) if given[3] > self.asked[0] else None


def test_where_nothing_as_good_can_stand_anything_better_than_before_will_do() -> None:
    improved = 0
    for seed in range(SEEDS):
        given = crowded_morning(Random(seed))
        stating, number, stated, solved = best_by_rows(given)
        mending = Picky(stating, Stop(), workers=1, deadline=time.monotonic() + SECONDS)
        mending.asked = []

        stands = mending.keep(number, stated, solved, seed=0)

        kept = stating.keeper.best.values[LEVEL]
        if len(mending.asked) > 1:
            assert not stands
            assert mending.asked[1] > mending.asked[0]
            improved += kept <= mending.asked[1]
    assert improved


class Far(Mending):
    """Mending in which nothing that is opened helps; counts the regions tried for the first objections."""

    regions = 0
    asked = 0

    def _regions(self, *given: Any) -> Iterator[Region]:
        self.asked += 1
        for each in super()._regions(*given):
            self.regions += self.asked == 1
            yield each

    def _mended(self, *given: Any, **more: Any) -> tuple[Model, Draft] | None:
        super()._mended(*given, **more)
        return None


@pytest.mark.parametrize(("close_by", "regions"), [(True, 1), (False, 3)])
def test_what_was_found_in_a_part_is_mended_close_by_or_not_at_all(close_by: bool, regions: int) -> None:
    tried = set()
    for seed in range(SEEDS):
        given = crowded_morning(Random(seed))
        stating, number, stated, solved = best_by_rows(given)
        mending = Far(stating, Stop(), workers=1, deadline=time.monotonic() + SECONDS)
        mending.keep(number, stated, solved, seed=0, close_by=close_by)
        tried.add(mending.regions)

    assert max(tried) == regions


def test_nothing_is_mended_once_the_time_for_it_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clock can lay out of it is offered all the same."""
    refused = 0
    for seed in range(SEEDS):
        given = crowded_morning(Random(seed))
        stating, number, stated, solved = best_by_rows(given)
        mending = Mending(stating, Stop(), workers=1, deadline=time.monotonic() + SECONDS)
        before = stating.keeper.best.values[LEVEL]
        with monkeypatch.context() as patched:
            patched.setattr(stating, "state", lambda *_, **__: pytest.fail("there is no time"))
            refused += not mending.keep(number, stated, solved, seed=0, until=time.monotonic())
        assert stating.keeper.best.values[LEVEL] <= before
    assert refused
