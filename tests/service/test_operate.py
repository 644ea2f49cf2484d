"""docs/operate.md is as it says: its settings are those of the code, its commands are run, back-ups are restored."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml  # type: ignore[import-untyped]
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from api.settings import PREFIX, Settings
from api.store.audit import verify
from api.store.database import Database
from api.store.working import waiting
from tests.service.keeping import ids
from tests.service.running import POSTGRES_FOLDERS, serving, small_morning

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>[a-z -]+)\n(?P<text>.*?)^```$", re.M | re.S)
ROW = re.compile(r"^\| `(OMU_\w+)` \| (.*?) \| (.*) \|$", re.M)
BY_MACHINE = {"solves": "half the processors", "most_workers": "the processors, at least 2"}
NOT_RUN = {"omu-roster serve", "OMU_"}  # what stands in blocks that are not run begins with
PROGRAMS = ("curl", "sqlite3")  # that the page uses beside our own
JOBS = 4
BLOCK_SECONDS = 120


def blocks(kind: str) -> list[str]:
    return [each["text"] for each in BLOCK.finditer(PAGE) if each["kind"] == kind]


def one_block(kind: str, word: str) -> str:
    [found] = [each for each in blocks(kind) if word in each]
    return found


def settings_rows() -> list[tuple[str, str, str]]:
    """The table of settings as the page should have it."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = BY_MACHINE.get(name, "empty" if field.default == "" else f"`{field.default}`")
        rows.append((f"{PREFIX}{name.upper()}", default, str(field.description)))
    return rows


def test_the_table_of_settings_is_that_of_the_code() -> None:
    assert ROW.findall(PAGE) == settings_rows()


def test_blocks_that_are_not_run_are_few() -> None:
    kinds = {each["kind"] for each in BLOCK.finditer(PAGE)}
    assert kinds == {
        "bash", "sh", "sh postgres", "sh restore", "sh restore-postgres", "sql", "ini", "nginx", "yaml",
    }  # fmt: skip
    for block in blocks("bash"):
        assert all(line.startswith(tuple(NOT_RUN)) for line in block.splitlines())


def test_the_unit_can_be_read(tmp_path: Path) -> None:
    [unit] = blocks("ini")
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    parser.read_string(unit)

    assert parser["Service"]["ExecStart"].endswith("omu-roster serve")
    assert int(parser["Service"]["TimeoutStopSec"]) > Settings.model_fields["stop_seconds"].default * 3
    if shutil.which("systemd-analyze"):
        here = unit.replace("/opt/omu-roster/bin/omu-roster", "/bin/true").replace("User=omu-roster\n", "")
        (tmp_path / "omu-roster.service").write_text(here)
        run = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", tmp_path / "omu-roster.service"],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert not [each for each in run.stderr.splitlines() if "omu-roster.service" in each]


def test_the_proxy_lets_through_what_the_service_allows() -> None:
    [proxy] = blocks("nginx")
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    said = {key: int(number) for key, number in re.findall(r"(\w+) (\d+)[ms];", proxy)}

    assert said["client_max_body_size"] * 1024 * 1024 > defaults["body_bytes"]
    assert said["proxy_read_timeout"] > defaults["most_wait_seconds"]
    assert said["client_body_timeout"] >= defaults["body_seconds"]
    assert all(
        each in proxy for each in ("proxy_buffering off", "X-Request-Id", "X-Forwarded-For", "Host $host")
    )


def test_what_prometheus_is_told_can_be_read() -> None:
    [told] = blocks("yaml")
    assert yaml.safe_load(told)["scrape_configs"][0]["http_headers"]["X-Api-Key"]


# -- run ---------------------------------------------------------------------------------------------------------------


class Shell:
    """A folder in which the blocks of the page are run, with the command of this very code."""

    def __init__(self, folder: Path, port: int, **environment: str) -> None:
        self.folder, self.port = folder, port
        programs = folder / "programs"
        programs.mkdir(exist_ok=True)
        (programs / "omu-roster").write_text(f'#!/bin/sh\nexec {sys.executable} -m api.cli "$@"\n')
        (programs / "omu-roster").chmod(0o755)
        path = os.pathsep.join([str(programs), *map(str, POSTGRES_FOLDERS[:1]), os.environ["PATH"]])
        self.environment = {**os.environ, **environment, "PATH": path, "PYTHONPATH": str(ROOT)}

    def run(self, block: str) -> str:
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.replace(":8000", f":{self.port}")],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
            timeout=BLOCK_SECONDS,
        )  # fmt: skip
        assert run.returncode == 0, f"{block}\n{run.stdout}\n{run.stderr}"
        return run.stdout


