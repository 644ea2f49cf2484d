"""What was kept long enough goes with all that hangs on it; nothing else does; the audit says what went."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from api.jobs import tidying
from api.jobs.dispatcher import Dispatcher
from api.jobs.tidying import EVERY_SECONDS, Tidying
from api.settings import Settings
from api.store import retention, stopping, working
from api.store.audit import verify
from api.store.database import Database
from api.store.presence import Presence
from api.store.records import Fence
from api.store.retention import Gone, forget, limit_of
from api.store.tables import audit, event, idempotency, job, metadata, paper, problem, publication, result
from api.store.upgrade import upgrade
from api.who.caller import Caller, Role
from api.who.clock import Clock
from tests.service.keeping import WHO, NoExecutor, accepted, column, count, done, ended, ids

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIMIT = limit_of(30, NOON)
OLD, YOUNG = limit_of(31, NOON), limit_of(29, NOON)
HANGING = (result, paper, event, publication, idempotency)


def all_gone(database: Database, before: str = LIMIT, most: int = retention.BATCH) -> Gone:
    whole = Gone()
    while gone := forget(database, before, most):
        whole += gone
    return whole


def deletions(database: Database) -> list[tuple[str, str, str, dict[str, int]]]:
    with database.reading() as connection:
        rows = connection.execute(select(audit).where(audit.c.what == "deleted").order_by(audit.c.number))
        return [(r.who, r.subject_type, r.subject_id, json.loads(r.details)) for r in rows]


def test_exactly_at_the_limit_is_kept_and_a_second_past_it_is_not(database: Database) -> None:
    at, past = done(database), done(database)
    ended(database, LIMIT, at)
    ended(database, limit_of(30, NOON - timedelta(seconds=1)), past)

    assert LIMIT == "2026-10-24T12:00:00.000000+00:00"
    assert forget(database, LIMIT) == Gone(rosters=1, mornings=1)
    assert ids(database) == {at}
    assert not forget(database, LIMIT)


def test_all_that_hangs_on_a_roster_goes_with_it_and_nothing_else(database: Database) -> None:
    kept = done(database)
    before = {table.name: count(database, table) for table in metadata.sorted_tables}
    old = done(database)
    fence = Fence(database, Caller("key:1", Role.ADMIN, None))
    record = fence.find(old)
    assert record is not None
    assert fence.publish(record, "A Head", "An SPO", "", WHO)
    answer = done(database, "explain", old, problem=record.problem)
    ended(database, OLD, old)  # the answer is young: it goes with its roster all the same

    assert all_gone(database) == Gone(rosters=1, answers=1, mornings=1)

    assert ids(database) == {kept}
    after = {table.name: count(database, table) for table in metadata.sorted_tables}
    assert {name: number for name, number in after.items() if before[name] != number} == {
        "audit": before["audit"] + 5 + 3  # five of what was done, three of what went
    }
    assert deletions(database) == [
        (audit_who := "omu-roster", "roster", old, {"events": 5, "papers": 2}),
        (audit_who, "explain", answer, {"events": 4, "papers": 0}),
        (audit_who, "morning", str(record.problem), {}),
    ]
    assert verify(database) == []


def test_an_old_answer_goes_while_its_roster_stays(database: Database) -> None:
    roster = done(database)
    answer = done(database, "whatif", roster, problem=column(database, roster, "problem"))
    ended(database, OLD, answer)

    assert all_gone(database) == Gone(answers=1)
    assert ids(database) == {roster}
    assert count(database, problem) == 1  # the roster still needs it


def test_a_roster_stays_as_long_as_a_revision_of_it_stays(database: Database) -> None:
    first = done(database)
    second = done(database, "replan", first)
    third = done(database, "replan", second)
    answer = done(database, "give", first)
    ended(database, OLD, first, second, answer)

    assert all_gone(database) == Gone(answers=1, mornings=1)
    assert ids(database) == {first, second, third}

    ended(database, OLD, third)
    assert all_gone(database, most=1) == Gone(rosters=3, mornings=3)
    assert ids(database) == set()
    assert [each for _, kind, each, _ in deletions(database) if kind != "morning"] == [
        answer, third, second, first,
    ]  # fmt: skip


def test_what_is_not_finished_stays_and_so_does_what_it_rests_on(database: Database) -> None:
    roster, other = done(database), done(database)
    ended(database, OLD, roster, other)
    running = accepted(database, "explain", roster)
    claimed = working.claim(database, server=1)
    waiting = accepted(database, "replan", other)
    with database.writing() as connection:  # as no program would leave it: not finished, and ended long ago
        connection.execute(job.update().values(ended_at=OLD))

    assert all_gone(database) == Gone()
    assert ids(database) == {roster, other, running, waiting}
    assert claimed is not None


def test_failed_and_cancelled_jobs_go_as_well(database: Database) -> None:
    cancelled = accepted(database)
    assert stopping.cancel(database, cancelled, WHO)
    failed = accepted(database)
    turn = working.claim(database, server=1)
    assert turn is not None
    assert working.fail(database, turn, [{"where": "", "code": "fault", "message": "No."}])
    ended(database, OLD, cancelled, failed)

    assert all_gone(database) == Gone(rosters=2, mornings=2)


def test_a_morning_goes_with_the_last_job_that_needs_it(database: Database) -> None:
    first = done(database)
    morning = column(database, first, "problem")
    second = done(database, problem=morning)
    ended(database, OLD, first)

    assert all_gone(database) == Gone(rosters=1)
    ended(database, OLD, second)
    assert all_gone(database) == Gone(rosters=1, mornings=1)


def test_it_is_done_in_batches(database: Database) -> None:
    ended(database, OLD, *(done(database) for _ in range(5)))

    assert [forget(database, LIMIT, 2).rosters for _ in range(4)] == [2, 2, 1, 0]


def test_a_roster_that_is_being_deleted_is_not_followed(database: Database) -> None:
    """Whoever plans it again at that moment is told that it cannot be done; no revision is left without it."""
    roster = done(database)
    ended(database, OLD, roster)
    told: list[str] = []

    def replan() -> None:
        try:
            told.append(accepted(database, "replan", roster))
        except Exception as error:
            told.append(type(error).__name__)

    another = Database(database.url)
    with another.writing() as connection:  # another server, in the middle of deleting
        assert len(retention._doomed(connection, LIMIT, 1)) == 1
        thread = threading.Thread(target=replan)
        thread.start()
        time.sleep(0.3)
        assert told == []
        connection.execute(job.delete().where(job.c.id == roster))
    thread.join(30)
    another.close()

    assert told == ["IntegrityError"]
    assert ids(database) == set()


def test_a_roster_that_is_being_followed_is_not_deleted(postgres_url: str) -> None:
    """Two servers: one deletes while the other has not yet finished taking a revision in."""
    from tests.service.running import another_database

    one, two = (Database(url) for url in [another_database(postgres_url)] * 2)
    upgrade(one)
    roster = done(one)
    ended(one, OLD, roster)
    with one.writing() as connection:
        row = connection.execute(select(job).where(job.c.id == roster)).one()._asdict()
        follows = {"id": "f" * 32, "kind": "replan", "parent": roster, "state": "queued", "number": 99}
        connection.execute(job.insert().values({**row, **follows}))

        assert forget(two, LIMIT) == Gone()
    assert forget(two, LIMIT) == Gone()
    assert len(ids(one)) == 2
    one.close()
    two.close()


# -- when --------------------------------------------------------------------------------------------------------------


def steps(tidier: Tidying) -> int:
    number = 1
    while tidier.step():
        number += 1
    return number


def test_it_is_done_at_the_start_and_once_a_day(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [0.0]
    clock = Clock(now=lambda: NOON.timestamp() + seconds[0], steady=lambda: seconds[0])
    looked: list[str] = []

    def looking(database: Database, before: str) -> Gone:
        looked.append(before)
        return forget(database, before)

    monkeypatch.setattr(tidying, "forget", looking)
    tidier = Tidying(database, 30, clock)
    first, second = done(database), done(database)
    ended(database, OLD, first)
    ended(database, limit_of(30, NOON + timedelta(hours=1)), second)

    steps(tidier)
    assert ids(database) == {second}
    looked.clear()
    seconds[0] = EVERY_SECONDS - 1
    assert not tidier.step()
    assert not looked
    seconds[0] = EVERY_SECONDS
    steps(tidier)
    assert set(looked) == {limit_of(30, NOON + timedelta(days=1))}
    assert ids(database) == set()


def test_nothing_is_deleted_unless_it_is_asked_for(database: Database) -> None:
    ended(database, "1990-01-01T00:00:00.000000+00:00", roster := done(database))

    assert not Tidying(database, Settings(database_url=database.url).keep_days).step()
    assert ids(database) == {roster}


def test_a_fault_of_the_database_is_not_the_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Gone:
        raise OperationalError("", {}, Exception("disk is full"))

    seconds = [0.0]
    tidier = Tidying(database, 30, Clock(steady=lambda: seconds[0]))
    ended(database, OLD, done(database))
    with monkeypatch.context() as patch:
        patch.setattr(tidying, "forget", full)
        assert not tidier.step()
    assert len(ids(database)) == 1

    seconds[0] = EVERY_SECONDS
    steps(tidier)
    assert ids(database) == set()


def test_the_dispatcher_does_it(database: Database) -> None:
    roster = done(database)
    ended(database, OLD, roster)
    settings = Settings(database_url=database.url, keep_days=30)
    dispatcher = Dispatcher(database, settings, NoExecutor(), Presence(database))
    dispatcher.start()
    until = time.monotonic() + 20
    while ids(database) and time.monotonic() < until:
        time.sleep(0.05)
    dispatcher.stop()

    assert ids(database) == set()


def test_the_file_becomes_shorter(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("room") / "roster.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    random = Database(f"sqlite:///{file}")  # big contents that do not pack
    rosters = [done(database) for _ in range(3)]
    with random.writing() as connection:
        for number in range(1, 4):
            values = {"job": number, "name": "big", "content": b"\1\2" * 1_500_000}
            connection.execute(paper.insert().values(values))
    random.close()
    whole = _size(database)
    ended(database, OLD, *rosters)

    number = steps(Tidying(database, 30))

    assert whole > 9_000_000
    assert _size(database) < 300_000
    assert number > 4  # a few pages at a time
    assert verify(database) == []
    database.close()


def _size(database: Database) -> int:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert database.file is not None
    return database.file.stat().st_size


def test_a_file_that_was_made_before_is_left_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    import sqlite3

    file = tmp_path_factory.mktemp("room") / "roster.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (content)")
        connection.execute("INSERT INTO other VALUES (zeroblob(1000000))")
        connection.execute("DELETE FROM other")
    connection.close()
    database = Database(f"sqlite:///{file}")
    upgrade(database)

    assert not database.give_room_back(100)
    database.close()
