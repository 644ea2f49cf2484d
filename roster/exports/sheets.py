"""What the sheets of the workbook say, as plain rows, before any spreadsheet library comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from roster.exports import sure
from roster.exports.words import deadline, from_to, iso_deadline, lasting, short_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.exports.facts import Facts
    from roster.roster import Work
    from roster.tasks import Task

Cell = str | int | date | time | None

BY_PERSON, BY_TASK, NOT_DONE, WING_COVER = "By person", "By task", "Not done", "Wing cover"
LEVELS, CHECKS = "Levels", "Checks"
TASK_ID, DONE, MINUTES_LEFT = "task_id", "done", "minutes_left"
ON_WING = "Wing duty"

NARROW, SHORT, NORMAL, DATE, NAME, WIDE, REASON, SENTENCE = 8, 10, 13, 16, 20, 26, 42, 60  # in characters


@dataclass(frozen=True)
class Column:
    """A column: its header and its width in characters."""

    header: str
    width: int = NORMAL


@dataclass(frozen=True)
class Sheet:
    """One sheet; every row has as many cells as there are columns."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def by_person(facts: Facts) -> Sheet:
    """Who does what when, person by person, with a column to tick."""
    columns = (
        Column("Name", NAME), Column("Grade", NAME), Column("Staff id", NARROW), Column("Date", DATE),
        Column("Session", NARROW), Column("Start", NARROW), Column("End", NARROW), Column("Minutes", NARROW),
        Column("Task", SHORT), Column("Type", NAME), Column("Wing", NARROW), Column("Prison number", SHORT),
        Column("Tier", NARROW), Column("Due", NORMAL), Column("Why", REASON), Column("Tick", NARROW),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for person in facts.staff:
        own = [*_duties(facts, person.staff_id), *_pieces(facts, person.staff_id)]
        rows += sorted(own, key=lambda row: (str(row[3]), str(row[5])))
    return Sheet(BY_PERSON, columns, tuple(rows))


def _who(facts: Facts, staff_id: str) -> tuple[Cell, ...]:
    return facts.name(staff_id), facts.role(staff_id), staff_id


def _pieces(facts: Facts, staff_id: str) -> Iterator[tuple[Cell, ...]]:
    for piece in facts.work:
        if piece.staff_id != staff_id:
            continue
        task = facts.task(piece.task_id)
        when = (piece.day, piece.session, piece.start, piece.end, piece.minutes)
        case = (None,) * 5 if task is None else _case(facts, task)
        yield *_who(facts, staff_id), *when, piece.task_id, *case, piece.reason, None


def _case(facts: Facts, task: Task) -> tuple[Cell, ...]:
    return task.type.label, None, task.prison_number, task.tier, due(facts, task)


def _duties(facts: Facts, staff_id: str) -> Iterator[tuple[Cell, ...]]:
    for duty in facts.duties:
        session = facts.problem.session.get((duty.day, duty.session))
        if duty.staff_id == staff_id and session:
            when = (duty.day, duty.session, session.start.time(), session.end.time(), session.minutes)
            yield *_who(facts, staff_id), *when, None, ON_WING, duty.wing, None, None, None, None, None


def due(facts: Facts, task: Task) -> str:
    """Say when a task is due."""
    return deadline(task.due, facts.roster.days[0].year)


def by_task(facts: Facts) -> Sheet:
    """List every open task once, first those worked on; the evening step reads `done` and `minutes_left`."""
    columns = (
        Column(TASK_ID, SHORT), Column("type", WIDE), Column("prison_number", DATE), Column("tier", NARROW),
        Column("due", DATE),
        Column("minutes", NARROW), Column("who", WIDE), Column("when", WIDE), Column("planned", NARROW),
        Column("left_after", SHORT), Column(DONE, NARROW), Column(MINUTES_LEFT, NORMAL),
    )  # fmt: skip
    return Sheet(BY_TASK, columns, tuple(_task(facts, each) for each in sorted_tasks(facts)))


def sorted_tasks(facts: Facts) -> list[Task]:
    """Open tasks in the order in which they come up; those without work at the end, by tier and deadline."""

    def order(task: Task) -> tuple[datetime, int, datetime, str]:
        pieces = facts.pieces_of.get(task.task_id)
        return pieces[0].begins if pieces else datetime.max, task.tier, task.due, task.task_id

    return sorted(facts.problem.tasks, key=order)


def _task(facts: Facts, task: Task) -> tuple[Cell, ...]:
    pieces = facts.pieces_of.get(task.task_id, ())
    planned = sum(
        minutes for _, _, minutes in {(each.begins, each.finishes, each.minutes) for each in pieces}
    )
    return (
        task.task_id, task.type.label, task.prison_number, task.tier, due(facts, task), task.minutes_left,
        ", ".join(dict.fromkeys(facts.name(each.staff_id) for each in pieces)),
        "; ".join(dict.fromkeys(_when(each) for each in pieces)),
        planned, max(0, task.minutes - planned), None, None,
    )  # fmt: skip


def _when(piece: Work) -> str:
    return f"{short_date(piece.day)} {from_to(piece.start, piece.end)}"


def not_done(facts: Facts) -> Sheet:
    """List what is not done, late or blocked, and why."""
    columns = (
        Column("Tier", NARROW), Column("Task"), Column("Type", WIDE), Column("Prison number"), Column("Due"),
        Column("What"), Column("Left", NORMAL), Column("Code", NORMAL), Column("Why", SENTENCE),
    )  # fmt: skip
    year = facts.roster.days[0].year
    rows: list[tuple[Cell, ...]] = []
    for each in sorted(facts.roster.not_done, key=lambda entry: (entry.tier, entry.due, entry.task_id)):
        task = facts.task(each.task_id)
        what = "not finished" if task is None or task.is_due else "waiting"
        rows.append((each.tier, each.task_id, *_label(task), iso_deadline(each.due, year), what,
                     lasting(each.minutes_left), each.code, each.message))  # fmt: skip
    for late in facts.roster.late:
        task = facts.task(late.task_id)
        why = f"Finished {iso_deadline(late.finished, year)}, after it was due."
        rows.append((task.tier if task else None, late.task_id, *_label(task), iso_deadline(late.due, year),
                     "late", None, None, why))  # fmt: skip
    rows += [(each.tier, each.task_id, *_label(each), due(facts, each), "blocked", lasting(each.minutes_left),
              None, each.note) for each in facts.problem.blocked]  # fmt: skip
    return Sheet(NOT_DONE, columns, tuple(rows))


def _label(task: Task | None) -> tuple[Cell, ...]:
    return (task.type.label, task.prison_number) if task else (None, None)


def wing_cover(facts: Facts) -> Sheet:
    """List posts asked for and filled, by whom, and what that costs the unit, with totals."""
    columns = (
        Column("Date", WIDE), Column("Session", NARROW), Column("Wing", NARROW), Column("Posts asked for"),
        Column("Filled", NARROW), Column("Not filled", NARROW), Column("By whom", SENTENCE),
        Column("OMU time lost"), Column("OMU minutes lost"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (each.session.day, each.session.name, each.wing, each.asked, each.filled, each.unfilled,
         ", ".join(facts.name(staff_id) for staff_id in each.people),
         lasting(each.lost_minutes), each.lost_minutes)
        for each in facts.cover
    ]  # fmt: skip
    rows += [
        (f"Total, {each.title}", None, None, each.asked, each.filled, each.asked - each.filled, None,
         lasting(each.lost_minutes), each.lost_minutes)
        for each in facts.totals
    ]  # fmt: skip
    return Sheet(WING_COVER, columns, tuple(rows))


def levels(facts: Facts) -> Sheet:
    """Every level with its numbers and in words, most important first."""
    columns = (
        Column("Level"), Column("Meaning", WIDE), Column("Not achieved"), Column("Best possible"),
        Column("Counts as proved within"), Column("Proved", NARROW), Column("Most it could be"),
        Column("In words", SENTENCE),
    )  # fmt: skip
    rows = tuple(
        (each.name, sure.title(each), each.value, "not known" if each.bound is None else each.bound,
         each.tolerance, "yes" if each.proved else "no", each.of,
         sure.sentence(facts.problem, facts.roster, each))
        for each in facts.roster.levels
    )  # fmt: skip
    return Sheet(LEVELS, columns, rows)
