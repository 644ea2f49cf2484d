"""`audit`: verify the record of who did what, and show its last entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from api.commands.common import print_json
from api.commands.service import existing_database, settings_of_environment
from api.commands.typed import Typed, prison_of_text
from api.guard import ANSWER_IS_NO, leave
from api.store.audit import examine, last
from roster.exports.words import count

if TYPE_CHECKING:
    from api.store.audit import Examined

USUALLY = 50  # entries, when a prison is named and no number
WIDTHS = {"number": 6, "at": 16, "who": 16, "what": 15, "establishment": 3, "subject_id": 14}  # 80 in all
HEADINGS = ("number", "when (UTC)", "who", "what", "at", "about")
MORE = "…"


def show_audit(most: int | None, establishment: str, *, as_json: bool) -> None:
    """Verify the audit and print what was found. Raises InputRefusedError; leaves with 1 when it is not whole."""
    typed = Typed()
    code = typed.read(lambda: prison_of_text(establishment, "--establishment") if establishment else None)
    settings = typed.read(settings_of_environment)
    typed.done()
    assert settings is not None
    most = USUALLY if most is None and code else most
    with existing_database(settings) as database:
        found = examine(database)
        entries = last(database, most, code) if most else []
    if as_json:
        print_json(
            {
                "whole": not found.faults,
                "entries": found.entries,
                "head": found.head,
                "faults": found.faults,
                "last": entries,
            }
        )
    else:
        typer.echo("\n".join([*(_table(entries) if most else []), *_verdict(found)]))
    if found.faults:
        leave(ANSWER_IS_NO)


def _table(entries: list[dict[str, Any]]) -> list[str]:
    heading = "  ".join(f"{each:<{width}}" for each, width in zip(HEADINGS, WIDTHS.values(), strict=True))
    lines = [
        "  ".join(f"{_short(str(entry[name]), width):<{width}}" for name, width in WIDTHS.items()).rstrip()
        for entry in (dict(each, at=each["at"].replace("T", " ")[: WIDTHS["at"]]) for each in entries)
    ]
    return [heading.rstrip(), *lines, ""]


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + MORE


def _verdict(found: Examined) -> list[str]:
    if found.faults:
        return [*found.faults, "The audit is not whole."]
    if not found.entries:
        return ["The audit is whole. Nothing was written into it yet."]
    entries = count(found.entries, "entry", "entries")
    return [f"The audit is whole: {entries}. Fingerprint of the last:", found.head]
