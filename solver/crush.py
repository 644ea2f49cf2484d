"""More people who must be in a room at one moment than there are rooms: why a session cannot be laid out, and for whom.

Somebody with so much beside their interviews that these cannot go around a moment is in a room then, whoever they are
(the compulsory part of scheduling with a limited resource, Lahrichi 1982, here of all that one person has). A session
with more such people than rooms cannot be laid out. Each person is looked at alone, which takes next to no time; what
is found is about loads, not names, and is true on every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.draft import Part

MOST_ITEMS = 8  # that one person has in a session: with more, finding out takes too long
NEVER = -1  # a moment before any session: nobody is in a room then


@dataclass(frozen=True, order=True)
class Item:
    """What somebody has in a session: so many minutes between two moments, in one of the rooms or elsewhere.

    All in minutes from the session's start. An appointment (`booked`) has just the time that it needs.
    """

    in_room: bool
    earliest: int
    end: int
    minutes: int
    booked: bool = False

    def within(self, other: Item) -> bool:
        """Tell whether it lies inside the other's time."""
        return other.earliest <= self.earliest and self.end <= other.end


Load = tuple[Item, ...]  # of one person, in order
Had = tuple[Part, Item]  # a part, and what the clock sees of it


@dataclass(frozen=True)
class Crush:
    """Whoever has one of these loads is in a room at the moment (minutes from the session's start), in this session."""

    session: int
    moment: int
    loads: frozenset[Load]

    @property
    def in_rows(self) -> bool:
        """Tell whether rows can say all of it: what may stand for several items must lie inside the time of each."""
        times = [
            {(each.earliest, each.end) for each in load if not each.booked and each.in_room == in_room}
            for load in self.loads
            for in_room in (False, True)
        ]
        return all(len(each) <= 1 for each in times)

    def knowing(self, others: Iterable[Crush]) -> Crush:
        """Give it with the loads that were found for the same moment before, in whatever session."""
        known = [each.loads for each in others if each.moment == self.moment]
        return replace(self, loads=self.loads.union(*known))


@dataclass(frozen=True)
class Conflict:
    """Parts of one session that cannot stand together; `crush` says why, if that is known."""

    parts: tuple[Part, ...]
    crush: Crush | None = None


def avoids(items: Sequence[Item], moment: int) -> bool:
    """Tell whether one person can do all this, one after the other, and be in no room at a moment.

    Of each set of items only the earliest end matters: whatever comes after them fits no worse after that.
    """
    ends = {0: 0}
    everything = (1 << len(items)) - 1
    for done in range(everything):  # every subset of a set has a lower number than the set
        if done not in ends:
            continue
        for place, item in enumerate(items):
            if done >> place & 1:
                continue
            start = max(ends[done], item.earliest)
            if item.in_room and start <= moment < start + item.minutes:
                start = moment + 1
            end, then = start + item.minutes, done | 1 << place
            if end <= item.end and end < ends.get(then, end + 1):
                ends[then] = end
    return everything in ends


def find_crush(session: int, had: Mapping[str, Sequence[Had]], rooms: int, grid: int) -> Conflict | None:
    """Find a moment at which more people must be in a room than there are rooms (None: there is none).

    `had` gives what each person has, by staff id. Moments and lengths are looked at in steps of `grid` minutes. Only
    what is needed to see it is named.
    """
    able = {
        staff_id: mine
        for staff_id, mine in had.items()
        if len(mine) <= MOST_ITEMS and any(item.in_room for _, item in mine)
    }
    inside = [item for mine in able.values() for _, item in mine if item.in_room]
    if len(able) <= rooms or not all(avoids([item for _, item in mine], NEVER) for mine in able.values()):
        return None  # what one person cannot do anyway has nothing to do with rooms
    found = []
    for moment in range(min(each.earliest for each in inside), max(each.end for each in inside), grid):
        there = [mine for mine in able.values() if not avoids([item for _, item in mine], moment)]
        if len(there) > rooms:
            needed = sorted((_needed(mine, moment, grid) for mine in there), key=_minutes)
            found.append((sum(map(_minutes, needed[: rooms + 1])), moment, needed))
    if not found:
        return None
    _, moment, needed = min(found)  # what shows with the least work is the likeliest to come again
    parts = [part for mine in needed[: rooms + 1] for part, _ in mine]
    loads = frozenset(tuple(sorted(item for _, item in mine)) for mine in needed)
    return Conflict(tuple(sorted(parts)), Crush(session, moment, loads))


def _minutes(mine: Sequence[Had]) -> int:
    return sum(item.minutes for _, item in mine)


def _needed(mine: Sequence[Had], moment: int, grid: int) -> list[Had]:
    """Leave out, and shorten, what somebody would be in a room at that moment without."""
    kept = list(mine)
    for each in sorted(mine, key=lambda had: had[1].minutes):
        fewer = [other for other in kept if other is not each]
        if not avoids([item for _, item in fewer], moment):
            kept = fewer
    for place, (part, item) in enumerate(kept):
        while not item.booked and item.minutes > grid:
            shorter = replace(item, minutes=item.minutes - grid)
            others = [other for number, (_, other) in enumerate(kept) if number != place]
            if avoids([*others, shorter], moment):
                break
            item = shorter
        kept[place] = part, item
    return kept
