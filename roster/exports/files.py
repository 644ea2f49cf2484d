"""Writes every output of a roster into one folder: all of them, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.exports.facts import Facts
from roster.exports.placing import place, refuse_if_there
from roster.exports.slips import CHANGES_HTML, CHANGES_JSON

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from roster.problem import Problem
    from roster.roster import Roster

JSON_FILE, WORKBOOK_FILE, CSV_FILE, HTML_FILE = "roster.json", "roster.xlsx", "roster.csv", "roster.html"
CALENDARS = "calendars"


def write_all(problem: Problem, roster: Roster, out: Path, force: bool) -> tuple[Path, ...]:
    """Write all outputs and give their paths.

    Raises AlreadyThereError when one is there and `force` was not asked for, NotWrittenError when the disk
    refuses; the folder is then as it was.
    """
    check_free(problem, out, force)
    files = render(problem, roster)
    place(files, out, force, stale=_stale(out, files))
    return tuple(out / name for name in files)


def check_free(problem: Problem, out: Path, force: bool) -> None:
    """Raise AlreadyThereError at once, before minutes of planning, when an output would be in the way."""
    from roster.exports.calendars import file_name

    people = [f"{CALENDARS}/{file_name(each.staff_id)}" for each in problem.staff]
    also = (CHANGES_HTML, CHANGES_JSON) if problem.revision is not None else ()
    refuse_if_there(out, (WORKBOOK_FILE, JSON_FILE, CSV_FILE, HTML_FILE, *also, *people), force)


def render(problem: Problem, roster: Roster) -> dict[str, bytes]:
    """Give the content of every output by its name; the workbook first: it is the one left open in Excel."""
    from roster.exports.calendars import calendars
    from roster.exports.roster_csv import to_csv
    from roster.exports.roster_html import changes_html, to_html
    from roster.exports.roster_json import to_json, to_text
    from roster.exports.roster_xlsx import to_xlsx

    facts = Facts(problem, roster)
    changed = {}
    if roster.comparison is not None:
        changed = {
            CHANGES_HTML: changes_html(facts),
            CHANGES_JSON: to_text(roster.comparison.as_dict()).encode(),
        }
    files = {
        WORKBOOK_FILE: to_xlsx(facts),
        JSON_FILE: to_text(to_json(problem, roster)).encode(),
        CSV_FILE: to_csv(facts),
        HTML_FILE: to_html(facts),
        **changed,
    }
    return files | {f"{CALENDARS}/{name}": content for name, content in calendars(facts).items()}


def _stale(out: Path, files: Collection[str]) -> list[str]:
    """Name calendars of an earlier roster for people who are gone; other people's files are left alone."""
    from roster.exports.calendars import is_ours

    found = sorted((out / CALENDARS).glob("*.ics"))
    names = {each: f"{CALENDARS}/{each.name}" for each in found}
    return [names[each] for each in found if names[each] not in files and is_ours(each.read_bytes())]
