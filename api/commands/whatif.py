"""`whatif`: what one more or one fewer of each grade, or fewer wing posts, would do to every level."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import typer

from api.commands.common import print_json, tell_number
from api.commands.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.judging import Effort
    from roster.policy import Policy
    from roster.whatif.asked import Asked


def what_if(
    folder: Path,
    first_day: str,
    days: int,
    read: Callable[[Policy], Asked],
    effort: Effort,
    *,
    as_json: bool,
) -> None:
    """Read the morning and the question, solve every change, and print the table."""
    from api.making import beside_the_keyboard, keeping_the_best, load_solver
    from roster.exports.whatif_json import to_json
    from roster.exports.whatif_text import to_text
    from roster.prepare import problem_of
    from roster.reading import read_morning

    typed = Typed()
    first = typed.day(first_day)
    typed.seconds(effort.seconds)
    morning = typed.read(lambda: read_morning(folder))
    asked = typed.read(lambda: read(morning.policy)) if morning else None
    typed.done()
    assert morning is not None
    assert asked is not None
    load_solver()
    from solver.whatif import whatif

    problem = problem_of(morning, first, days, date.today())
    with keeping_the_best() as keyboard:
        table = beside_the_keyboard(
            lambda: whatif(
                morning.tables,
                problem,
                asked,
                seconds=effort.seconds,
                workers=effort.workers,
                seed=effort.seed,
                stop=keyboard.stop,
                progress=tell_number if sys.stderr.isatty() else None,
            ),
            keyboard,
        )
    if as_json:
        print_json(to_json(table))
    else:
        typer.echo(to_text(table), nl=False)
