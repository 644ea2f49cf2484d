"""Ranks who could be lent to the wings, by what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from api.bounds import MOST_POSTS, MOST_SETS
from api.kinds.kind import Asked, Kind, Question, SearchOptions, Seconds, Text, Work
from roster.faults import InputRefusedError
from roster.replan.events import Events, events_of_options
from roster.replan.lending import Request, request_faults, request_of_text
from roster.replan.revise import revise

if TYPE_CHECKING:
    from datetime import datetime

NAME = "give"


class GiveOptions(SearchOptions):
    """How long and how hard to search: half a minute, as the command has it."""

    seconds: Seconds = 30


class GiveAsked(Asked):
    """How many people the wings want, when, and for which wing."""

    session: Annotated[Text, Field(description="DATE:SESSION, for example 2026-11-23:PM")]
    posts: Annotated[int, Field(ge=1, le=MOST_POSTS)] = 1
    wing: Text = ""
    now: Text | None = None
    top: Annotated[int, Field(ge=1, le=MOST_SETS, description="how many sets to rank")] = 5
    options: GiveOptions = GiveOptions()


def _read(asked: GiveAsked) -> tuple[Request, datetime | None]:
    request = request_of_text(asked.session, asked.posts, asked.wing, "session")
    return request, events_of_options(now=asked.now or "").now


def _check(question: Question) -> None:
    request, now = _read(question.asked)
    problem = revise(question.morning, question.about, Events(now=now)).problem
    if faults := list(request_faults(problem, request)):
        raise InputRefusedError(faults)


def _do(question: Question, work: Work) -> dict[str, Any]:
    from solver.lending import who_should_go

    asked: GiveAsked = question.asked
    request, now = _read(asked)
    effort = asked.options.effort

    def tell(seconds: float, number: int, proved: int, excluded: int) -> None:
        work.tell({"seconds": round(seconds, 1), "possible": number, "proved": proved, "excluded": excluded})

    given = who_should_go(
        question.morning,
        question.about,
        request,
        now,
        top=asked.top,
        seconds=effort.seconds,
        workers=effort.workers,
        seed=effort.seed,
        stop=work.stop,
        tell=tell,
    )
    return given.ranking.as_dict(given.problem)


KIND = Kind(NAME, GiveAsked, _check, _do)
