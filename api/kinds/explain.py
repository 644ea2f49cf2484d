"""Says why work of a roster is not done, and which single change would get it done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from api.kinds.kind import MOST_ITEMS, Asked, Kind, Question, SearchOptions, Text, Work
from roster.explain.asked import problem_of_roster, refuse_unknown
from roster.replan.revise import ROSTER
from roster.rule import rules_in_force

if TYPE_CHECKING:
    from roster.problem import Problem

NAME = "explain"


class ExplainAsked(Asked):
    """The tasks and people to explain; none: the most urgent work that is not done."""

    tasks: Annotated[tuple[Text, ...], Field(max_length=MOST_ITEMS)] = ()
    people: Annotated[tuple[Text, ...], Field(max_length=MOST_ITEMS)] = ()
    options: SearchOptions = SearchOptions()


def _problem(question: Question) -> Problem:
    problem = problem_of_roster(question.morning, question.about, ROSTER)
    refuse_unknown(problem, question.asked.tasks, question.asked.people)
    return problem


def _check(question: Question) -> None:
    _problem(question)


def _do(question: Question, work: Work) -> dict[str, Any]:
    from solver.receipts import explain

    problem, effort = _problem(question), question.asked.options.effort
    return explain(
        problem,
        rules_in_force(problem.policy),
        question.about.plan,
        question.asked.tasks,
        question.asked.people,
        seconds=effort.seconds,
        workers=effort.workers,
        stop=work.stop,
    ).as_dict()


KIND = Kind(NAME, ExplainAsked, _check, _do)
