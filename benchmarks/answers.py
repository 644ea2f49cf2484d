"""The answers of a day: how long until `give`, `explain` and `whatif` have said how much, on one published roster.

python -m benchmarks.answers CASE [--posts N] [--seconds S] [--published S] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.resolving import case_of
from benchmarks.run import commit
from roster.exports.roster_json import StatedRoster
from roster.problem import resolve
from roster.reading import read_morning
from roster.replan.lending import Request
from roster.rule import rules_in_force
from roster.whatif.asked import asked_of_options
from solver.lending import who_should_go
from solver.receipts import explain
from solver.search import Search
from solver.whatif import whatif

if TYPE_CHECKING:
    from collections.abc import Iterator


class Answers:
    """Publishes one roster of a case, and asks about it."""

    def __init__(self, text: str, seconds: float, published_seconds: float) -> None:
        self.case = case_of(text, seconds)
        self.seconds = seconds
        self.morning = read_morning(Path(self.case.folder))
        self.problem = resolve(self.morning.tables, self.morning.policy, None, self.case.days)
        self.rules = rules_in_force(self.problem.policy)
        self.published = Search(self.problem, self.rules, seconds=published_seconds).run()

    def all(self, posts: int) -> Iterator[dict[str, Any]]:
        """Ask the three questions one after the other."""
        yield {"question": "give", **self._timed(lambda: self._give(posts))}
        yield {"question": "explain", **self._timed(self._explain)}
        yield {"question": "whatif", **self._timed(self._whatif)}

    def _timed(self, ask: Any) -> dict[str, Any]:  # noqa: ANN401  # any of the three below
        begun = time.monotonic()
        found = ask()
        return {"seconds": round(time.monotonic() - begun, 1), **found}

    def _give(self, posts: int) -> dict[str, Any]:
        """Rank sets for the first session of the first day for which there are any."""
        stated = StatedRoster(
            self.problem.days,
            self.published.plan,
            self.published.levels,
            self.problem.input_sha256,
            self.problem.policy.sha256,
        )
        first: list[float] = []
        begun = time.monotonic()
        for session in self.problem.sessions:
            request = Request(session.day, session.name, posts)
            given = who_should_go(
                self.morning,
                stated,
                request,
                seconds=self.seconds,
                tell=lambda *_: first.append(time.monotonic() - begun),
            )
            if given.ranking.sets:
                told = given.ranking.as_dict(given.problem)
                return {
                    "session": session.label,
                    "first_ranking": round(first[0], 1) if first else None,
                    **{key: told[key] for key in ("candidates", "proved", "excluded", "open") if key in told},
                    "sets": len(given.ranking.sets),
                }
        return {"session": None, "sets": 0}

    def _explain(self) -> dict[str, Any]:
        """Write receipts for urgent work that is not done."""
        found = explain(self.problem, self.rules, self.published.plan, seconds=self.seconds, workers=2)
        return {
            "receipts": len(found.receipts),
            "sentences": sum(len(each.sentences) for each in found.receipts),
            "changes": sum(len(each.changes) for each in found.receipts),
            "left_out": len(found.left_out),
        }

    def _whatif(self) -> dict[str, Any]:
        """Fill the usual table."""
        asked = asked_of_options(self.problem.policy)
        table = whatif(self.morning.tables, self.problem, asked, seconds=self.seconds)
        cells = [cell for line in (*table.people, *table.posts) for cell in line.cells] + [table.no_posts]
        exact = [each.difference is not None and each.difference.exact for each in cells]
        return {
            "cells": len(cells),
            "solved": sum(each.known is not None for each in cells),
            "exact": sum(exact),
        }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How long the answers of a day take.")
    parser.add_argument("case", help="a case's name, or SAMPLE:DAYS")
    parser.add_argument("--posts", type=int, default=2, help="people to lend")
    parser.add_argument("--seconds", type=float, default=30, help="for each question")
    parser.add_argument(
        "--published", type=float, default=20, help="seconds for the roster that is published"
    )
    parser.add_argument("--out", type=Path, help="append JSON lines to this file")
    return parser.parse_args()


def main() -> int:
    """Ask, and print a line for each question."""
    asked = _asked()
    for found in Answers(asked.case, asked.seconds, asked.published).all(asked.posts):
        print(json.dumps(found), flush=True)
        if asked.out:
            with asked.out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"commit": commit(), "case": asked.case, **found}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
