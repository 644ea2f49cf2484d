"""What must hold in every session whatever the clock says: room, windows, interview rooms, colliding appointments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from roster.kinds import Kind
from roster.problem import span_minutes
from roster.rule import Terms
from roster.sessions import Session
from roster.staff import Person

if TYPE_CHECKING:
    from solver.model import Model

Seated = list[
    tuple[Kind, tuple[datetime, datetime]]
]  # kinds a person may do in a session, each with its window


def add_limits(model: Model) -> None:
    """Add the necessary conditions that follow from what the rules said about room and clock."""
    for person in model.problem.staff:
        for session in model.problem.sessions:
            seated = [
                (kind, model.clock.window(kind.task_ids[0], person.staff_id, session))
                for kind in (
                    model.kinds[each]
                    for each in sorted(model.seated.get((person.staff_id, session.index), ()))
                )
            ]
            seated = list(_fitting(model, person, session, seated))
            _add_room(model, person, session, seated)
            _add_windows(model, person, session, seated)
            _add_collisions(model, person, session, seated)
            _add_gaps(model, person, session, seated)
    _add_crowds(model)


def _fitting(
    model: Model, person: Person, session: Session, seated: Seated
) -> Iterator[tuple[Kind, tuple[datetime, datetime]]]:
    """Shut out what does not fit into its window at all, and shorten what fits in part."""
    for kind, (start, end) in seated:
        span = span_minutes(start, end)
        minutes = model.minutes(kind, person, session)
        if kind.task.splittable:
            model.limit(minutes, span)
        else:
            fixed = model.clock.starts.get(kind.task_ids[0])
            late = fixed is not None and (fixed < start or span_minutes(fixed, end) < kind.task.minutes)
            if late or span < kind.task.minutes:
                model.limit(minutes, 0)
                continue
        yield kind, (start, end)


def _add_room(model: Model, person: Person, session: Session, seated: Seated) -> None:
    """Other work gets what appointments leave; appointments alone may exceed the room."""
    said = model.rooms.get((person.staff_id, session.index))
    if not said:
        return
    room = min(said)
    wing = [(room, amount) for _, amount in model.on_wing(person, session)]
    booked = [
        t for kind, _ in seated if kind.task.fixed is not None for t in model.minutes(kind, person, session)
    ]
    other = [t for kind, _ in seated if kind.task.fixed is None for t in model.minutes(kind, person, session)]
    if not other:
        return
    model.limit([*other, *wing], room)
    most_booked = model.highest(booked)
    if booked:
        flag = model.shared[person.staff_id, session.index] = model.flag()
        model.derive(flag, lambda values: int(any(values[amount] for _, amount in other)))
        model.limit([*other, (-room, flag)], 0)
        model.limit([*other, *booked, (most_booked, flag)], room + most_booked)


def _add_windows(model: Model, person: Person, session: Session, seated: Seated) -> None:
    """Fit what lies in the same window into it, beside the appointments that reach into it."""
    presence = model.problem.presence.get((person.staff_id, session.index))
    whole = (presence.start, presence.end) if presence else None  # the rule about presence bounds that
    for start, end in sorted({window for _, window in seated} - {whole}):
        terms = []
        for kind, window in seated:
            fixed = model.clock.starts.get(kind.task_ids[0])
            if fixed is not None:
                begins = span_minutes(session.start, fixed)
                low = max(begins, span_minutes(session.start, start))
                high = min(begins + kind.task.minutes, span_minutes(session.start, end))
                overlap = max(0, high - low)
                terms += [(overlap, amount) for _, amount in model.pieces(kind, person, session) if overlap]
            elif start <= window[0] and window[1] <= end:
                terms += model.minutes(kind, person, session)
        if model.highest(terms) > span_minutes(start, end):
            model.limit(terms, span_minutes(start, end))


def _add_collisions(model: Model, person: Person, session: Session, seated: Seated) -> None:
    """Nobody keeps two appointments at one moment."""
    booked = [
        (kind, model.clock.starts[kind.task_ids[0]])
        for kind, _ in seated
        if kind.task_ids[0] in model.clock.starts
    ]
    for _, moment in booked:
        going_on = [
            term
            for kind, begins in booked
            if begins <= moment and span_minutes(begins, moment) < kind.task.minutes
            for term in model.pieces(kind, person, session)
        ]
        if model.highest(going_on) > 1:
            model.limit(going_on, 1)


def _add_gaps(model: Model, person: Person, session: Session, seated: Seated) -> None:
    """Keep out what fits into neither part of a window that an appointment cuts in two."""
    booked: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for kind, _ in seated:
        fixed = model.clock.starts.get(kind.task_ids[0])
        if fixed is not None:
            times = span_minutes(session.start, fixed), kind.task.minutes
            booked[times] += model.pieces(kind, person, session)
    if not booked:
        return
    for start, end in sorted({window for _, window in seated}):
        inside = [each for each, window in seated if start <= window[0] and window[1] <= end]
        inside = [kind for kind in inside if kind.task.fixed is None]
        pieces = {kind.task_ids[0]: model.pieces(kind, person, session) for kind in inside}
        low, high = span_minutes(session.start, start), span_minutes(session.start, end)
        for (begins, minutes), terms in sorted(booked.items()):
            parts = max(0, min(begins, high) - low), max(0, high - max(begins + minutes, low))
            if min(high, begins + minutes) > max(low, begins):
                _add_gap(model, person, session, inside, pieces, terms, (high - low, *parts))


def _add_gap(
    model: Model,
    person: Person,
    session: Session,
    inside: list[Kind],
    pieces: dict[str, Terms],
    booked: Terms,
    spans: tuple[int, int, int],
) -> None:
    whole, before, after = spans
    length_of = {
        kind.task_ids[0]: min(model.shortest, kind.task.minutes)
        if kind.task.splittable
        else kind.task.minutes
        for kind in inside
    }
    lost = whole - max(before, after)
    for kind in inside:
        if kind.task.splittable:
            minutes = model.minutes(kind, person, session)
            model.limit([*minutes, *((lost * factor, amount) for factor, amount in booked)], whole)
    for length in sorted(set(length_of.values())):
        room, left = whole // length, before // length + after // length
        if left == room:
            continue
        terms = [
            (length_of[name] // length * factor, amount)
            for name, each in pieces.items()
            if length_of[name] >= length
            for factor, amount in each
        ]
        if model.highest(terms) > left:
            model.limit([*terms, *(((room - left) * factor, amount) for factor, amount in booked)], room)


def _add_crowds(model: Model) -> None:
    """Interviews fit into the rooms: each room holds so many of at least a given length in the window."""
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
        for length in {1, *counts}:
            terms = [
                (minutes // length * f, a)
                for minutes, each in counts.items()
                if minutes >= length
                for f, a in each
            ]
            if model.highest(terms) > most * (span // length):
                model.limit(terms, most * (span // length))
