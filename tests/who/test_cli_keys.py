"""`omu-roster keys`, run as people run it: what it prints, what it keeps, and with which status it ends."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from api.store.audit import verify
from api.store.database import Database
from api.store.tables import audit
from api.who import keys
from api.who.caller import NotKnownError, Role
from tests.test_cli import omu

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

ADD = ("keys", "add", "--name", "rota  tool", "--role", "plan", "--prison", "ZZJ", "--prison", "ZZI")


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that is not there yet, and that the command is told to use."""
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    monkeypatch.setenv("OMU_DATABASE_URL", url)
    database = Database(url)
    yield database
    database.close()


def refused(run: subprocess.CompletedProcess[str]) -> list[str]:
    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    return run.stderr.splitlines()


def test_a_key_is_printed_alone_and_is_good(fresh: Database) -> None:
    run = omu(*ADD, "--days", "90")

    assert run.returncode == 0, run.stderr
    assert re.fullmatch(r"omu_[0-9a-f]{12}_[0-9a-f]{64}\n", run.stdout)
    assert "not shown again" in run.stderr
    caller = keys.caller_of_key(fresh, run.stdout.strip())
    assert (caller.role, caller.prisons) == (Role.PLAN, frozenset({"ZZI", "ZZJ"}))
    [row] = keys.list_keys(fresh)
    assert row.expires_at is not None
    assert (row.name, (row.expires_at - row.created_at).days) == ("rota tool", 90)
    assert f"omu-roster keys revoke {row.id}" in run.stderr


def test_a_key_for_every_prison_is_asked_for_in_words(fresh: Database) -> None:
    run = omu("keys", "add", "--name", "operator", "--role", "ADMIN", "--every-prison")

    caller = keys.caller_of_key(fresh, run.stdout.strip())

    assert (caller.role, caller.prisons) == (Role.ADMIN, None)
    assert keys.list_keys(fresh)[0].expires_at is None


def test_who_sits_at_the_keyboard_is_in_the_audit(fresh: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "jpark")
    omu(*ADD)
    [row] = keys.list_keys(fresh)

    omu("keys", "revoke", row.id)

    with fresh.reading() as connection:
        entries = connection.execute(select(audit).order_by(audit.c.number)).all()
    assert [(each.who, each.what, each.subject_id) for each in entries] == [
        ("command:jpark", "made a key", row.id),
        ("command:jpark", "revoked a key", row.id),
    ]
    assert verify(fresh) == []


def test_the_list_shows_what_each_key_may_and_never_the_key(fresh: Database) -> None:
    made = omu(*ADD, "--days", "1").stdout.strip()
    omu("keys", "add", "--name", "operator", "--role", "admin", "--every-prison")
    first, second = keys.list_keys(fresh)

    shown, as_json = omu("keys", "list"), omu("keys", "list", "--json")

    lines = shown.stdout.splitlines()
    assert len(lines) == 3
    assert re.fullmatch(rf"{first.id}  good +plan .* ZZI ZZJ, rota tool", lines[1])
    assert re.fullmatch(rf"{second.id}  good +admin .* it is revoked +\*, operator", lines[2])
    answer = json.loads(as_json.stdout)
    assert [each["prisons"] for each in answer] == [["ZZI", "ZZJ"], ["*"]]
    assert answer[0] | {"created_at": "", "expires_at": "", "prisons": []} == {
        "id": first.id, "name": "rota tool", "role": "plan", "prisons": [], "state": "good",
        "created_at": "", "expires_at": "", "revoked_at": None,
    }  # fmt: skip
    assert made[-64:] not in shown.stdout + as_json.stdout
    assert keys._sha256(made) not in shown.stdout + as_json.stdout


def test_a_revoked_key_is_refused_and_stays_in_the_list(fresh: Database) -> None:
    made = omu(*ADD).stdout.strip()
    [row] = keys.list_keys(fresh)

    first, again = omu("keys", "revoke", made), omu("keys", "revoke", row.id)

    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stderr.startswith("Revoked")
    assert again.stderr == "It was revoked already.\n"
    with pytest.raises(NotKnownError):
        keys.caller_of_key(fresh, made)
    [listed] = json.loads(omu("keys", "list", "--json").stdout)
    assert (listed["state"], listed["revoked_at"] is None) == ("revoked", False)


def test_without_keys_the_list_is_empty(fresh: Database) -> None:
    shown, as_json = omu("keys", "list"), omu("keys", "list", "--json")

    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "", "There is no key.\n")
    assert json.loads(as_json.stdout) == []
    assert keys.list_keys(fresh) == []


@pytest.mark.usefixtures("fresh")
def test_everything_that_is_wrong_is_said_at_once_and_no_key_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMU_QUEUE", "0")

    lines = refused(
        omu("keys", "add", "--name", " ", "--role", "boss", "--prison", "zzi", "--prison", "*", "--days", "0")
    )

    assert [each.partition(":")[0] for each in lines] == [
        "--days", "--name", "--prison", "--prison", "--role", "OMU_QUEUE",
    ]  # fmt: skip
    assert not (tmp_path / "keys.db").exists()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "--prison: name each prison"),
        (("--prison", "ZZI", "--every-prison"), "--prison: name prisons or say --every-prison, not both."),
        (("--prison", "ZZI", "--days", "3651"), "--days: 3651 is not between 1 and 3650."),
    ],
)
def test_a_key_needs_its_prisons_said_in_one_way(words: tuple[str, ...], sentence: str) -> None:
    [line] = refused(omu("keys", "add", "--name", "tool", "--role", "read", *words))

    assert line.startswith(sentence)


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("name", ["x" * 201, "a\x1bb"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    [line] = refused(omu("keys", "add", "--name", name, "--role", "read", "--every-prison"))

    assert line.startswith("--name: ")


def test_revoking_what_is_not_there_is_refused(fresh: Database) -> None:
    omu(*ADD)

    [line] = refused(omu("keys", "revoke", "000000000000"))

    assert "no key with this id" in line
    assert keys.list_keys(fresh)[0].revoked_at is None


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://me:hunter2@x/y", "service: OMU_DATABASE_URL names a database of kind mysql"),
        ("nonsense hunter2", "service: OMU_DATABASE_URL is not a database's address"),
        (
            "sqlite:////no/such/folder/x.db",
            "service: what OMU_DATABASE_URL names cannot be used: unable to open",
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_said(
    monkeypatch: pytest.MonkeyPatch, url: str, sentence: str
) -> None:
    monkeypatch.setenv("OMU_DATABASE_URL", url)

    [line] = refused(omu("keys", "list"))

    assert line.startswith(sentence)
    assert "hunter2" not in line


def test_a_database_of_a_newer_version_is_left_alone(fresh: Database) -> None:
    omu(*ADD)
    with fresh.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    [line] = refused(omu(*ADD))

    assert "made by a newer version" in line
    assert len(keys.list_keys(fresh)) == 1
