"""`alternatives`: several rosters, equal where it counts most, to choose from."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer

from api.commands.common import print_json, tell_number
from api.commands.typed import Typed
from api.guard import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from api.judging import Effort
    from roster.choices.choice import Choices
    from roster.problem import Problem
    from roster.rule import Rule


def choose(
    folder: Path,
    number: int,
    first_day: str,
    days: int,
    out: Path | None,
    effort: Effort,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Read the morning, find the rosters, write them if asked to, and say what each one trades."""
    from api.making import beside_the_keyboard, keeping_the_best, load_solver
    from roster.exports.choices import to_json, to_text
    from roster.exports.placing import place, refuse_if_there
    from roster.prepare import problem_of
    from roster.reading import read_morning
    from roster.rule import rules_in_force

    typed = Typed()
    first = typed.day(first_day)
    typed.seconds(effort.seconds)
    morning = typed.read(lambda: read_morning(folder))
    typed.done()
    assert morning is not None
    names = [_file(each) for each in range(1, number + 1)]
    if out is not None:
        refuse_if_there(out, names, force)
    load_solver()
    from solver.alternatives import alternatives

    problem = problem_of(morning, first, days, date.today())
    rules = rules_in_force(problem.policy)
    at = datetime.now(UTC)
    with keeping_the_best() as keyboard:
        choices = beside_the_keyboard(
            lambda: alternatives(
                problem,
                rules,
                number,
                seconds=effort.seconds,
                workers=effort.workers,
                seed=effort.seed,
                stop=keyboard.stop,
                progress=tell_number if sys.stderr.isatty() else None,
            ),
            keyboard,
        )
        files = dict(_files(problem, rules, choices, at, effort)) if out is not None else {}
    if out is not None:
        gone = [each for each in names if each not in files and (out / each).exists()]
        place(files, out, force, stale=gone)
        tell(f"Written to {out}: {', '.join(files)}.")
    if as_json:
        print_json(to_json(choices))
    else:
        typer.echo(to_text(choices), nl=False)


def _file(number: int) -> str:
    return f"roster-{number}.json"


def _files(
    problem: Problem, rules: Sequence[Rule], choices: Choices, at: datetime, effort: Effort
) -> Iterator[tuple[str, bytes]]:
    """Write each roster as `make` would: with reasons, what is not done and why, and warnings."""
    from roster.compose import compose, made_of
    from roster.exports.roster_json import to_json, to_text
    from solver.forcing import Forcing

    made = made_of(problem, at, choices.seconds, effort.seed, effort.workers)
    for number, each in enumerate(choices.rosters, 1):
        roster = compose(problem, rules, each, made, Forcing(problem, rules, each, effort.workers))
        yield _file(number), to_text(to_json(problem, roster)).encode()
