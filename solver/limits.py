"""What must hold in every session whatever the clock says: room, windows, interview rooms, colliding appointments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from roster.kinds import Kind
from roster.problem import span_minutes
from roster.rule import Terms
from roster.sessions import Session
from roster.staff import Person
from solver.holding import measures

if TYPE_CHECKING:
    from solver.model import Model


@dataclass(frozen=True)
class Seat:
    """A kind that a person may do in a session: its window, how many pieces, how many minutes, the least of each."""

    kind: Kind
    window: tuple[datetime, datetime]
    pieces: Terms
    minutes: Terms
    least: int

    @property
    def booked(self) -> bool:
        """Tell whether it is an appointment."""
        return self.kind.task.fixed is not None


def add_limits(model: Model) -> None:
    """Add the necessary conditions that follow from what the rules said about room and clock."""
    for person in model.problem.staff:
        for session in model.problem.sessions:
            numbers = sorted(model.seated.get((person.staff_id, session.index), ()))
            seats = [_seat(model, person, session, model.kinds[each]) for each in numbers]
            seats = [each for each in seats if _fits(model, each)]
            if seats:
                _add_room(model, person, session, seats)
                _add_windows(model, person, session, seats)
                _add_collisions(model, seats)
                _add_gaps(model, session, seats)
    _add_crowds(model)
    _add_successions(model)


def _seat(model: Model, person: Person, session: Session, kind: Kind) -> Seat:
    minutes = kind.task.minutes
    return Seat(
        kind,
        model.clock.window(kind.task_ids[0], person.staff_id, session),
        model.pieces(kind, person, session),
        model.minutes(kind, person, session),
        min(model.shortest, minutes) if kind.task.splittable else minutes,
    )


def _fits(model: Model, seat: Seat) -> bool:
    """Shut out what does not fit into its window at all, and shorten what fits in part."""
    start, end = seat.window
    span = span_minutes(start, end)
    if seat.kind.task.splittable:
        if model.highest(seat.minutes) > span:
            model.limit(seat.minutes, span)
        return True
    fixed = model.clock.starts.get(seat.kind.task_ids[0])
    late = fixed is not None and (fixed < start or span_minutes(fixed, end) < seat.kind.task.minutes)
    if late or span < seat.kind.task.minutes:
        model.limit(seat.minutes, 0)
        return False
    return True


def _add_room(model: Model, person: Person, session: Session, seats: list[Seat]) -> None:
    """Other work gets what appointments leave; appointments alone may exceed the room."""
    said = model.rooms.get((person.staff_id, session.index))
    free = [each for each in seats if not each.booked]
    if not said or not free:
        return
    room = min(said)
    booked = [term for each in seats if each.booked for term in each.minutes]
    other = [term for each in free for term in each.minutes]
    wing = [amount for _, amount in model.on_wing(person, session)]
    model.limit([*other, *((room, amount) for amount in wing)], room)
    _add_lengths(model, free, room, wing)
    most_booked = model.highest(booked)
    if booked:
        flag = model.shared[person.staff_id, session.index] = model.flag()
        model.derive(flag, lambda values: int(any(values[amount] for _, amount in other)))
        model.limit([*other, (-room, flag)], 0)
        model.limit([*other, *booked, (most_booked, flag)], room + most_booked)


def _add_lengths(model: Model, seats: list[Seat], room: int, wing: list[int]) -> None:
    """Hold only so many pieces of at least a given length: what the minutes alone do not tell a linear program."""
    for length in sorted({each.least for each in seats}):
        if room % length:
            terms = [
                (each.least // length, amount)
                for each in seats
                if each.least >= length
                for _, amount in each.pieces
            ]
            most = room // length
            if model.highest(terms) > most:
                model.limit([*terms, *((most, amount) for amount in wing)], most)


def _add_windows(model: Model, person: Person, session: Session, seats: list[Seat]) -> None:
    """Fit what lies in the same window into it, beside the appointments that reach into it."""
    presence = model.problem.presence.get((person.staff_id, session.index))
    whole = (presence.start, presence.end) if presence else None  # the rule about presence bounds that
    for start, end in sorted({each.window for each in seats} - {whole}):
        terms: list[tuple[int, int]] = []
        for seat in seats:
            fixed = model.clock.starts.get(seat.kind.task_ids[0])
            if fixed is not None:
                begins = span_minutes(session.start, fixed)
                low = max(begins, span_minutes(session.start, start))
                high = min(begins + seat.kind.task.minutes, span_minutes(session.start, end))
                overlap = max(0, high - low)
                terms += [(overlap, amount) for _, amount in seat.pieces if overlap]
            elif start <= seat.window[0] and seat.window[1] <= end:
                terms += seat.minutes
        if model.highest(terms) > span_minutes(start, end):
            model.limit(terms, span_minutes(start, end))


def _add_collisions(model: Model, seats: list[Seat]) -> None:
    """Nobody keeps two appointments at one moment."""
    booked = [
        (seat, model.clock.starts[seat.kind.task_ids[0]])
        for seat in seats
        if seat.kind.task_ids[0] in model.clock.starts
    ]
    for _, moment in booked:
        going_on = [
            term
            for seat, begins in booked
            if begins <= moment and span_minutes(begins, moment) < seat.kind.task.minutes
            for term in seat.pieces
        ]
        if model.highest(going_on) > 1:
            model.limit(going_on, 1)


def _add_gaps(model: Model, session: Session, seats: list[Seat]) -> None:
    """Keep out what fits into neither part of a window that an appointment cuts in two."""
    booked: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for seat in seats:
        fixed = model.clock.starts.get(seat.kind.task_ids[0])
        if fixed is not None:
            booked[span_minutes(session.start, fixed), seat.kind.task.minutes] += seat.pieces
    if not booked:
        return
    for start, end in sorted({each.window for each in seats}):
        inside = [
            each for each in seats if not each.booked and start <= each.window[0] and each.window[1] <= end
        ]
        low, high = span_minutes(session.start, start), span_minutes(session.start, end)
        for (begins, minutes), terms in sorted(booked.items()):
            parts = max(0, min(begins, high) - low), max(0, high - max(begins + minutes, low))
            if min(high, begins + minutes) > max(low, begins):
                _add_gap(model, inside, terms, (high - low, *parts))


def _add_gap(model: Model, inside: list[Seat], booked: Terms, spans: tuple[int, int, int]) -> None:
    whole, before, after = spans
    lost = whole - max(before, after)
    for seat in inside:
        if seat.kind.task.splittable:
            terms = [*seat.minutes, *((lost * factor, amount) for factor, amount in booked)]
            if model.highest(terms) > whole:
                model.limit(terms, whole)
    for length in sorted({each.least for each in inside}):
        room, left = whole // length, before // length + after // length
        if left == room:
            continue
        terms = [
            (seat.least // length * factor, amount)
            for seat in inside
            if seat.least >= length
            for factor, amount in seat.pieces
        ]
        if model.highest(terms) > left:
            model.limit([*terms, *(((room - left) * factor, amount) for factor, amount in booked)], room)


def _add_crowds(model: Model) -> None:
    """Interviews fit into the rooms: of what one room can hold in the window, all rooms hold so many times as much."""
    for ids, index, most in model.clock.crowds:
        session = model.problem.sessions[index]
        kinds = [kind for kind in model.kinds if kind.task_ids[0] in ids and not kind.task.splittable]
        if not kinds:
            continue
        windows = [model.clock.window(kind.task_ids[0], "", session) for kind in kinds]
        span = span_minutes(min(each[0] for each in windows), max(each[1] for each in windows))
        counts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for kind in kinds:
            for person in model.holders(kind):
                counts[kind.task.minutes] += model.pieces(kind, person, session)
        for each in measures(counts, span):
            terms = [
                (weight * factor, amount)
                for minutes, weight in each.weight.items()
                if weight
                for factor, amount in counts[minutes]
            ]
            if model.highest(terms) > most * each.most:
                model.limit(terms, most * each.most)


def _add_successions(model: Model) -> None:
    """Two tasks that never go on at the same time have one session's time together, whoever does them."""
    kinds = {kind.task_ids[0]: kind for kind in model.kinds if _is_alone(model, kind)}
    pairs = {frozenset((one, other)) for one, others in model.clock.apart.items() for other in others}
    pairs |= {frozenset((one, other)) for one, others in model.clock.first_of.items() for other in others}
    for pair in sorted(map(sorted, pairs)):
        if not kinds.keys() >= set(pair):
            continue
        longest = sum(kinds[each].task.minutes for each in pair)
        for session in model.problem.sessions:
            span = span_minutes(session.start, session.end)
            if longest <= span:
                continue
            terms = [
                term
                for kind in map(kinds.__getitem__, pair)
                for person in model.holders(kind)
                for term in model.minutes(kind, person, session)
            ]
            if model.highest(terms) > span:
                model.limit(terms, span)


def _is_alone(model: Model, kind: Kind) -> bool:
    """Tell whether a kind is one task, which one person does, at a time still to be chosen."""
    return len(kind.task_ids) == 1 and kind.task_ids[0] not in model.clock.starts and not kind.task.type.pair
