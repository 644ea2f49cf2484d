"""`give`: rank who could be lent to the wings, by what it would cost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import typer

from api.commands.common import print_json, stated_roster
from api.guard import ANSWER_IS_NO, STOPPED, leave, tell
from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.making import Effort
    from roster.replan.lending import Request

T = TypeVar("T")
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
    from roster.reading import read_morning
    from roster.replan.events import events_of_options

    faults: list[Fault] = []
    request = _tried(faults, lambda: _request(session, posts, wing))
    events = _tried(faults, lambda: events_of_options(now=now))
    if not effort.seconds > 0:
        faults.append(Fault("--seconds", 0, "", "a search needs more than 0 seconds."))
    stated = _tried(faults, lambda: stated_roster(published))
    morning = _tried(faults, lambda: read_morning(folder))
    if request is None or events is None or stated is None or morning is None or faults:
        raise InputRefusedError(faults)
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


def _request(session: str, posts: int, wing: str) -> Request:
    from roster.reading.cells import CellError
    from roster.replan.lending import SESSION_OPTION, Request, session_of_text

    try:
        day, name = session_of_text(session)
    except CellError as error:
        raise InputRefusedError(
            [Fault(SESSION_OPTION, 0, "", error.message, error.maybe, error.code)]
        ) from None
    return Request(day, name, posts, wing.strip())


def _tried(faults: list[Fault], read: Callable[[], T]) -> T | None:
    """Read one thing, and keep what is wrong with it, so that all of it is said at once."""
    try:
        return read()
    except InputRefusedError as error:
        faults += error.faults
        return None


def _progress(seconds: float, number: int, proved: int, excluded: int) -> None:
    tell(f"{seconds:6.1f} s  {number} possible: {proved} proved, {excluded} cost too much")
