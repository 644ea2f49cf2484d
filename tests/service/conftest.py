"""A server for a module's tests, and a PostgreSQL for all that need one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.store.database import Database
from api.store.upgrade import upgrade
from tests.service.running import Server, another_database, at_work, has_postgres, postgres


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is open on this machine, with two processes for jobs."""
    folder = tmp_path_factory.mktemp("server")
    with at_work(Server(folder, {"OMU_SOLVES": "2"}, counted=True)) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as calls:
        yield calls


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if not has_postgres():
        pytest.skip("PostgreSQL is not installed")
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind; quicker than a PostgreSQL of one's own for each test."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'roster.db'}"
    server: str = request.getfixturevalue("postgres_url")
    return another_database(server)


@pytest.fixture
def database(fresh_url: str) -> Iterator[Database]:
    """A database of each kind, in the newest form and empty."""
    database = Database(fresh_url)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'roster.db'}"
        return
    if not has_postgres():
        pytest.skip("PostgreSQL is not installed")
    with postgres() as url:
        yield url
