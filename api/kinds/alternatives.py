"""Gives several rosters of a roster's days, equal where it counts most, to choose from."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.kinds.kind import Asked, Kind, Question, QuestionOptions, Work
from roster.replan.revise import without_the_lost
from roster.rule import rules_in_force

NAME = "alternatives"
MOST_ROSTERS = 20


class AlternativesAsked(Asked):
    """How many rosters."""

    number: Annotated[int, Field(ge=1, le=MOST_ROSTERS)] = 3
    options: QuestionOptions = QuestionOptions()


def _check(question: Question) -> None:
    """Nothing more can be wrong with it: the roster's days are the morning's."""


def _do(question: Question, work: Work) -> dict[str, Any]:
    from roster.exports.choices import to_json
    from solver.alternatives import alternatives

    _, problem = without_the_lost(question.morning, question.about)
    effort = question.asked.options.effort
    choices = alternatives(
        problem,
        rules_in_force(problem.policy),
        question.asked.number,
        seconds=effort.seconds,
        workers=effort.workers,
        seed=effort.seed,
        stop=work.stop,
        progress=lambda number, of: work.tell({"roster": number, "of": of}),
    )
    return to_json(choices)


KIND = Kind(NAME, AlternativesAsked, _check, _do)
