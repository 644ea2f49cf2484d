"""Find the diaries worth having: prices on what people share say which, until none is missing.

Column generation (Dantzig and Wolfe 1960; Gilmore and Gomory 1961): a linear program chooses among the diaries known so
far and prices what they share; at those prices each group of twins is asked for its best diary. The prices also give a
bound, computed here in whole numbers, so that no rounding can make it untrue. Prices are smoothed with the best seen
so far (Wentges 1997), which takes far fewer rounds.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from solver.cpsat import Compiled, Engine
from solver.parted import Parted
from solver.program import SCALE, Program, first_prices
from solver.question import ROUNDING, Solved
from solver.stopping import Stop, Tally
from solver.twins import Diary

SMOOTH = 0.7  # the share of the best prices so far in those that are tried
PRICING_SHARE = 0.5  # of the time; the rest is for settling
EFFORT = 0.01  # deterministic time for one group's best diary: enough for most, and a bound for the others
EXACT = 0.01  # of the sum: nearer to what the linear program gives, prices prove no more to speak of


@dataclass(frozen=True)
class Proved:
    """What prices have proved: no choice of diaries is below `points` (in parts of `SCALE`).

    `least` is what the best diary of each group costs at these prices, or less.
    """

    points: int
    prices: tuple[int, ...]
    least: tuple[int, ...]


class Diaries:
    """The diaries known so far of a parted question, and the best that prices have proved."""

    def __init__(
        self,
        parted: Parted,
        *,
        workers: int,
        halt: Stop,
        until: float,
        remembered: Iterable[Sequence[int]] = (),
    ) -> None:
        self.parted = parted
        self.workers = workers
        self.halt = halt
        self.until = until
        self.compiled = [Compiled(group) for group in parted.twins]
        self.known: list[list[Diary]] = [[] for _ in parted.twins]
        self.proved: Proved | None = None
        self.tally = Tally()
        seen: set[tuple[int, Diary]] = set()
        for values in (parted.question.start, *remembered):
            for number, diary in parted.taken(values).values():
                if (number, diary) not in seen and parted.twins[number].allowed(diary):
                    self.known[number].append(diary)
                seen.add((number, diary))

    def dealt_out(self) -> dict[str, list[dict[int, int]]]:
        """Deal out the diaries that are known, to those who can have them: by staff id, the values that are not 0."""
        found: dict[str, list[dict[int, int]]] = defaultdict(list)
        for group, diaries in zip(self.parted.twins, self.known, strict=True):
            for (staff_id, variables), diary in zip(cycle(group.variables.items()), diaries):
                pairs = zip(variables, diary, strict=True)
                found[staff_id].append({amount: value for amount, value in pairs if value})
        return found

    @property
    def bound(self) -> int | None:
        """The least sum of any choice of diaries, as far as proved: sums are multiples of one step."""
        if self.proved is None:
            return None
        return -(-self.proved.points // (self.parted.step * SCALE)) * self.parted.step

    def over(self) -> bool:
        """Tell whether to stop."""
        return self.halt.asked.is_set() or time.monotonic() >= self.until

    def price(
        self, enough: int, *, near: int = 0, efforts: Sequence[float] = (EFFORT,), exact: bool = False
    ) -> None:
        """Look for diaries until the bound can rise no more or is `enough`, or the time for it is up.

        Where much better than `enough` is in reach, it ends `near` steps before that: the last rounds take longest.
        `exact`: only where the prices themselves can prove no more, though the next whole step may be out of reach.
        The next of the `efforts` (deterministic time for one group's best diary) is for where one was not enough.
        """
        now = time.monotonic()
        until = now + (self.until - now) * PRICING_SHARE
        program, share = Program(self.parted, self.tally, until), SMOOTH
        prices = self.proved.prices if self.proved else first_prices(self.parted, until)
        everybody = [group.count for group in self.parted.twins]
        effort, *more = efforts
        last: float | None = None
        while time.monotonic() < until and not self.over():
            answers = self.ask(prices, everybody, effort, to_the_end=effort > efforts[0])
            raised = self._raise_bound(prices, answers)
            new = self.hear(answers)
            value = program.solve(self.known)
            if value is None or (self._proved_all(value) if exact else self._closed(value, enough, near)):
                return
            if not (new or raised or share):
                if not more or _proved(answers):
                    return
                effort, *more = more
            gains = new or raised
            if not near or (value >= enough - ROUNDING and not _proved(answers)):
                # to the end, or nothing better in sight: as soon as the sum stands still, straight to its prices
                gains = new and (last is None or value < last - ROUNDING)
            share, last = SMOOTH if gains else 0.0, value
            prices = self._smoothed(program.prices, share)

    def _closed(self, value: float, enough: int, near: int) -> bool:
        step = self.parted.step
        whole = math.ceil((min(value, enough) - ROUNDING) / step) * step
        short = near * step if value <= enough - 2 * step else 0
        return self.bound is not None and self.bound >= whole - short

    def _proved_all(self, value: float) -> bool:
        return self.proved is not None and self.proved.points >= (value - EXACT) * SCALE

    def _smoothed(self, prices: tuple[int, ...], share: float) -> tuple[int, ...]:
        if self.proved is None:
            return prices
        pairs = zip(self.proved.prices, prices, strict=True)
        return tuple(round(share * best + (1 - share) * now) for best, now in pairs)

    # -- each group's best diary --------------------------------------------------------------------------------------

    def ask(
        self,
        prices: tuple[int, ...],
        people: Sequence[int],
        effort: float = EFFORT,
        *,
        to_the_end: bool = False,
    ) -> list[Solved | None]:
        """Ask every group of which there are people for the diary that is worth most at these prices.

        `effort` is a limit in deterministic time for each of them; `to_the_end`: it is the proof that takes long.
        """
        asked = partial(self._best_diary, prices, effort, to_the_end)
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(asked, range(len(people)), people))

    def _best_diary(
        self, prices: tuple[int, ...], effort: float, to_the_end: bool, number: int, people: int
    ) -> Solved | None:
        if not people:
            return None
        group = self.parted.twins[number]
        costs = [cost(aim, adds, prices) for aim, adds in zip(group.aim, group.adds, strict=True)]
        worth = [(cost, place) for place, cost in enumerate(costs) if cost]
        engine = Engine(workers=1, seed=0)
        with self.halt.watching(engine):
            left = self.until - time.monotonic()
            pack = engine.pack_to_the_end if to_the_end else engine.pack
            return pack(self.compiled[number], worth, seconds=left, effort=effort)

    def hear(self, answers: Sequence[Solved | None]) -> bool:
        """Keep the diaries; tell whether any is new."""
        new = False
        for number, answer in enumerate(answers):
            if answer is not None:
                self.tally.add(answer)
                new = (answer.values is not None and self._remember(number, tuple(answer.values))) or new
        return new

    def _remember(self, number: int, diary: Diary) -> bool:
        if diary in self.known[number]:
            return False
        self.known[number].append(diary)
        return True

    def _raise_bound(self, prices: tuple[int, ...], answers: Sequence[Solved | None]) -> bool:
        """Compute what these prices prove (Lagrange); tell whether it is more than before."""
        points = sum(price * most for price, most in zip(prices, self.parted.most, strict=True))
        for each in self.parted.loose:
            points += min(0, cost(each.aim, each.adds, prices)) * each.upper
        least = []
        for group, answer in zip(self.parted.twins, answers, strict=True):
            if answer is None or answer.bound is None:
                return False
            least.append(answer.bound)
            points += group.count * answer.bound
        if self.proved is not None and points <= self.proved.points:
            return False
        self.proved = Proved(points, prices, tuple(least))
        return True

    def wasted(self, values: Sequence[int]) -> dict[str, int]:
        """Give by how much everybody's diary costs more than the best, at the prices that prove most; by staff id.

        Before any prices are known, nothing seems wasted.
        """
        if self.proved is None:
            return dict.fromkeys(self.parted.blocks.theirs, 0)
        found = {}
        for staff_id, (number, diary) in self.parted.taken(values).items():
            aim, added = self.parted.twins[number].sums(diary)
            costs = cost(aim, added.items(), self.proved.prices)
            found[staff_id] = max(0, costs - self.proved.least[number])
        return found


def _proved(answers: Iterable[Solved | None]) -> bool:
    """Tell whether each group's best diary is known for certain."""
    return all(each.optimal for each in answers if each is not None)


def cost(aim: int, adds: Iterable[tuple[int, int]], prices: tuple[int, ...]) -> int:
    """Give what a unit of a variable costs at these prices, in parts of `SCALE`."""
    return aim * SCALE - sum(factor * prices[row] for row, factor in adds)
