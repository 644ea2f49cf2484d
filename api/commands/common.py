"""What several subcommands share: reading a roster file, printing JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from roster.faults import InputRefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from roster.exports.roster_json import StatedRoster
    from roster.replan.events import Events
    from roster.replan.revise import Revised


def print_json(data: object) -> None:
    """Print an answer for other programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def revised(folder: Path, published: Path, events: Events) -> Revised:
    """Read a morning and the roster that was published for it, with what has come since. Raises InputRefusedError."""
    from roster.reading import read_morning
    from roster.replan.revise import revise

    return revise(read_morning(folder), stated_roster(published), events, published.name)


def stated_roster(path: Path) -> StatedRoster:
    """Read a roster.json, whoever made it. Raises InputRefusedError."""
    from roster.exports.roster_json import from_text
    from roster.reading import limits
    from roster.reading.complaints import Complaints
    from roster.reading.files import read_bytes

    complaints = Complaints()
    content = read_bytes(path, limits.WORKBOOK_BYTES, complaints)
    if content is None:
        raise InputRefusedError(complaints.faults)
    return from_text(content, path.name)
