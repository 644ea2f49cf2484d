"""State the levels as models: what a level and those above it concern, holding what was reached above."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from roster.changes import changed_seats
from roster.kinds import Kind, group
from roster.levels import lateness, most
from roster.problem import CHANGES, DECIDED, PREFERENCES, Problem
from roster.roster import LevelValue
from roster.rule import Rule
from solver.aims import aim, concerned
from solver.draft import Draft, Taken, taken_by
from solver.drafting import hints, moved, read_draft
from solver.islands import Island, apart, share_of
from solver.keeper import Keeper
from solver.lean import Lean
from solver.lessons import teach
from solver.model import Model, total
from solver.neighbourhood import opened
from solver.question import Question
from solver.seats import Seats, find_seats, only
from solver.stopping import Tally

NAMED = (DECIDED, CHANGES, PREFERENCES)  # levels of which a model without names knows nothing


@dataclass(frozen=True)
class Stated:
    """A level's model in fewer variables, its constant, and how many rows stood before those that hold the levels."""

    name: str
    model: Model
    lean: Lean
    constant: int
    rows: int

    def draft(self, values: Sequence[int]) -> Draft:
        """Give values of the lean model their names back."""
        return read_draft(self.model, self.lean.spread(values))

    def value(self, values: Sequence[int]) -> int:
        """Give the level's value for values of the lean model."""
        return total(self.lean.aim, values) + self.constant

    def values(self, draft: Draft) -> list[int]:
        """Give the lean model's values for a draft: the way back."""
        return self.lean.gather(hints(self.model, draft))

    def moved(self, draft: Draft, before: Draft, after: Draft) -> list[int]:
        """Give the values of a draft in which what differs between two others is changed too; rows may not hold."""
        return self.lean.gather(moved(self.model, draft, before, after))


@dataclass(frozen=True)
class Whole:
    """An island with every seat of it open, as a model and as a question, with all else as it was when it was stated.

    `offset` lies between the model's sum and what the island adds. None: a bound of the model is none of the island, as
    others might have spared it something at a level above, or rows tie it to what is not in it.
    """

    stated: Stated
    question: Question
    offset: int | None

    def least(self, bound: int | None) -> int | None:
        """Give what the island adds at least, by a bound of its model (None: that says nothing); 0 or more."""
        return None if bound is None or self.offset is None else max(0, bound + self.offset)


@dataclass
class Grouped:
    """The kinds and seats of all open work, with so many tasks alone, and of the levels that have been asked about."""

    alone: int
    kinds: list[Kind]
    seats: Seats
    chosen: dict[int, tuple[list[Kind], Seats]] = field(default_factory=dict)


