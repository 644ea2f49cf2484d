"""Reads everything that is held about one person, through the fence of whoever asks, and writes down that they did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.mentions import Found, Subject, ids_of_prisoner, ids_of_staff, mentions, tidy
from api.store.audit import Deed, record
from api.store.packing import unpack
from api.store.tables import audit, job, problem, publication, result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Row

    from api.store.accepting import By
    from api.store.records import Fence

LOOKED_UP = "looked up"
PRISONER, STAFF = "prisoner", "staff"
BATCH = 100  # jobs whose facts are in memory at once; of mornings and rosters there is never more than one
EVERY_PRISON = ""  # what the audit names when somebody looked in all of them


@dataclass(frozen=True)
class Sought:
    """Who is looked for: a prison number or a staff id; in what was asked for from one day to another, in UTC."""

    kind: str
    id: str
    first: date | None = None
    final: date | None = None

    def covers(self, created_at: str) -> bool:
        """Tell whether a moment lies within the days."""
        day = created_at[: len("2026-11-23")]
        return (self.first is None or self.first.isoformat() <= day) and (
            self.final is None or day <= self.final.isoformat()
        )


def held(fence: Fence, sought: Sought, by: By) -> dict[str, Any] | None:
    """Give everything that is held about somebody in the caller's prisons; None: nothing.

    That they were looked up is on disk before anything is given.
    """
    mornings: dict[int, dict[str, Any]] = {}
    records = [each for each in _Reading(fence, sought, mornings).records() if each]
    consulted = _consulted(fence, sought)
    _write_down(fence, sought, by, len(records))
    if not records and not any(each["records"] for each in consulted):
        return None
    return {
        "id": sought.id,
        "mornings": list(mornings.values()),
        "records": records,
        "consulted": consulted,
    }


class _Reading:
    """Goes through all jobs in their order, and remembers by what the person is called in which of them."""

    def __init__(self, fence: Fence, sought: Sought, mornings: dict[int, dict[str, Any]]) -> None:
        self._fence, self._sought, self._mornings = fence, sought, mornings
        self._called: dict[str, frozenset[str]] = {}  # by job
        self._known: dict[int, tuple[frozenset[str], Found]] = {}  # by morning

    def records(self) -> Iterator[dict[str, Any] | None]:
        after = 0
        while rows := self._batch(after):
            after = rows[-1].number
            for row in rows:
                yield self._record(row)

    def _batch(self, after: int) -> list[Row[Any]]:
        query = (
            select(
                *(job.c[name] for name in ("number", "id", "establishment", "kind", "parent", "problem")),
                *(job.c[name] for name in ("asked", "error", "created_at")),
                *(publication.c[name] for name in ("signed_by", "spo_consulted", "note", "at")),
            )
            .outerjoin(publication, publication.c.job == job.c.number)
            .where(job.c.number > after, self._fence.own())
            .order_by(job.c.number)
            .limit(BATCH)
        )
        with self._fence.database.reading() as connection:
            return list(connection.execute(query).all())

    def _record(self, row: Row[Any]) -> dict[str, Any] | None:
        names, in_morning = self._morning(row.problem)
        # A revision may speak of a task that is no longer in its own morning.
        names |= self._called.get(row.parent or "", frozenset())
        if names:
            self._called[row.id] = names
        if not self._sought.covers(row.created_at):
            return None
        subject = self._subject(names)
        said = {"asked": json.loads(row.asked), "errors": json.loads(row.error or "[]")}
        if row.at is not None:
            said["published"] = {
                name: getattr(row, name) for name in ("signed_by", "spo_consulted", "note", "at")
            }
        found = mentions(said, subject) | mentions(self._content(row.number), subject)
        if in_morning and row.problem not in self._mornings:
            facts = {"number": row.problem, "establishment": row.establishment, "received_at": row.created_at}
            self._mornings[row.problem] = facts | {"holds": in_morning}
        if not (found or in_morning):
            return None
        return {
            "id": row.id,
            "kind": row.kind,
            "establishment": row.establishment,
            "parent": row.parent,
            "created_at": row.created_at,
            "published_at": row.at,
            "morning": row.problem,
            "holds": found,
        }

    def _morning(self, number: int) -> tuple[frozenset[str], Found]:
        """Give by what the person is called in a morning, and what it says of them."""
        if number not in self._known:
            with self._fence.database.reading() as connection:
                query = select(problem.c.body).where(problem.c.number == number)
                packed = connection.execute(query).scalar_one_or_none()
            body = b"{}" if packed is None else unpack(packed)
            self._known[number] = (frozenset(), {})
            if self._sought.id.encode().lower() in body.lower():  # most mornings need not be read any further
                morning = json.loads(body)
                find = ids_of_prisoner if self._sought.kind == PRISONER else ids_of_staff
                names = find(morning, self._sought.id) | {tidy(self._sought.id)}
                self._known[number] = (names, mentions(morning, self._subject(names)))
        return self._known[number]

    def _content(self, number: int) -> dict[str, Any]:
        with self._fence.database.reading() as connection:
            packed = connection.execute(
                select(result.c.content).where(result.c.job == number)
            ).scalar_one_or_none()
        content: dict[str, Any] = {} if packed is None else json.loads(unpack(packed))
        return content

    def _subject(self, names: frozenset[str]) -> Subject:
        id = tidy(self._sought.id)
        return Subject(names | {id}, id if self._sought.kind == PRISONER else "")


def _consulted(fence: Fence, sought: Sought) -> list[dict[str, Any]]:
    """Give when somebody was looked up before, and by whom."""
    query = select(audit.c.at, audit.c.who, audit.c.establishment, audit.c.details).where(
        audit.c.what == LOOKED_UP, audit.c.subject_type == sought.kind, audit.c.subject_id == sought.id
    )
    if fence.caller.prisons is not None:
        query = query.where(audit.c.establishment.in_([EVERY_PRISON, *sorted(fence.caller.prisons)]))
    with fence.database.reading() as connection:
        rows = connection.execute(query.order_by(audit.c.number)).all()
    return [
        {
            "at": each.at,
            "who": each.who,
            "establishment": each.establishment,
            "records": json.loads(each.details)["records"],
        }
        for each in rows
        if sought.covers(each.at)
    ]


def _write_down(fence: Fence, sought: Sought, by: By, records: int) -> None:
    prisons = fence.caller.prisons
    days = {
        "from": sought.first and sought.first.isoformat(),
        "to": sought.final and sought.final.isoformat(),
    }
    with fence.database.writing() as connection:
        for code in [EVERY_PRISON] if prisons is None else sorted(prisons):
            deed = Deed(
                by.who, LOOKED_UP, code, sought.kind, sought.id, days | {"records": records}, by.request_id
            )
            record(connection, deed)
