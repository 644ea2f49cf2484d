"""Writes down who did what to which roster, so that nothing can be changed or left out later without it showing.

Each entry holds the fingerprint of the one before. An entry is written in the same transaction as what it records.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from api.store.database import now
from api.store.packing import as_text
from api.store.tables import audit, audit_head

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from api.store.database import Database

BEGINNING = "0" * 64  # what the first entry names as the one before it
SERVICE = "omu-roster"  # who did it, when nobody asked for it
BATCH = 1000


@dataclass(frozen=True)
class Deed:
    """What is written down: who, what, about which prison and thing; `details` holds ids, never names or cases."""

    who: str
    what: str
    establishment: str = ""
    subject_type: str = "roster"
    subject_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    request_id: str = ""


def record(connection: Connection, deed: Deed) -> None:
    """Add an entry to the audit, in the caller's writing transaction."""
    locked = (
        update(audit_head)
        .where(audit_head.c.only == 1)
        .values(number=audit_head.c.number + 1)
        .returning(audit_head.c.number, audit_head.c.hash)
    )  # the row is held until the end of the transaction: entries come one after the other
    number, previous = connection.execute(locked).one()
    entry = {
        "number": number,
        "at": now(),
        "who": deed.who,
        "what": deed.what,
        "establishment": deed.establishment,
        "subject_type": deed.subject_type,
        "subject_id": deed.subject_id,
        "details": as_text(deed.details),
        "request_id": deed.request_id,
        "previous": previous,
    }
    entry["hash"] = _fingerprint(entry)
    connection.execute(insert(audit).values(entry))
    connection.execute(update(audit_head).values(hash=entry["hash"]))


def verify(database: Database) -> list[str]:
    """Read the whole audit and say what is wrong with it, in plain sentences (none: it is whole)."""
    wrong: list[str] = []
    previous, expected = BEGINNING, 1
    with database.reading() as connection:
        head = connection.execute(select(audit_head)).one()
        for row in connection.execution_options(yield_per=BATCH).execute(
            select(audit).order_by(audit.c.number)
        ):
            if row.number != expected:
                wrong.append(f"entry {expected} is missing.")
            elif row.previous != previous:
                wrong.append(f"entry {row.number} does not follow from the one before.")
            if row.hash != _fingerprint(_entry(row)):
                wrong.append(f"entry {row.number} was changed.")
            previous, expected = row.hash, row.number + 1
        if (head.number, head.hash) != (expected - 1, previous):
            wrong.append(f"the last entry should be number {head.number}.")
    return wrong


def _entry(row: Row[Any]) -> dict[str, Any]:
    entry = {column.name: value for column, value in zip(audit.c, row, strict=True)}
    del entry["hash"]
    return entry


def _fingerprint(entry: dict[str, Any]) -> str:
    return hashlib.sha256(as_text([entry[key] for key in sorted(entry)]).encode()).hexdigest()
