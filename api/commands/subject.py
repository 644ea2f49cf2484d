"""`subject`: show everything the service holds about one prison number or one staff id of one prison."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from api.commands.common import print_json
from api.commands.service import existing_database, settings_of_environment, who_types
from api.commands.typed import Typed, day_of_text, prison_of_text
from api.store.accepting import By
from api.store.held import PRISONER, STAFF, Sought, held
from api.store.records import Fence
from api.who.caller import Caller, Role
from roster.exports.words import count
from roster.faults import Fault, InputRefusedError
from roster.reading.cells import CellError, Known
from roster.reading.texts import IDENTIFIER_CELL, PRISON_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator


def show_subject(id: str, prison: str, first: str, final: str, *, as_json: bool) -> None:
    """Print what is held about somebody. Raises InputRefusedError with every fault of what was typed."""
    typed = Typed()
    code = typed.read(lambda: prison_of_text(prison, "--prison"))
    name = typed.read(lambda: _id(id))
    begin = typed.read(lambda: day_of_text(first, "--from"))
    end = typed.read(lambda: day_of_text(final, "--to"))
    if begin and end and begin > end:
        typed.faults.append(Fault("--to", 0, "", "this lies before --from."))
    settings = typed.read(settings_of_environment)
    typed.done()
    assert code is not None
    assert name is not None
    assert settings is not None
    sought = Sought(PRISONER if PRISON_NUMBER.fullmatch(name) else STAFF, name, begin, end)
    who = who_types()
    with existing_database(settings) as database:
        found = held(Fence(database, Caller(who, Role.ADMIN, frozenset({code}))), sought, By(who))
    if as_json:
        print_json({"content": found})
    elif found is None:
        typer.echo(f"Nothing is held about {name} at {code}.")
    else:
        typer.echo("\n".join(_lines(code, found)))


def _id(text: str) -> str:
    try:
        found: str = IDENTIFIER_CELL.read(text, Known())
    except CellError as error:
        raise InputRefusedError([Fault("ID", 0, "", error.message, error.maybe, error.code)]) from None
    return found


def _lines(code: str, found: dict[str, Any]) -> Iterator[str]:
    mornings = count(len(found["mornings"]), "morning")
    records = count(len(found["records"]), "roster or answer", "rosters and answers")
    yield f"{found['id']} at {code}: {mornings}; {records}."
    for morning in found["mornings"]:
        yield f"\nMorning {morning['number']}, received {_minute(morning['received_at'])}"
        yield from _held(morning["holds"])
    for record in found["records"]:
        published = f", published {_minute(record['published_at'])}" if record["published_at"] else ""
        yield f"\n{record['kind']} {record['id']}, asked for {_minute(record['created_at'])}{published}"
        yield from _held(record["holds"])
    if found["consulted"]:
        yield "\nLooked up before"
        yield from (f"  {_minute(each['at'])} by {each['who']}" for each in found["consulted"])


def _held(holds: dict[str, list[Any]]) -> Iterator[str]:
    for place, rows in holds.items():
        yield from (f"  {place}: {_row(each)}" for each in rows)


def _row(row: object) -> str:
    if not isinstance(row, dict):
        return str(row)
    return ", ".join(
        f"{key} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in row.items()
        if value not in ("", None, [])
    )


def _minute(moment: str) -> str:
    return f"{moment[:10]} {moment[11:16]} UTC"
