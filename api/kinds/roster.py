"""Makes the roster of a morning, as `omu-roster make` does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from api.bounds import MOST_DAYS
from api.commands.typed import day_of_text
from api.judging import Effort, judged, searching
from api.kinds.kind import Asked, Kind, Question, SearchOptions, Text, Work
from roster.prepare import problem_of
from roster.rule import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.problem import Problem
    from roster.rule import Rule
    from solver.beforehand import Beforehand
    from solver.outcome import Outcome

NAME = "roster"


class RosterOptions(SearchOptions):
    """What may be said beside the morning."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="how many working days")] = 5
    date: Annotated[Text | None, Field(description="first day; left out: the establishment's date")] = None


class RosterAsked(Asked):
    """A roster of so many days."""

    options: RosterOptions = RosterOptions()


def problem_asked(question: Question) -> Problem:
    """Resolve the morning for the days asked for. Raises InputRefusedError."""
    options = question.asked.options
    first = day_of_text(options.date or "", "options.date")
    return problem_of(question.morning, first, options.days, date.today())


def search(
    problem: Problem,
    rules: Sequence[Rule],
    effort: Effort,
    work: Work,
    beforehand: Beforehand | None = None,
) -> Outcome:
    """Search, telling level by level how far it is."""

    def tell(name: str, value: int, bound: int | None, seconds: float) -> None:
        work.tell({"level": name, "value": value, "bound": bound, "seconds": round(seconds, 1)})

    ready = searching(problem, rules, effort, work.stop, tell, beforehand)
    work.show(ready)
    return ready.run()


def _check(question: Question) -> None:
    problem_asked(question)


def _do(question: Question, work: Work) -> dict[str, Any]:
    from roster.exports.roster_json import to_json

    problem = problem_asked(question)
    rules = rules_in_force(problem.policy)
    at = datetime.now(UTC)
    effort = question.asked.options.effort
    outcome = search(problem, rules, effort, work)
    return to_json(problem, judged(problem, rules, outcome, effort, at))


KIND = Kind(NAME, RosterAsked, _check, _do)
