"""Long work is finished by one person: what is left over of many people's days does not add up to a report.

Of work of at least a given length, nobody finishes more than fits into their own time until a given session. A linear
program would share one report out among all who have half an hour left; these rows keep it from doing so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.math_opt.python import mathopt

if TYPE_CHECKING:
    from solver.relaxation import Relaxation

Term = tuple[int, int, mathopt.Variable]  # last session it may take, minutes, how many


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
