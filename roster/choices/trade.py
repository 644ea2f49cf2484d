"""What one roster trades against another, counted: work placed, preferences, who has what, who does more and less."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.exports.words import count, lasting
from roster.kinds import group
from roster.policy import TIERS
from roster.problem import PREFERENCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.choices.choice import Choice
    from roster.problem import Problem
    from roster.roster import Plan


@dataclass(frozen=True)
class Trade:
    """How a roster differs from the first; counts are of pieces: a task and a person who works on it.

    `elsewhere` have gone to other people; `dropped` and `added` are in only one of the two. `minutes` are those more
    (or fewer) at a desk, by staff id; `placed` minutes more of each tier's work; `points` of preferences more.
    """

    pieces: int
    elsewhere: int
    dropped: int
    added: int
    wing_duties: int
    placed: dict[int, int]
    points: int
    minutes: dict[str, int]


def trade(problem: Problem, first: Choice, other: Choice) -> Trade:
    """Count what another roster does differently."""
    sorts = {each: kind.task_ids[0] for kind in group(problem) for each in kind.task_ids}
    then, now = _holdings(first.plan, sorts), _holdings(other.plan, sorts)
    stay = _by_sort(then & now)
    had, have = _by_sort(then), _by_sort(now)
    elsewhere = sum(min(had[sort], have[sort]) - stay[sort] for sort in had)
    minutes = _minutes(other.plan)
    minutes.subtract(_minutes(first.plan))
    return Trade(
        pieces=then.total(),
        elsewhere=elsewhere,
        dropped=(had - have).total(),
        added=(have - had).total(),
        wing_duties=len(set(other.plan.wing_duty) - set(first.plan.wing_duty)),
        placed={tier: first.values[f"rest.{tier}"] - other.values[f"rest.{tier}"] for tier in TIERS},
        points=other.values[PREFERENCES] - first.values[PREFERENCES],
        minutes={staff_id: number for staff_id, number in sorted(minutes.items()) if number},
    )


def sentence(found: Trade) -> str:
    """Say in one sentence what a roster trades against the first."""
    placed = [
        f"{lasting(abs(number))} {'more' if number > 0 else 'less'} tier {tier} work"
        for tier, number in found.placed.items()
        if number
    ]
    parts = [f"Places {_listed(placed)}" if placed else "Places as much work of every tier"]
    if found.points:
        change = f"{count(abs(found.points), 'point')} of preferences"
        parts.append(f"costs {change} more" if found.points > 0 else f"saves {change}")
    else:
        parts.append("costs the same in preferences")
    return f"{'; '.join([*parts, *_pieces(found)])}."


def _pieces(found: Trade) -> Iterator[str]:
    yield f"{found.elsewhere} of {count(found.pieces, 'piece')} with other people"
    if found.dropped:
        yield f"{count(found.dropped, 'piece')} left out"
    if found.added:
        yield f"{count(found.added, 'piece')} of other work taken in"
    if found.wing_duties:
        yield f"{count(found.wing_duties, 'wing duty', 'wing duties')} changed"
    most = max(found.minutes.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    least = min(found.minutes.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    if most[1] > 0:
        yield f"{most[0]} works {lasting(most[1])} more on tasks"
    if least[1] < 0:
        yield f"{least[0]} works {lasting(-least[1])} less on tasks"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _holdings(plan: Plan, sorts: dict[str, str]) -> Counter[tuple[str, str]]:
    """Count by sort and person; tasks that are alike are the same thing."""
    return Counter((sorts[task], who) for task, who in {(each.task_id, each.staff_id) for each in plan.work})


def _by_sort(holdings: Counter[tuple[str, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (sort, _), number in holdings.items():
        found[sort] += number
    return found


def _minutes(plan: Plan) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in plan.work:
        found[each.staff_id] += each.minutes
    return found
