"""What changed against the published roster: for the screen, and for each person on a slip of paper."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.exports import sure
from roster.exports.facts import Facts
from roster.exports.screen import on_screen
from roster.exports.words import count, made_text, span_of_days
from roster.problem import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roster.problem import Problem
    from roster.replan.half_days import HalfDay
    from roster.roster import Roster

CHANGES_JSON, CHANGES_HTML = "changes.json", "changes.html"


@dataclass(frozen=True)
class Slip:
    """Everything that changes for one person, half-day by half-day."""

    staff_id: str
    name: str
    role: str
    half_days: tuple[HalfDay, ...]


def slips(facts: Facts) -> tuple[Slip, ...]:
    """Give a slip for everybody for whom something changes, in the order in which names are looked up."""
    comparison = facts.roster.comparison
    found: dict[str, list[HalfDay]] = defaultdict(list)
    for each in comparison.half_days if comparison is not None else ():
        found[each.staff_id].append(each)
    return tuple(
        Slip(
            person.staff_id,
            facts.name(person.staff_id),
            facts.role(person.staff_id),
            tuple(found[person.staff_id]),
        )
        for person in facts.staff
        if person.staff_id in found
    )


def summary(problem: Problem, roster: Roster) -> str:
    """Sum up on 80 columns what changed, for whom, what fell off, what was saved, and how sure we are."""
    facts, comparison = Facts(problem, roster), roster.comparison
    assert comparison is not None
    lines = [
        f"{problem.establishment.name} OMU: changes to the roster for {span_of_days(roster.days)}",
        f"Made {made_text(roster.made)}. This is a proposal. A person decides.",
        "",
        headline(roster),
        *_people(facts),
        *_tasks(
            "What falls off", [each.sentence for each in comparison.fell_off], "Nothing that was planned."
        ),
        *_tasks("What is saved", [each.sentence for each in comparison.saved], "Nothing had to be."),
        "",
        "HOW SURE WE ARE",
        *(f"  {each}" for each in sure.telling(problem, roster)),
    ]
    return on_screen(lines)


def headline(roster: Roster) -> str:
    """Say how many diaries change, and whether fewer would have been possible."""
    comparison = roster.comparison
    assert comparison is not None
    level = next((each for each in roster.levels if each.name == CHANGES), None)
    sure_of_it = level is not None and level.proved and comparison.changed > 0
    proved = " Fewer would cost something that ranks higher (proved)." if sure_of_it else ""
    changed = count(comparison.changed, "half-day diary changes", "half-day diaries change")
    return f"{changed}, not counting the sessions that were lost.{proved}"


def _people(facts: Facts) -> Iterator[str]:
    for slip in slips(facts):
        yield ""
        yield f"{slip.name} ({slip.staff_id}), {slip.role}"
        for half in slip.half_days:
            lost = " (lost)" if half.lost else ""
            yield f"  {half.session.label}{lost}"
            yield from (f"    {each}" for each in half.sentences)


def _tasks(title: str, sentences: Iterable[str], none: str) -> list[str]:
    return ["", title.upper(), *(f"  {each}" for each in list(sentences) or [none])]
