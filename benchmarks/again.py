"""The same folder after something has happened, with what is known and from nothing, turn about in one run.

python -m benchmarks.again CASE [--lost N] [--repeat R] [--seconds S] [--published S] [--out FILE]

Two questions: one person fewer, through the due levels (`fewer`); and a replan after N people who could go to a wing
were lost for the last session of the first day (`replan`). Each is measured beside a search of the changed folder from
nothing, which gets five times as long. `as good` compares wing posts and tiers 1 and 2, in their order. Medians and
every single figure are reported, never asserted.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.resolving import case_of, resolved
from benchmarks.run import commit
from roster.changes import changed_seats
from roster.check import judge
from roster.revision import Revision
from roster.view import look
from solver.beforehand import Beforehand
from solver.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.problem import Problem
    from solver.outcome import Outcome

FIFTH = 0.2  # of the time that the search from nothing gets
REPLAN, FEWER = "replan", "fewer"
LAST_DUE = "due.5"
KEPT = ("wing_posts", "due.1", "due.2")  # what a replan keeps at its best


class Again:
    """Solves a folder once, and then again and again after something has happened."""

    def __init__(self, text: str, seconds: float, published_seconds: float, seed: int) -> None:
        self.case = case_of(text, seconds)
        self.problem, self.rules = resolved(self.case.folder, self.case.days)
        self.seconds = seconds
        self.rng = Random(seed)
        self.published = Search(self.problem, self.rules, seconds=published_seconds).run()
        self.known = Beforehand(self.published.plan, self.published.levels, diaries=self.published.diaries)

    def fewer(self) -> dict[str, Any]:
        """Take one person away who had work, and solve the due levels from nothing and from what is known."""
        gone = self.rng.choice(sorted({each.staff_id for each in self.published.plan.work}))
        changed = without(self.problem, {(gone, each.index) for each in self.problem.sessions})
        cold = self._search(changed, None)
        warm = self._search(changed, self.known)
        return {"question": FEWER, "without": [gone], **self._both(changed, cold, warm)}

    def replan(self, lost: int) -> dict[str, Any]:
        """Lose some people for a session and plan again; beside it, solve the changed folder from nothing."""
        session = [each for each in self.problem.sessions if each.day == self.problem.days[0]][-1]
        able = [
            each.staff_id
            for each in self.problem.staff
            if each.cross_deployable and (each.staff_id, session.index) in self.problem.presence
        ]
        gone = self.rng.sample(sorted(able), min(lost, len(able)))
        changed = without(self.problem, {(each, session.index) for each in gone})
        cold = self._search(changed, None)
        revised = replace(changed, revision=Revision(published=self.published.plan))
        warm = self._search(revised, self.known)
        found = self._both(revised, cold, warm)
        found["changed_diaries"] = len(changed_seats(look(revised, warm.plan)))
        found["changed_diaries_from_nothing"] = len(changed_seats(look(revised, cold.plan)))
        return {"question": REPLAN, "without": gone, **found}

    def _search(self, problem: Problem, known: Beforehand | None) -> Outcome:
        seconds = self.seconds if known is None else self.seconds * FIFTH
        return Search(problem, self.rules, seconds=seconds, through=LAST_DUE, beforehand=known).run()

    def _both(self, problem: Problem, cold: Outcome, warm: Outcome) -> dict[str, Any]:
        return {
            "cold": described(cold),
            "warm": described(warm),
            "ratio": round(warm.seconds / cold.seconds, 3),
            "as_good": kept(warm) <= kept(cold),
            "breaches": len(judge(problem, warm.plan, warm.levels, self.rules).breaches),
        }


def without(problem: Problem, seats: set[tuple[str, int]]) -> Problem:
    """Give a problem in which some people are not there in some sessions (staff id, session index)."""
    return replace(
        problem, presence={seat: each for seat, each in problem.presence.items() if seat not in seats}
    )


def kept(outcome: Outcome) -> list[int]:
    """Give the values that a replan keeps at their best."""
    return [each.value for each in outcome.levels if each.name in KEPT]


def described(outcome: Outcome) -> dict[str, Any]:
    """Say what a search reached through the due levels, and when."""
    names = [each.name for each in outcome.levels]
    levels = outcome.levels[: names.index(LAST_DUE) + 1]
    return {
        "seconds": round(outcome.seconds, 2),
        "levels": {each.name: [each.value, each.bound] for each in levels},
        "seconds_by_level": {each.name: round(outcome.tally.level_seconds[each.name], 2) for each in levels},
    }


def shown(found: dict[str, Any]) -> str:
    """Say one comparison on one line: values, with bounds in brackets where they are not proved."""

    def side(one: dict[str, Any]) -> str:
        levels = one["levels"].items()
        values = (
            f"{name}={value}" + ("" if value == bound else f"({bound})") for name, (value, bound) in levels
        )
        return f"{one['seconds']} s: {' '.join(values)}"

    changed = ""
    if "changed_diaries" in found:
        changed = f"; {found['changed_diaries']} diaries changed, from nothing {found['changed_diaries_from_nothing']}"
    return (
        f"{found['question']} without {', '.join(found['without'])}: ratio {found['ratio']}, "
        f"{'as good' if found['as_good'] else 'NOT as good'}{changed}\n"
        f"  from nothing {side(found['cold'])}\n  from what is known {side(found['warm'])}"
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The same folder after something has happened.")
    parser.add_argument("case", help="a case's name, or SAMPLE:DAYS")
    parser.add_argument("--lost", type=int, default=2, help="people lost for a session in a replan")
    parser.add_argument("--question", choices=(REPLAN, FEWER), help="one of the two only")
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20, help="for each search")
    parser.add_argument(
        "--published", type=float, default=20, help="seconds for the roster that is published"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="append JSON lines to this file")
    return parser.parse_args()


def _questions(again: Again, asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    for _ in range(asked.repeat):
        if asked.question != FEWER:
            yield again.replan(asked.lost)
        if asked.question != REPLAN:
            yield again.fewer()


def main() -> int:
    """Measure, a few lines for each question, and the medians at the end."""
    asked = _asked()
    again = Again(asked.case, asked.seconds, asked.published, asked.seed)
    print(f"published: {described(again.published)['levels']}")
    ratios: dict[str, list[float]] = {}
    good: dict[str, int] = {}
    for found in _questions(again, asked):
        print(shown(found), flush=True)
        ratios.setdefault(found["question"], []).append(found["ratio"])
        good[found["question"]] = good.get(found["question"], 0) + found["as_good"]
        if asked.out:
            line = {"commit": commit(), "case": asked.case, "seed": asked.seed, **found}
            with asked.out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line) + "\n")
    for question, each in ratios.items():
        spread = f"least {min(each)}, most {max(each)}"
        print(
            f"{question}: median ratio {median(each):.2f} ({spread}); {good[question]} of {len(each)} as good"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
