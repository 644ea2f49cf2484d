"""People who can do just the same: one list of possible diaries serves all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from solver.alike import Alike
from solver.blocks import Blocks
from solver.cpsat import Engine
from solver.question import Question, Row, holds

Diary = tuple[int, ...]  # one person's values, in the order of their variables
SECONDS = 10.0  # never reached: the effort ends it
EFFORT = 0.02  # deterministic time to see how many alike tasks one person could do


@dataclass(frozen=True)
class Twins:
    """People whose own rows are the same. Rows and sums are over places: the order of each person's `variables`.

    `adds` gives, place by place, the shared rows that it adds to and how much; `aim` what it adds to the sum.
    """

    variables: dict[str, tuple[int, ...]]
    upper: tuple[int, ...]
    rows: tuple[Row, ...]
    adds: tuple[tuple[tuple[int, int], ...], ...]
    aim: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many people they are."""
        return len(self.variables)

    def sums(self, diary: Diary) -> tuple[int, dict[int, int]]:
        """Give what a diary adds to the sum, and to the shared rows."""
        added: Counter[int] = Counter()
        for value, adds in zip(diary, self.adds, strict=True):
            if value:
                for row, factor in adds:
                    added[row] += factor * value
        return sum(value * factor for value, factor in zip(diary, self.aim, strict=True)), dict(added)

    def allowed(self, diary: Diary) -> bool:
        """Tell whether a diary keeps the rows."""
        return holds(self, diary)


def find_twins(blocks: Blocks, alike: Alike, adds: dict[int, tuple[tuple[int, int], ...]]) -> list[Twins]:
    """Group people by their own rows and by what their variables add to the shared ones."""
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for staff_id, variables in blocks.theirs.items():
        place = {amount: number for number, amount in enumerate(variables)}
        rows = sorted(
            (tuple(sorted((place[amount], factor) for factor, amount in terms)), most)
            for terms, most in blocks.own[staff_id]
        )
        looks = [(blocks.upper[each], adds[each], blocks.aim[each]) for each in variables]
        groups[tuple(looks), tuple(rows)].append(staff_id)
    return [
        _twins(blocks, alike, adds, {each: blocks.theirs[each] for each in people})
        for people in groups.values()
    ]


def _twins(
    blocks: Blocks,
    alike: Alike,
    adds: dict[int, tuple[tuple[int, int], ...]],
    variables: dict[str, list[int]],
) -> Twins:
    """Keep, of work that is alike, only as many tasks as one of them could do."""
    first = next(iter(variables))
    place = {amount: number for number, amount in enumerate(variables[first])}
    rows = [
        ([(factor, place[amount]) for factor, amount in terms], most) for terms, most in blocks.own[first]
    ]
    whole = _restricted(blocks, adds, variables, rows, range(len(place)))
    ranks: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for amount, here in place.items():
        if alike.count(amount) > 1:
            ranks[alike.place[alike.kind[amount]][0]][alike.rank(amount)].append(here)
    spare: set[int] = set()
    for by_rank in ranks.values():
        most = _most(whole, by_rank)
        spare |= {here for rank, places in by_rank.items() if rank >= most for here in places}
    rows += _in_order(alike, place)
    return _restricted(
        blocks, adds, variables, rows, [each for each in range(len(place)) if each not in spare]
    )


def _restricted(
    blocks: Blocks,
    adds: dict[int, tuple[tuple[int, int], ...]],
    variables: dict[str, list[int]],
    rows: Sequence[Row],
    kept: Sequence[int],
) -> Twins:
    new = {here: number for number, here in enumerate(kept)}
    mine = next(iter(variables.values()))
    found = [([(factor, new[each]) for factor, each in terms if each in new], most) for terms, most in rows]
    return Twins(
        {staff_id: tuple(each[here] for here in kept) for staff_id, each in variables.items()},
        tuple(blocks.upper[mine[here]] for here in kept),
        tuple((terms, most) for terms, most in found if terms or most < 0),
        tuple(adds[mine[here]] for here in kept),
        tuple(blocks.aim[mine[here]] for here in kept),
    )


def _most(whole: Twins, by_rank: dict[int, list[int]]) -> int:
    """Ask how many of some alike tasks one person could do so that it counts for anything shared."""
    upper, rows, flags = list(whole.upper), list(whole.rows), []
    for places in by_rank.values():
        counting = [each for each in places if whole.aim[each] < 0 or any(f < 0 for _, f in whole.adds[each])]
        flag = len(upper)
        upper.append(1)
        rows.append(([(1, flag), *((-1, each) for each in counting)], 0))
        flags.append((-1, flag))
    asked = Question(upper, rows, flags, ())
    bound = Engine(workers=1, seed=0).solve(asked, seconds=SECONDS, effort=EFFORT).bound
    return len(by_rank) if bound is None else -bound


def _in_order(alike: Alike, place: dict[int, int]) -> list[tuple[list[tuple[int, int]], int]]:
    """Let a person who has one of several alike tasks have the first of them."""
    found = []
    for amount, here in place.items():
        rank = alike.rank(amount)
        if rank and alike.role[amount][0] == "holds":
            number = alike.members[alike.place[alike.kind[amount]][0]][rank - 1]
            before = place[alike.variable[number][alike.role[amount]]]
            found.append(([(1, here), (-1, before)], 0))
    return found
