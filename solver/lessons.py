"""What the clock has taught: parts that cannot stand together are forbidden, for everybody of whom the same is true.

One person's conflict is a matter of lengths, windows and appointments, not of names: whatever has the same length and
window conflicts in the same way, for anyone who is there at the same time. Several people's is a matter of rooms too,
unless two of its tasks are about one prisoner or wait for each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from roster.rule import Terms
from solver.clock import clashing
from solver.crush import Conflict
from solver.crush_rows import hold
from solver.draft import Part
from solver.flags import flag, piece, seats_of
from solver.model import Key, Model
from solver.statements import Window


@dataclass(frozen=True)
class Sort:
    """What the clock sees of a task that somebody may have in a session; a divided one has no length of its own."""

    divided: bool
    minutes: int | None
    starts: datetime | None
    rooms: frozenset[int]
    window: Window

    def as_tight_as(self, other: Sort) -> bool:
        """Tell whether this is the same, in the same time or less."""
        return _inside(self.window, other.window) and replace(self, window=other.window) == other

    def of_one(self) -> Sort:
        """Leave the rooms out: one person's work is in one at a time, whatever others do."""
        return replace(self, rooms=frozenset())


def teach(model: Model, conflicts: Sequence[Conflict]) -> None:
    """Let a model know all that the clock has taught; of crushes at one moment, the last knows what the others do."""
    crushes = {(each.crush.session, each.crush.moment): each.crush for each in conflicts if each.crush}
    for crush in crushes.values():
        hold(model, crush)
    for each in conflicts:
        if each.crush is None or not each.crush.in_rows:
            forbid(model, each.parts)


def forbid(model: Model, together: Sequence[Part]) -> None:
    """Forbid a set of parts that the clock cannot place together, whichever tasks of the kinds they are."""
    kind_of = {task_id: number for number, kind in enumerate(model.kinds) for task_id in kind.task_ids}
    ids = {part.task_id for part in together}
    if not ids <= kind_of.keys():
        return  # not in this model: it cannot happen
    if _ordered(model, ids):
        _forbid_these(model, together, kind_of)
    elif len({part.staff_id for part in together}) == 1:
        _forbid_alike(model, together, kind_of)
    elif clashing(model.clock, ids) or any(model.problem.task[each].type.pair for each in ids):
        _forbid_these(model, together, kind_of)
    else:
        _forbid_loads(model, together, kind_of)


def _ordered(model: Model, ids: set[str]) -> bool:
    return any(not ids.isdisjoint(model.clock.first_of.get(each, ())) for each in ids)


def _forbid_these(model: Model, together: Sequence[Part], kind_of: dict[str, int]) -> None:
    """Forbid these parts together; whoever has only one of them may be anybody who has the same time for it."""
    times = Counter(part.staff_id for part in together)
    joined = {part.task_id for part in together for key in [_key(part, kind_of)] if key in model.count}
    named: Counter[Key] = Counter()
    anybody: Counter[Key] = Counter()
    divided: list[tuple[Key, int]] = []
    for part in together:
        key = _key(part, kind_of)
        if key in model.grid:
            divided.append((key, part.minutes))
        elif key in model.count:
            (anybody if times[part.staff_id] == 1 else named)[key] += 1
        elif key not in model.owner_count:
            return  # nobody sits there in this model
        elif part.task_id not in joined:
            named[key] += 1
    conditions: list[Terms] = []
    for key, least in named.items():
        amounts = model.owner_count.get(key) or [model.count[key]]
        conditions.append([(1, flag(model, [(1, amount) for amount in amounts], least))])
    for keys, least in _merged(model, anybody, named):
        terms = [(1, model.count[key]) for key in keys]
        once = least == model.kinds[keys[0][0]].count == 1  # nobody else has it then: no flag needed
        conditions.append(terms if once else [(1, flag(model, terms, least))])
    for key, minutes in divided:  # one person has it: of these flags at most one is 1
        seats = _likewise(model, key) & model.grid.keys() if times[key[1]] == 1 else {key}
        conditions.append([(1, piece(model, each, minutes)) for each in sorted(seats)])
    model.limit([term for terms in conditions for term in terms], len(conditions) - 1)


def _merged(model: Model, anybody: Counter[Key], named: Counter[Key]) -> Iterator[tuple[list[Key], int]]:
    """Give, for work of one kind in one session, who may have it in place of whom it was seen with, and how much."""
    groups: dict[tuple[int, int], Counter[tuple[Key, ...]]] = defaultdict(Counter)
    for key, least in anybody.items():
        likewise = (_likewise(model, key) & model.count.keys()) - named.keys()
        groups[key[0], key[2]][tuple(sorted(likewise))] += least
    for at, by_keys in groups.items():
        if len(by_keys) == 1:  # else one person would be taken for two
            yield from ((list(keys), least) for keys, least in by_keys.items())
        else:
            yield from (([key], least) for key, least in anybody.items() if (key[0], key[2]) == at)


