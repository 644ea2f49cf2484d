"""The front desk: who is let in with a key, with a token, or because they are here; and who is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, event

from api.settings import Settings
from api.store.tables import api_key
from api.who import desk, here, keys
from api.who.caller import Caller, CannotCheckError, NotAllowedError, NotKnownError, Role
from api.who.desk import FrontDesk
from api.who.tokens import TokensUnusableError
from tests.who.issuing import AUDIENCE, ISSUER, KeyServer, claims, rsa, shown, signed
from tests.who.watch import Watch

if TYPE_CHECKING:
    from api.store.database import Database

LOOPBACK = "127.0.0.1"
HERE = {"host": "127.0.0.1:8000"}
ANYBODY = Caller("anybody-here", Role.ADMIN, None)
DAY_SECONDS = 24 * 60 * 60


def front(
    database: Database, watch: Watch | None = None, *, open_here: bool = True, **more: Any
) -> FrontDesk:
    settings = Settings(**more)
    return FrontDesk(settings, database, open_here=open_here, clock=(watch or Watch()).clock)


def a_key(database: Database, watch: Watch | None = None, days: int | None = None) -> tuple[str, keys.KeyRow]:
    clock = (watch or Watch()).clock
    return keys.make_key(database, "tool", Role.READ, ["ZZI"], days, who="test", clock=clock)


def not_known(ours: FrontDesk, headers: dict[str, str]) -> str:
    with pytest.raises(NotKnownError) as error:
        ours.caller(HERE | headers, LOOPBACK)
    return str(error.value)


def reads(database: Database) -> list[str]:
    """Every question to the database from now on."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    return asked


def test_without_keys_anybody_on_this_machine_may_do_everything(database: Database) -> None:
    ours = front(database)

    assert ours.is_open
    assert ours.caller(HERE, LOOPBACK) == ANYBODY


def test_a_service_that_others_can_reach_is_never_open(database: Database) -> None:
    ours = front(database, open_here=False)

    assert not ours.is_open
    assert not_known(ours, {}) == desk.NEITHER


def test_a_service_with_an_issuer_of_tokens_is_never_open(database: Database) -> None:
    ours = front(database, jwks_url="https://issuer.example/j", jwt_issuer=ISSUER, jwt_audience=AUDIENCE)

    assert not ours.is_open
    assert not_known(ours, {}) == desk.NEITHER


def test_the_first_key_closes_the_service_soon_after(database: Database) -> None:
    watch = Watch()
    ours = front(database, watch)
    assert ours.is_open
    a_key(database)

    watch.wait(desk.OPEN_SECONDS)

    assert not ours.is_open
    assert not_known(ours, {}) == desk.NEITHER


def test_a_closed_service_stays_closed_without_asking_again(database: Database) -> None:
    watch = Watch()
    a_key(database)
    ours = front(database, watch)
    assert not ours.is_open
    with database.writing() as connection:
        connection.execute(delete(api_key))
    asked = reads(database)

    watch.wait(desk.OPEN_SECONDS)

    assert not ours.is_open
    assert asked == []


def test_a_key_that_was_revoked_leaves_the_service_closed(database: Database) -> None:
    _, row = a_key(database)
    keys.revoke_key(database, row.id, who="test")

    assert not front(database).is_open


def test_an_open_service_does_not_ask_the_database_at_every_call(database: Database) -> None:
    watch = Watch()
    ours = front(database, watch)
    statements = reads(database)

    for _ in range(100):
        ours.caller(HERE, LOOPBACK)
    once = len(statements)
    watch.wait(desk.OPEN_SECONDS)
    ours.caller(HERE, LOOPBACK)

    assert (once, len(statements)) == (1, 2)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "localhost"}, {"host": "LOCALHOST:8000"}, {"host": "127.0.0.1"}, {"host": "127.1.2.3:1"},
        {"host": "[::1]"}, {"host": "[::1]:8000"},
        {"origin": "http://127.0.0.1:8000"}, {"origin": "HTTP://127.0.0.1:8000"},
        {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"},
        {"host": "localhost:8000", "origin": "http://localhost:8000", "sec-fetch-site": "same-origin"},
    ],
    ids=str,
)  # fmt: skip
def test_pages_and_programs_of_this_machine_are_let_in(database: Database, headers: dict[str, str]) -> None:
    assert front(database).caller(HERE | headers, LOOPBACK) == ANYBODY


@pytest.mark.parametrize("client", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1", "localhost", None])
def test_calls_from_this_machine_are_let_in(database: Database, client: str | None) -> None:
    assert front(database).caller(HERE, client) == ANYBODY


@pytest.mark.parametrize(
    "client", ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "0.0.0.0", "", "testclient"]
)
def test_calls_from_elsewhere_are_refused(database: Database, client: str) -> None:
    with pytest.raises(NotAllowedError, match=r"another machine.*omu-roster keys add"):
        front(database).caller(HERE, client)


@pytest.mark.parametrize("name", here.PROXIED)
def test_calls_through_a_proxy_are_refused(database: Database, name: str) -> None:
    with pytest.raises(NotAllowedError, match=r"through a proxy.*omu-roster keys add"):
        front(database).caller(HERE | {name: ""}, LOOPBACK)


