"""Invents who is away, who is already on the wings, and how many Band 4s the wings ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

from roster.demo.people import FIRST_ROW
from roster.tables import AvailabilityRow, StaffRow, WingPostRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.demo.dice import Dice
    from roster.demo.people import Team
    from roster.demo.shapes import Shape


def make_wing_posts(team: Team, shape: Shape, days: Sequence[date], dice: Dice) -> tuple[WingPostRow, ...]:
    """Invent the posts of each session, spread over the wings."""
    rows: list[WingPostRow] = []
    for day in days:
        for session in shape.sessions:
            asked = len(team.of_grade("B4")) * dice.between(shape.wings.posts_percent) // 100
            wings = Counter(shape.wings.names[turn % len(shape.wings.names)] for turn in range(asked))
            for wing, posts in wings.items():
                rows.append(WingPostRow(len(rows) + FIRST_ROW, day, session.name, wing, posts))
    return tuple(rows)


def make_availability(
    team: Team, shape: Shape, days: Sequence[date], dice: Dice
) -> tuple[AvailabilityRow, ...]:
    """Invent every exception to the patterns."""
    rows: list[AvailabilityRow] = []
    for person in team.staff:
        week = shape.people.away_week
        if dice.happens(week.get(person.grade, week["other"])):
            reason = dice.pick(shape.people.away_week_reasons)
            rows += [AvailabilityRow(0, person.staff_id, day, "", "absent", reason=reason) for day in days]
        else:
            for day in days:
                rows += _exceptions(person, day, shape, dice)
    return tuple(_numbered(rows))


def _exceptions(person: StaffRow, day: date, shape: Shape, dice: Dice) -> list[AvailabilityRow]:
    """Invent one person's day: nothing where the pattern has nothing, and never two rows for one session."""
    works = [
        each.name
        for each in shape.sessions
        if person.pattern is None or (day.weekday(), each.name) in person.pattern
    ]
    if not works:
        return []
    if dice.happens(shape.people.away_day):
        reason = dice.pick(shape.people.away_reasons)
        return [AvailabilityRow(0, person.staff_id, day, "", "absent", reason=reason)]
    if person.grade == "B4":
        return list(_detailed(person, day, works, shape, dice))
    if len(works) == len(shape.sessions) and dice.happens(shape.people.part_day):
        start, end = (
            time.fromisoformat(text) if text else None for text in dice.pick(shape.people.part_day_times)
        )
        return [AvailabilityRow(0, person.staff_id, day, "", "present", start=start, end=end)]
    return []


def _detailed(
    person: StaffRow, day: date, works: Sequence[str], shape: Shape, dice: Dice
) -> Iterator[AvailabilityRow]:
    for session in works:
        if dice.happens(shape.wings.detailed_percent / 100):
            wing = dice.pick(shape.wings.names)
            yield AvailabilityRow(0, person.staff_id, day, session, "wing", reason=wing)


def _numbered(rows: list[AvailabilityRow]) -> Iterator[AvailabilityRow]:
    for position, each in enumerate(rows):
        yield replace(each, row=position + FIRST_ROW)
