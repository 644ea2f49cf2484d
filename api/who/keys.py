"""Makes, lists and revokes the keys that programs show when they call, and finds out whose key it is.

A key is `omu_<id>_<secret>`: 48 random bits to name it by, 256 to prove it. Only its SHA-256 is kept. A slow hash, as
for passwords, would protect nothing here: nobody can try 2^256 secrets (NIST SP 800-63B, 5.1.2.2).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from api.store.audit import Deed, record
from api.store.database import stored
from api.store.tables import api_key
from api.who.caller import Caller, NotKnownError, Role
from api.who.clock import CLOCK, Clock
from roster.faults import OmuRosterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

    from api.store.database import Database

PREFIX = "omu_"  # a scanner that looks for leaked secrets knows the key by it
ID_BYTES, SECRET_BYTES = 6, 32
KEY = re.compile(rf"{PREFIX}([0-9a-f]{{{2 * ID_BYTES}}})_[0-9a-f]{{{2 * SECRET_BYTES}}}")
NAMED = re.compile(rf"(?:key:|{PREFIX})?([0-9a-f]{{{2 * ID_BYTES}}})(?:_[0-9a-f]{{{2 * SECRET_BYTES}}})?")
EVERY_PRISON = "*"
NO_KEY = "0" * 64  # what a key nobody made is compared with, so that the answer takes the same time
REFUSED = "This key is not known, has expired or was revoked."
MADE, REVOKED = "made a key", "revoked a key"
SUBJECT = "key"
GOOD, EXPIRED, GONE = "good", "expired", "revoked"


class KeyUnknownError(OmuRosterError):
    """There is no key with this id."""


@dataclass(frozen=True)
class KeyRow:
    """What is kept of a key; `prisons` are codes, None = every prison; moments are UTC."""

    id: str
    name: str
    role: Role
    prisons: frozenset[str] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @property
    def caller(self) -> Caller:
        """Give who calls with it."""
        return Caller(f"key:{self.id}", self.role, self.prisons)

    def state(self, moment: datetime) -> str:
        """Tell whether it is `good`, `expired` or `revoked`; at the very moment it expires it is expired."""
        if self.revoked_at is not None:
            return GONE
        return EXPIRED if self.expires_at is not None and moment >= self.expires_at else GOOD


def make_key(
    database: Database,
    name: str,
    role: Role,
    prisons: Iterable[str] | None,
    days: int | None = None,
    *,
    who: str,
    clock: Clock = CLOCK,
) -> tuple[str, KeyRow]:
    """Make a key and write that down in the audit; give its text, which nobody can ever see again, and its row.

    `prisons` are codes (None = every prison), `days` is how long it is good (None = until it is revoked), `who` is
    written into the audit. Raises ValueError when no prison is named, or it would be good for less than a day.
    """
    allowed = None if prisons is None else frozenset(prisons)
    if allowed is not None and not allowed:
        raise ValueError("A key for no prison at all is of no use.")
    if days is not None and days < 1:
        raise ValueError("A key is good for at least one day.")
    id = secrets.token_hex(ID_BYTES)
    text = f"{PREFIX}{id}_{secrets.token_hex(SECRET_BYTES)}"
    made_at = clock.moment()
    expires_at = None if days is None else made_at + timedelta(days=days)
    row = KeyRow(id, name, role, allowed, made_at, expires_at, None)
    codes = [EVERY_PRISON] if allowed is None else sorted(allowed)
    values = {
        "id": id,
        "sha256": _sha256(text),
        "name": name,
        "role": role.name.lower(),
        "prisons": " ".join(codes),
        "created_at": stored(made_at),
        "expires_at": None if expires_at is None else stored(expires_at),
    }
    told = {"role": values["role"], "prisons": codes, "expires_at": values["expires_at"]}
    with database.writing() as connection:
        connection.execute(insert(api_key).values(values))
        record(connection, Deed(who, MADE, subject_type=SUBJECT, subject_id=id, details=told))
    return text, row


def list_keys(database: Database) -> list[KeyRow]:
    """Give every key that was ever made, the oldest first; never the keys themselves."""
    with database.reading() as connection:
        rows = connection.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id)).all()
    return [_row(each) for each in rows]


def any_key(database: Database) -> bool:
    """Tell whether a key was ever made, good or not."""
    with database.reading() as connection:
        return connection.execute(select(api_key.c.id).limit(1)).first() is not None


def revoke_key(database: Database, id: str, *, who: str, clock: Clock = CLOCK) -> bool:
    """Revoke a key, and write that down in the audit; False when it was revoked already (nothing changes).

    `id` may also be written as the audit does (`key:…`), or be the whole key, as it was found where it should not be.
    Raises KeyUnknownError.
    """
    found = NAMED.fullmatch(id.strip())
    with database.writing() as connection:
        row = _find(connection, found[1]) if found else None
        if row is None:
            raise KeyUnknownError("There is no key with this id.")
        still_good = update(api_key).where(api_key.c.id == row.id, api_key.c.revoked_at.is_(None))
        if not connection.execute(still_good.values(revoked_at=stored(clock.moment()))).rowcount:
            return False
        record(connection, Deed(who, REVOKED, subject_type=SUBJECT, subject_id=row.id))
    return True


def row_of_key(database: Database, text: str, clock: Clock = CLOCK) -> KeyRow:
    """Find the row of a key that was shown. Raises NotKnownError, in the same words whatever is wrong with it."""
    found = KEY.fullmatch(text)
    if found is None:
        raise NotKnownError(REFUSED)
    with database.reading() as connection:
        row = _find(connection, found[1])
    proved = hmac.compare_digest(_sha256(text), NO_KEY if row is None else row.sha256)
    if row is None or not proved:
        raise NotKnownError(REFUSED)
    known = _row(row)
    if known.state(clock.moment()) != GOOD:
        raise NotKnownError(REFUSED)
    return known


def caller_of_key(database: Database, text: str, clock: Clock = CLOCK) -> Caller:
    """Tell who calls with a key. Raises NotKnownError, in the same words whatever is wrong with it."""
    return row_of_key(database, text, clock).caller


def _find(connection: Connection, id: str) -> Row[Any] | None:
    return connection.execute(select(api_key).where(api_key.c.id == id)).first()


def _row(row: Row[Any]) -> KeyRow:
    return KeyRow(
        row.id,
        row.name,
        Role[row.role.upper()],
        None if row.prisons == EVERY_PRISON else frozenset(row.prisons.split()),
        datetime.fromisoformat(row.created_at),
        None if row.expires_at is None else datetime.fromisoformat(row.expires_at),
        None if row.revoked_at is None else datetime.fromisoformat(row.revoked_at),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
