"""`keys`: make, list and revoke the keys that programs show when they call the service."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import typer

from api.commands.common import print_json
from api.commands.service import opened_database, settings_of_environment, who_types
from api.commands.typed import Typed, prison_of_text
from api.guard import tell
from api.store.database import stored
from api.who.caller import Role
from api.who.clock import CLOCK
from api.who.keys import EVERY_PRISON, KeyRow, KeyUnknownError, list_keys, make_key, revoke_key
from roster.faults import Fault, InputRefusedError
from roster.reading.cells import CellError
from roster.reading.texts import as_text
from roster.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_NAME = 200  # as much as the database holds
MOST_DAYS = 3650
ROLES = {role.name.lower(): role for role in Role}
HEADING = "id            state    role     made (UTC)        good until        prisons, name"
MINUTE = "%Y-%m-%d %H:%M"
NO_END = "it is revoked"


def add_key(name: str, role: str, prisons: Sequence[str], days: int | None, *, every_prison: bool) -> None:
    """Make a key and print it, once. Raises InputRefusedError with every fault of what was typed."""
    typed = Typed()
    called = typed.read(lambda: _name(name))
    may = typed.read(lambda: _role(role))
    allowed = typed.read(lambda: _prisons(prisons, every_prison=every_prison))
    typed.read(lambda: _days(days))
    settings = typed.read(settings_of_environment)
    typed.done()
    assert called is not None
    assert may is not None
    assert settings is not None
    assert every_prison or allowed
    with opened_database(settings) as database:
        text, row = make_key(database, called, may, None if every_prison else allowed, days, who=who_types())
    typer.echo(text)
    tell("This is the key. It is not kept and not shown again; whoever has it can call with it.")
    tell(f"To take it back: omu-roster keys revoke {row.id}")


def show_keys(*, as_json: bool) -> None:
    """Print every key that was ever made, without the keys themselves. Raises InputRefusedError."""
    with opened_database(settings_of_environment()) as database:
        rows = list_keys(database)
    if as_json:
        print_json([_as_dict(each) for each in rows])
        return
    if not rows:
        tell("There is no key.")
        return
    typer.echo("\n".join([HEADING, *map(_line, rows)]))


def take_back_key(id: str) -> None:
    """Revoke a key. Raises InputRefusedError when there is none with this id."""
    with opened_database(settings_of_environment()) as database:
        try:
            done = revoke_key(database, id, who=who_types())
        except KeyUnknownError:
            message = "there is no key with this id; `omu-roster keys list` shows them."
            raise InputRefusedError([Fault("ID", 0, "", message)]) from None
    tell("Revoked; the service refuses it within a few seconds." if done else "It was revoked already.")


def _name(text: str) -> str:
    try:
        name = as_text(text, LONGEST_NAME)
    except CellError as error:
        raise _refused("--name", error.message) from None
    if not name:
        raise _refused("--name", "say who or what will use the key.")
    return name


def _role(text: str) -> Role:
    role = ROLES.get(text.strip().lower())
    if role is None:
        raise _refused("--role", f"{shown(text)} is no role; it must be one of {', '.join(ROLES)}.")
    return role


def _prisons(codes: Sequence[str], *, every_prison: bool) -> frozenset[str]:
    """Read the prisons; nothing, when every prison was asked for."""
    if every_prison and codes:
        raise _refused("--prison", "name prisons or say --every-prison, not both.")
    if not every_prison and not codes:
        raise _refused("--prison", "name each prison that may be seen with the key, or say --every-prison.")
    typed = Typed()
    allowed = [typed.read(partial(prison_of_text, each, "--prison")) for each in codes]
    typed.done()
    return frozenset(each for each in allowed if each)


def _days(days: int | None) -> None:
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise _refused("--days", f"{days} is not between 1 and {MOST_DAYS}.")


def _refused(option: str, message: str) -> InputRefusedError:
    return InputRefusedError([Fault(option, 0, "", message)])


def _codes(row: KeyRow) -> list[str]:
    return [EVERY_PRISON] if row.prisons is None else sorted(row.prisons)


def _line(row: KeyRow) -> str:
    until = NO_END if row.expires_at is None else f"{row.expires_at:{MINUTE}}"
    state, role = row.state(CLOCK.moment()), row.role.name.lower()
    prisons = " ".join(_codes(row))
    return f"{row.id}  {state:<8} {role:<8} {row.created_at:{MINUTE}}  {until:<16}  {prisons}, {row.name}"


def _as_dict(row: KeyRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "role": row.role.name.lower(),
        "prisons": _codes(row),
        "state": row.state(CLOCK.moment()),
        "created_at": stored(row.created_at),
        "expires_at": None if row.expires_at is None else stored(row.expires_at),
        "revoked_at": None if row.revoked_at is None else stored(row.revoked_at),
    }
