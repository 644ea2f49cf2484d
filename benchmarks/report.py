"""Write the one-page report of a measurement, with its charts: docs/benchmarks.md and docs/pictures/benchmarks-*.svg.

python -m benchmarks.report RESULTS.jsonl [--docs DIR]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.charts import gap_chart, proved_chart, seconds_chart
from benchmarks.results import OURS, Result, UnreadableError, first_difference, read_results

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURES = "benchmarks.md", "pictures"
HEADER = """\
# What the search reaches, and how long it takes

Written by `python -m benchmarks.report`; how to measure again is in [benchmarking.md](benchmarking.md). Every case is a
committed folder about invented people. A level counts what is *not* achieved, in the order of the policy, so smaller is
better and an earlier level always comes first. A value without brackets is proved: nothing better is possible, within
the tolerance. In brackets stands the bound, the best value that may still be possible (– where none is known).
Seconds are wall time on a shared machine: good for an impression, not for a comparison.
"""
FAMILIES = ("wing_posts", "due", "rest", "quality")
HEADINGS = ("wing posts", "due.1 … due.5", "rest.1 … rest.5", "quality")


def page(results: Sequence[Result]) -> str:
    """Give the text of the page."""
    engines = by_engine(results)
    main, ours = next(iter(engines.items()))
    parts = [
        HEADER,
        *_measured(main, ours),
        "\n## By group\n",
        *_table(
            ("group", "cases", "levels proved", "proved throughout", "median seconds", "longest"),
            (_group_row(group, each) for group, each in _by_group(ours)),
        ),
        "\n![Share of levels proved, by group](pictures/benchmarks-proved.svg)\n",
        "\n## Every case\n",
        *_table(
            ("case", "staff", "tasks", *HEADINGS, "first roster (s)", "seconds", "MB"),
            (_case_row(each) for _, group in _by_group(ours) for each in group),
        ),
        "\n![How far the first open level may be from the best](pictures/benchmarks-gap.svg)\n",
        "\n![Seconds for each level](pictures/benchmarks-seconds.svg)\n",
        *_broken(results),
        *(line for engine in list(engines)[1:] for line in _against(main, ours, engine, engines[engine])),
    ]
    return "\n".join(parts).replace("\n\n\n", "\n\n").rstrip() + "\n"


def pictures(results: Sequence[Result]) -> dict[str, str]:
    """Give the charts by file name."""
    engines = by_engine(results)
    ours = next(iter(engines.values()))
    return {
        "benchmarks-proved.svg": proved_chart(engines),
        "benchmarks-seconds.svg": seconds_chart(ours),
        "benchmarks-gap.svg": gap_chart(ours),
    }


def by_engine(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Sort the results by engine, ours first if it is there."""
    found: dict[str, list[Result]] = {}
    for each in results:
        found.setdefault(each.engine, []).append(each)
    return dict(sorted(found.items(), key=lambda entry: entry[0] != OURS))


def _measured(engine: str, results: Sequence[Result]) -> list[str]:
    def said(values: Iterable[object]) -> str:
        return ", ".join(sorted({str(each) for each in values}))

    names = sorted({name for each in results for name in each.versions})
    versions = ", ".join(f"{name} {said(each.versions.get(name, '?') for each in results)}" for name in names)
    workers, seeds = said(each.workers for each in results), said(each.seed for each in results)
    limits = sorted(
        {f"{each.limit_seconds:g}" for each in results if each.limit_seconds is not None}, key=float
    )
    return [
        f"Measured: {len(results)} results of the engine `{engine}`, commit "
        f"`{said(each.commit for each in results)}` (`+`: with changes that were not committed), "
        f"{versions or 'versions not recorded'}, workers {workers}, seed {seeds}, at most "
        f"{' or '.join(limits) or '?'} seconds a case.",
        *(f"\nCommand: `{each}`" for each in dict.fromkeys(each.command for each in results) if each),
    ]


def _by_group(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    for group in dict.fromkeys(each.group for each in results):
        yield group, [each for each in results if each.group == group]


def _group_row(group: str, results: Sequence[Result]) -> tuple[str, ...]:
    levels = [level for each in results for level in each.levels]
    seconds = [each.seconds for each in results]
    return (
        group,
        str(len(results)),
        f"{sum(level.proved for level in levels)} of {len(levels)}",
        str(sum(each.first_open is None for each in results)),
        f"{median(seconds):.1f}",
        f"{max(seconds):.1f}",
    )


def _case_row(result: Result) -> tuple[str, ...]:
    def shown(family: str) -> str:
        return (
            ", ".join(level.shown for level in result.levels if level.name.partition(".")[0] == family) or "–"
        )

    return (
        result.named,
        str(result.staff or "–"),
        str(result.tasks or "–"),
        *(shown(family) for family in FAMILIES),
        "–" if result.first_seconds is None else f"{result.first_seconds:.1f}",
        f"{result.seconds:.1f}",
        str(result.peak_megabytes or "–"),
    )


def _broken(results: Sequence[Result]) -> list[str]:
    broken = [f"{each.named} ({each.breaches})" for each in results if each.breaches]
    return (
        [f"\n**Rosters that break rules, which must not happen:** {', '.join(broken)}.\n"] if broken else []
    )


def _against(main: str, ours: Sequence[Result], engine: str, theirs: Sequence[Result]) -> list[str]:
    """Give the comparison with another engine: who is ahead, case by case, at the first level that differs."""
    there = {(each.case, each.seed): each for each in theirs}
    pairs = [(each, there[each.case, each.seed]) for each in ours if (each.case, each.seed) in there]
    if not pairs:
        return [f"\n## Against `{engine}`\n", "No case was measured with both."]
    ahead = [_ahead(main, engine, one, other) for one, other in pairs]
    counts = ", ".join(f"{word} {ahead.count(word)}" for word in (f"`{main}`", f"`{engine}`", "neither"))
    return [
        f"\n## Against `{engine}`\n",
        f"Ahead at the first level that differs: {counts}. Proved leading levels, added up: `{main}` "
        f"{sum(one.leading_proved for one, _ in pairs)}, `{engine}` "
        f"{sum(other.leading_proved for _, other in pairs)}.\n",
        *_table(
            ("case", "level", main, engine, "ahead", f"seconds, {main}", f"seconds, {engine}"),
            (_against_row(one, other, word) for (one, other), word in zip(pairs, ahead, strict=True)),
        ),
    ]


def _ahead(main: str, engine: str, one: Result, other: Result) -> str:
    differs = first_difference(one, other)
    if differs is None:
        return "neither"
    return f"`{engine}`" if differs.other_is_better else f"`{main}`"


def _against_row(one: Result, other: Result, ahead: str) -> tuple[str, ...]:
    differs = first_difference(one, other)
    level = (differs.level, differs.one.shown, differs.other.shown) if differs else ("–", "–", "–")
    return (one.named, *level, ahead, f"{one.seconds:.1f}", f"{other.seconds:.1f}")


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def write(results: Sequence[Result], docs: Path) -> list[Path]:
    """Write the page and its charts; give what was written."""
    texts = {docs / PAGE: page(results)}
    texts |= {docs / PICTURES / name: text for name, text in pictures(results).items()}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the report of the results named."""
    parser = argparse.ArgumentParser(description="Write the one-page report of a measurement.")
    parser.add_argument("results", type=Path)
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder of benchmarks.md and pictures/")
    asked = parser.parse_args(arguments)
    try:
        results = list(read_results(asked.results).values())
    except UnreadableError as error:
        print(error, file=sys.stderr)
        return 2
    for path in write(results, asked.docs):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
