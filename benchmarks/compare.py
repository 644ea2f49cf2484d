"""Compare two measurements: a table by group, every regression in a plain sentence, exit status 1 if there is one.

python -m benchmarks.compare BEFORE.jsonl AFTER.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.results import Difference, Key, Result, UnreadableError, first_difference, read_results

# How much more of anything that is counted is a regression. The counts repeat exactly when nothing has changed, so any
# growth is real; a quarter leaves room for changes that pay elsewhere. Wall time is reported and never judged: on
# a shared machine it doubles by itself.
MOST_GROWTH = 1.25
# A growth of less than this is never a regression: of next to nothing, a quarter more is still nothing.
NEGLIGIBLE = {"deterministic_time": 0.05, "variables": 20, "constraints": 20}
WORDS = {"deterministic_time": "deterministic time", "variables": "variables", "constraints": "constraints"}
DONE, REGRESSED, UNREADABLE = 0, 1, 2
HEADINGS = (
    "group",
    "cases",
    "proved before",
    "after",
    "better",
    "worse",
    "same",
    "seconds",
    "work",
    "variables",
)
Pair = tuple[Result, Result]


def pairs_of(before: Mapping[Key, Result], after: Mapping[Key, Result]) -> list[Pair]:
    """Give what was measured both times, in the order of the first."""
    return [(found, after[key]) for key, found in before.items() if key in after]


def regressions(before: Mapping[Key, Result], after: Mapping[Key, Result]) -> Iterator[str]:
    """Name everything that got worse, a sentence each."""
    for key, found in before.items():
        if key not in after:
            yield f"{found.named}: it was measured before and is missing now."
    for key, result in after.items():
        if result.breaches:
            yield f"{result.named}: the roster has {_count(result.breaches, 'breach', 'breaches')} of rules."
        if key in before:
            yield from _worse(before[key], result)


def _worse(before: Result, after: Result) -> Iterator[str]:
    differs = first_difference(before, after)
    if differs is not None and not differs.other_is_better:
        yield f"{after.named}: {differs.level} is {differs.other.value}, it was {differs.one.value}."
    if after.leading_proved < before.leading_proved:
        were = f"there were {before.leading_proved}"
        yield f"{after.named}: {_count(after.leading_proved, 'leading level', 'leading levels')} proved, {were}."
    for name, nothing in NEGLIGIBLE.items():
        was, now = getattr(before, name), getattr(after, name)
        if is_gated(name, before, after) and now > was * MOST_GROWTH and now - was > nothing:
            than = f"{now / was:.2f} times the {was:g} of before" if was else "there was none before"
            yield f"{after.named}: {WORDS[name]} {now:g}, {than}."


def is_gated(name: str, before: Result, after: Result) -> bool:
    """Tell whether a count of these two runs can be judged.

    A model's size always can, where it was counted. Deterministic time can where both searches came to their own end:
    one that the clock has ended did as much as a busy machine let it, which says nothing about the search.
    """
    if getattr(before, name) is None or getattr(after, name) is None:
        return False
    return name != "deterministic_time" or (before.ended_by_itself and after.ended_by_itself)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def notes(before: Mapping[Key, Result], after: Mapping[Key, Result]) -> Iterator[str]:
    """Say what else the reader should know: runs that are not alike, contradictions, new cases."""
    pairs = pairs_of(before, after)
    for name in ("workers", "limit_seconds", "versions", "tasks"):
        unlike = [now.named for was, now in pairs if getattr(was, name) != getattr(now, name)]
        if unlike:
            yield f"Not like with like: {name} differs in {_count(len(unlike), 'case', 'cases')} ({unlike[0]} …)."
    if any(now.workers > 1 for _, now in pairs):
        yield "Counts repeat exactly with one worker only (--workers 1)."
    for was, now in pairs:
        differs = first_difference(was, now)
        if differs is not None and _contradicts(differs):
            found = f"{now.named}: {differs.level} is {differs.other.value}"
            yield f"{found}, below the earlier bound of {differs.one.bound}: one of the two is wrong."
    new = [found.named for key, found in after.items() if key not in before]
    if new:
        yield f"Not measured before: {', '.join(new)}."


def _contradicts(differs: Difference) -> bool:
    return differs.one.bound is not None and differs.other.value < differs.one.bound


def table(pairs: Sequence[Pair]) -> list[str]:
    """Give the table by group: what is proved, what differs, and by how much time and size grew."""
    rows: list[tuple[str, ...]] = [HEADINGS]
    for group in dict.fromkeys(was.group for was, _ in pairs):
        rows.append(_row(group, [pair for pair in pairs if pair[0].group == group]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _row(group: str, pairs: Sequence[Pair]) -> tuple[str, ...]:
    differences = [first_difference(was, now) for was, now in pairs]
    better = sum(each is not None and each.other_is_better for each in differences)
    same = sum(each is None for each in differences)
    return (
        group,
        str(len(pairs)),
        str(sum(was.leading_proved for was, _ in pairs)),
        str(sum(now.leading_proved for _, now in pairs)),
        str(better),
        str(len(pairs) - better - same),
        str(same),
        *(_ratio(pairs, name) for name in ("seconds", "deterministic_time", "variables")),
    )


def _ratio(pairs: Sequence[Pair], name: str) -> str:
    """Give the median of the cases' ratios, after to before."""
    values = [(getattr(was, name), getattr(now, name)) for was, now in pairs]
    ratios = [now / was for was, now in values if was and now is not None]
    return f"{median(ratios):.2f}" if ratios else "–"


def compare(before: Mapping[Key, Result], after: Mapping[Key, Result]) -> tuple[list[str], int]:
    """Give everything to print, and the exit status."""
    lines = table(pairs_of(before, after))
    lines += [
        "",
        "Proved: leading levels, added up. Seconds, work (deterministic time), variables: median ratios.",
    ]
    lines += ["", *notes(before, after)]
    worse = list(regressions(before, after))
    if worse:
        return [*lines, "", f"{_count(len(worse), 'regression', 'regressions')}:", *worse], REGRESSED
    return [*lines, "", "No regression."], DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the two files named."""
    parser = argparse.ArgumentParser(description="Compare two measurements of the same cases.")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    asked = parser.parse_args(arguments)
    try:
        before, after = read_results(asked.before), read_results(asked.after)
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    lines, status = compare(before, after)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
