"""`give`: rank who could be lent to the wings, by what it would cost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from api.commands.common import print_json, read_published
from api.commands.typed import Typed
from api.guard import ANSWER_IS_NO, STOPPED, leave, tell

if TYPE_CHECKING:
    from pathlib import Path

    from api.judging import Effort

NO_RANKING = "Stopped before any set was looked at."
KEPT = "the ranking so far"


def give_people(
    folder: Path,
    published: Path,
    session: str,
    posts: int,
    wing: str,
    now: str,
    top: int,
    effort: Effort,
    *,
    as_json: bool,
) -> None:
    """Read, rank every set of people who may go, and say what each would cost."""
    from api.making import beside_the_keyboard, keeping_the_best, load_solver
    from roster.exports.lending_text import lending_text, nobody_text
    from roster.replan.events import events_of_options
    from roster.replan.lending import SESSION_OPTION, request_of_text

    typed = Typed()
    request = typed.read(lambda: request_of_text(session, posts, wing, SESSION_OPTION))
    events = typed.read(lambda: events_of_options(now=now))
    typed.seconds(effort.seconds)
    morning, stated = read_published(typed, folder, published)
    assert request is not None
    assert events is not None
    load_solver()
    from solver.lending import who_should_go

    with keeping_the_best(KEPT) as keyboard:
        given = beside_the_keyboard(
            lambda: who_should_go(
                morning,
                stated,
                request,
                events.now,
                top=top,
                seconds=effort.seconds,
                workers=effort.workers,
                seed=effort.seed,
                stop=keyboard.stop,
                tell=_progress if sys.stderr.isatty() else None,
                file=published.name,
            ),
            keyboard,
        )
    problem, ranking = given.problem, given.ranking
    if ranking.may and not ranking.sets:
        leave(STOPPED, NO_RANKING)
    if as_json:
        print_json(ranking.as_dict(problem))
    elif ranking.sets:
        typer.echo(lending_text(problem, ranking), nl=False)
    if not ranking.may:
        label = problem.session[request.day, request.session].label
        leave(ANSWER_IS_NO, nobody_text(problem, ranking.kept, label).rstrip())


def _progress(seconds: float, number: int, proved: int, excluded: int) -> None:
    tell(f"{seconds:6.1f} s  {number} possible: {proved} proved, {excluded} cost too much")
