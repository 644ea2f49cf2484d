"""What lessons are written in: who may sit where in a session, and 0-1 variables that tell how much somebody has."""

from __future__ import annotations

from collections.abc import Sequence

from roster.rule import Terms
from solver.model import Key, Model, total


def seats_of(model: Model, staff_id: str, index: int) -> list[Key]:
    """Give what somebody may have in a session, but for pairs that they own."""
    numbers = sorted(model.seated.get((staff_id, index), ()))
    return [key for each in numbers for key in [(each, staff_id, index)] if key in model.count]


def flag(model: Model, terms: Terms, least: int) -> int:
    """Give a 0-1 variable that is 1 whenever a sum is at least `least`."""
    if least == 1 and len(terms) == 1 and model.upper[terms[0][1]] == 1:
        return terms[0][1]
    return model.reached(terms, least)


def piece(model: Model, key: Key, minutes: int) -> int:
    """Give a 0-1 variable that is 1 whenever a piece has so many minutes."""
    return flag(model, *_as_long(model, key, minutes))


def any_piece(model: Model, whole: Terms, divided: list[Key], minutes: int) -> int | None:
    """Give a 0-1 variable that is 1 whenever there is one of these: whole tasks, or pieces of so many minutes.

    One variable for all of them: a row for each divided task says less at a time, and is far fewer variables.
    Nothing is given where there can be none.
    """
    needed = [(whole, 1), *(_as_long(model, key, minutes) for key in divided)]
    needed = [(terms, least) for terms, least in needed if model.highest(terms) >= least]
    if len(needed) <= 1:
        return flag(model, *needed[0]) if needed else None
    found = model.flag()
    for terms, least in needed:
        model.limit([*terms, (least - 1 - model.highest(terms), found)], least - 1)
    model.derive(found, lambda values: int(any(total(terms, values) >= least for terms, least in needed)))
    return found


def any_together(model: Model, alternatives: Sequence[Sequence[int]]) -> int:
    """Give a 0-1 variable that is 1 whenever, of any of these alternatives, all 0-1 variables are 1."""
    if [len(each) for each in alternatives] == [1]:
        return alternatives[0][0]
    found = model.flag()
    for flags in alternatives:
        model.limit([*((1, each) for each in flags), (-1, found)], len(flags) - 1)
    model.derive(
        found, lambda values: int(any(all(values[each] for each in flags) for flags in alternatives))
    )
    return found


def _as_long(model: Model, key: Key, minutes: int) -> tuple[Terms, int]:
    """Give a sum and the number that it reaches if a piece has so many minutes; the shortest is as long as any."""
    if minutes <= min(model.shortest, model.kinds[key[0]].task.minutes):
        return [(1, model.count[key])], 1
    return [(1, model.grid[key])], -(-minutes // model.problem.policy.grid_minutes)
