"""Accounts for every job that was accepted: is it there once, has it ended once, is its roster clean."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from api import answers
from api.store.accepting import ACCEPTED
from api.store.audit import verify
from api.store.database import Database
from api.store.packing import unpack_json
from api.store.tables import (
    CANCELLED,
    DONE,
    FAILED,
    QUEUED,
    SOLVING,
    UNFINISHED,
    audit,
    event,
    idempotency,
    job,
    result,
)
from tests.service.callers import Told

DRAIN_SECONDS = 180.0
LOOK_SECONDS = 0.1
ENDS = (DONE, FAILED, CANCELLED)


@dataclass
class Account:
    """What became of all that was accepted. Whole: nothing lost, nothing doubled, nothing else wrong."""

    accepted: int = 0
    writes: int = 0  # acknowledged, cancellings too
    done: int = 0
    cancelled: int = 0
    again: int = 0  # jobs that needed more than one attempt
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


def drain(url: str, seconds: float = DRAIN_SECONDS) -> None:
    """Wait until every job has ended and every roster is printed; the database may be away meanwhile."""
    database = Database(url, pooled=False)
    until = time.monotonic() + seconds
    left: Counter[str] = Counter()
    while time.monotonic() < until:
        with database.reading() as connection:
            rows = connection.execute(
                select(job.c.state, job.c.printed, func.count()).group_by("state", "printed")
            )
            left = Counter()
            for state, printed, count in rows:
                if state in UNFINISHED:
                    left[state] += count
                elif state == DONE and not printed:
                    left["to be printed"] += count
        if not left:
            return
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"after {seconds:g} seconds there are still {dict(left)}")


@dataclass
class _Kept:
    """What the database says of one job."""

    id: str
    number: int
    state: str
    attempt: int
    events: Counter[str] = field(default_factory=Counter)
    audit: Counter[str] = field(default_factory=Counter)


def settle(url: str, told: Told, keyless: frozenset[str] = frozenset()) -> Account:
    """Compare what callers were told with what the database holds; `keyless` were sent without a key."""
    account = Account(accepted=len(told.accepted), writes=told.writes, wrong=list(told.wrong))
    database = Database(url, pooled=False)
    with database.reading() as connection:
        kept = {
            row.id: _Kept(row.id, row.number, row.state, row.attempt)
            for row in connection.execute(select(job))
        }
        of_key = {row.key: row.job for row in connection.execute(select(idempotency))}
        by_number = {each.number: each for each in kept.values()}
        for row in connection.execute(select(event.c.job, event.c.name)):
            by_number[row.job].events[row.name] += 1
        for row in connection.execute(select(audit.c.subject_id, audit.c.what)):
            if row.subject_id in kept:
                kept[row.subject_id].audit[row.what] += 1
            elif row.what in (ACCEPTED, *ENDS):
                account.lost.append(f"the audit knows {row.subject_id}, which is not there")
    for key, job_id in told.accepted.items():
        found = kept.get(job_id)
        if found is None:
            account.lost.append(f"{key}: {job_id} is not there")
            continue
        if key not in keyless and of_key.get(key) != found.number:
            account.doubled.append(f"{key}: its key is another job's")
        _ended_once(account, key, found, told)
    unknown = len(kept) - len(set(told.accepted.values()) & set(kept))
    if unknown:
        account.doubled.append(f"{unknown} jobs are there that no caller was told of")
    account.wrong += verify(database)
    if database.is_sqlite:
        account.wrong += _integrity(str(database.file))
    _judge_all(
        database,
        account,
        {kept[each].number: key for key, each in told.accepted.items() if each in kept},
        told,
    )
    return account


def _ended_once(account: Account, key: str, found: _Kept, told: Told) -> None:
    account.again += found.attempt > 1
    if found.state == CANCELLED and key in told.cancelled | told.perhaps_cancelled:
        account.cancelled += 1
    elif found.state == DONE and key not in told.cancelled:
        account.done += 1
    else:
        account.lost.append(f"{key}: {found.id} is {found.state}")
        return
    for name, counts in (("events", found.events), ("audit entries", found.audit)):
        ends = {each: counts[each] for each in ENDS if counts[each]}
        if ends != {found.state: 1}:
            account.doubled.append(f"{key}: {found.id} is {found.state}, its {name} say {ends}")
    if found.audit[ACCEPTED] != 1:
        account.doubled.append(f"{key}: {found.id} was accepted {found.audit[ACCEPTED]} times")
    if found.events[SOLVING] != found.attempt or found.events[QUEUED] < 1:
        account.wrong.append(f"{key}: {found.events[SOLVING]} events for {found.attempt} attempts")


def _judge_all(database: Database, account: Account, keys: dict[int, str], told: Told) -> None:
    """Have every stored roster judged by the checker, which shares nothing with the solver."""
    with database.reading() as connection:
        query = select(job.c.number, job.c.state, result.c.content).join(result, isouter=True)
        for row in connection.execution_options(yield_per=100).execute(query):
            key = keys.get(row.number)
            if key is None or row.state != DONE:
                if row.content is not None and row.state == CANCELLED:
                    account.wrong.append(f"{key}: a cancelled roster is still there")
                continue
            if row.content is None:
                account.lost.append(f"{key}: is done without a roster")
            elif not _clean(told.bodies[key], unpack_json(row.content)):
                account.wrong.append(f"{key}: its roster is not clean")


def _clean(body: dict[str, Any], roster: dict[str, Any]) -> bool:
    morning = {name: value for name, value in body.items() if name != "options"}
    return bool(answers.check({**morning, "roster": roster})["clean"])


def _integrity(file: str) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        answer = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    return [] if answer == ["ok"] else answer
