"""What a roster is worth, level by level, and what no roster can beat: two lists that are compared in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from roster.problem import CHANGES, Problem
from roster.roster import LevelValue

Worth = tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """What sets of people are compared with: the values of the published roster, and what is known of its levels.

    Where a level above `changes` was not proved to be the best when it was published, reaching what was published is as
    good as more: people have been told, and the search for better is not taken up again (as in `Beforehand`).
    """

    problem: Problem
    through: str
    values: dict[str, int]
    published: Sequence[LevelValue] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The levels that count, in order."""
        levels = self.problem.levels
        return levels[: levels.index(self.through) + 1]

    @cached_property
    def place(self) -> int:
        """Where `changes` is among them (behind all of them if it is not)."""
        return self.names.index(CHANGES) if CHANGES in self.names else len(self.names)

    @cached_property
    def known(self) -> tuple[LevelValue, ...]:
        """What is known of any set: lending makes nothing easier than it was when the roster was published."""
        stated = {each.name: each for each in self.published}
        if all(stated[name].value == self.values[name] for name in self.names if name in stated):
            known = [
                stated.get(name, LevelValue(name, self.values[name])) for name in self.names[: self.place]
            ]
            return (*known, *(stated[name] for name in self.names[self.place :] if name in stated))
        return tuple(LevelValue(name, self.values[name]) for name in self.names[: self.place])

    @cached_property
    def floors(self) -> dict[str, int]:
        """The levels at which what was published is good enough."""
        above = self.names[: self.place]
        return {
            each.name: each.value for each in self.known if each.name in above and each.bound != each.value
        }

    def worth(self, values: dict[str, int]) -> Worth:
        """Give what a roster is worth."""
        return tuple(max(values[name], self.floors.get(name, 0)) for name in self.names)

    def least(self, levels: Sequence[LevelValue]) -> Worth:
        """Give what no roster can beat, from levels with their bounds.

        A bound holds for what is as good at the levels above; so it says nothing once one above is not proved.
        """
        found = []
        by_name = {each.name: each for each in levels}
        for name in self.names:
            level = by_name.get(name)
            floor = self.floors.get(name, 0)
            if name == CHANGES and level is None:
                found.append(0)  # nobody needs to be told anything, for all that is known
                continue
            if level is None:
                break
            found.append(max(level.bound or 0, floor))
            if found[-1] != level.value:
                break
        return (*found, *[0] * (len(self.names) - len(found)))

    def sure(self, levels: Sequence[LevelValue]) -> tuple[LevelValue, ...]:
        """Keep of the levels of a search what still holds when it is taken up again: those proved, in order."""
        found: list[LevelValue] = []
        for level in levels:
            floor = self.floors.get(level.name, 0)
            if level.name not in self.names or max(level.bound or 0, floor) != level.value:
                break
            found.append(level)
        open_names = self.names[len(found) : self.place]
        return (*found, *(LevelValue(each, self.floors[each]) for each in open_names if each in self.floors))

    def with_more(self, levels: Sequence[LevelValue], extra: int) -> tuple[LevelValue, ...]:
        """Give what is known when more people are lent, `extra` of whom had something to do in that session.

        Their half-days no longer count as changed; with so many fewer changes, what holds for fewer people holds.
        """
        found: list[LevelValue] = []
        for level in levels:
            if level.name == CHANGES:
                if level.bound is None or level.value < extra:
                    break
                level = replace(level, value=level.value - extra, bound=level.bound - extra)
            found.append(level)
        return tuple(found)

    def with_one_unchanged(self, least: Worth, untouched: Worth | None) -> Worth:
        """Sharpen a bound, knowing what the only roster is worth in which no diary changes (None: there is none).

        If it is as good as can be above `changes`, nothing else is as good; if it is not, somebody's diary changes.
        """
        if self.place == len(self.names) or least[self.place] > 0:
            return least
        above = least[: self.place]
        if untouched is not None and untouched[: self.place] == above:
            return untouched
        return (*above, 1, *[0] * (len(self.names) - self.place - 1))
