"""The form of the database: as the code says it, up and down again, and never an older program on a newer form."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from api.commands.keys import show_keys
from api.store.audit import verify
from api.store.database import Database, DatabaseUnusableError
from api.store.tables import metadata
from api.store.upgrade import configuration, upgrade
from roster.faults import InputRefusedError
from tests.service.keeping import done
from tests.service.running import Server, another_database, small_morning
from tests.test_cli import omu

NEWER = "9999"
BOOKKEEPING = {"alembic_version"}


@pytest.fixture
def newer(database: Database) -> Database:
    """A database that a version to come has made."""
    with database.writing() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
    return database


def differences(database: Database) -> list[object]:
    with database.reading() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def test_the_migrations_make_what_the_code_says(database: Database) -> None:
    assert differences(database) == []
    assert tables(database) == {*metadata.tables, *BOOKKEEPING}


def test_a_difference_would_be_noticed(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE job ADD COLUMN another TEXT"))
        connection.execute(text("DROP INDEX ix_job_parent"))

    assert len(differences(database)) == 2


def test_down_to_nothing_and_up_again(database: Database) -> None:
    done(database)
    with database.writing() as connection:
        command.downgrade(configuration(connection), "base")
    assert tables(database) <= BOOKKEEPING
    if not database.is_sqlite:
        with database.reading() as connection:
            functions = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'audit%'"
            assert connection.execute(text(functions)).scalar_one() == 0

    upgrade(database)
    assert differences(database) == []
    done(database)
    assert verify(database) == []


def test_upgrading_what_is_new_already_changes_nothing(database: Database) -> None:
    done(database)
    upgrade(database)

    assert verify(database) == []
    assert differences(database) == []


def test_a_newer_database_is_refused(newer: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMU_DATABASE_URL", newer.url)
    with pytest.raises(DatabaseUnusableError, match="newer version of omu-roster"):
        upgrade(newer)
    with pytest.raises(InputRefusedError) as caught:
        show_keys(as_json=False)

    assert NEWER in str(caught.value.faults[0])


def test_a_newer_database_is_refused_with_status_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = Database(f"sqlite:///{tmp_path / 'roster.db'}")
    upgrade(newer)
    with newer.writing() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEWER}'"))
    monkeypatch.setenv("OMU_DATABASE_URL", newer.url)
    for words in (("serve", "--port", "0"), ("keys", "list")):
        run = omu(*words)
        assert run.returncode == 2, run.stderr
        assert "made by a newer version of omu-roster" in run.stderr
    with newer.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == NEWER
    newer.close()


def test_several_upgrade_an_empty_postgres_at_once(postgres_url: str) -> None:
    databases = [Database(url) for url in [another_database(postgres_url)] * 6]
    with ThreadPoolExecutor(len(databases)) as threads:
        list(threads.map(upgrade, databases))

    assert differences(databases[0]) == []
    for each in databases:
        each.close()


def test_two_servers_start_at_once_on_an_empty_postgres(postgres_url: str, tmp_path: Path) -> None:
    url = another_database(postgres_url)
    servers = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        settings = {"OMU_DATABASE_URL": url, "OMU_SOLVES": "1"}
        servers.append(Server(tmp_path / name, settings).start(wait=False))
    try:
        for each in servers:
            each.wait_until_well()
        with servers[0].client() as client:
            made = client.post("/v1/rosters?wait=60", json=small_morning())
            assert made.status_code == 201, made.text
        with servers[1].client() as client:
            assert client.get(made.headers["location"]).json() == made.json()
    finally:
        assert [each.stop() for each in servers] == [0, 0]
