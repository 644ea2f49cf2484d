"""When the guard says no: what a case may cost at most, compared with what was recorded, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from benchmarks.guard_figures import Figures, Recorded

GROWTH = 1.2  # counts repeat exactly, so this is room for small changes of a model, and below the 1.3 to be noticed
BUILD_GROWTH = (
    1.3  # a ratio of two times, measured turn about, still moves by some per cent on a shared machine
)
BUILD_SLACK = 0.05  # of a ratio: where building is far quicker than the textbook's, a moment is a large share
SLACK = {
    "deterministic_time": 0.0005,  # about what presolve takes on a model of five people
    "branches": 10,  # one restart more, where there are hardly any
    "iterations": 10,  # one simplex more on a tiny model
    "nodes": 1,  # the root: a question that was settled before any search and now just is not
    "variables": 2,  # one rule's pair of helpers
    "constraints": 2,
    "calls": 500,  # one more look at a tiny roster
    "build_calls": 100,  # one more rule on a tiny model
}
MEANING = {
    "deterministic_time": "CP-SAT's deterministic time",
    "branches": "CP-SAT's branches",
    "iterations": "the MIP engine's iterations",
    "nodes": "the MIP engine's nodes",
    "variables": "the largest model's variables",
    "constraints": "the largest model's rows",
    "calls": "calls of our own Python functions in the search",
    "build_calls": "calls of our own Python functions while building",
}
DEPENDS_ON_PYTHON = ("calls", "build_calls")  # each minor version of Python counts its own way


def failures(recorded: Recorded, seen: Figures, *, same_python: bool = True) -> Iterator[str]:
    """Give a sentence for each way in which a case is worse than recorded."""
    before = recorded.figures
    if before is None:
        yield f"{recorded.named}: no figures are recorded; run `python -m benchmarks.guard --write`."
        return
    said = [*_results(before, seen), *_costs(before, seen, same_python=same_python)]
    yield from (f"{recorded.named}: {each}" for each in said)


def build_limit(before: Figures | None) -> float:
    """Give the most that building may take, as a ratio to the textbook's."""
    return BUILD_GROWTH * before.build_ratio + BUILD_SLACK if before else math.inf


def _results(before: Figures, seen: Figures) -> Iterator[str]:
    if list(before.values) != list(seen.values):
        yield f"the levels are {', '.join(seen.values)}, recorded were {', '.join(before.values)}."
        return
    lost = [name for name in before.proved if name not in seen.proved]
    if lost:
        yield f"{', '.join(lost)} no longer proved ({len(seen.proved)} levels are, {len(before.proved)} were)."
    for name, value in before.values.items():
        if seen.values[name] > value:
            yield f"{name} is {seen.values[name]}, recorded was {value}: worse."
        if seen.values[name] != value:
            return  # levels below the first that differs cannot be compared


def _costs(before: Figures, seen: Figures, *, same_python: bool) -> Iterator[str]:
    for name, slack in SLACK.items():
        if name in DEPENDS_ON_PYTHON and not same_python:
            continue
        recorded, now = before.counts.get(name, 0), seen.counts.get(name, 0)
        if now > GROWTH * recorded + slack:
            yield f"{MEANING[name]} ({name}) is {now:g}, recorded was {recorded:g}: {_times(now, recorded)}."
    if seen.build_ratio > build_limit(before):
        yield (
            f"building takes {seen.build_ratio:g} times as long as the textbook's (build_ratio), "
            f"recorded was {before.build_ratio:g}: {_times(seen.build_ratio, before.build_ratio)}."
        )


def _times(now: float, recorded: float) -> str:
    return f"{now / recorded:.2f} times as much" if recorded else "there was none"
