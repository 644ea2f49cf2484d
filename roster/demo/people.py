"""Invents the staff of a unit: names, grades, training, hours, and what the last four weeks asked of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from roster.demo.shapes import names, smallest
from roster.faults import Fault, InputRefusedError
from roster.sessions import WEEKDAYS
from roster.tables import HistoryRow, OverrideRow, StaffRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.demo.dice import Dice
    from roster.demo.shapes import PartTime, Shape

FIRST_ROW = 2  # the header is row 1
TRAINED_LATER = ("B4", "PSO", "NB4")  # grades that learn offender supervision in the unit
PROBATION = ("PO", "PSO", "SPO")
DAYS_IN_A_MONTH = 30.5  # near enough to say how long somebody has been in a role
OVERDUE_MONTHS = 25  # one month beyond the two years of the dual role


@dataclass(frozen=True)
class Team:
    """The invented staff, with the questions that the other modules ask about them."""

    staff: tuple[StaffRow, ...]

    def of_grade(self, grade: str) -> tuple[StaffRow, ...]:
        """Give everybody of a grade."""
        return tuple(each for each in self.staff if each.grade == grade)

    @property
    def grades(self) -> frozenset[str]:
        """The grades that there are."""
        return frozenset(each.grade for each in self.staff)

    @property
    def manager(self) -> str:
        """The name of the manager who decides, or of the first person where there is none."""
        chain = [*self.of_grade("MGR"), *self.of_grade("HUB"), *self.staff]
        return chain[0].name

    def skilled(self, grades: Sequence[str], skill: str) -> list[StaffRow]:
        """Give the people of some grades who have a skill (probation officers have them all)."""
        return [
            each
            for each in self.staff
            if each.grade in grades
            and (not skill or each.grade == "PO" or skill in (each.skills or frozenset({"os"})))
        ]


def grade_counts(usual: dict[str, int], total: int | None) -> dict[str, int]:
    """Share a number of people out over the grades as in the usual team, leaving none empty if possible."""
    if total is None or total == sum(usual.values()):
        return dict(usual)
    fewest = smallest().fewest
    if total < fewest:
        raise InputRefusedError(
            [Fault("--staff", 0, "", f"a unit has at least {fewest} people, not {total}.")]
        )
    counts = dict.fromkeys([grade for grade in smallest().order if usual.get(grade)][:total], 1)
    while sum(counts.values()) < total:
        neediest = max(counts, key=lambda grade: (usual[grade] / counts[grade], -list(usual).index(grade)))
        counts[neediest] += 1
    return {grade: counts[grade] for grade in usual if grade in counts}


def make_team(shape: Shape, total: int | None, dice: Dice) -> Team:
    """Invent the staff list."""
    counts = grade_counts(shape.staff, total)
    called = _names(sum(counts.values()), dice)
    staff: list[StaffRow] = []
    for grade, count in counts.items():
        for _ in range(count):
            staff.append(_person(len(staff), called[len(staff)], grade, shape, dice))
    return Team(tuple(_with_overtime(_with_long_service(staff, shape), shape)))


def _names(count: int, dice: Dice) -> list[str]:
    parts = names()
    families = dice.shuffled([start + end for start in parts.family_start for end in parts.family_end])
    return [f"{dice.pick(parts.given)} {family}" for family in families[:count]]


def _person(position: int, name: str, grade: str, shape: Shape, dice: Dice) -> StaffRow:
    people, risk = shape.people, shape.wings
    new = grade in TRAINED_LATER and dice.happens(people.new_share)
    part = dice.pick(people.part_time) if dice.happens(people.part_time_share) else None
    full = people.full_time_minutes if grade in PROBATION else None
    dual_role = grade == "B4" and shape.setting == "steady_state"  # the rule of two years is of that mode
    tens = dice.between([bound // risk.risk_step for bound in risk.risk_percent])
    return StaffRow(
        row=position + FIRST_ROW,
        staff_id=f"S{position + 1:02d}",
        name=name,
        grade=grade,
        skills=_skills(new, shape, dice) if grade in TRAINED_LATER else None,
        pattern=_pattern(part, shape) if part else None,
        minutes_per_week=part.minutes if part else full,
        experience="new" if new else "experienced",
        wing_risk_percent=tens * risk.risk_step if grade == "B4" else 0,
        cross_deployable=False if grade == "B4" and dice.happens(people.restricted_share) else None,
        dual_role_since=_dual_role_since(shape, dice) if dual_role else None,
        dual_role_group="supervision" if dual_role else "",
    )


def _skills(new: bool, shape: Shape, dice: Dice) -> frozenset[str]:
    trained = {skill for skill, share in shape.people.trained.items() if dice.happens(share)}
    return frozenset({"os"} | (trained & {"oasys"} if new else trained))


def _pattern(part: PartTime, shape: Shape) -> frozenset[tuple[int, str]]:
    every = [each.name for each in shape.sessions]
    cells: set[tuple[int, str]] = set()
    for entry in part.days:
        day, _, session = entry.partition(" ")
        cells |= {(WEEKDAYS.index(day), name) for name in ([session] if session else every)}
    return frozenset(cells)


def _dual_role_since(shape: Shape, dice: Dice) -> date:
    return _months_before(shape.first_day, dice.between(shape.people.dual_role_months))


def _months_before(day: date, months: int) -> date:
    return (day - timedelta(days=round(months * DAYS_IN_A_MONTH))).replace(day=1)


def _with_long_service(staff: list[StaffRow], shape: Shape) -> list[StaffRow]:
    """Let so many Band 4s be beyond the two years that the dual role lasts."""
    ids = [each.staff_id for each in staff if each.grade == "B4"][: shape.people.dual_role_overdue]
    since = _months_before(shape.first_day, OVERDUE_MONTHS)
    return [replace(each, dual_role_since=since) if each.staff_id in ids else each for each in staff]


def _with_overtime(staff: list[StaffRow], shape: Shape) -> list[StaffRow]:
    """Let the first probation services officer work longer, as agreed by the senior probation officer."""
    agreed_by = next((each.name for each in staff if each.grade == "SPO"), "")
    first = next((each.staff_id for each in staff if each.grade == "PSO"), "")
    minutes = shape.people.overtime_minutes
    if not (minutes and agreed_by):
        return staff
    return [
        replace(each, overtime_minutes=minutes, overtime_agreed_by=agreed_by)
        if each.staff_id == first
        else each
        for each in staff
    ]


def make_history(team: Team, shape: Shape, dice: Dice) -> tuple[HistoryRow, ...]:
    """Invent what everybody did in the last four weeks; only Band 4s have been on the wings."""
    people = shape.people
    return tuple(
        HistoryRow(
            row=position + FIRST_ROW,
            staff_id=each.staff_id,
            wing_sessions_28_days=dice.between(people.wing_sessions_28_days) if each.grade == "B4" else 0,
            tasks_28_days=dice.between(people.tasks_28_days),
        )
        for position, each in enumerate(team.staff)
    )


def rotation_overrides(team: Team, shape: Shape) -> list[OverrideRow]:
    """Extend those who are beyond the two years, by name, where the rule applies (steady state)."""
    if shape.setting != "steady_state":
        return []
    longest = _months_before(shape.first_day, OVERDUE_MONTHS)
    return [
        OverrideRow(0, "rotation", each.staff_id, "", team.manager, shape.lifted.rotation_reason)
        for each in team.staff
        if each.dual_role_since == longest
    ]