def asked_for(client: httpx.Client) -> set[str]:
    """Ask for rosters, and do not wait for them."""
    morning = small_morning()
    morning["tasks"][0]["prison_number"] = "A1234BC"
    answers = [client.post("/v1/rosters", json=morning) for _ in range(JOBS)]
    assert {each.status_code for each in answers} == {202}
    return {each.json()["id"] for each in answers}


def all_done(client: httpx.Client, there: set[str]) -> bool:
    """Wait for jobs of a server that has just been started."""
    return all(client.get(f"/v1/rosters/{each}/events").text.count("event: done") for each in there)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason=f"{' and '.join(PROGRAMS)} are needed")
def test_every_command_and_a_back_up_of_sqlite_made_while_jobs_run(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'omu-roster.db'}"
    with serving(tmp_path, database_url=url, solves="1") as server:
        shell = Shell(tmp_path, server.port, OMU_DATABASE_URL=url)
        said, accepted = {}, set()
        for block in blocks("sh"):
            if "VACUUM INTO" in block:  # from here on there is work to do
                key = {"X-Api-Key": (tmp_path / "operator.key").read_text().strip()}
                with server.client(headers=key) as client:
                    accepted = asked_for(client)
            said[block] = shell.run(block)
    [copy] = (tmp_path / "backup").glob("*.db")
    with opened(f"sqlite:///{copy}") as kept:
        assert ids(kept) == accepted
        assert sum(waiting(kept).values()) > 0
        assert verify(kept) == []

    assert said[one_block("sh", "VACUUM INTO")] == "ok\n"
    assert "rota tool" in said[one_block("sh", "keys list")]
    assert "omu_roster_jobs" in said[one_block("sh", "metrics")]
    assert "made a key" in said[one_block("sh", "--last 50")]
    assert f"A1234BC at ZZI: {JOBS} mornings" in said[one_block("sh", "S07.json")]
    assert '"prison_number":"A1234BC"' in said[one_block("sh", "subject-access-request")]

    (tmp_path / "omu-roster.db").write_bytes(b"lost")  # what a disk may do
    [restore] = blocks("sh restore")
    assert "The audit is whole" in shell.run(restore)
    with serving(tmp_path, database_url=url, solves="1") as server, server.client(headers=key) as client:
        assert all_done(client, accepted)
    with opened(url) as database:
        assert verify(database) == []


def test_a_back_up_of_postgres_made_while_jobs_run(postgres_url: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path, 0, ADMIN=postgres_url)
    [made] = blocks("sql")
    again = "\n".join(line for line in made.splitlines() if "CREATE ROLE" not in line)
    for number, script in enumerate((made, again.replace("omu_roster", "omu_roster_2"))):
        (tmp_path / f"{number}.sql").write_text(script)
        shell.run(f'psql "$ADMIN" -v ON_ERROR_STOP=1 -f {number}.sql')
    owner, server_url, new_owner, new_server = (
        make_url(postgres_url).set(username=user, database=name).render_as_string(hide_password=False)
        for name in ("omu_roster", "omu_roster_2")
        for user in ("omu_owner", "omu_server")
    )
    shell.environment |= {"OWNER_URL": owner, "SERVER_URL": server_url, "NEW_OWNER_URL": new_owner}

    upgrade, dump = blocks("sh postgres")
    assert "The audit is whole" in shell.run(upgrade)
    with serving(tmp_path, database_url=server_url, solves="1", keep_days="1") as server:
        with server.client() as client:
            accepted = asked_for(client)
        shell.run(dump)
    _audit_is_out_of_reach(server_url)

    [restore] = blocks("sh restore-postgres")
    assert "The audit is whole" in shell.run(restore)
    with opened(new_server) as database:
        assert sum(waiting(database).values()) > 0
    with serving(tmp_path, database_url=new_server, solves="1") as server, server.client() as client:
        assert all_done(client, accepted)
    with opened(new_server) as database:
        assert ids(database) == accepted
        assert verify(database) == []
    _audit_is_out_of_reach(new_server)


def _audit_is_out_of_reach(url: str) -> None:
    """Whoever has the server's password can add to the audit, and nothing else."""
    with opened(url) as database:
        for statement in (
            "UPDATE audit SET who = 'somebody'", "DELETE FROM audit", "TRUNCATE audit", "DROP TABLE audit",
            "ALTER TABLE audit DISABLE TRIGGER ALL", "UPDATE alembic_version SET version_num = ''",
            "CREATE TABLE other (a int)",
        ):  # fmt: skip
            with (
                pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
                database.writing() as one,
            ):
                one.execute(text(statement))


if __name__ == "__main__":  # prints the table for the page
    for name, default, meaning in settings_rows():
        print(f"| `{name}` | {default} | {meaning} |")  # noqa: T201
