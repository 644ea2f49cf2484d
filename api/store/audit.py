"""Writes down who did what to which roster, so that nothing can be changed or left out later without it showing.

Each entry holds the fingerprint of the one before. An entry is written in the same transaction as what it records.
"""

from __future__ import annotations

import hashlib
import json
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


@dataclass(frozen=True)
class Examined:
    """What was found: how many entries there are, the fingerprint of the last, what is wrong in plain sentences."""

    entries: int
    head: str
    faults: list[str]


def verify(database: Database) -> list[str]:
    """Read the whole audit and say what is wrong with it, in plain sentences (none: it is whole)."""
    return examine(database).faults


def examine(database: Database) -> Examined:
    """Read the whole audit, entry by entry, from the first to the one that should be the last."""
    faults: list[str] = []
    entries, expected, previous = 0, 1, BEGINNING
    with database.reading() as connection:
        head = connection.execute(select(audit_head)).one_or_none()
        for row in connection.execution_options(yield_per=BATCH).execute(
            select(audit).order_by(audit.c.number)
        ):
            entries += 1
            if row.number < expected:
                faults.append(f"Entry {row.number} should not be there: the first is number 1.")
                continue
            if row.number > expected:
                faults.append(_missing(expected, row.number - 1))
            elif row.previous != previous:
                faults.append(f"Entry {row.number} does not follow from the one before.")
            if row.hash != _fingerprint(_entry(row)):
                faults.append(f"Entry {row.number} was changed: its fingerprint does not fit what it says.")
            previous, expected = row.hash, row.number + 1
    if head is None:
        faults.append("It is no longer written down which entry is the last.")
    elif head.number > expected - 1:
        faults.append(f"{_missing(expected, head.number)[:-1]} at the end.")
    elif (head.number, head.hash) != (expected - 1, previous):
        faults.append(f"The last entry is not the one that was written last, number {head.number}.")
    return Examined(entries, previous, faults)


def last(database: Database, most: int, establishment: str | None = None) -> list[dict[str, Any]]:
    """Give the last entries, the oldest of them first; only one prison's if one is named."""
    query = select(audit).order_by(audit.c.number.desc()).limit(most)
    if establishment is not None:
        query = query.where(audit.c.establishment == establishment)
    with database.reading() as connection:
        rows = [dict(each) for each in connection.execute(query).mappings()]
    return [{**each, "details": json.loads(each["details"])} for each in reversed(rows)]


def _missing(first: int, final: int) -> str:
    return f"Entry {first} is missing." if first == final else f"Entries {first} to {final} are missing."


def _entry(row: Row[Any]) -> dict[str, Any]:
    entry = {column.name: value for column, value in zip(audit.c, row, strict=True)}
    del entry["hash"]
    return entry


def _fingerprint(entry: dict[str, Any]) -> str:
    return hashlib.sha256(as_text([entry[key] for key in sorted(entry)]).encode()).hexdigest()
