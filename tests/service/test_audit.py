"""`omu-roster audit`: a record that is whole is said to be whole, and whatever is done to it shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.commands.audit import show_audit
from api.store.audit import Deed, examine, last, record, verify
from api.store.database import Database
from roster.faults import InputRefusedError
from tests.service.keeping import done
from tests.test_cli import omu

WIDTH = 80


@pytest.fixture
def written(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with an audit of nine entries, which the command is told to use."""
    for code in ("ZZI", "ZZJ", "ZZI"):
        done(database, code=code)
    with database.writing() as connection:
        for number in range(3):
            deed = Deed("key:0123456789ab", "made a key", subject_type="key", subject_id=f"{number}" * 12)
            record(connection, deed)
    monkeypatch.setenv("OMU_DATABASE_URL", database.url)
    return database


def unguarded(database: Database, *statements: str) -> None:
    """Do what somebody could who may do everything in the database: the triggers first."""
    drop = (
        ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
        if database.is_sqlite
        else ["DROP TRIGGER audit_no_change ON audit"]
    )
    with database.writing() as connection:
        for statement in (*drop, *statements):
            connection.execute(text(statement))


def printed(capsys: pytest.CaptureFixture[str], status: int, *said: object, **how: bool) -> str:
    if status:
        with pytest.raises(typer.Exit) as left:
            show_audit(*said, as_json=how.get("as_json", False))  # type: ignore[arg-type]
        assert left.value.exit_code == status
    else:
        show_audit(*said, as_json=how.get("as_json", False))  # type: ignore[arg-type]
    return capsys.readouterr().out


def test_a_whole_audit_is_said_to_be_whole(written: Database, capsys: pytest.CaptureFixture[str]) -> None:
    found = examine(written)

    assert (found.entries, found.faults) == (9, [])
    assert printed(capsys, 0, None, "") == (
        f"The audit is whole: 9 entries. Fingerprint of the last:\n{found.head}\n"
    )


