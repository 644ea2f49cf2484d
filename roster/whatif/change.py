"""One change to a morning: people more, people fewer, or fewer posts on the wings; and the problem that it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from roster.policy import Policy
from roster.problem import Problem, resolve
from roster.replan.events import Lost
from roster.replan.revise import with_lost
from roster.tables import AvailabilityRow, StaffRow, Tables, WingPostRow

NEW = "NEW"  # invented people are NEW-PO-1, NEW-PO-2, …
When = tuple[date, str]  # a day and a session name


@dataclass(frozen=True)
class Change:
    """What is changed: `more` people of a grade, people who are `away`, `fewer` wing posts in every session, or none.

    `when` limits more and fewer people to one session (None: the whole horizon).
    """

    grade: str = ""
    more: int = 0
    away: tuple[str, ...] = ()
    when: When | None = None
    fewer_posts: int = 0
    no_posts: bool = False


def changed_problem(tables: Tables, problem: Problem, change: Change) -> Problem:
    """Resolve the changed tables for the same days, as any morning is resolved."""
    if change.more:
        tables = _with_more(tables, problem, change)
    for staff_id in change.away:
        for day, name in [change.when] if change.when else sorted(problem.session):
            tables = with_lost(tables, Lost(staff_id, day, name))
    if change.no_posts:
        tables = replace(tables, wing_posts=())
    elif change.fewer_posts:
        tables = replace(tables, wing_posts=tuple(_fewer_posts(problem, change.fewer_posts)))
    return resolve(tables, problem.policy, problem.days[0], len(problem.days))


def all_skills(policy: Policy) -> tuple[str, ...]:
    """Give every skill that any task type needs: what an invented person is trained in."""
    return tuple(sorted({each.skill for each in policy.tasks.values() if each.skill}))


def _with_more(tables: Tables, problem: Problem, change: Change) -> Tables:
    """Invent people who are there all the working week, or only in one session."""
    people = [
        StaffRow(
            row=0,
            staff_id=staff_id,
            name=f"one more {problem.policy.role(change.grade)}",
            grade=change.grade,
            skills=frozenset(all_skills(problem.policy)),
            pattern=frozenset({(change.when[0].weekday(), change.when[1])}) if change.when else None,
        )
        for staff_id in _new_ids(tables, change)
    ]
    absent = [
        AvailabilityRow(0, each.staff_id, day, name, "absent")
        for each in people
        for day, name in sorted(problem.session)
        if change.when and (day, name) != change.when
    ]
    return replace(tables, staff=(*tables.staff, *people), availability=(*tables.availability, *absent))


def _new_ids(tables: Tables, change: Change) -> list[str]:
    taken = {each.staff_id for each in tables.staff}
    names = (f"{NEW}-{change.grade}-{number}" for number in range(1, change.more + len(taken) + 1))
    return [each for each in names if each not in taken][: change.more]


def _fewer_posts(problem: Problem, fewer: int) -> Iterator[WingPostRow]:
    """Take posts away session by session, each time from the wing with most of them open, then most of them at all."""
    posts = Counter(problem.posts)
    detailed = Counter((index, each.wing) for (_, index), each in problem.presence.items() if each.wing)
    for session in problem.sessions:
        for _ in range(fewer):
            here = [key for key, number in posts.items() if key[0] == session.index and number]
            if here:
                posts[max(here, key=lambda key: (posts[key] - detailed[key], posts[key], key[1]))] -= 1
    for (index, wing), number in sorted(posts.items()):
        if number:
            yield WingPostRow(0, problem.sessions[index].day, problem.sessions[index].name, wing, number)