@pytest.mark.parametrize(
    "host",
    [
        None, "", ":8000", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example",
        "evil.example#127.0.0.1", "127.0.0.1@evil.example", "192.0.2.7", "[2001:db8::1]:8000", "[::1]evil.example",
        "::1", "127.0.0.1:8000:9000", "127.0.0.1, evil.example", "127.0.0.1:", "127.0.0.1:x", "[::1", "0.0.0.0",
        "127.1", "localhost\n",
    ],
)  # fmt: skip
def test_calls_to_a_foreign_name_are_refused(database: Database, host: str | None) -> None:
    with pytest.raises(NotAllowedError, match=r"not this machine's.*omu-roster keys add"):
        front(database).caller({} if host is None else {"host": host}, LOOPBACK)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "null"}, {"origin": ""}, {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://localhost:8000"}, {"origin": "127.0.0.1:8000"}, {"origin": "file://127.0.0.1:8000"},
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": ""},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
    ids=str,
)  # fmt: skip
def test_calls_of_foreign_pages_are_refused(database: Database, headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowedError, match=r"page of another site.*omu-roster keys add"):
        front(database).caller(HERE | headers, LOOPBACK)


@pytest.mark.parametrize("open_here", [True, False])
def test_a_key_is_enough_from_anywhere(database: Database, open_here: bool) -> None:
    text, row = a_key(database)
    ours = front(database, open_here=open_here)
    headers = {"host": "rosters.example", "x-forwarded-for": "192.0.2.7", "x-api-key": text}

    assert ours.caller(headers, "192.0.2.1") == row.caller


def test_a_bad_key_is_refused_also_where_none_is_needed(database: Database) -> None:
    assert not_known(front(database), {"x-api-key": "omu_wrong"}) == keys.REFUSED
    assert not_known(front(database), {"x-api-key": ""}) == keys.REFUSED
    assert not_known(front(database), {"x-api-key": "\ud800"}) == keys.REFUSED


@pytest.mark.parametrize("authorization", ["Bearer x", "", "Basic eDp5"])
def test_key_and_authorization_at_once_are_refused(database: Database, authorization: str) -> None:
    text, _ = a_key(database)

    assert not_known(front(database), {"x-api-key": text, "authorization": authorization}) == desk.BOTH


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearerx y", "x"])
def test_an_authorization_that_is_no_bearer_token_is_refused(database: Database, authorization: str) -> None:
    assert not_known(front(database), {"authorization": authorization}) == desk.NO_BEARER


def test_a_token_is_refused_where_no_issuer_is_set(database: Database) -> None:
    assert not_known(front(database), {"authorization": f"Bearer {signed(claims())}"}) == desk.NO_TOKENS


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_good_token_is_enough(database: Database, scheme: str) -> None:
    with KeyServer(shown(rsa("ours"))) as server:
        ours = front(database, jwks_url=server.url, jwt_issuer=ISSUER, jwt_audience=AUDIENCE, open_here=False)

        caller = ours.caller({"authorization": f"{scheme} {signed(claims())}"}, "192.0.2.7")

    assert caller == Caller("user:SGREEN", Role.PLAN, frozenset({"ZZI", "ZZJ"}))


def test_while_the_issuer_is_down_tokens_cannot_be_checked_and_keys_can(database: Database) -> None:
    text, row = a_key(database)
    with KeyServer() as server:
        url = server.url
    ours = front(database, jwks_url=url, jwt_issuer=ISSUER, jwt_audience=AUDIENCE)

    with pytest.raises(CannotCheckError):
        ours.caller({"authorization": f"Bearer {signed(claims())}"}, LOOPBACK)

    assert ours.caller({"x-api-key": text}, LOOPBACK) == row.caller


@pytest.mark.parametrize("setting", ["jwt_issuer", "jwt_audience"])
def test_an_issuer_or_audience_without_the_address_of_keys_is_refused(
    database: Database, setting: str
) -> None:
    only: dict[str, Any] = {setting: "something"}

    with pytest.raises(TokensUnusableError, match="but not OMU_JWKS_URL"):
        FrontDesk(Settings(**only), database, open_here=True)


def test_a_good_key_is_looked_up_once_in_a_while(database: Database) -> None:
    watch = Watch()
    text, row = a_key(database)
    ours = front(database, watch)
    statements = reads(database)

    assert {ours.caller({"x-api-key": text}, LOOPBACK) for _ in range(100)} == {row.caller}
    watch.wait(desk.KEY_SECONDS - 1)
    ours.caller({"x-api-key": text}, LOOPBACK)
    before = len(statements)
    watch.wait(1)
    ours.caller({"x-api-key": text}, LOOPBACK)

    assert (before, len(statements)) == (1, 2)


def test_a_key_that_is_revoked_is_refused_within_the_time_it_is_remembered(database: Database) -> None:
    watch = Watch()
    text, row = a_key(database)
    ours = front(database, watch)
    ours.caller({"x-api-key": text}, LOOPBACK)
    keys.revoke_key(database, row.id, who="test")

    watch.wait(desk.KEY_SECONDS)

    assert not_known(ours, {"x-api-key": text}) == keys.REFUSED
    assert not_known(ours, {"x-api-key": text}) == keys.REFUSED


def test_a_key_that_expires_while_it_is_remembered_is_refused_at_once(database: Database) -> None:
    watch = Watch()
    text, row = a_key(database, watch, days=1)
    ours = front(database, watch)
    watch.wait(DAY_SECONDS - 1)
    assert ours.caller({"x-api-key": text}, LOOPBACK) == row.caller

    watch.wait(1)

    assert not_known(ours, {"x-api-key": text}) == keys.REFUSED


def test_the_memory_for_keys_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MOST_REMEMBERED", 2)
    made = [a_key(database) for _ in range(5)]
    ours = front(database)

    for text, row in made:
        assert ours.caller({"x-api-key": text}, LOOPBACK) == row.caller
        not_known(ours, {"x-api-key": text[:-1] + ("0" if text[-1] != "0" else "1")})

    assert len(ours._remembered) == 1
