"""The issuer's keys: when they are fetched, when they are not, and what happens while they cannot be."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from api.who import issuer
from api.who.caller import CannotCheckError, NotKnownError
from api.who.issuer import Issuer
from tests.who.issuing import KID, KeyServer, key_for, rsa, shown
from tests.who.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

STRANGERS = 20


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer(shown(rsa("ours"))) as server:
        yield server


def asking(server: KeyServer, watch: Watch) -> Issuer:
    return Issuer(server.url, "RS256", "RSA", watch.clock)


def modulus(keys: Issuer, kid: str = KID) -> object:
    return keys.key(kid).as_dict(private=False)["n"]


def ours(name: str = "ours") -> object:
    return rsa(name).as_dict(private=False)["n"]


def hanging(server: KeyServer) -> tuple[threading.Event, threading.Event]:
    """Make the issuer answer only when it is told to; give what tells that it was asked, and what tells it to."""
    begun, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        go_on.wait(30)

    server.before = hang
    return begun, go_on


def cannot_check(keys: Issuer, kid: str = KID) -> None:
    with pytest.raises(CannotCheckError, match="cannot be fetched now") as error:
        keys.key(kid)
    assert error.value.retry_after_seconds == issuer.RETRY_SECONDS


def not_known(keys: Issuer, kid: str) -> None:
    with pytest.raises(NotKnownError, match="does not show"):
        keys.key(kid)


def test_keys_are_fetched_once_and_kept(server: KeyServer) -> None:
    watch = Watch()
    keys = asking(server, watch)
    assert server.asked == []

    assert [modulus(keys) for _ in range(3)] == [ours()] * 3

    assert server.asked == ["/jwks.json"]


def test_keys_are_fetched_again_when_they_are_old(server: KeyServer) -> None:
    watch = Watch()
    keys = asking(server, watch)
    keys.key(KID)
    server.show(shown(rsa("new"), "key-2"))

    watch.wait(issuer.KEYS_SECONDS - 1)
    assert modulus(keys) == ours()
    watch.wait(1)

    not_known(keys, KID)  # the issuer has withdrawn it
    assert len(server.asked) == 2


def test_a_key_the_issuer_has_just_begun_to_use_is_found(server: KeyServer) -> None:
    watch = Watch()
    keys = asking(server, watch)
    keys.key(KID)
    server.show(shown(rsa("ours")), shown(rsa("new"), "key-2"))

    watch.wait(issuer.UNKNOWN_SECONDS)

    assert modulus(keys, "key-2") == ours("new")
    assert modulus(keys) == ours()
    assert len(server.asked) == 2


def test_a_flood_of_unknown_keys_makes_one_fetch_in_a_while(server: KeyServer) -> None:
    watch = Watch()
    keys = asking(server, watch)
    keys.key(KID)
    watch.wait(issuer.UNKNOWN_SECONDS - 1)
    for number in range(100):
        not_known(keys, f"unknown-{number}")
    assert len(server.asked) == 1

    watch.wait(1)
    with ThreadPoolExecutor(STRANGERS) as strangers:
        list(strangers.map(lambda number: not_known(keys, f"unknown-{number}"), range(200)))

    assert len(server.asked) == 2
    assert modulus(keys) == ours()


def test_who_comes_first_all_at_once_is_served_after_one_fetch(server: KeyServer) -> None:
    keys = asking(server, Watch())

    with ThreadPoolExecutor(STRANGERS) as callers:
        found = list(callers.map(lambda _: modulus(keys), range(STRANGERS)))

    assert found == [ours()] * STRANGERS
    assert len(server.asked) == 1


def test_an_issuer_that_is_down_at_the_start_is_found_when_it_is_up(
    server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    watch = Watch()
    keys = asking(server, watch)
    server.stop()
    with caplog.at_level(logging.WARNING):
        cannot_check(keys)
    assert "could not be fetched: ConnectError" in caplog.text

    server.start()
    watch.wait(issuer.RETRY_SECONDS - 1)
    cannot_check(keys)
    assert server.asked == []
    watch.wait(1)

    assert modulus(keys) == ours()


def test_while_the_issuer_is_down_known_keys_are_good_for_a_day_and_others_cannot_be_checked(
    server: KeyServer,
) -> None:
    watch = Watch()
    keys = asking(server, watch)
    keys.key(KID)
    server.stop()

    watch.wait(issuer.KEYS_SECONDS)
    assert modulus(keys) == ours()
    cannot_check(keys, "key-2")
    watch.wait(issuer.STALE_SECONDS - issuer.KEYS_SECONDS - 1)
    assert modulus(keys) == ours()
    watch.wait(1)
    cannot_check(keys)


def test_who_has_a_known_key_does_not_wait_for_a_fetch_that_hangs(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer, "WAIT_SECONDS", 60)
    watch = Watch()
    keys = asking(server, watch)
    keys.key(KID)
    watch.wait(issuer.KEYS_SECONDS)
    begun, go_on = hanging(server)

    with ThreadPoolExecutor(1) as another:
        fetching = another.submit(modulus, keys)
        assert begun.wait(30)
        found = modulus(keys)
        still = not fetching.done()
        go_on.set()

        assert (found, still, fetching.result()) == (ours(), True, ours())
    assert len(server.asked) == 2


def test_who_has_an_unknown_key_waits_for_a_fetch_that_hangs_only_a_little(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = asking(server, Watch())
    begun, go_on = hanging(server)
    monkeypatch.setattr(issuer, "WAIT_SECONDS", 0.01)

    with ThreadPoolExecutor(1) as another:
        fetching = another.submit(modulus, keys)
        assert begun.wait(30)
        cannot_check(keys)
        go_on.set()

        assert fetching.result() == ours()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"5", b"null", b"{}", b'{"keys": 5}', b'{"keys": []}', b'{"keys": [5, null, {}]}',
        b'{"keys": [{"kty": "RSA", "kid": "key-1", "n": "!", "e": "AQAB"}]}', b"\xff", b"[" * 100_000,
        b'{"keys": [{"kty": "RSA", "kid": "key-1", "n": ["x"]}]}',
    ],
)  # fmt: skip
def test_what_is_no_key_set_is_a_failed_fetch(server: KeyServer, body: bytes) -> None:
    watch = Watch()
    keys = asking(server, watch)
    good, server.body = server.body, body

    cannot_check(keys)
    server.body = good
    watch.wait(issuer.RETRY_SECONDS)

    assert modulus(keys) == ours()


def test_a_failed_fetch_keeps_the_keys(server: KeyServer) -> None:
    watch = Watch()
    keys = asking(server, watch)
    keys.key(KID)
    server.status = 500

    watch.wait(issuer.KEYS_SECONDS)

    assert modulus(keys) == ours()
    assert len(server.asked) == 2


def test_a_redirect_is_not_followed(server: KeyServer) -> None:
    server.status, server.headers = 302, {"location": "/elsewhere"}

    cannot_check(asking(server, Watch()))

    assert server.asked == ["/jwks.json"]


def test_a_key_set_may_be_as_large_as_the_limit_and_no_larger(server: KeyServer) -> None:
    server.body += b" " * (issuer.MOST_BYTES - len(server.body))
    assert modulus(asking(server, Watch())) == ours()

    server.body += b" "
    cannot_check(asking(server, Watch()))


def test_a_key_set_that_comes_too_slowly_is_given_up(server: KeyServer) -> None:
    watch = Watch()
    server.half_way = lambda: watch.wait(issuer.FETCH_SECONDS)
    assert modulus(asking(server, watch)) == ours()

    server.half_way = lambda: watch.wait(issuer.FETCH_SECONDS + 1)
    cannot_check(asking(server, watch))


@pytest.mark.parametrize(
    "other",
    [
        {"use": "enc"}, {"alg": "RS512"}, {"alg": None}, {"kty": "oct", "k": "c2VjcmV0"}, {"kid": None}, {"kid": 5},
        {"kid": ["key-1"]},
    ],
    ids=str,
)  # fmt: skip
def test_keys_for_other_uses_are_left_out(server: KeyServer, other: dict[str, Any]) -> None:
    server.show({**shown(rsa("new")), **other}, shown(key_for("ES256")), shown(rsa("ours"), alg="RS256"))

    assert modulus(asking(server, Watch())) == ours()


def test_a_key_set_without_uses_and_algorithms_is_used(server: KeyServer) -> None:
    bare = {name: value for name, value in shown(rsa("ours")).items() if name in ("kty", "kid", "n", "e")}
    server.show(bare)

    assert modulus(asking(server, Watch())) == ours()


def test_a_key_that_is_too_short_is_left_out(server: KeyServer) -> None:
    with pytest.warns(Warning, match="2048"):
        short = shown(rsa("short", 1024))
    server.show(short)

    cannot_check(asking(server, Watch()))


def test_the_first_of_two_keys_with_one_id_is_used(server: KeyServer) -> None:
    server.show(shown(rsa("ours")), shown(rsa("new")))

    assert modulus(asking(server, Watch())) == ours()