class Stating:
    """States models around the best roster so far; `reached` are the levels that are through."""

    def __init__(self, problem: Problem, rules: Sequence[Rule], keeper: Keeper, tally: Tally) -> None:
        self.problem = problem
        self.rules = rules
        self.keeper = keeper
        self.tally = tally
        self.reached: list[LevelValue] = []
        self.most = most(problem)
        self._grouped: Grouped | None = None

    def held(self, number: int, island: Island) -> list[tuple[str, int]]:
        """Give what an island may add to the levels above: what it adds now, and what others might spare it."""
        view = self.keeper.best.view
        tasks = [self.problem.task[each] for each in island.task_ids]
        return [
            (level.name, (share_of(view, level.name, tasks) if "." in level.name else level.value) + spare)
            for level, spare in zip(self.reached, self.spare(number, island), strict=True)
            if level.name not in NAMED
        ]

    def spare(self, number: int, island: Island) -> list[int]:
        """Give by how much others could do better at each level above, which would let this island do worse there.

        No more than the level is above its bound, and no more than what others lack that somebody could do.
        """
        kinds, seats = self.seated(number)
        hopeless = [
            kind.task_ids for kind, by_person in zip(kinds, seats.by_kind, strict=True) if not by_person
        ]
        ids = {task_id for each in hopeless for task_id in each} - island.task_ids
        view = self.keeper.best.view
        found = []
        for level in self.reached:
            lacking = 0
            if "." in level.name:
                lost = share_of(view, level.name, [self.problem.task[each] for each in ids])
                lacking = self.others(level.name, island) - lost
            found.append(max(0, lacking if level.bound is None else min(lacking, level.value - level.bound)))
        return found

    def others(self, name: str, island: Island) -> int:
        """Give what all else adds to a level."""
        if "." not in name:
            return 0
        view = self.keeper.best.view
        mine = share_of(view, name, [self.problem.task[each] for each in island.task_ids])
        return self.keeper.best.values[name] - mine

    def waiting(self, name: str) -> set[str]:
        """Tasks of this level alone that could still be done better: late, not finished or not all placed."""
        view = self.keeper.best.view
        tasks = [self.problem.task[task_id] for task_id in concerned(self.problem, [name])]
        family = name.partition(".")[0]
        if family == "rest":
            return {task.task_id for task in tasks if view.placed(task) < task.minutes}
        if name in NAMED:
            return {task.task_id for task in tasks}
        return {task.task_id for task in tasks if lateness(view, task)}

    def _known(self) -> Grouped:
        """Group the work; again whenever the clock has taught that more tasks are not alike."""
        alone = self.keeper.alone
        if self._grouped is None or self._grouped.alone != len(alone):
            kinds = list(group(self.problem, alone))
            self._grouped = Grouped(len(alone), kinds, find_seats(self.problem, self.rules, kinds))
        return self._grouped

    def seated(self, number: int) -> tuple[list[Kind], Seats]:
        """Give the kinds that this level and those above it concern, with their seats."""
        known = self._known()
        if number not in known.chosen:
            names = self.problem.levels[: number + 1]
            wanted = concerned(self.problem, names)
            told = _told(self.problem) if CHANGES in names else {}
            chosen, by_kind = [], []
            for place, kind in enumerate(known.kinds):
                seats = known.seats.by_kind[place]
                if kind.task.task_id not in wanted:
                    seats = only(seats, taken_by(told, kind.task_ids))
                if seats or kind.task.task_id in wanted:
                    chosen.append(kind)
                    by_kind.append(seats)
            known.chosen[number] = chosen, Seats(tuple(by_kind), known.seats.wings)
        return known.chosen[number]

    def count_seats(self, number: int, island: Island) -> int:
        """Count who of an island could do what when, at this level and those above it."""
        _, seats = island.among(*self.seated(number))
        return sum(len(each) for by_person in seats.by_kind for each in by_person.values())

    def open_diaries(self) -> tuple[bool, frozenset[tuple[str, int]]]:
        """Tell whether any half-day may still be changed, and give those that have been (staff id, session index)."""
        if CHANGES not in self.problem.levels:
            return True, frozenset()
        seats = changed_seats(self.keeper.best.view)
        indices = {key: session.index for key, session in self.problem.session.items()}
        still = all(level.name != CHANGES for level in self.reached)
        return still, frozenset((staff_id, indices[day, name]) for staff_id, day, name in seats)

    def fillable(self) -> tuple[list[Kind], Seats]:
        """Give all kinds with the seats that may be filled by hand: unchanged diaries stay, but for higher levels."""
        kinds, seats = self.seated(len(self.problem.levels) - 1)
        if CHANGES not in self.problem.levels:
            return kinds, seats
        still, changed = self.open_diaries()
        draft = self.keeper.best.draft
        above = self.problem.levels[: self.problem.levels.index(CHANGES)] if still else ()
        first = concerned(self.problem, above)
        now = draft.seats()
        by_kind = []
        for kind, each in zip(kinds, seats.by_kind, strict=True):
            taken = taken_by(now, kind.task_ids)
            free = still and kind.task.task_id in first
            by_kind.append(each if free else only(each, changed | taken))
        sent = {(staff_id, index) for index, staff_id in draft.wings}
        wings = {seat: True for seat in seats.wings if still or seat in changed or seat in sent}
        return kinds, Seats(tuple(by_kind), wings)

    def state(self, number: int, kinds: Sequence[Kind], seats: Seats) -> Stated:
        """Build the model of what this level and those above it concern, holding what was reached above."""
        begun = time.monotonic()
        names = self.problem.levels[: number + 1]
        model = Model(self.problem, self.rules, kinds, seats, priced=PREFERENCES in names)
        teach(model, self.keeper.conflicts)
        aims = [aim(model, name) for name in names]
        rows = len(model.rows)
        for level, (terms, constant) in zip(self.reached, aims, strict=False):
            model.limit(terms, level.value - constant)
        if names[-1] == PREFERENCES:
            highest = model.highest(aims[-1][0]) + aims[-1][1]
            self.most[PREFERENCES] = max(self.most.get(PREFERENCES, 0), highest)
        self.tally.build_seconds += time.monotonic() - begun
        terms, constant = aims[-1]
        return Stated(names[-1], model, Lean(model, terms), constant, rows)

    def offset(self, stated: Stated, island: Island) -> int:
        """Give what lies between the model's sum and what the island adds to the level."""
        return stated.constant - self.others(stated.name, island)

    def question(self, stated: Stated, island: Island, least: int | None) -> Question:
        """Ask for the level's sum to be made small, knowing that the island adds at least so much (None: unknown)."""
        lean = stated.lean
        self.tally.variables = max(self.tally.variables, len(lean.upper))
        self.tally.constraints = max(self.tally.constraints, len(lean.rows))
        start = stated.values(self.keeper.best.draft)
        known = None if least is None else least - self.offset(stated, island)
        return Question(lean.upper, lean.rows, lean.aim, start, known)

    def whole(self, number: int, island: Island, least: int | None) -> Whole:
        """State an island with every seat of it open, and ask for the level's sum to be made small."""
        kinds, seats = self.seated(number)
        region = island.region(self.problem)
        free = opened(kinds, seats, self.keeper.best.draft, region, island.task_ids)
        stated = self.state(number, kinds, free)
        alone = not any(self.spare(number, island)) and apart(stated.model, island, stated.rows)
        offset = self.offset(stated, island) if alone else None
        return Whole(stated, self.question(stated, island, least), offset)


def _told(problem: Problem) -> Taken:
    """Give, for each task that people were told to do, who was to do it in which session."""
    found: Taken = defaultdict(set)
    diaries = problem.revision.diaries if problem.revision is not None else {}
    for (staff_id, day, name), diary in diaries.items():
        session = problem.session.get((day, name))
        for line in diary:
            if session is not None:
                found[line.what].add((staff_id, session.index))
    return found
