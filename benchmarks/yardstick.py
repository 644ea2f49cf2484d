"""How long building takes, as a ratio: our models of a case's levels against the textbook's, timed turn about.

The textbook model is written out here by hand and not through `solver/`: a yardstick that shared its code with what
is measured would grow with it, and the ratio would never change.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from roster.kinds import group
from roster.problem import Problem
from roster.rule import Rule
from solver.aims import aim, concerned
from solver.model import Model
from solver.seats import Seats, find_seats

MOST_ROUNDS, FEWEST_ROUNDS = 21, 5  # many short ones outlive the moods of a shared machine
TIMING_SECONDS = 4.0  # for the rounds of a case whose models take long to build
ATTEMPTS = 3
SHORTEST_TIMING = 0.02  # seconds; what is quicker is done several times, for the clock to see it


def build_ours(problem: Problem, rules: Sequence[Rule], levels: Sequence[str]) -> None:
    """Build what a search needs for each of the levels: kinds and seats once, a model and its sums a level."""
    kinds = group(problem)
    seats = find_seats(problem, rules, kinds)
    for number in range(1, len(levels) + 1):
        wanted = concerned(problem, levels[:number])
        chosen = [place for place, kind in enumerate(kinds) if kind.task.task_id in wanted]
        some = Seats(tuple(seats.by_kind[place] for place in chosen), seats.wings)
        model = Model(
            problem, rules, [kinds[place] for place in chosen], some, priced="quality" in levels[:number]
        )
        for name in levels[:number]:
            aim(model, name)


def build_textbook(problem: Problem, seats: Seats) -> cp_model.CpModel:
    """Build the textbook's model: a 0-1 variable per task, person and session, each task once, each one's minutes."""
    model = cp_model.CpModel()
    minutes: dict[tuple[str, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    done = []
    for task, by_person in zip(problem.tasks, seats.by_kind, strict=True):
        taken = []
        for staff_id, sessions in by_person.items():
            for session in sessions:
                variable = model.new_bool_var("")
                taken.append(variable)
                minutes[staff_id, session.index].append((variable, task.minutes))
        if taken:
            model.add_at_most_one(taken)
            done += taken
    for key, terms in minutes.items():
        variables, factors = zip(*terms, strict=True)
        room = problem.presence[key].minutes
        model.add(cp_model.LinearExpr.weighted_sum(variables, factors) <= room)
    model.maximize(cp_model.LinearExpr.sum(done))
    return model


def build_ratio(problem: Problem, rules: Sequence[Rule], levels: Sequence[str], limit: float) -> float:
    """Give the median, over some rounds in turn, of the time of our building divided by the textbook's.

    What is above a limit is measured again before it is believed: a slower build stays slow, a busy machine does not.
    """
    alone = group(problem, alone=[task.task_id for task in problem.tasks])
    seats = find_seats(problem, rules, alone)
    ours = _Timed(lambda: build_ours(problem, rules, levels))
    textbook = _Timed(lambda: build_textbook(problem, seats))
    gc.collect()
    gc.freeze()  # what is there by now is not looked through in every round
    rounds = int(TIMING_SECONDS / (ours.seconds() * ours.times + textbook.seconds() * textbook.times))
    rounds = min(max(rounds, FEWEST_ROUNDS), MOST_ROUNDS)
    least = math.inf
    for _ in range(ATTEMPTS):
        least = min(least, statistics.median(ours.seconds() / textbook.seconds() for _ in range(rounds)))
        if least <= limit:
            break
    return least


class _Timed:
    """Something to be timed, often enough at a time for the clock to see it."""

    def __init__(self, build: Callable[[], object]) -> None:
        self.build = build
        self.times = 1
        self.times = max(1, math.ceil(SHORTEST_TIMING / max(self.seconds(), 1e-6)))

    def seconds(self) -> float:
        """Time it once more: processor time of this process, without the collector's pauses."""
        gc.collect()
        gc.disable()
        try:
            begun = time.process_time()
            for _ in range(self.times):
                self.build()
            return (time.process_time() - begun) / self.times
        finally:
            gc.enable()
