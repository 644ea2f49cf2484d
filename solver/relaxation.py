"""The nameless model: how many tasks of each sort each group of people could do in each session, at the very best.

People with the same rights are one crew; tasks that differ in nothing that matters here are one sort. Only what
follows from the rules is in it, so whatever it cannot reach, no roster can: its bound holds for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ortools.math_opt.python import mathopt

from roster.kinds import Kind
from roster.problem import Problem, span_minutes
from roster.tasks import Task
from solver.crews import find_crews
from solver.finishing import for_crews
from solver.holding import measures
from solver.model import Model
from solver.seats import Seats
from solver.sorts import Sort, find_sorts

Cell = tuple[int, int, int]  # sort, crew, session index


class Relaxation:
    """The nameless model of some kinds, with the statements `heard` from the rules about room and clock."""

    def __init__(self, problem: Problem, kinds: Sequence[Kind], seats: Seats, heard: Model) -> None:
        self.problem = problem
        self.kinds = kinds
        self.named_seats = seats
        self.heard = heard
        self.heard_name = {task_id: kind.task_ids[0] for kind in kinds for task_id in kind.task_ids}
        self.crews = find_crews(problem, kinds, seats)
        self.sorts = find_sorts(problem, kinds, seats, self.crews)
        self.linear = mathopt.Model()
        self.whole: dict[Cell, mathopt.Variable] = {}
        self.grid: dict[Cell, mathopt.Variable] = {}
        self.piece: dict[Cell, mathopt.Variable] = {}
        self.done: dict[tuple[int, int, bool], mathopt.Variable] = {}  # divided: (sort, crew, on time)
        # whole work by sort: (session, count)
        self.of_sort: dict[int, list[tuple[int, mathopt.Variable]]] = defaultdict(list)
        self.at: dict[tuple[int, int], list[int]] = defaultdict(list)  # sorts by crew and session
        self.wing = self._wings()
        for number, sort in enumerate(self.sorts):
            if sort.task.splittable:
                self._add_divided(number, sort)
            else:
                self._add_whole(number, sort)
        for index in range(len(problem.sessions)):
            for crew in range(len(self.crews.members)):
                self._add_room(crew, index)
        self._add_crowds()
        for_crews(self)

    # -- what people have --------------------------------------------------------------------------------------------

    def last_on_time(self, task: Task) -> int:
        """Give the index of the last session that is in time (-1: none is)."""
        last = self.problem.last_on_time(task)
        return -1 if last is None else last.index

    def room(self, staff_id: str, index: int) -> int:
        """Give the minutes a person has for work in a session, if not on a wing."""
        said = self.heard.rooms.get((staff_id, index))
        presence = self.problem.presence.get((staff_id, index))
        if presence is None or presence.wing is not None:
            return 0
        return min(said) if said else presence.minutes

    def _new(self, most: int) -> mathopt.Variable:
        return self.linear.add_variable(lb=0, ub=most)

    def _limit(self, bounded: mathopt.BoundedLinearTypes) -> None:
        if not isinstance(bounded, bool):
            self.linear.add_linear_constraint(bounded)

    # -- variables ------------------------------------------------------------------------------------------------

    def _wings(self) -> dict[tuple[int, int], mathopt.Variable]:
        able: dict[tuple[int, int], int] = defaultdict(int)
        for staff_id, index in self.named_seats.wings:
            able[self.crews.of[staff_id], index] += 1
        wing = {key: self._new(number) for key, number in able.items()}
        for index in range(len(self.problem.sessions)):
            going = [each for (_, session), each in wing.items() if session == index]
            if going:
                posts = sum(
                    most for (session, _), most in self.problem.open_posts.items() if session == index
                )
                self._limit(mathopt.fast_sum(going) <= posts)
        return wing

    def _add_whole(self, number: int, sort: Sort) -> None:
        for crew, sessions in sort.seats:
            for index in sessions:
                count = self.whole[number, crew, index] = self._new(sort.count)
                self.of_sort[number].append((index, count))
                self.at[crew, index].append(number)
        cells = [each for _, each in self.of_sort[number]]
        if cells:
            self._limit(mathopt.fast_sum(cells) <= sort.count)

    def _add_divided(self, number: int, sort: Sort) -> None:
        step = self.problem.policy.grid_minutes
        steps = sort.task.minutes // step
        least = min(self.heard.shortest, sort.task.minutes) // step
        total = []
        for crew, sessions in sort.seats:
            cells = []
            for index in sessions:
                longest = max(self.room(each, index) for each in self.crews.members[crew]) // step
                longest = min(longest, steps)
                if longest < least:
                    continue
                key = (number, crew, index)
                self.at[crew, index].append(number)
                self.grid[key] = self._new(longest * sort.count)
                self.piece[key] = self._new(sort.count)
                self._limit(self.grid[key] >= least * self.piece[key])
                self._limit(self.grid[key] <= longest * self.piece[key])
                cells.append((index, self.grid[key]))
            total += [each for _, each in cells]
            self._add_finishing(number, crew, sort, steps, cells)
        if total:
            self._limit(mathopt.fast_sum(total) <= steps * sort.count)
        for on_time in (False, True):
            keys = [(number, crew, on_time) for crew, _ in sort.seats]
            done = [self.done[key] for key in keys if key in self.done]
            if done:
                self._limit(mathopt.fast_sum(done) <= sort.count)

    def _add_finishing(
        self, number: int, crew: int, sort: Sort, steps: int, cells: list[tuple[int, mathopt.Variable]]
    ) -> None:
        """Let a task be finished only if it fits into what the freest of the crew has until then."""
        step, limit = self.problem.policy.grid_minutes, self.last_on_time(sort.task)
        for on_time in (False, True):
            until = limit if on_time else len(self.problem.sessions) - 1
            inside = [(index, each) for index, each in cells if index <= until]
            freest = max(
                (sum(self.room(each, index) for index, _ in inside) for each in self.crews.members[crew]),
                default=0,
            )
            if freest >= steps * step and inside:
                self.done[number, crew, on_time] = self._new(sort.count)
                self._limit(
                    steps * self.done[number, crew, on_time] <= mathopt.fast_sum([each for _, each in inside])
                )

    # -- room -----------------------------------------------------------------------------------------------------

    def _add_room(self, crew: int, index: int) -> None:
        """All together, and by length: each person holds only so many pieces of at least a given length."""
        members = self.crews.members[crew]
        rooms = [self.room(each, index) for each in members]
        present = [each for each in members if self.room(each, index)]
        if not present:
            return
        going = self.wing.get((crew, index))
        able = [self.room(each, index) for each in members if (each, index) in self.named_seats.wings]
        lost = min(able, default=0)
        here = [(n, crew, index) for n in self.at[crew, index]]
        whole = [(self.sorts[key[0]].task, self.whole[key]) for key in here if key in self.whole]
        pieces = [(key[0], self.grid[key]) for key in here if key in self.grid]
        step = self.problem.policy.grid_minutes
        self._add_windows(crew, index, whole)
        lengths = sorted(
            {task.minutes for task, _ in whole if task.fixed is None}
            | ({self.heard.shortest} if pieces else set())
        )
        minutes = [self._weight(task, members, index) * each for task, each in whole]
        minutes += [step * each for _, each in pieces]
        if minutes:
            self._limit(mathopt.fast_sum(minutes) + (lost * going if going is not None else 0) <= sum(rooms))
        for length in lengths:
            terms = [
                task.minutes // length * each
                for task, each in whole
                if task.fixed is None and task.minutes >= length
            ]
            if length <= self.heard.shortest:
                terms += [
                    self.heard.shortest // length * self.piece[n, crew, index]
                    for n, _ in pieces
                    if self.sorts[n].task.minutes >= self.heard.shortest
                ]
            self._limit(
                mathopt.fast_sum(terms) + (lost // length * going if going is not None else 0)
                <= sum(room // length for room in rooms)
            )

    def _add_windows(self, crew: int, index: int, whole: list[tuple[Task, mathopt.Variable]]) -> None:
        """Work bound to a window: each person holds only so many of at least a given length while it is open."""
        session = self.problem.sessions[index]
        members = [each for each in self.crews.members[crew] if self.room(each, index)]
        bound_work: dict[tuple[int, ...], list[tuple[Task, mathopt.Variable]]] = defaultdict(list)
        for task, count in whole:
            windows = [
                self.heard.clock.window(self.heard_name[task.task_id], each, session) for each in members
            ]
            spans = tuple(span_minutes(*each) for each in windows)
            if task.fixed is None and any(span < session.minutes for span in spans):
                bound_work[spans].append((task, count))
        going = self.wing.get((crew, index))
        able = [n for n, each in enumerate(members) if (each, index) in self.named_seats.wings]
        for spans, work in bound_work.items():
            for length in sorted({task.minutes for task, _ in work}):
                terms = [task.minutes // length * each for task, each in work if task.minutes >= length]
                lost = min((spans[each] // length for each in able), default=0)
                self._limit(
                    mathopt.fast_sum(terms) + (lost * going if going is not None else 0)
                    <= sum(span // length for span in spans)
                )

    def _weight(self, task: Task, members: Sequence[str], index: int) -> int:
        """Minutes of room; an appointment may use the whole presence, so it weighs in the room's share of that."""
        if task.fixed is None:
            return task.minutes
        shares = [
            task.minutes * self.room(each, index) // presence.minutes
            for each in members
            if (presence := self.problem.presence.get((each, index))) and presence.minutes
        ]
        return min(shares, default=0)

    def _add_crowds(self) -> None:
        """Interviews: so many rooms, and each person sees only so many while prisoners are unlocked."""
        for ids, index, most in self.heard.clock.crowds:
            session = self.problem.sessions[index]
            counts: dict[int, list[mathopt.Variable]] = defaultdict(list)
            span = 0
            for (number, _, where), each in self.whole.items():
                task = self.sorts[number].task
                if where == index and task.task_id in ids:
                    counts[task.minutes].append(each)
                    start, end = self.heard.clock.window(task.task_id, "", session)
                    span = max(span, span_minutes(start, end))
            for measure in measures(counts, span):
                terms = [
                    weight * each
                    for minutes, weight in measure.weight.items()
                    if weight
                    for each in counts[minutes]
                ]
                self._limit(mathopt.fast_sum(terms) <= most * measure.most)

    def limit(self, terms: mathopt.LinearTypes, most: int) -> None:
        """Hold a sum at or below a number."""
        self._limit(terms <= most)
