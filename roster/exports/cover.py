"""Wing cover: who fills which post, and the working time that goes to the wings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roster.problem import Problem
    from roster.roster import WingDuty
    from roster.sessions import Session


@dataclass(frozen=True)
class Cover:
    """One wing in one session: posts asked for, who is there, and the minutes that costs the unit."""

    session: Session
    wing: str
    asked: int
    people: tuple[str, ...]
    lost_minutes: int

    @property
    def filled(self) -> int:
        """Posts that somebody fills."""
        return min(self.asked, len(self.people))

    @property
    def unfilled(self) -> int:
        """Posts that nobody fills."""
        return self.asked - self.filled

    @property
    def beyond(self) -> int:
        """People who were sent there although no post was asked for."""
        return len(self.people) - self.filled


@dataclass(frozen=True)
class Total:
    """Wing cover of a day, or of all days."""

    title: str
    asked: int
    filled: int
    lost_minutes: int


def wing_cover(problem: Problem, duties: Iterable[WingDuty]) -> tuple[Cover, ...]:
    """Give every wing that asks for posts or has somebody of the unit on it, session by session."""
    there: dict[tuple[int, str], list[str]] = defaultdict(list)
    for each in duties:
        if session := problem.session.get((each.day, each.session)):
            there[session.index, each.wing].append(each.staff_id)
    return tuple(
        Cover(
            session=problem.sessions[index],
            wing=wing,
            asked=problem.posts.get((index, wing), 0),
            people=tuple(there.get((index, wing), ())),
            lost_minutes=sum(_lost(problem, each, index) for each in there.get((index, wing), ())),
        )
        for index, wing in sorted({*problem.posts, *there})
    )


def _lost(problem: Problem, staff_id: str, index: int) -> int:
    """Count the minutes of a person's session that could have been planned, had they not been on a wing."""
    presence = problem.presence.get((staff_id, index))
    return problem.taskable(presence) if presence else 0


def add_up(cover: Sequence[Cover], title: str) -> Total:
    """Add up wing cover under a title."""
    return Total(
        title,
        sum(each.asked for each in cover),
        sum(each.filled for each in cover),
        sum(each.lost_minutes for each in cover),
    )
