"""API keys: what is kept of them, and who is let in with which."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from api.store.audit import verify
from api.store.tables import api_key, audit, audit_head
from api.who import keys
from api.who.caller import Caller, NotKnownError, Role
from tests.who.watch import BEGIN, Watch

if TYPE_CHECKING:
    from pathlib import Path

    from api.store.database import Database

WHO = "command:test"
DAY_SECONDS = 24 * 60 * 60


def made(database: Database, watch: Watch | None = None, days: int | None = None) -> tuple[str, keys.KeyRow]:
    clock = (watch or Watch()).clock
    return keys.make_key(database, "rota tool", Role.PLAN, ["ZZJ", "ZZI"], days, who=WHO, clock=clock)


def refusal(database: Database, text: str, watch: Watch | None = None) -> str:
    with pytest.raises(NotKnownError) as refused:
        keys.caller_of_key(database, text, (watch or Watch()).clock)
    return str(refused.value)


def test_a_key_tells_who_calls_what_they_may_and_for_which_prisons(database: Database) -> None:
    text, row = made(database)

    caller = keys.caller_of_key(database, text)

    assert caller == Caller(f"key:{row.id}", Role.PLAN, frozenset({"ZZI", "ZZJ"}))


@pytest.mark.parametrize("role", list(Role))
def test_a_key_for_every_prison_keeps_its_role(database: Database, role: Role) -> None:
    text, row = keys.make_key(database, "ours", role, None, who=WHO)

    assert keys.caller_of_key(database, text) == Caller(f"key:{row.id}", role, None)
    assert keys.list_keys(database) == [row]


def test_a_key_begins_with_its_id_and_holds_256_random_bits(database: Database) -> None:
    (text, row), (other, _) = made(database), made(database)

    found = re.fullmatch(r"omu_([0-9a-f]{12})_([0-9a-f]{64})", text)

    assert found is not None
    assert found[1] == row.id
    assert found[2] != other[-64:]


def test_neither_the_key_nor_its_secret_is_anywhere_in_the_files_of_the_database(
    database: Database, tmp_path: Path
) -> None:
    text, row = made(database)
    database.close()

    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())

    assert row.id.encode() in kept
    assert text[-64:].encode() not in kept
    assert keys._sha256(text).encode() in kept


def test_a_key_is_good_until_its_last_day_is_over_and_not_at_that_moment(database: Database) -> None:
    watch = Watch()
    text, row = made(database, watch, days=90)
    assert row.expires_at == BEGIN + timedelta(days=90)

    watch.wait(90 * DAY_SECONDS - 1)
    assert keys.caller_of_key(database, text, watch.clock) == row.caller
    watch.wait(1)
    assert refusal(database, text, watch) == keys.REFUSED
    watch.wait(1)
    assert refusal(database, text, watch) == keys.REFUSED


def test_a_key_without_days_does_not_expire(database: Database) -> None:
    watch = Watch()
    text, row = made(database, watch)

    watch.wait(10_000 * DAY_SECONDS)

    assert keys.caller_of_key(database, text, watch.clock) == row.caller


def test_a_revoked_key_is_refused_and_the_others_are_not(database: Database) -> None:
    (text, row), (other, other_row) = made(database), made(database)

    assert keys.revoke_key(database, row.id, who=WHO)

    assert refusal(database, text) == keys.REFUSED
    assert keys.caller_of_key(database, other) == other_row.caller


def test_whatever_is_wrong_with_a_key_the_words_are_the_same(database: Database) -> None:
    text, row = made(database)
    other, _ = made(database)
    wrong = [
        "", "omu_", row.id, text[:-1], text + "0", f" {text}", f"{text}\n", text.upper(), text.replace("omu_", "omx_"),
        f"omu_{row.id}_{'0' * 64}",  # the id of one key
        f"omu_{row.id}_{other[-64:]}",  # with the secret of another
        f"omu_{'0' * 12}_{text[-64:]}",
        "omu_\ud800", "ключ", keys._sha256(text), "x" * 100_000,
    ]  # fmt: skip

    assert {refusal(database, each) for each in wrong} == {keys.REFUSED}
    assert keys.caller_of_key(database, text) == row.caller


def test_a_key_that_is_not_in_the_database_is_refused_even_if_nothing_else_is(database: Database) -> None:
    text, _ = made(database)
    with database.writing() as connection:
        connection.execute(delete(api_key))

    assert refusal(database, text) == keys.REFUSED


def test_making_and_revoking_is_in_the_audit_without_the_key(database: Database) -> None:
    text, row = made(database, days=1)
    keys.revoke_key(database, row.id, who=WHO)

    with database.reading() as connection:
        entries = connection.execute(select(audit).order_by(audit.c.number)).all()

    assert [(each.who, each.what, each.subject_type, each.subject_id) for each in entries] == [
        (WHO, "made a key", "key", row.id),
        (WHO, "revoked a key", "key", row.id),
    ]
    assert entries[0].details == (
        '{"role":"plan","prisons":["ZZI","ZZJ"],"expires_at":"2026-11-24T08:00:00.000000+00:00"}'
    )
    assert text not in repr(entries)
    assert verify(database) == []


def test_a_key_that_cannot_be_written_down_is_not_made(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(delete(audit_head))

    with pytest.raises(Exception, match="No row was found"):
        made(database)

    assert keys.list_keys(database) == []


def test_revoking_again_changes_nothing(database: Database) -> None:
    watch = Watch()
    _, row = made(database, watch)
    keys.revoke_key(database, row.id, who=WHO, clock=watch.clock)
    watch.wait(60)

    again = keys.revoke_key(database, row.id, who=WHO, clock=watch.clock)

    assert not again
    assert [each.revoked_at for each in keys.list_keys(database)] == [BEGIN]
    with database.reading() as connection:
        assert len(connection.execute(select(audit)).all()) == 2


@pytest.mark.parametrize("form", ["{id}", "key:{id}", "omu_{id}", "{text}", " {id}\n"])
def test_a_key_can_be_named_for_revoking_as_it_is_met_with(database: Database, form: str) -> None:
    text, row = made(database)

    assert keys.revoke_key(database, form.format(id=row.id, text=text), who=WHO)


@pytest.mark.parametrize("name", ["", "*", "000000000000", "key:", "omu_0", "%"])
def test_what_names_no_key_revokes_none(database: Database, name: str) -> None:
    made(database)

    with pytest.raises(keys.KeyUnknownError, match="no key with this id"):
        keys.revoke_key(database, name, who=WHO)

    assert [each.revoked_at for each in keys.list_keys(database)] == [None]


def test_the_list_shows_the_oldest_first_and_in_which_state_each_is(database: Database) -> None:
    watch = Watch()
    made(database, watch)
    watch.wait(1)
    made(database, watch, days=1)
    watch.wait(1)
    _, third = made(database, watch, days=1)
    keys.revoke_key(database, third.id, who=WHO, clock=watch.clock)
    watch.wait(DAY_SECONDS)

    rows = keys.list_keys(database)

    assert [each.state(watch.clock.moment()) for each in rows] == ["good", "expired", "revoked"]
    assert [(each.created_at - BEGIN).seconds for each in rows] == [0, 1, 2]


def test_a_key_was_ever_made_also_when_it_is_revoked(database: Database) -> None:
    assert not keys.any_key(database)
    _, row = made(database)
    keys.revoke_key(database, row.id, who=WHO)

    assert keys.any_key(database)


def test_a_key_for_no_prison_or_no_day_is_not_made(database: Database) -> None:
    with pytest.raises(ValueError, match="no prison"):
        keys.make_key(database, "x", Role.READ, [], who=WHO)
    with pytest.raises(ValueError, match="one day"):
        keys.make_key(database, "x", Role.READ, None, 0, who=WHO)

    assert not keys.any_key(database)
