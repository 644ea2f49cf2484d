"""The unit of one case: its people, days and catalogue, before any work is chosen for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from benchmarks.making.shapes import Everywhere, Load, Shape, Shapes
from roster.demo import make_tables
from roster.demo.dice import Dice
from roster.demo.people import FIRST_ROW, TRAINED_LATER
from roster.policy import Policy, load
from roster.problem import Problem, resolve, setting_of
from roster.sessions import Calendar
from roster.tables import EstablishmentRow, StaffRow, Tables, TaskRow, WingPostRow
from roster.tasks import TaskType

BASIC_SKILL = "os"
ADMINISTRATOR = "CA"
OFFICER = {
    "mtt": "PSO"
}  # what retrained administrators become, by setting: a grade that writes reports there …
OTHER_OFFICER = "B4"  # … elsewhere this one, on restricted duties, so that the wings do not take them again


@dataclass(frozen=True)
class Scene:
    """What every step of making a case needs to know; `tables` has no tasks yet."""

    shape: Shape
    every: Everywhere
    load: Load
    filled_percent: int
    tables: Tables
    policy: Policy
    days: tuple[date, ...]

    @cached_property
    def catalogue(self) -> dict[str, TaskType]:
        """The task types as they read in this prison."""
        return self.policy.catalogue(
            setting_of(self.tables.establishment), self.tables.establishment.function
        )

    @cached_property
    def calendar(self) -> Calendar:
        """The working days of this prison."""
        return Calendar(self.tables.establishment.weekdays)

    def dice(self, part: str) -> Dice:
        """Give the dice of one step, so that changing one step leaves the others."""
        return Dice(self.shape.seed, f"{self.shape.name} {part}")

    def problem(self, rows: tuple[TaskRow, ...]) -> Problem:
        """Read tasks as the program would, in the days of this case."""
        return resolve(replace(self.tables, tasks=rows), self.policy, self.days[0], len(self.days))

    def back(self, day: date, count: int) -> date:
        """Go back so many working days."""
        while count > 0:
            day -= timedelta(days=1)
            count -= self.calendar.is_working(day)
        return day


def make_scene(shapes: Shapes, shape: Shape) -> Scene:
    """Invent the unit of a case: the demo's people, trained as the case asks, in its days alone."""
    tables = make_tables(shape.prison, shape.staff, shape.seed)
    days = Calendar(tables.establishment.weekdays).days_from(tables.establishment.date, shape.days)
    policy = load({})
    kept = replace(
        tables,
        staff=_trained(_retrained(tables.staff, tables.establishment, shape), shape, policy),
        availability=tuple(each for each in tables.availability if each.date <= days[-1]),
        wing_posts=_asked(tables.wing_posts, shape, days),
        tasks=(),
        overrides=tuple(each for each in tables.overrides if not each.task_id),
    )
    return Scene(shape, shapes.every_case, shapes.loads[shape.load], shapes.filled(shape), kept, policy, days)


def _asked(rows: tuple[WingPostRow, ...], shape: Shape, days: tuple[date, ...]) -> tuple[WingPostRow, ...]:
    """Keep the share of wing posts that the case asks for."""
    dice = Dice(shape.seed, f"{shape.name} posts")
    kept = [each for each in rows if each.date <= days[-1] and dice.happens(shape.posts)]
    return tuple(replace(each, row=position + FIRST_ROW) for position, each in enumerate(kept))


def _retrained(
    staff: tuple[StaffRow, ...], establishment: EstablishmentRow, shape: Shape
) -> tuple[StaffRow, ...]:
    """Make officers of a share of the case administrators, so that more people can take the work that is hard."""
    grade = OFFICER.get(setting_of(establishment), OTHER_OFFICER)
    administrators = [each.staff_id for each in staff if each.grade == ADMINISTRATOR]
    chosen = administrators[: round(shape.retrained * len(administrators))]
    restricted = False if grade == OTHER_OFFICER else None
    return tuple(
        replace(each, grade=grade, cross_deployable=restricted) if each.staff_id in chosen else each
        for each in staff
    )


def _trained(staff: tuple[StaffRow, ...], shape: Shape, policy: Policy) -> tuple[StaffRow, ...]:
    """Train a share of each grade in each skill; the first of a grade has them all, so that none is missing."""
    dice = Dice(shape.seed, f"{shape.name} skills")
    skills = sorted({entry.skill for entry in policy.tasks.values() if entry.skill} - {BASIC_SKILL})
    first = {grade: next((each for each in staff if each.grade == grade), None) for grade in TRAINED_LATER}

    def trained(person: StaffRow) -> StaffRow:
        if person.grade not in TRAINED_LATER:
            return person
        has = {skill for skill in skills if dice.happens(shape.skills)}
        return replace(
            person, skills=frozenset({BASIC_SKILL, *(skills if person in first.values() else has)})
        )

    return tuple(trained(each) for each in staff)
