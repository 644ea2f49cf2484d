"""Public truth: solve published generalized assignment problems with our own engines and compare with the literature.

GAP_DIR=folder python -m benchmarks.gap [NAME …] [--seconds S] [--workers W] [--out FILE]

People have minutes; tasks take minutes and have a price that depend on the person. Two levels strictly in order, as
in a roster: all tasks done (counted: those not done), then the price. The rows go through the same compiling and the
same two engines as a roster's. Exit status 1: an instance that others have proved was not proved here at the
published cost, or something was claimed that cannot be true; 2: the folder or a file of it cannot be read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.gap_files import GapFaultError, Instance, Published, read_instance, read_published
from solver.names import Names
from solver.process import Processes
from solver.question import Question, Solved
from solver.side_by_side import Asking
from solver.stopping import Stop, Tally

FOLDER = "GAP_DIR"
ONLY_REPORTED = ("d05100", "e05100")  # proved in the literature after far longer than a benchmark may take
SHARE_OF_DOING = 0.5  # of the time for the first level, which has always been settled in a moment
HEADER = ("name", "agents x jobs", "assigned", "cost", "bound", "published", "seconds", "verdict")


@dataclass(frozen=True)
class Found:
    """What the engines made of one instance: tasks given to somebody, the price, and the bounds of both."""

    assigned: int
    assigned_bound: int  # no solution assigns more
    cost: int
    bound: int  # with that many assigned, no solution costs less
    seconds: float


@dataclass(frozen=True)
class Line:
    """One instance in the report."""

    name: str
    agents: int
    jobs: int
    found: Found
    published: int
    verdict: str
    fails: bool


def solve(instance: Instance, *, seconds: float, workers: int, seed: int = 0) -> Found:
    """Solve the two levels in order: what the first reached is held while the second is made small."""
    begun = time.monotonic()
    rows = _rows(instance)
    upper = [1] * (instance.people * instance.tasks)
    not_done = [(-1, amount) for amount in range(len(upper))]
    start = [0] * len(upper)
    first = Question(upper, rows, not_done, start, at_least=-instance.tasks)
    whose = Names(person={amount: str(amount // instance.tasks) for amount in range(len(upper))})
    done = _ask(first, whose, begun + seconds * SHARE_OF_DOING, workers, seed)
    start = list(done.values or start)
    price = [(each, amount) for amount, each in enumerate(sum(instance.prices, ()))]
    second = Question(upper, [*rows, (not_done, -sum(start))], price, start, _cheapest(instance, sum(start)))
    cheap = _ask(second, whose, begun + seconds, workers, seed)
    values = list(cheap.values or start)
    assigned, cost = checked(instance, values)
    return Found(
        assigned=assigned,
        assigned_bound=-done.bound if done.bound is not None else instance.tasks,
        cost=cost,
        bound=cheap.bound if cheap.bound is not None else _cheapest(instance, assigned),
        seconds=round(time.monotonic() - begun, 2),
    )


def _ask(question: Question, names: Names, until: float, workers: int, seed: int) -> Solved:
    """Put one question to the engines, as a search for a roster does."""
    with Processes() as processes:
        return Asking(question, names, until, workers, seed, Stop(), Tally(), processes).run()


def _rows(instance: Instance) -> list[tuple[list[tuple[int, int]], int]]:
    """Say that each task is done once at most, and that nobody works longer than their minutes."""
    once = [
        ([(1, person * instance.tasks + task) for person in range(instance.people)], 1)
        for task in range(instance.tasks)
    ]
    room = [
        ([(each, person * instance.tasks + task) for task, each in enumerate(minutes)], instance.room[person])
        for person, minutes in enumerate(instance.minutes)
    ]
    return once + room


def _cheapest(instance: Instance, assigned: int) -> int:
    """Give what so many tasks cost at the least, if everybody had time for everything."""
    return sum(sorted(min(each) for each in zip(*instance.prices, strict=True))[:assigned])


def checked(instance: Instance, values: Sequence[int]) -> tuple[int, int]:
    """Count tasks and add prices up from the instance itself, without any row; refuse what breaks its rules."""
    assigned = cost = 0
    left = list(instance.room)
    for task in range(instance.tasks):
        people = [person for person in range(instance.people) if values[person * instance.tasks + task]]
        if len(people) > 1:
            raise AssertionError(f"{instance.name}: job {task + 1} is done {len(people)} times.")
        for person in people:
            assigned += 1
            cost += instance.prices[person][task]
            left[person] -= instance.minutes[person][task]
    if min(left) < 0:
        raise AssertionError(f"{instance.name}: an agent works {-min(left)} minutes too long.")
    return assigned, cost


def judge(instance: Instance, found: Found, published: Published) -> Line:
    """Compare with the literature: what is claimed must be possible, and what is proved there must be proved here."""
    all_done = found.assigned == instance.tasks
    verdict, fails = f"gap {found.cost - found.bound}", published.optimal and must_be_proved(published)
    if found.assigned_bound < instance.tasks:
        verdict, fails = "wrong: a bound says that not all jobs can be done", True
    elif found.bound > published.best:
        verdict, fails = f"wrong: the bound is above a known cost of {published.best}", True
    elif all_done and found.cost < published.least:
        verdict, fails = f"wrong: no solution costs less than {published.least}", True
    elif not all_done:
        verdict = f"{instance.tasks - found.assigned} jobs not assigned"
    elif found.cost == found.bound:
        verdict, fails = "proved", False
    return Line(instance.name, instance.people, instance.tasks, found, published.best, verdict, fails)


def must_be_proved(published: Published) -> bool:
    """Tell whether the instance has to be proved here; of the others the gap is reported."""
    return published.name not in ONLY_REPORTED


def read_all(names: Sequence[str]) -> list[tuple[Instance, Published]]:
    """Read the instances asked for (none: all that are listed) from the folder that GAP_DIR names."""
    where = os.environ.get(FOLDER, "")
    if not where:
        raise GapFaultError(f"{FOLDER} is not set: it names the folder with the files and best_known.csv.")
    folder = Path(where)
    if not folder.is_dir():
        raise GapFaultError(f"{FOLDER}: there is no folder {folder}.")
    listed = {each.name: each for each in read_published(folder)}
    unknown = [name for name in names if name not in listed]
    if unknown:
        raise GapFaultError(f"{', '.join(unknown)}: not in best_known.csv. Listed are {', '.join(listed)}.")
    return [(read_instance(folder / name), listed[name]) for name in names or listed]


def main(words: Sequence[str] | None = None) -> int:
    """Solve the instances asked for, print a table, and say whether the published costs were proved."""
    parser = argparse.ArgumentParser(
        description="Solve published assignment problems; GAP_DIR names the folder."
    )
    parser.add_argument("names", nargs="*", help="instances; without any, all that best_known.csv lists")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each instance (60)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="append JSON lines to this file")
    asked = parser.parse_args(words)
    try:
        instances = read_all(asked.names)
    except GapFaultError as fault:
        print(fault, file=sys.stderr)
        return 2
    print(LAYOUT.format(*HEADER))
    failed = []
    for instance, published in instances:
        found = solve(instance, seconds=asked.seconds, workers=asked.workers, seed=asked.seed)
        line = judge(instance, found, published)
        print(_shown(line), flush=True)
        failed += [line.name] if line.fails else []
        if asked.out:
            with asked.out.open("a", encoding="utf-8") as lines:
                settings = {"workers": asked.workers, "seed": asked.seed, "given_seconds": asked.seconds}
                lines.write(json.dumps({"engine": "ours", **asdict(line), **settings}) + "\n")
    if failed:
        print(f"Not proved at the published cost: {', '.join(failed)}.")
    return int(bool(failed))


LAYOUT = "{:<10} {:>13} {:>9} {:>7} {:>7} {:>9} {:>8}  {}"


def _shown(line: Line) -> str:
    found = line.found
    size = f"{line.agents} x {line.jobs}"
    return LAYOUT.format(
        line.name, size, found.assigned, found.cost, found.bound, line.published, found.seconds, line.verdict
    )


if __name__ == "__main__":
    sys.exit(main())
