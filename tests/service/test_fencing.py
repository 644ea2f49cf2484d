"""Who works on a job names the attempt: late, lost and repeated words change nothing, on either database."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from api.jobs import child
from api.jobs.dispatcher import Dispatcher
from api.jobs.pool import Pool
from api.settings import Settings
from api.store import stopping, working
from api.store.accepting import By, KeyUsedError, Wish, accept
from api.store.audit import Deed, record, verify
from api.store.database import Database
from api.store.presence import Presence
from api.store.working import Turn
from tests.service.kills import until
from tests.service.looking import Looking
from tests.service.running import small_morning

WHO = By("somebody")
RACES = 10


def take_in(database: Database, key: str = "", settings: Settings | None = None) -> str:
    wish = Wish("roster", "ZZI", small_morning(), {"options": {"seconds": 1.0}})
    return accept(database, settings or Settings(), wish, By("somebody", key=key, request_sha256=key))


def claimed(database: Database, server: int = 1) -> Turn:
    turn = working.claim(database, server)
    assert turn is not None
    return turn


def test_an_attempt_that_was_taken_over_writes_nothing(database: Database, fresh_url: str) -> None:
    job = take_in(database)
    old = claimed(database, server=1)
    assert working.take_over(database, [1]) == 1
    assert working.take_over(database, [1]) == 0
    assert not working.complete(database, old, {"by": "the old one"}), "it waits: nobody's"
    new = claimed(database, server=2)
    assert (new.number, new.attempt) == (old.number, old.attempt + 1)

    assert working.wish(database, old) == "cancelled"
    assert working.load(database, old) is None
    working.report(database, old, [{"level": "x"}], {"by": "the old one"})
    working.give_back(database, old, died=True, most=1)
    assert not working.fail(database, old, [{"code": "old"}])
    assert not working.complete(database, old, {"by": "the old one"})
    assert working.complete(database, new, {"by": "the new one"})
    assert not working.complete(database, new, {"by": "the new one, again"}), "only its answer was lost"
    working.give_back(database, new, died=True, most=1)

    looking = Looking(fresh_url)
    assert looking.ended_once(job, "done")
    assert looking.events(job) == {"queued": 2, "solving": 2, "done": 1}
    with database.reading() as connection:
        assert working.content_of(connection, job) == {"by": "the new one"}
    assert verify(database) == []


def test_what_was_cancelled_is_not_done_afterwards(database: Database, fresh_url: str) -> None:
    job = take_in(database)
    turn = claimed(database)
    assert stopping.cancel(database, job, WHO)
    assert not stopping.cancel(database, job, WHO)
    assert not working.complete(database, turn, {"too": "late"})
    assert Looking(fresh_url).ended_once(job, "cancelled")
    with database.reading() as connection:
        assert working.content_of(connection, job) is None


def test_the_same_key_at_the_same_moment_is_one_job(database: Database, fresh_url: str) -> None:
    servers = [Database(fresh_url, pooled=False) for _ in range(3)]
    found: list[set[str]] = []
    with ThreadPoolExecutor(len(servers)) as threads:
        for race in range(RACES):
            together = threading.Barrier(len(servers))

            def one(server: Database, key: str = f"race{race}", start: threading.Barrier = together) -> str:
                start.wait()
                return take_in(server, key)

            found.append(set(threads.map(one, servers)))
    assert [len(each) for each in found] == [1] * RACES
    assert working.waiting(database)["queued"] == RACES
    assert verify(database) == []
    with pytest.raises(KeyUsedError):
        accept(
            database,
            Settings(),
            Wish("roster", "ZZI", small_morning(), {}),
            By("somebody", key="race0", request_sha256="another"),
        )


def test_two_claims_at_the_same_moment_are_two_jobs(database: Database, fresh_url: str) -> None:
    for number in range(2 * RACES):
        take_in(database, f"job{number}")
    servers = [Database(fresh_url, pooled=False) for _ in range(4)]
    with ThreadPoolExecutor(len(servers)) as threads:
        futures = [threads.submit(working.claim, servers[each % 4], each % 4) for each in range(3 * RACES)]
        turns = [turn for each in futures if (turn := each.result()) is not None]
    # On PostgreSQL one that is being looked at by somebody else is passed over, and comes next time.
    assert len({turn.number for turn in turns}) == len(turns)
    while (turn := working.claim(database, 9)) is not None:
        turns.append(turn)
    assert sorted(turn.attempt for turn in turns) == [1] * (2 * RACES)


class Nobody(Executor):
    """Takes jobs in and never does them; or cannot take them."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.taken: list[Turn] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002
        if self.refuses:
            raise RuntimeError("no more threads can be started")
        self.taken.append(args[1])
        return Future()


