"""Keeps the keys of the issuer of bearer tokens, and asks for them again seldom enough to be no burden to it."""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING, Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import import_key
from joserfc.util import urlsafe_b64decode

from api.who.caller import CannotCheckError, NotKnownError
from api.who.clock import CLOCK, Clock

if TYPE_CHECKING:
    from joserfc.jwk import Key

KEYS_SECONDS = (
    600  # keys this old are fetched again: a key the issuer has withdrawn is good no longer than this
)
UNKNOWN_SECONDS = 30  # tokens with a key id that nobody knows make us fetch no more often than this
RETRY_SECONDS = 5  # after a fetch that failed
STALE_SECONDS = 24 * 60 * 60  # keys this old are not trusted any more, although the issuer cannot be reached
FETCH_SECONDS = 5.0  # how long one fetch may take
WAIT_SECONDS = 2.0  # how long a caller waits for a fetch that another has begun, when there are no keys yet
MOST_BYTES = 256 * 1024  # of a key set; one of ten keys has some 5 KiB
LEAST_RSA_BITS = 2048  # RFC 7518, sections 3.3 and 3.5
SIGNATURES = "sig"
RSA, OK = "RSA", 200

UNKNOWN_KEY = "The token is signed with a key that its issuer does not show."
NO_KEYS = "The issuer's keys cannot be fetched now, so tokens cannot be checked."

log = logging.getLogger(__name__)


class Issuer:
    """The public keys shown at one address (a JWK set, RFC 7517) that fit one algorithm and type of key.

    Nothing is fetched before the first token comes, so the service starts while the issuer is down.
    """

    def __init__(self, url: str, algorithm: str, key_type: str, clock: Clock = CLOCK) -> None:
        self._url, self._algorithm, self._key_type, self._clock = url, algorithm, key_type, clock
        self._keys: dict[str, Key] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._failed = False
        self._fetching = threading.Lock()

    def key(self, kid: str) -> Key:
        """Give the key with an id.

        Raises NotKnownError when the issuer has no such key, and CannotCheckError when that cannot be found out now.
        """
        if self._due(kid):
            self._refresh(kid)
        if not self._trusted():
            raise CannotCheckError(NO_KEYS, RETRY_SECONDS)
        found = self._keys.get(kid)
        if found is None:
            if self._failed:
                raise CannotCheckError(NO_KEYS, RETRY_SECONDS)
            raise NotKnownError(UNKNOWN_KEY)
        return found

    def _due(self, kid: str) -> bool:
        """Tell whether the keys should be fetched for a token with this key id."""
        if self._tried_at is None:
            return True
        tried = self._clock.steady() - self._tried_at
        if self._failed:
            return tried >= RETRY_SECONDS
        return tried >= (UNKNOWN_SECONDS if kid not in self._keys else KEYS_SECONDS)

    def _trusted(self) -> bool:
        return self._fetched_at is not None and self._clock.steady() - self._fetched_at < STALE_SECONDS

    def _refresh(self, kid: str) -> None:
        """Fetch the keys, unless another is at it: then old keys do, and without any it is worth a short wait."""
        useful = kid in self._keys and self._trusted()
        if not self._fetching.acquire(timeout=0 if useful else WAIT_SECONDS):
            if useful:
                return
            raise CannotCheckError(NO_KEYS, RETRY_SECONDS)
        try:
            if self._due(kid):  # the other may just have fetched them
                self._fetch()
        finally:
            self._fetching.release()

    def _fetch(self) -> None:
        began = self._clock.steady()
        try:
            keys = self._usable(json.loads(_read(self._url, self._clock)))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError) as error:
            log.warning("the issuer's keys could not be fetched: %s", type(error).__name__)
            self._failed = True
        else:
            self._keys, self._fetched_at, self._failed = keys, began, False
        self._tried_at = self._clock.steady()

    def _usable(self, found: Any) -> dict[str, Key]:  # noqa: ANN401  # an address may answer anything
        """Pick the keys that sign with our algorithm; others may be there for other uses (RFC 7517, section 5)."""
        listed = found.get("keys") if isinstance(found, dict) else None
        if not isinstance(listed, list):
            raise ValueError("not a JWK set")
        keys: dict[str, Key] = {}
        for each in listed:
            if self._fits(each) and each["kid"] not in keys:
                try:
                    keys[each["kid"]] = import_key(each, self._key_type)  # type: ignore[call-overload]
                except (JoseError, ValueError, TypeError):
                    log.warning("a key of the issuer cannot be read")
        if not keys:
            raise ValueError("no usable key")
        return keys

    def _fits(self, key: Any) -> bool:  # noqa: ANN401
        return (
            isinstance(key, dict)
            and isinstance(key.get("kid"), str)
            and key.get("kty") == self._key_type
            and key.get("use", SIGNATURES) == SIGNATURES
            and key.get("alg", self._algorithm) == self._algorithm
            and (self._key_type != RSA or _bits(key.get("n")) >= LEAST_RSA_BITS)
        )


def _bits(number: object) -> int:
    """Tell how long a number is that is written as RFC 7518 does (base64url, most significant byte first)."""
    try:
        return int.from_bytes(urlsafe_b64decode(str(number).encode())).bit_length()
    except ValueError:
        return 0


def _read(url: str, clock: Clock) -> bytes:
    """Read a small file: one address, no redirects, not compressed, with a limit on size and time."""
    until = clock.steady() + FETCH_SECONDS
    content = bytearray()
    with (
        httpx.Client(timeout=FETCH_SECONDS, follow_redirects=False) as client,
        client.stream(
            "GET", url, headers={"accept": "application/json", "accept-encoding": "identity"}
        ) as answer,
    ):
        if answer.status_code != OK:
            raise ValueError("not answered")
        for piece in answer.iter_raw():
            content += piece
            if len(content) > MOST_BYTES or clock.steady() > until:
                raise ValueError("too much or too slow")
    return bytes(content)
