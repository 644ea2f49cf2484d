"""What several subcommands share: reading a roster file, printing JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from api.guard import tell
from roster.faults import InputRefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from api.commands.typed import Typed
    from roster.exports.roster_json import StatedRoster
    from roster.reading import Morning


def print_json(data: object) -> None:
    """Print an answer for other programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def read_published(typed: Typed, folder: Path, published: Path) -> tuple[Morning, StatedRoster]:
    """Read a morning and the roster that was published for it. Raises InputRefusedError with every fault so far."""
    from roster.reading import read_morning

    stated = typed.read(lambda: stated_roster(published))
    morning = typed.read(lambda: read_morning(folder))
    typed.done()
    assert stated is not None
    assert morning is not None
    return morning, stated


def tell_number(number: int, of: int) -> None:
    """Say how many of several rosters have been found."""
    tell(f"  roster {number} of {of}")


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
