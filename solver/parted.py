"""A question as a choice of diaries: one for each person, so that the shared rows hold and the sum is small.

Diaries can be given their names back: alike people take them, alike tasks go round.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from solver.alike import Alike
from solver.blocks import Blocks
from solver.names import Names
from solver.question import Question, step, summed
from solver.twins import Diary, Twins, find_twins


@dataclass(frozen=True)
class Loose:
    """A variable that is nobody's: its upper end, what it adds to the sum and to the shared rows."""

    amount: int
    upper: int
    aim: int
    adds: tuple[tuple[int, int], ...]


class Parted:
    """The shared rows (each at most `most`), the loose variables, and groups of people with their own rows."""

    def __init__(self, question: Question, names: Names) -> None:
        self.question = question
        self.blocks = Blocks(question, names)
        self.alike = Alike(self.blocks)
        self.most: list[int] = []
        sums = self._shared_rows()
        adds = {
            amount: tuple(sums[self.alike.first(amount)].items()) for amount in range(len(self.blocks.upper))
        }
        self.loose = [
            Loose(amount, upper * self.alike.count(amount), self.blocks.aim[amount], adds[amount])
            for amount, upper in enumerate(self.blocks.upper)
            if amount not in self.blocks.person and not self.alike.rank(amount)
        ]
        self.twins = find_twins(self.blocks, self.alike, adds)
        self.step = step(question.aim)

    def _shared_rows(self) -> dict[int, dict[int, int]]:
        """Write the shared rows for classes of alike work: once each, with room for all of the class."""
        sums: dict[int, dict[int, int]] = defaultdict(dict)
        for terms, most in self.blocks.shared:
            numbers = {self.alike.kind.get(amount) for _, amount in terms}
            of_one = numbers != {None} and len(numbers) == 1
            if of_one and self.alike.rank(terms[0][1]):
                continue  # the first of the class speaks for all
            row = len(self.most)
            self.most.append(most * self.alike.count(terms[0][1]) if of_one else most)
            for amount, factor in summed(terms).items():
                if factor and not self.alike.rank(amount):
                    sums[amount][row] = factor
        return sums

    # -- there and back -------------------------------------------------------------------------------------------

    def taken(self, values: Sequence[int]) -> dict[str, tuple[int, Diary]]:
        """Give, by staff id, the group and the diary that everybody has by these values for the question."""
        whole = self.blocks.whole(values)
        return {
            staff_id: (number, self._diary(group, staff_id, whole))
            for number, group in enumerate(self.twins)
            for staff_id in group.variables
        }

    def _diary(self, group: Twins, staff_id: str, values: Sequence[int]) -> Diary:
        """Read a person's diary off the values: of alike work, what they have takes the first places."""
        alike = self.alike
        weight: Counter[int] = Counter()
        for amount in self.blocks.theirs[staff_id]:
            if amount in alike.kind:
                weight[alike.kind[amount]] += values[amount]
        order = {first: sorted(each, key=lambda n: -weight[n]) for first, each in alike.members.items()}
        return tuple(
            values[
                alike.variable[order[alike.place[alike.kind[each]][0]][alike.rank(each)]][alike.role[each]]
            ]
            if each in alike.kind
            else values[each]
            for each in group.variables[staff_id]
        )

    def settled(self, settled: Sequence[Sequence[Diary]]) -> tuple[set[str], list[int]] | None:
        """Give these diaries, by group, to as many people (None: it cannot be).

        Who they are, and values for all variables of the blocks.
        """
        values = [0] * len(self.blocks.upper)
        taken: Counter[int] = Counter()
        people = set()
        for group, diaries in zip(self.twins, settled, strict=True):
            for staff_id, diary in zip(group.variables, diaries, strict=False):
                if not self._give(group.variables[staff_id], diary, values, taken):
                    return None
                people.add(staff_id)
        return people, values

    def _give(self, variables: Sequence[int], diary: Diary, values: list[int], taken: Counter[int]) -> bool:
        """Write one person's diary down; of alike work, each piece takes the next task that nobody has yet."""
        mine: dict[int, int] = {}  # the kind in the diary: the kind that is given
        for amount, value in zip(variables, diary, strict=True):
            if value and amount in self.alike.kind:
                number = self.alike.kind[amount]
                first = self.alike.place[number][0]
                if number not in mine:
                    if taken[first] >= len(self.alike.members[first]):
                        return False
                    mine[number] = self.alike.members[first][taken[first]]
                    taken[first] += 1
                values[self.alike.variable[mine[number]][self.alike.role[amount]]] = value
            elif value:
                values[amount] = value
        return True
