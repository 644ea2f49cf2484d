"""Divided tasks that differ in nothing but their name: any of them may stand for the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable

from solver.blocks import Blocks
from solver.names import Role


class Alike:
    """Classes of divided work read off the rows: same variables, same own rows, same part in rows of others."""

    def __init__(self, blocks: Blocks) -> None:
        self.variable: dict[int, dict[Role, int]] = defaultdict(dict)  # by kind and role
        for amount, (number, role) in blocks.work.items():
            self.variable[number][role] = amount
        looks = self._looks(blocks)
        classes: dict[Hashable, list[int]] = defaultdict(list)
        for number in sorted(self.variable):
            classes[frozenset(looks[number])].append(number)
        self.members = {numbers[0]: numbers for numbers in classes.values() if len(numbers) > 1}
        self.place = {
            number: (first, rank)
            for first, numbers in self.members.items()
            for rank, number in enumerate(numbers)
        }
        self.role = {amount: role for each in self.variable.values() for role, amount in each.items()}
        self.kind = {amount: number for amount, (number, _) in blocks.work.items() if number in self.place}

    def _looks(self, blocks: Blocks) -> dict[int, set[Hashable]]:
        """Describe each kind by its variables and, where others have the same, by what the rows say of them."""
        looks: dict[int, set[Hashable]] = defaultdict(set)
        for amount, (number, role) in blocks.work.items():
            looks[number].add((role, blocks.upper[amount], blocks.aim[amount], blocks.person.get(amount)))
        seen = {number: frozenset(each) for number, each in looks.items()}
        as_many = Counter(seen.values())
        work = {amount: what for amount, what in blocks.work.items() if as_many[seen[what[0]]] > 1}
        for place, (terms, most) in enumerate(blocks.rows):
            parts: dict[int, dict[Role, int]] = {}
            others = False
            for factor, amount in terms:
                if amount in work:
                    number, role = work[amount]
                    part = parts.setdefault(number, {})
                    part[role] = part.get(role, 0) + factor
                else:
                    others = True
            alone = not others and len(parts) == 1
            for number, part in parts.items():
                looks[number].add((most if alone else ("row", place), frozenset(part.items())))
        return looks

    def rank(self, amount: int) -> int:
        """Give the place of a variable's task among those like it (0: the first, or one of its own)."""
        return self.place[self.kind[amount]][1] if amount in self.kind else 0

    def count(self, amount: int) -> int:
        """Give how many tasks are like that of a variable, itself included."""
        return len(self.members[self.place[self.kind[amount]][0]]) if amount in self.kind else 1

    def first(self, amount: int) -> int:
        """Give the variable in the same role of the first task of the class."""
        if amount not in self.kind:
            return amount
        return self.variable[self.place[self.kind[amount]][0]][self.role[amount]]
