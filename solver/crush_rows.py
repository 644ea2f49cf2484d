"""What a crush has taught, as rows: of those who have any such load, no more in a session than there are rooms.

Whoever has as much as a load, or longer work in less time, is in a room at that moment too: what they have could stand
in the load's place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from roster.problem import span_minutes
from roster.sessions import Session
from solver.crush import Crush, Item, Load
from solver.flags import any_piece, any_together, flag, piece, seats_of
from solver.model import Key, Model


@dataclass(frozen=True)
class Seat:
    """A seat as a crush sees it; a piece of divided work (`divided`) has no length of its own."""

    key: Key
    item: Item
    divided: bool

    def stands_for(self, item: Item) -> bool:
        """Tell whether it may stand for an item, if it is long enough."""
        if self.item.in_room != item.in_room or self.item.booked != item.booked:
            return False
        return item.within(self.item) if item.booked else self.item.within(item)


def hold(model: Model, crush: Crush) -> None:
    """Let no more people be in the rooms at a crush's moment than there are rooms: for each crowd of the session."""
    session = model.problem.sessions[crush.session]
    for ids, index, rooms in model.clock.crowds:
        if index != crush.session:
            continue
        there = []
        for person in model.problem.staff:
            alternatives = list(_alternatives(model, _seats(model, person.staff_id, session, ids), crush))
            if alternatives:
                there.append(alternatives)
        if len(there) > rooms:
            model.limit([(1, any_together(model, each)) for each in there], rooms)


def _seats(model: Model, staff_id: str, session: Session, ids: frozenset[str]) -> list[Seat]:
    return [_seat(model, key, session, ids) for key in seats_of(model, staff_id, session.index)]


def _seat(model: Model, key: Key, session: Session, ids: frozenset[str]) -> Seat:
    number, staff_id, _ = key
    task, name = model.kinds[number].task, model.kinds[number].task_ids[0]
    begins, ends = (span_minutes(session.start, each) for each in model.clock.window(name, staff_id, session))
    starts = model.clock.starts.get(name)
    if starts is not None:
        begins = max(begins, span_minutes(session.start, starts))
        ends = min(ends, begins + task.minutes)
    minutes = 0 if task.splittable else task.minutes
    return Seat(key, Item(name in ids, begins, ends, minutes, starts is not None), task.splittable)


def _alternatives(model: Model, seats: list[Seat], crush: Crush) -> Iterator[list[int]]:
    """Give, for each load that somebody could have, 0-1 variables that are all 1 whenever they have as much."""
    for load in sorted(crush.loads):
        flags = [_as_much(model, seats, load, item) for item in sorted(set(load))]
        if None not in flags:
            yield [each for each in flags if each is not None]


def _as_much(model: Model, seats: list[Seat], load: Load, item: Item) -> int | None:
    """Give a 0-1 variable that is 1 whenever somebody has as many as the load of such an item (None: they cannot).

    Longer items of the load count too, each of which is one such: so that nothing is taken for two.
    """
    like = [each for each in load if each.in_room == item.in_room and each.booked == item.booked]
    if item.booked:
        like = [each for each in like if each == item]
    least = sum(each.minutes >= item.minutes for each in like)
    able = [seat for seat in seats if all(seat.stands_for(each) for each in like)]
    whole = [(1, model.count[each.key]) for each in able if each.item.minutes >= item.minutes]
    divided = [each.key for each in able if each.divided]
    if least == 1:
        return any_piece(model, whole, divided, item.minutes)
    terms = [*whole, *((1, piece(model, key, item.minutes)) for key in divided)]
    return flag(model, terms, least) if model.highest(terms) >= least else None
