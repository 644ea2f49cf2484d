"""The roster at a glance, as plain text of 80 columns: the same on a screen, in a file and in an e-mail."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING

from roster.exports import sure
from roster.exports.facts import NOT_IN, OFFICE, Facts
from roster.exports.screen import WIDTH, on_screen
from roster.exports.words import clock, count, iso_deadline, lasting, long_date, made_text, short_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roster.exports.cover import Cover
    from roster.problem import Problem
    from roster.roster import NotDone, Roster, Work
    from roster.sessions import Session
    from roster.staff import Person

NAME_WIDTH = 22
LINES_A_CELL = 2
FIRST_FEW = 3


def summary(problem: Problem, roster: Roster) -> str:
    """Sum up wing cover, who does what on the first day, what is not done and why, how sure we are."""
    facts = Facts(problem, roster)
    first, *others = roster.days
    lines = [
        f"{problem.establishment.name} OMU: proposed roster for {long_date(first)}",
        f"Made {made_text(roster.made)}. This is a proposal. A person decides.",
        *_wings(facts, first),
        *_people(facts, first),
        *(_heading("The other days") if others else []),
        *(line for day in others for line in _day(facts, day)),
        *_not_done(facts),
        *_sure(facts),
    ]
    return on_screen(lines)


def _heading(text: str) -> list[str]:
    return ["", text.upper()]


def _wings(facts: Facts, day: date) -> list[str]:
    lines = _heading(f"Wing cover, {short_date(day)}")
    for session in facts.sessions(day):
        cover = [each for each in facts.cover if each.session == session]
        lines += [f"  {session.name}  {_wing(facts, each)}" for each in cover]
        if not cover:
            lines.append(f"  {session.name}  nobody asked for")
    lines.append(f"  OMU time lost to the wings: {lasting(facts.total([day]).lost_minutes)}")
    return lines


def _wing(facts: Facts, cover: Cover) -> str:
    gap = f" - {count(cover.unfilled, 'POST', 'POSTS')} NOT FILLED" if cover.unfilled else ""
    people = ", ".join(facts.name(each) for each in cover.people)
    filled = f"{cover.filled} of {cover.asked}" if cover.asked else "nobody asked for"
    return f"Wing {cover.wing}, {filled}{gap}{': ' + people if people else ''}"


def _people(facts: Facts, day: date) -> list[str]:
    """Everybody's day in a table: a column a session, grade by grade, at most two lines a person."""
    sessions = facts.sessions(day)
    width = (WIDTH - NAME_WIDTH) // max(1, len(sessions))
    titles = [f"{each.name} {clock(each.start)}-{clock(each.end)}".ljust(width) for each in sessions]
    lines = [*_heading(f"Who does what, {long_date(day)}"), " " * NAME_WIDTH + "".join(titles)]
    present = facts.present(day)
    for grade, settings in facts.problem.policy.grades.items():
        people = [each for each in present if each.grade == grade]
        lines += [f"{settings.role[0].upper()}{settings.role[1:]}: {len(people)} in"] if people else []
        for person in people:
            lines += _person(facts, person, sessions, width)
    away = [f"{each.staff_id} {each.name}" for each in facts.staff if each not in present]
    return [*lines, f"Not in: {', '.join(away)}"] if away else lines


def _person(facts: Facts, person: Person, sessions: Sequence[Session], width: int) -> list[str]:
    cells = [_cell(facts, person.staff_id, each, width - 1) for each in sessions]
    name = _short(f"  {person.staff_id} {person.name}", NAME_WIDTH - 1)
    return [
        (name if number == 0 else "").ljust(NAME_WIDTH) + "".join(text.ljust(width) for text in texts)
        for number, texts in enumerate(zip_longest(*cells, fillvalue=""))
    ]


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _cell(facts: Facts, staff_id: str, session: Session, width: int) -> list[str]:
    """One person's session in at most two lines; what does not fit is counted."""
    stay = facts.stay(staff_id, session)
    if stay.place != OFFICE:
        return [_short("-" if stay.place == NOT_IN else stay.place.upper(), width)]
    work = [each for each in facts.pieces(staff_id, session.day) if each.session == session.name]
    if not work:
        return ["nothing planned"]
    lines = _fitted(work, width, LINES_A_CELL)
    shown = sum(len(each) for each in lines)
    if shown < len(work):
        lines[-1] = lines[-1][:-1] or lines[-1]
        shown = sum(len(each) for each in lines)
    texts = [" ".join(each) for each in lines]
    if more := len(work) - shown:
        texts[-1] = f"{texts[-1]} +{more} more"
    return [_short(each, width) for each in texts]


def _fitted(work: list[Work], width: int, most_lines: int) -> list[list[str]]:
    """Lay `09:00 T1` entries out in lines until no line is left."""
    lines: list[list[str]] = [[]]
    for piece in work:
        entry = f"{clock(piece.start)} {piece.task_id}"
        if lines[-1] and len(" ".join([*lines[-1], entry])) > width:
            if len(lines) == most_lines:
                break
            lines.append([])
        lines[-1].append(entry)
    return lines


def _day(facts: Facts, day: date) -> list[str]:
    work = [each for each in facts.work if each.day == day]
    wings = facts.total([day])
    minutes = sum({(each.task_id, each.begins): each.minutes for each in work}.values())
    parts = (
        f"{len(facts.present(day))} in",
        f"{count(len(work), 'piece')} of work ({lasting(minutes)})",
        f"{wings.filled} of {count(wings.asked, 'wing post')} filled",
        f"{lasting(wings.lost_minutes)} lost to the wings",
    )
    return [f"  {short_date(day)}: {', '.join(parts)}"]


def _not_done(facts: Facts) -> list[str]:
    lines = _heading("What is not done, and why")
    by_tier: dict[int, list[NotDone]] = defaultdict(list)
    for each in facts.roster.not_done:
        by_tier[each.tier].append(each)
    for tier, tasks in sorted(by_tier.items()):
        lines += _tier(facts, tier, tasks)
    if not by_tier:
        lines.append("  Everything has a place.")
    late, blocked = len(facts.roster.late), len(facts.problem.blocked)
    if late:
        named = ", ".join(each.task_id for each in facts.roster.late[:FIRST_FEW])
        lines.append(f"  Finished late: {count(late, 'task')} ({named}{_more(late)})")
    if blocked:
        lines.append(f"  Blocked, waiting for others: {count(blocked, 'task')}")
    return lines


def _tier(facts: Facts, tier: int, tasks: list[NotDone]) -> list[str]:
    due = [each for each in tasks if (task := facts.task(each.task_id)) and task.is_due]
    waiting = len(tasks) - len(due)
    parts = [f"{count(len(due), 'due task')} not finished"] if due else []
    parts += [f"{count(waiting, 'task')} that can wait"] if waiting else []
    lines = [f"  Tier {tier}: {', '.join(parts)}"]
    year = facts.roster.days[0].year
    for each in sorted(due, key=lambda entry: (entry.due, entry.task_id))[:FIRST_FEW]:
        lines.append(f"    {each.task_id}, due {iso_deadline(each.due, year)}: {each.message}")
    return [*lines, f"    {_more(len(due)).strip(', ')}"] if len(due) > FIRST_FEW else lines


def _more(number: int) -> str:
    return f", +{number - FIRST_FEW} more" if number > FIRST_FEW else ""


def _sure(facts: Facts) -> list[str]:
    lines = sure.telling(facts.problem, facts.roster)
    return [*_heading("How sure we are"), f"  {sure.verdict(facts.roster)}", *(f"  {each}" for each in lines)]
