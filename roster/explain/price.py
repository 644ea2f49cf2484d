"""What a wish would cost: the first level that gets worse, and which tasks and wing posts pay for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.exports.words import count, lasting, short_date
from roster.levels import FINISHED_LATE, NOT_FINISHED, lateness
from roster.problem import PREFERENCES
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from roster.view import View

FEW = 3  # so many tasks or posts are named; more are counted


@dataclass(frozen=True)
class Loss:
    """Somebody who pays: a task or a wing post, what happens to it, and the ids it names."""

    text: str
    task_id: str = ""


def first_worse(names: Sequence[str], before: Mapping[str, int], after: Mapping[str, int]) -> str | None:
    """Give the first level that differs if it is worse; None if it is better, or nothing differs."""
    for name in names:
        if before[name] != after[name]:
            return name if after[name] > before[name] else None
    return None


def losses(before: View, after: View, name: str) -> tuple[Loss, ...]:
    """Name what one level loses between two rosters, in a stable order."""
    family, _, tier = name.partition(".")
    if family == "wing_posts":
        return tuple(_posts(before, after))
    if family == PREFERENCES:
        return (Loss("preferences would be met less well"),)
    tasks = [each for each in before.problem.tasks if each.tier == int(tier)]
    found = []
    for task in tasks:
        was, now = lateness(before, task), lateness(after, task)
        if family == "due" and task.is_due and now > was:
            found.append(Loss(f"{task.task_id} would {_fate(now)}", task.task_id))
        fewer = min(task.minutes, before.placed(task)) - min(task.minutes, after.placed(task))
        if family == "rest" and fewer > 0:
            found.append(Loss(f"{task.task_id} would get {lasting(fewer)} less", task.task_id))
    return tuple(sorted(found, key=lambda each: each.task_id))


def _fate(lateness_now: int) -> str:
    return {NOT_FINISHED: "not be finished", FINISHED_LATE: "be late"}[lateness_now]


def _posts(before: View, after: View) -> Iterator[Loss]:
    filled = Counter((each.session.index, each.wing) for each in before.duties)
    left = Counter((each.session.index, each.wing) for each in after.duties)
    for (index, wing), posts in sorted(before.problem.posts.items()):
        fewer = min(posts, filled[index, wing]) - min(posts, left[index, wing])
        if fewer > 0:
            session = before.problem.sessions[index]
            when = f"{short_date(session.day, before.problem.days[0].year)} {session.name}"
            yield Loss(f"wing {wing} would get {count(fewer, 'person', 'people')} fewer on {when}")


def said(found: Sequence[Loss]) -> str:
    """Say who pays: a few are named, more are counted."""
    named = [each.text for each in found[:FEW]]
    more = len(found) - FEW
    return listing([*named, *([f"{more} more would lose as well"] if more > 0 else [])], "and")


def cost(name: str, own: str, more: int) -> str:
    """Say what a level that ranks as high as the task's `own` would lose: `leave 2 more wing posts unfilled`."""
    family, _, tier = name.partition(".")
    if family == "wing_posts":
        return f"leave at least {count(more, 'more wing post')} unfilled"
    if family == "due" and name == own:
        return f"leave more due work of the same tier {tier} late or undone than it gains"
    if family == "due":
        return f"leave due work of tier {tier}, which ranks higher, late or undone"
    if family == PREFERENCES:
        return f"cost {count(more, 'more point')} of preferences, which rank higher here,"
    ranks = "in all" if name == own else "which ranks higher,"
    return f"leave open work of tier {tier}, {ranks} at least {lasting(more)} shorter of time"