def dispatching(database: Database, executor: Executor) -> Dispatcher:
    presence = Presence(database)
    presence.enter()
    return Dispatcher(database, Settings(solves=2, stop_seconds=0), executor, presence)


def test_a_job_that_a_server_never_heard_it_has_starts_again(database: Database) -> None:
    """The word that a claim is on disk is lost when a connection breaks just then."""
    take_in(database)
    executor = Nobody()
    dispatcher = dispatching(database, executor)
    lost = claimed(database, dispatcher.presence.number)
    dispatcher.start()
    try:
        until(lambda: bool(executor.taken), "the job is begun again")
        assert executor.taken == [Turn(lost.number, lost.id, lost.attempt + 1)]
    finally:
        dispatcher.stop()
    assert working.waiting(database) == {"queued": 1, "solving": 0}, "given back at the end"


def test_a_server_that_cannot_start_processes_keeps_trying(database: Database) -> None:
    take_in(database)
    executor = Nobody(refuses=True)
    dispatcher = dispatching(database, executor)
    dispatcher.start()
    try:
        until(lambda: working.waiting(database)["solving"] == 1, "the job is claimed")
        executor.refuses = False
        until(lambda: bool(executor.taken), "the job is begun")
        assert dispatcher.is_alive
    finally:
        dispatcher.stop()


def test_a_new_number_keeps_the_jobs(database: Database) -> None:
    take_in(database)
    presence = Presence(database)
    presence.enter()
    turn = claimed(database, presence.number)
    if database.is_sqlite:
        presence.enter()  # as after a broken connection, of which there are none here
    else:
        assert presence._lock is not None
        settings = presence._lock.exec_driver_sql("SHOW tcp_keepalives_idle").scalar_one()
        assert settings == "5", "a machine that lost its power is not waited for"
        presence._lock.close()
        presence.stay()
    assert working.turns_of(database, presence.number) == [turn]
    assert presence.dead() == []
    presence.leave()


def test_who_is_held_up_in_a_transaction_holds_up_nobody(database: Database, fresh_url: str) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no such limit: a process that is stopped while it writes is waited for")
    with database.reading() as connection:
        limits = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("lock_timeout", "idle_in_transaction_session_timeout")
        ]
    assert limits == ["30s", "10s"]
    hasty = Database(f"{fresh_url}?options=-c idle_in_transaction_session_timeout=500ms", pooled=False)

    def held_up() -> None:
        with hasty.writing() as connection:
            record(connection, Deed("somebody", "held up"))  # as a process that is stopped just here
            take_in(database)
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(DBAPIError):
        held_up()
    assert working.waiting(database)["queued"] == 1
    assert verify(database) == []


def test_processes_that_die_idle_cost_no_job_an_attempt() -> None:
    pool = Pool(1)
    try:
        pid = pool.submit(child.warm).result()
        os.kill(pid, signal.SIGKILL)
        until(lambda: pool._idle[0]._broken is not False, "the pool hears of it")
        assert pool.submit(child.warm).result() != pid
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result()
        assert pool.submit(child.warm).result() > 0
    finally:
        pool.shutdown()