def test_an_empty_one_is_whole(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OMU_DATABASE_URL", database.url)

    assert printed(capsys, 0, None, "") == "The audit is whole. Nothing was written into it yet.\n"


@pytest.mark.parametrize("statement", [
    "UPDATE audit SET who = 'somebody' WHERE number = 3",
    "DELETE FROM audit WHERE number = 9",
    "TRUNCATE audit",
])  # fmt: skip
def test_the_database_itself_forbids_it(written: Database, statement: str) -> None:
    if written.is_sqlite and statement.startswith("TRUNCATE"):
        pytest.skip("SQLite has no such statement")
    with pytest.raises(DBAPIError, match="only added to"), written.writing() as connection:
        connection.execute(text(statement))

    assert verify(written) == []


SWAP = (
    "UPDATE audit SET number = -1 WHERE number = 3",
    "UPDATE audit SET number = 3 WHERE number = 4",
    "UPDATE audit SET number = 4 WHERE number = -1",
)
CHANGED = "was changed: its fingerprint does not fit what it says."
FOLLOWS = "does not follow from the one before."
COPY = "INSERT INTO audit SELECT {}, at, who, what, establishment, subject_type, subject_id, details, request_id, previous, hash FROM audit WHERE number = 9"  # noqa: E501
TAMPERING: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "a changed row": (("UPDATE audit SET who = 'somebody' WHERE number = 3",), [f"Entry 3 {CHANGED}"]),
    "a changed moment": (("UPDATE audit SET at = '2020' WHERE number = 1",), [f"Entry 1 {CHANGED}"]),
    "a changed fingerprint": (
        ("UPDATE audit SET hash = previous WHERE number = 3",),
        [f"Entry 3 {CHANGED}", f"Entry 4 {FOLLOWS}"],
    ),
    "the first removed": (("DELETE FROM audit WHERE number = 1",), ["Entry 1 is missing."]),
    "one removed": (("DELETE FROM audit WHERE number = 5",), ["Entry 5 is missing."]),
    "three removed": (("DELETE FROM audit WHERE number IN (4, 5, 6)",), ["Entries 4 to 6 are missing."]),
    "the last removed": (("DELETE FROM audit WHERE number = 9",), ["Entry 9 is missing at the end."]),
    "the last two removed": (
        ("DELETE FROM audit WHERE number > 7",),
        ["Entries 8 to 9 are missing at the end."],
    ),
    "all removed": (("DELETE FROM audit",), ["Entries 1 to 9 are missing at the end."]),
    "two swapped": (
        SWAP,
        [f"Entry 3 {FOLLOWS}", f"Entry 3 {CHANGED}", f"Entry 4 {FOLLOWS}", f"Entry 4 {CHANGED}",
         f"Entry 5 {FOLLOWS}"],
    ),
    "one removed, and the rest moved up": (
        ("DELETE FROM audit WHERE number = 8", "UPDATE audit SET number = 8 WHERE number = 9"),
        [f"Entry 8 {FOLLOWS}", f"Entry 8 {CHANGED}", "Entry 9 is missing at the end."],
    ),
    "one put before": (
        (COPY.format(0),),
        ["Entry 0 should not be there: the first is number 1."],
    ),
    "one added": (
        (COPY.format(10),),
        [f"Entry 10 {FOLLOWS}", f"Entry 10 {CHANGED}",
         "The last entry is not the one that was written last, number 9."],
    ),
    "the end forgotten": (
        ("DELETE FROM audit_head",), ["It is no longer written down which entry is the last."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_whatever_is_done_to_it_shows(
    written: Database, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    statements, faults = TAMPERING[name]
    unguarded(written, *statements)

    assert verify(written) == faults
    assert printed(capsys, 1, None, "").splitlines() == [*faults, "The audit is not whole."]
    told = json.loads(printed(capsys, 1, None, "", as_json=True))
    assert (told["whole"], told["faults"]) == (False, faults)


def test_the_last_entries_are_a_table_of_eighty_columns(
    written: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with written.writing() as connection:
        deed = Deed("somebody with a name of many letters", "did something", "ZZI", "roster", "f" * 32)
        record(connection, deed)
    lines = printed(capsys, 0, 4, "").splitlines()

    assert [line[:6].strip() for line in lines[1:5]] == ["7", "8", "9", "10"]
    assert all(len(line) <= WIDTH for line in lines)
    assert max(map(len, lines)) == WIDTH
    assert lines[0] == "number  when (UTC)        who               what             at   about"
    assert lines[4].endswith("  somebody with a…  did something    ZZI  fffffffffffff…")
    assert lines[6].startswith("The audit is whole: 10 entries.")


def test_one_prisons_entries(written: Database, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, 0, None, "ZZJ", as_json=True))

    assert (told["whole"], told["entries"], told["head"]) == (True, 9, examine(written).head)
    assert [(each["number"], each["what"]) for each in told["last"]] == [(3, "accepted"), (4, "done")]
    assert told["last"][1]["details"] == {"attempt": 1}
    assert [each["number"] for each in last(written, 1, "ZZI")] == [6]
    assert len(printed(capsys, 0, 2, "").splitlines()) == 6


def test_it_is_read_while_others_write(written: Database) -> None:
    """What is verified is one moment: an entry that comes in between is no fault."""
    other = Database(written.url)
    real = Database.reading
    with real(written) as connection:
        head = connection.execute(text("SELECT number FROM audit_head")).scalar_one()
        with other.writing() as writing:
            record(writing, Deed("omu-roster", "done"))
        assert connection.execute(text("SELECT max(number) FROM audit")).scalar_one() == head
    other.close()


def refused(call: Callable[[], None]) -> list[str]:
    with pytest.raises(InputRefusedError) as caught:
        call()
    return [str(fault) for fault in caught.value.faults]


def test_what_is_no_prison_is_refused() -> None:
    [fault] = refused(lambda: show_audit(None, "zzi", as_json=False))
    assert "--establishment" in fault
    assert "three capital letters" in fault


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "nowhere.db"
    monkeypatch.setenv("OMU_DATABASE_URL", f"sqlite:///{file}")
    [fault] = refused(lambda: show_audit(None, "", as_json=False))

    assert "there is no database" in fault
    assert not file.exists()


def test_the_command_as_people_type_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMU_DATABASE_URL", f"sqlite:///{tmp_path / 'roster.db'}")
    assert omu("audit").returncode == 2
    omu("keys", "add", "--name", "tool", "--role", "read", "--every-prison")
    run = omu("audit", "--last", "50")

    assert (run.returncode, run.stderr) == (0, "")
    assert "made a key" in run.stdout
    assert "The audit is whole: 1 entry." in run.stdout
