"""PostgreSQL dies and comes back, connections are cut, one of two servers dies: everything is done once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.jobs.dispatcher import DEAD_SECONDS
from api.store.database import Database
from tests.service.account import drain, settle
from tests.service.callers import together
from tests.service.kills import alive, load, processes_of, until, wait_for_load
from tests.service.looking import Looking, long_morning, post, wait_for_best
from tests.service.running import Postgres, Server, a_postgres, has_postgres, serving

CRASHES, CUTS = 2, 3
SETTINGS = {"solves": "2", "queue": "40", "log_level": "WARNING"}
TAKEN_OVER_SECONDS = 2 * DEAD_SECONDS + 5  # the other looks every five seconds; this machine may be busy


@pytest.fixture
def database() -> Iterator[Postgres]:
    if not has_postgres():
        pytest.skip("PostgreSQL is not installed")
    with a_postgres() as one:
        yield one


def cut_all_connections(url: str) -> None:
    """End every session but this one in the middle of what it is doing."""
    with Database(url, pooled=False).reading() as connection:
        sessions = "pg_stat_activity WHERE usename IS NOT NULL AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM {sessions}"))


def test_nothing_is_lost_when_postgresql_dies_or_connections_break(
    tmp_path: Path, database: Postgres
) -> None:
    # One attempt: no fault of the database may count against a job.
    with serving(tmp_path, database_url=database.url, attempts="1", **SETTINGS) as server:
        with load([server], cancels=0.2, seed=0) as callers, server.client() as client:
            long = post(client, long_morning())
            wait_for_load(callers)
            for _ in range(CUTS):
                cut_all_connections(database.url)
                wait_for_load(callers)
            for _ in range(CRASHES):
                unavailable = sum(each.told.statuses["503"] for each in callers)
                database.crash()
                until(
                    lambda before=unavailable: sum(each.told.statuses["503"] for each in callers) > before,  # type: ignore[misc]
                    "callers are told 503",
                )
                health = client.get("/v1/health")
                assert health.status_code == 503
                assert health.json()["components"]["database"]["status"] == "DOWN"
                database.start()
                wait_for_load(callers)
            assert client.get("/v1/health").status_code == 200
            looking = Looking(database.url)
            until(lambda: looking.state(long) == "solving", "the long search goes on")
            assert client.post(f"/v1/rosters/{long}/finish").status_code == 202
        drain(database.url)
        assert looking.ended_once(long, "done")
        assert looking.row(long).failures == 0
    told = together(callers)
    told.accepted["long"], told.bodies["long"] = long, long_morning()
    account = settle(database.url, told, keyless=frozenset({"long"}))
    assert account.whole, account
    assert told.statuses["503"] >= CRASHES


def test_of_two_servers_the_other_takes_over(tmp_path: Path, database: Postgres) -> None:
    (tmp_path / "other").mkdir()
    looking = Looking(database.url)
    with serving(tmp_path, database_url=database.url, **SETTINGS) as first, first.client() as client:
        long = post(client, long_morning())
        wait_for_best(client, long)  # it is the first one's: there is no other yet
        with serving(tmp_path / "other", database_url=database.url, **SETTINGS) as second:
            with load([first, second], cancels=0.2, seed=0) as callers:
                wait_for_load(callers)
                ever = processes_of(first)
                first.kill()
                begun = time.monotonic()
                until(lambda: looking.events(long)["queued"] == 2, "it is taken over", TAKEN_OVER_SECONDS)
                taken = time.monotonic() - begun
                until(lambda: looking.row(long).attempt == 2, "the other has begun")
                wait_for_load(callers)
                with second.client() as other:
                    wait_for_best(other, long)
                    assert other.post(f"/v1/rosters/{long}/finish").status_code == 202
            drain(database.url)
            assert not alive(ever)
    assert taken < TAKEN_OVER_SECONDS
    assert looking.ended_once(long, "done")
    told = together(callers)
    told.accepted["long"], told.bodies["long"] = long, long_morning()
    account = settle(database.url, told, keyless=frozenset({"long"}))
    assert account.whole, account


def test_a_second_server_on_a_sqlite_file_refuses_to_start(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    url = f"sqlite:///{tmp_path / 'roster.db'}"
    with serving(tmp_path, solves="1", database_url=url) as first:
        second = Server(tmp_path / "other", {"OMU_DATABASE_URL": url}).start(wait=False)
        assert second.process is not None
        try:
            assert second.process.wait(timeout=60) == 2
        finally:
            if second.process.poll() is None:
                second.kill()
        said = second.log().strip()
        assert (
            said
            == "service: Another omu-roster server uses roster.db. Stop it first, or use PostgreSQL for several."
        )
        with first.client() as client:
            assert client.get("/v1/health").status_code == 200


def test_a_server_without_its_postgresql_says_so(tmp_path: Path, database: Postgres) -> None:
    database.crash()
    try:
        server = Server(tmp_path, {"OMU_DATABASE_URL": database.url}).start(wait=False)
        assert server.process is not None
        assert server.process.wait(timeout=60) == 2
        assert len(server.log().strip().splitlines()) == 1
        assert "OMU_DATABASE_URL" in server.log()
    finally:
        database.start()
