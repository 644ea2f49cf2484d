"""`roster.html`: the day on paper; a sheet for the wall, a page for each person, and what is to be signed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from roster.exports import sure, words
from roster.exports.facts import OFFICE, Facts, Stay
from roster.exports.sheets import due
from roster.exports.slips import headline, slips

if TYPE_CHECKING:
    from datetime import date, datetime

    from roster.roster import NotDone, Work
    from roster.staff import Person

ROOM_FOR_ROWS_MM = 228  # of an A4 portrait page, without its header and margins
TALLEST_ROW_MM = 6.2
LOWEST_ROW_MM = 3.6  # below this nobody can read it from where they stand; then it takes a second page
TYPE_PER_ROW = 1.55  # points of type for each millimetre of row
LARGEST_TYPE = 9.5
# Why work that is not due yet has no place, in brief, by the codes of the contract.
WAITING = {
    "NOBODY_MAY": "Nobody who is in may do it.",
    "WAITS": "It waits for another task, or for the person who started it.",
    "NOT_YET_DUE": "It is due later and can be done in time after these days.",
    "NO_TIME": "Everybody who may do it is full.",
    "DISPLACED": "Doing it now would cost something that ranks higher.",
    "NOT_PROVED": "The search stopped before it could tell.",
}


@dataclass(frozen=True)
class Entry:
    """One line of a personal page: a piece of work, or a session on a wing (`wing` set)."""

    starts: datetime
    ends: datetime
    task_id: str = ""
    label: str = ""
    remark: str = ""
    prison_number: str = ""
    due: str = ""
    reason: str = ""
    wing: str | None = None


@dataclass(frozen=True)
class Page:
    """One person's day."""

    person: Person
    name: str
    role: str
    stays: tuple[Stay, ...]
    entries: tuple[Entry, ...]
    minutes: int


@dataclass(frozen=True)
class Group:
    """Tasks of one tier that are not done for the same reason."""

    tier: int
    why: str
    tasks: tuple[NotDone, ...]

    @property
    def size(self) -> int:
        """How many tasks there are."""
        return len(self.tasks)


def to_html(facts: Facts) -> bytes:
    """Write the whole document: no scripts, nothing loaded from elsewhere."""
    text = template("roster.html").render(
        slips=slips(facts),
        receipts=facts.receipts,
        facts=facts,
        problem=facts.problem,
        roster=facts.roster,
        days=[(day, pages(facts, day)) for day in facts.roster.days],
        made=words.made_text(facts.roster.made),
        undone=_undone(facts),
        waiting=_waiting(facts),
        verdict=sure.verdict(facts.roster),
        sentences=sure.telling(facts.problem, facts.roster),
        row_mm=wall_row(len(facts.staff)),
        type_pt=min(LARGEST_TYPE, round(wall_row(len(facts.staff)) * TYPE_PER_ROW, 1)),
        year=facts.roster.days[0].year,
        office=OFFICE,
    )
    return text.encode()


def changes_html(facts: Facts) -> bytes:
    """Write what changed against the published roster: a summary, and a slip for each person to cut out."""
    comparison = facts.roster.comparison
    assert comparison is not None
    names = {each.name: sure.title(each) for each in facts.roster.levels}
    text = template("changes.html").render(
        facts=facts,
        problem=facts.problem,
        roster=facts.roster,
        comparison=comparison,
        headline=headline(facts.roster),
        levels=[(names[name], *values) for name, *values in comparison.levels if name in names],
        slips=slips(facts),
        made=words.made_text(facts.roster.made),
    )
    return text.encode()


@cache
def template(name: str) -> Template:
    """Give one of the pages, ready to be filled in: no scripts, nothing loaded from elsewhere."""
    environment = Environment(
        loader=PackageLoader("roster.exports"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "long_date": words.long_date, "short_date": words.short_date, "span_of_days": words.span_of_days,
        "lasting": words.lasting, "deadline": words.deadline, "iso_deadline": words.iso_deadline,
        "clock": words.clock, "css": css_text,
    }  # fmt: skip
    environment.globals |= {"from_to": words.from_to, "count": words.count}
    return environment.get_template(name)


def css_text(text: str) -> str:
    """Make any text safe inside quotes in a style sheet: unusual signs become code points."""
    return re.sub(r"[^A-Za-z0-9 ,.:]", lambda sign: f"\\{ord(sign[0]):06x}", text)


def wall_row(people: int) -> float:
    """Give the height in mm of a row of the wall sheet, so that everybody fits on one page."""
    fitting = ROOM_FOR_ROWS_MM / max(1, people)
    return round(max(LOWEST_ROW_MM, min(TALLEST_ROW_MM, fitting)), 2)


def pages(facts: Facts, day: date) -> tuple[Page, ...]:
    """Give the personal page of everybody who is in that day."""
    return tuple(
        Page(
            person=person,
            name=facts.name(person.staff_id),
            role=facts.role(person.staff_id),
            stays=facts.stays(person.staff_id, day),
            entries=_entries(facts, person, day),
            minutes=sum(each.minutes for each in facts.pieces(person.staff_id, day)),
        )
        for person in facts.present(day)
    )


def _entries(facts: Facts, person: Person, day: date) -> tuple[Entry, ...]:
    work = [_piece(facts, each) for each in facts.pieces(person.staff_id, day)]
    wings = [
        Entry(stay.start, stay.end, wing=stay.place)
        for stay in facts.stays(person.staff_id, day)
        if stay.start and stay.end and (person.staff_id, day, stay.session.name) in facts.wing_of
    ]
    return tuple(sorted([*work, *wings], key=lambda each: (each.starts, each.task_id)))


def _piece(facts: Facts, piece: Work) -> Entry:
    task = facts.task(piece.task_id)
    if task is None:
        return Entry(piece.begins, piece.finishes, piece.task_id, reason=piece.reason)
    colleague = facts.beside(piece)
    remarks = [f"together with {colleague}"] if colleague else []
    if piece.minutes < task.minutes:
        remarks.append(f"part: {words.lasting(piece.minutes)} of {words.lasting(task.minutes)}")
    return Entry(
        piece.begins, piece.finishes, piece.task_id, task.type.label, "; ".join(remarks), task.prison_number,
        due(facts, task), piece.reason,
    )  # fmt: skip


def _in_order(facts: Facts, due: bool) -> list[NotDone]:
    """Give what is not done, by tier and deadline: tasks that are due, or tasks that can wait."""
    due_ids = {each.task_id for each in facts.problem.tasks if each.is_due}
    chosen = [each for each in facts.roster.not_done if (each.task_id in due_ids) == due]
    return sorted(chosen, key=lambda each: (each.tier, each.due, each.task_id))


def _undone(facts: Facts) -> list[tuple[int, list[Group]]]:
    """Give the due tasks that are not finished, tier by tier, those with the same reason together."""
    found: dict[int, dict[str, list[NotDone]]] = defaultdict(lambda: defaultdict(list))
    for each in _in_order(facts, due=True):
        found[each.tier][each.message].append(each)
    return [
        (tier, [Group(tier, message, tuple(tasks)) for message, tasks in groups.items()])
        for tier, groups in sorted(found.items())
    ]


def _waiting(facts: Facts) -> list[Group]:
    """Give the tasks that can wait, in a few lines a tier; the workbook has a sentence for each."""
    found: dict[tuple[int, str], list[NotDone]] = defaultdict(list)
    for each in _in_order(facts, due=False):
        found[each.tier, WAITING.get(each.code, each.message)].append(each)
    return [Group(tier, why, tuple(tasks)) for (tier, why), tasks in sorted(found.items())]