def _likewise(model: Model, key: Key) -> set[Key]:
    """Give the same seat of everybody who has no more time for that work in that session."""
    number, staff_id, index = key
    name, session = model.kinds[number].task_ids[0], model.problem.sessions[index]
    window = model.clock.window(name, staff_id, session)
    return {
        (number, person.staff_id, index)
        for person in model.problem.staff
        if _inside(model.clock.window(name, person.staff_id, session), window)
    }


def _inside(window: Window, other: Window) -> bool:
    return other[0] <= window[0] and window[1] <= other[1]


def _key(part: Part, kind_of: dict[str, int]) -> Key:
    return (kind_of[part.task_id], part.staff_id, part.session)


def _forbid_alike(model: Model, together: Sequence[Part], kind_of: dict[str, int]) -> None:
    """Forbid the conflict for everybody whose windows are the same, and for all work of the same lengths."""
    index = together[0].session
    sorts = [_sort(model, _key(part, kind_of)).of_one() for part in together]
    demand = Counter(sorts)
    longest = {sort: part.minutes for sort, part in zip(sorts, together, strict=True) if sort.divided}
    of_pairs = any(model.problem.task[part.task_id].type.pair for part in together)
    if of_pairs or any(demand[each] > 1 for each in longest) or len(longest) > 1:
        return _forbid_these(model, together, kind_of)
    for person in model.problem.staff:
        alike: dict[Sort, list[Key]] = defaultdict(list)
        for key in seats_of(model, person.staff_id, index):
            alike[_sort(model, key).of_one()].append(key)
        if any(each not in alike for each in demand):
            continue
        whole = [
            (1, flag(model, [(1, model.count[key]) for key in alike[each]], least))
            for each, least in demand.items()
            if each not in longest
        ]
        pieces: list[Terms] = [
            [(1, piece(model, key, minutes))] for each, minutes in longest.items() for key in alike[each]
        ]
        for one in pieces or [[]]:
            model.limit([*whole, *one], len(whole) + len(one) - 1)
    return None


def _forbid_loads(model: Model, together: Sequence[Part], kind_of: dict[str, int]) -> None:
    """Forbid that several people have so much of each sort in one session, whichever tasks it is.

    Those who have one whole task only, all of one sort, may be anybody else with the same time or less for it, and
    fewer people: that is no easier.
    """
    index = together[0].session
    loads: dict[tuple[str, Sort], list[Part]] = defaultdict(list)
    for part in together:
        loads[part.staff_id, _sort(model, _key(part, kind_of))].append(part)
    times = Counter(part.staff_id for part in together)
    single = [each for each in loads if times[each[0]] == 1 and not each[1].divided]
    if len({sort for _, sort in single}) > 1:
        single = []  # a task might be taken for two, of both sorts
    flags = []
    for (staff_id, sort), parts in loads.items():
        if (staff_id, sort) not in single:
            keys = [key for key in seats_of(model, staff_id, index) if _sort(model, key) == sort]
            flags += _loaded(model, keys, parts)
    if single:
        named = times.keys() - {staff_id for staff_id, _ in single}
        anybody = [each.staff_id for each in model.problem.staff if each.staff_id not in named]
        keys = [key for each in anybody for key in seats_of(model, each, index)]
        tight = [key for key in keys if _sort(model, key).as_tight_as(single[0][1])]
        flags += _loaded(model, tight, [part for each in single for part in loads[each]])
    model.limit([(1, flag) for flag in flags], len(flags) - 1)


def _loaded(model: Model, keys: Sequence[Key], parts: Sequence[Part]) -> list[int]:
    """Give 0-1 variables that are all 1 whenever these seats hold as much as these parts of one sort, or more."""
    if not model.problem.task[parts[0].task_id].splittable:
        return [flag(model, [(1, model.count[key]) for key in keys], len(parts))]
    longest = sorted((part.minutes for part in parts), reverse=True)
    return [
        flag(model, [(1, piece(model, key, minutes)) for key in keys], place)
        for place, minutes in enumerate(longest, start=1)
    ]


def _sort(model: Model, key: Key) -> Sort:
    """Tell what the clock sees of a seat: its task's length and appointment, its window, its rooms."""
    number, staff_id, index = key
    task, name = model.kinds[number].task, model.kinds[number].task_ids[0]
    rooms = frozenset(
        place
        for place, (ids, session, _) in enumerate(model.clock.crowds)
        if session == index and name in ids
    )
    return Sort(
        task.splittable,
        None if task.splittable else task.minutes,
        model.clock.starts.get(name),
        rooms,
        model.clock.window(name, staff_id, model.problem.sessions[index]),
    )
