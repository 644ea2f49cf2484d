"""The textbook way, as a peer: a 0-1 variable per task, person and session, one ready-made solver, level by level.

python -m benchmarks.textbook CASE-AS-JSON ENGINE WORKERS SEED         (started by benchmarks.peers, prints a JSON line)

`textbook` gives the rows to CP-SAT, `highs` the same rows to HiGHS. Every task is a kind of its own, there is no bound
without names, no roster by hand, no part reopened; only the solution of the level before is handed on as a start. The
time left is shared equally among the levels left, building included.

Neither peer lays its pieces out on the clock, which our own search must do: an advantage for them. What they give is
counts and minutes per session and not a roster, so their line says `breaches: null`: nobody could check it.
Their rows are those of our exact model, with what it says about lengths and windows: a textbook would say less.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.cases import Case
from benchmarks.measure import described
from benchmarks.memory import own_megabytes
from benchmarks.resolving import resolved
from benchmarks.textbook_engines import PEERS, Ask
from roster.kinds import group
from roster.levels import most, tolerance
from roster.problem import Problem
from roster.roster import LevelValue
from roster.rule import Rule
from solver.aims import aim
from solver.draft import Draft
from solver.drafting import hints, read_draft
from solver.model import Model, total
from solver.seats import Seats, find_seats

COUNTS = ("deterministic_time", "branches", "iterations", "nodes")


class Textbook:
    """The levels in order, each held before the next, with the same model and the same solver throughout."""

    def __init__(self, problem: Problem, rules: Sequence[Rule], ask: Ask, workers: int, seed: int) -> None:
        self.problem = problem
        self.rules = rules
        self.ask = ask
        self.settings = (workers, seed)
        self.kinds = group(problem, alone=[task.task_id for task in problem.tasks])
        self.draft = Draft()
        self.build_seconds = 0.0
        self.level_seconds: dict[str, float] = {}
        self.counts: dict[str, float] = dict.fromkeys(COUNTS, 0)
        self.size = (0, 0)
        self._seats: Seats | None = None
        self._built: dict[bool, Model] = {}

    def run(self, seconds: float) -> list[LevelValue]:
        """Go through the levels; give every level's value at the end, and the bound found when it was its turn."""
        deadline = time.monotonic() + seconds
        names = self.problem.policy.levels
        held: list[tuple[str, int]] = []
        bounds: dict[str, int | None] = {}
        for number, name in enumerate(names):
            begun = time.monotonic()
            until = begun + max(0.0, deadline - begun) / (len(names) - number)
            model = self._model(held, priced="quality" in names[: number + 1])
            value, bounds[name] = self._level(model, name, until)
            held.append((name, value))
            self.level_seconds[name] = time.monotonic() - begun
        return self._delivered(model, bounds)

    def _model(self, held: Sequence[tuple[str, int]], *, priced: bool) -> Model:
        """Build the model once without prices and once with them, and hold what has been reached."""
        begun = time.monotonic()
        new = priced not in self._built
        if new:
            self._seats = self._seats or find_seats(self.problem, self.rules, self.kinds)
            self._built[priced] = Model(self.problem, self.rules, self.kinds, self._seats, priced=priced)
        model = self._built[priced]
        for name, value in held if new else held[-1:]:
            terms, constant = aim(model, name)
            model.limit(terms, value - constant)
        self.build_seconds += time.monotonic() - begun
        return model

    def _level(self, model: Model, name: str, until: float) -> tuple[int, int | None]:
        terms, constant = aim(model, name)
        start = hints(model, self.draft)
        answer = self.ask(model, terms, start, until - time.monotonic(), *self.settings)
        for count in COUNTS:
            self.counts[count] += getattr(answer, count)
        self.size = max(self.size, (len(model.upper), len(model.rows)))
        values: Sequence[int] = start
        if answer.values is not None and total(terms, answer.values) <= total(terms, start):
            values = answer.values
            self.draft = read_draft(model, values)
        value = total(terms, values) + constant
        return value, None if answer.bound is None else min(value, max(0, answer.bound + constant))

    def _delivered(self, model: Model, bounds: dict[str, int | None]) -> list[LevelValue]:
        values, largest, levels = hints(model, self.draft), most(self.problem), []
        for name in self.problem.policy.levels:
            terms, constant = aim(model, name)
            value = total(terms, values) + constant
            limit = tolerance(self.problem.policy, name, value)
            levels.append(LevelValue(name, value, bounds[name], limit, max(value, largest.get(name, 0))))
        return levels


def measure(case: Case, engine: str, workers: int, seed: int) -> dict[str, Any]:
    """Let one peer solve a case and give a line with the keys of our own."""
    problem, rules = resolved(case.folder, case.days)
    begun = time.monotonic()
    peer = Textbook(problem, rules, PEERS[engine], workers, seed)
    levels = peer.run(case.seconds)
    return {
        **described(case, problem, engine, workers, seed),
        "levels": [{**each.as_dict(), "seconds": round(peer.level_seconds[each.name], 2)} for each in levels],
        "refused": 0,
        "breaches": None,
        "stopped": False,
        "seconds": round(time.monotonic() - begun, 2),
        "first_seconds": None,
        "build_seconds": round(peer.build_seconds, 2),
        **peer.counts,
        "variables": peer.size[0],
        "constraints": peer.size[1],
        "peak_megabytes": own_megabytes(),
    }


def main() -> None:
    """Measure the case given on the command line and print its line."""
    text, engine, workers, seed = sys.argv[1:]
    print(json.dumps(measure(Case(**json.loads(text)), engine, int(workers), int(seed))))


if __name__ == "__main__":
    main()
