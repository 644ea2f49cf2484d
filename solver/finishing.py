"""Long work is finished by one person: what is left over of many people's days does not add up to a report.

Of work of at least a given length, nobody finishes more than fits into their own time until a given session. A linear
program would share one report out among all who have half an hour left; these rows keep it from doing so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.math_opt.python import mathopt

from roster.rule import Terms

if TYPE_CHECKING:
    from solver.model import Model
    from solver.relaxation import Relaxation

Term = tuple[int, int, mathopt.Variable]  # last session it may take, minutes, how many


def for_people(model: Model) -> None:
    """Say so for every person of the exact model, about the finishing that it has been asked about."""
    finished: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for (number, staff_id, until), flag in model.finishers.items():
        finished[staff_id, until].append((model.kinds[number].task.minutes, flag))
    whole: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for (number, staff_id, index), amount in model.count.items():
        task = model.kinds[number].task
        if not task.splittable and task.fixed is None:
            whole[staff_id].append((index, task.minutes, amount))
    for (staff_id, until), flags in finished.items():
        rooms = _rooms(model, staff_id, until)
        if rooms is not None:
            others = [(minutes, amount) for index, minutes, amount in whole[staff_id] if index <= until]
            _hold(model, staff_id, rooms, flags, others)


def _rooms(model: Model, staff_id: str, until: int) -> dict[int, int] | None:
    """Give the room of each session until then (None: a rule that limits it is switched off)."""
    rooms = {}
    for index in range(until + 1):
        if (staff_id, index) in model.problem.presence:
            said = model.rooms.get((staff_id, index))
            if not said:
                return None
            rooms[index] = min(said)
    return rooms


def _hold(
    model: Model,
    staff_id: str,
    rooms: dict[int, int],
    flags: list[tuple[int, int]],
    others: list[tuple[int, int]],
) -> None:
    for length in sorted({minutes for minutes, _ in flags}):
        most = sum(rooms.values()) // length
        terms: Terms = [
            (minutes // length, amount) for minutes, amount in [*flags, *others] if minutes >= length
        ]
        if model.highest(terms) > most:
            wings = [
                (room // length, model.wing[staff_id, index])
                for index, room in rooms.items()
                if room >= length and (staff_id, index) in model.wing
            ]
            model.limit([*terms, *wings], most)


def for_crews(nameless: Relaxation) -> None:
    """Say so for every crew of the nameless model."""
    last = len(nameless.problem.sessions) - 1
    finished: dict[int, list[Term]] = defaultdict(list)
    for (number, crew, on_time), amount in nameless.done.items():
        task = nameless.sorts[number].task
        if not on_time or nameless.last_on_time(task) < last:
            until = nameless.last_on_time(task) if on_time else last
            finished[crew].append((until, task.minutes, amount))
    whole: dict[int, list[Term]] = defaultdict(list)
    for (number, crew, index), amount in nameless.whole.items():
        if nameless.sorts[number].task.fixed is None:
            whole[crew].append((index, nameless.sorts[number].task.minutes, amount))
    for crew, terms in finished.items():
        for until in sorted({each[0] for each in terms}):
            now = [each for each in terms if each[0] == until or each[0] < until < last]
            _add_rows(nameless, crew, until, now, [each for each in whole[crew] if each[0] <= until])


def _add_rows(nameless: Relaxation, crew: int, until: int, finished: list[Term], whole: list[Term]) -> None:
    rooms = [
        sum(nameless.room(staff_id, index) for index in range(until + 1))
        for staff_id in nameless.crews.members[crew]
    ]
    for length in sorted({minutes for _, minutes, _ in finished}):
        terms = [
            minutes // length * amount for _, minutes, amount in [*finished, *whole] if minutes >= length
        ]
        nameless.limit(mathopt.fast_sum(terms), sum(room // length for room in rooms))
