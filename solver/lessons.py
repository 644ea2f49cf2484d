"""What the clock has taught: parts that cannot stand together are forbidden, for everybody of whom the same is true.

One person's conflict is a matter of lengths, windows and appointments, not of names: whatever has the same length and
window conflicts in the same way, for anyone who is there at the same time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

from roster.rule import Terms
from solver.draft import Part
from solver.model import Key, Model


def forbid(model: Model, together: Sequence[Part]) -> None:
    """Forbid a set of parts that the clock cannot place together, whichever tasks of the kinds they are."""
    kind_of = {task_id: number for number, kind in enumerate(model.kinds) for task_id in kind.task_ids}
    if any(part.task_id not in kind_of for part in together):
        return  # not in this model: it cannot happen
    if len({part.staff_id for part in together}) == 1 and not _ordered(model, together):
        _forbid_alike(model, together, kind_of)
    else:
        _forbid_these(model, together, kind_of)


def _ordered(model: Model, together: Sequence[Part]) -> bool:
    ids = {part.task_id for part in together}
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
        conditions.append([(1, _flag(model, [(1, amount) for amount in amounts], least))])
    for keys, least in _merged(model, anybody, named):
        terms = [(1, model.count[key]) for key in keys]
        once = least == model.kinds[keys[0][0]].count == 1  # nobody else has it then: no flag needed
        conditions.append(terms if once else [(1, _flag(model, terms, least))])
    for key, minutes in divided:  # one person has it: of these flags at most one is 1
        seats = _likewise(model, key) & model.grid.keys() if times[key[1]] == 1 else {key}
        conditions.append([(1, _piece(model, each, minutes)) for each in sorted(seats)])
    model.limit([term for terms in conditions for term in terms], len(conditions) - 1)


def _piece(model: Model, key: Key, minutes: int) -> int:
    """Give a 0-1 variable that is 1 whenever a piece has so many minutes; the shortest is as long as any."""
    if minutes <= min(model.shortest, model.kinds[key[0]].task.minutes):
        return model.count[key]
    return _flag(model, [(1, model.grid[key])], minutes // model.problem.policy.grid_minutes)


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
    start, end = model.clock.window(name, staff_id, session)
    found = set()
    for person in model.problem.staff:
        window = model.clock.window(name, person.staff_id, session)
        if start <= window[0] and window[1] <= end:
            found.add((number, person.staff_id, index))
    return found


def _key(part: Part, kind_of: dict[str, int]) -> Key:
    return (kind_of[part.task_id], part.staff_id, part.session)


def _forbid_alike(model: Model, together: Sequence[Part], kind_of: dict[str, int]) -> None:
    """Forbid the conflict for everybody whose windows are the same, and for all work of the same lengths."""
    index, staff_id = together[0].session, together[0].staff_id
    demand = Counter(_likeness(model, kind_of[part.task_id], staff_id, index) for part in together)
    longest = {
        _likeness(model, kind_of[part.task_id], staff_id, index): part.minutes
        for part in together
        if model.kinds[kind_of[part.task_id]].task.splittable
    }
    of_pairs = any(model.kinds[kind_of[part.task_id]].task.type.pair for part in together)
    if of_pairs or any(demand[each] > 1 for each in longest) or len(longest) > 1:
        return _forbid_these(model, together, kind_of)
    for person in model.problem.staff:
        alike: dict[Hashable, list[int]] = defaultdict(list)
        for number in sorted(model.seated.get((person.staff_id, index), ())):
            if (number, person.staff_id, index) in model.count:
                alike[_likeness(model, number, person.staff_id, index)].append(number)
        if any(each not in alike for each in demand):
            continue
        whole = [
            (
                1,
                _flag(
                    model, [(1, model.count[number, person.staff_id, index]) for number in alike[each]], least
                ),
            )
            for each, least in demand.items()
            if each not in longest
        ]
        pieces: list[Terms] = [
            [(1, _piece(model, (number, person.staff_id, index), minutes))]
            for each, minutes in longest.items()
            for number in alike[each]
        ]
        for piece in pieces or [[]]:
            model.limit([*whole, *piece], len(whole) + len(piece) - 1)
    return None


def _likeness(model: Model, number: int, staff_id: str, index: int) -> Hashable:
    """Tell what the clock sees of a task: its length, its window, its appointment."""
    task = model.kinds[number].task
    name = model.kinds[number].task_ids[0]
    window = model.clock.window(name, staff_id, model.problem.sessions[index])
    length = None if task.splittable else task.minutes
    return (task.splittable, length, window, model.clock.starts.get(name))


def _flag(model: Model, terms: Terms, least: int) -> int:
    """Give a 0-1 variable that is 1 whenever a sum is at least `least`."""
    if len(terms) == 1 and model.upper[terms[0][1]] == 1:
        return terms[0][1]
    return model.reached(terms, least)
