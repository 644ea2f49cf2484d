"""Says what one more or one fewer of each grade, and fewer wing posts, would do to every level."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from api.kinds.kind import MOST_ITEMS, Asked, Kind, Question, QuestionOptions, Text, Work
from roster.replan.revise import without_the_lost
from roster.whatif import asked as typed

NAME = "whatif"


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


class WhatIfAsked(Asked):
    """Which grades, how many more and fewer, how many wing posts fewer; an empty list asks nothing of its sort."""

    grades: Annotated[tuple[Text, ...], Field(max_length=MOST_ITEMS)] = tuple(typed.USUAL_GRADES.split(","))
    plus: Annotated[tuple[int, ...], Field(max_length=typed.MOST)] = _numbers(typed.USUAL_PLUS)
    minus: Annotated[tuple[int, ...], Field(max_length=typed.MOST)] = _numbers(typed.USUAL_MINUS)
    wing_posts: Annotated[
        tuple[int, ...], Field(max_length=typed.MOST, description="so many fewer, as -1")
    ] = _numbers(typed.USUAL_WING_POSTS)
    per_session: bool = False
    through: Text = typed.USUAL_THROUGH
    options: QuestionOptions = QuestionOptions()


def _read(question: Question) -> typed.Asked:
    asked: WhatIfAsked = question.asked
    numbers = [",".join(map(str, each)) for each in (asked.plus, asked.minus, asked.wing_posts)]
    return typed.asked_of_options(
        question.morning.policy,
        ",".join(asked.grades),
        *numbers,
        per_session=asked.per_session,
        through=asked.through,
    )


def _check(question: Question) -> None:
    _read(question)


def _do(question: Question, work: Work) -> dict[str, Any]:
    from roster.exports.whatif_json import to_json
    from solver.whatif import whatif

    morning, problem = without_the_lost(question.morning, question.about)
    effort = question.asked.options.effort
    table = whatif(
        morning.tables,
        problem,
        _read(question),
        seconds=effort.seconds,
        workers=effort.workers,
        seed=effort.seed,
        stop=work.stop,
        progress=lambda number, of: work.tell({"roster": number, "of": of}),
    )
    return to_json(table)


KIND = Kind(NAME, WhatIfAsked, _check, _do)
