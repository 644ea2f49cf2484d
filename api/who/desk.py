"""The front desk: finds out who calls, from what the call shows: a key, a token, or that it comes from this machine.

Without any key and any issuer of tokens, a service that listens on this machine only is open to whoever uses the
machine, all users of it. The first key that is made closes it, within `OPEN_SECONDS`, and for good.
"""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from api.who.caller import Caller, NotKnownError, Role
from api.who.clock import CLOCK, Clock
from api.who.here import refuse_strangers
from api.who.keys import GOOD, KeyRow, any_key, row_of_key
from api.who.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Settings
    from api.store.database import Database

KEY_SECONDS = (
    5  # a key that was found good is not looked up again for so long: revoking works within this time
)
OPEN_SECONDS = 1  # that no key was made is believed for so long
MOST_REMEMBERED = 10_000  # good keys; nobody has as many
API_KEY, AUTHORIZATION, BEARER = "x-api-key", "authorization", "bearer"
ANYBODY = Caller("anybody-here", Role.ADMIN, None)

BOTH = "Both X-Api-Key and Authorization came; send one of them."
NEITHER = "Send a key as X-Api-Key, or a token as Authorization: Bearer."
NO_BEARER = "Authorization must be: Bearer, one space, and the token."
NO_TOKENS = "This service takes no tokens (OMU_JWKS_URL is not set); send a key as X-Api-Key."


class FrontDesk:
    """Tells who calls. `open_here`: the service listens on this machine only, and may be open if there is no key.

    May be used by many threads at once. Raises TokensUnusableError when the settings do not fit together.
    """

    def __init__(
        self, settings: Settings, database: Database, *, open_here: bool, clock: Clock = CLOCK
    ) -> None:
        self._database, self._clock = database, clock
        self._tokens = tokens_of(settings, clock)
        self._may_be_open = open_here and self._tokens is None
        self._open_until: float | None = None  # on the steady clock
        self._remembered: dict[
            bytes, tuple[KeyRow, float]
        ] = {}  # by SHA-256 of the key, with when it was looked up
        self._remembering = threading.Lock()

    def caller(self, headers: Mapping[str, str], client_host: str | None) -> Caller:
        """Tell who calls. `headers` have lower-case names; `client_host` is the address the call came from.

        Raises NotKnownError (401), NotAllowedError (403) and CannotCheckError (503); the texts can be shown.
        """
        key, authorization = headers.get(API_KEY), headers.get(AUTHORIZATION)
        if key is not None and authorization is not None:
            raise NotKnownError(BOTH)
        if key is not None:
            return self._of_key(key)
        if authorization is not None:
            return self._of_token(authorization)
        if not self.is_open:
            raise NotKnownError(NEITHER)
        refuse_strangers(headers, client_host)
        return ANYBODY

    @property
    def is_open(self) -> bool:
        """Tell whether programs on this machine may call without key or token; true no longer than is said above."""
        if not self._may_be_open:
            return False
        asked = self._clock.steady()
        if self._open_until is None or asked >= self._open_until:
            if any_key(self._database):
                self._may_be_open = False
                return False
            self._open_until = asked + OPEN_SECONDS
        return True

    def _of_key(self, text: str) -> Caller:
        """Tell whose key it is; good ones are remembered for a moment, so that most calls need no database."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        asked = self._clock.steady()
        row, looked_up_at = self._remembered.get(digest, (None, asked))
        fresh = row is not None and asked - looked_up_at < KEY_SECONDS
        if row is None or not fresh or row.state(self._clock.moment()) != GOOD:
            row = self._looked_up(digest, text, asked)
        return row.caller

    def _looked_up(self, digest: bytes, text: str, asked: float) -> KeyRow:
        row = row_of_key(self._database, text, self._clock)
        with self._remembering:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[digest] = row, asked
        return row

    def _of_token(self, authorization: str) -> Caller:
        scheme, _, text = authorization.partition(" ")
        if scheme.lower() != BEARER or not text:
            raise NotKnownError(NO_BEARER)
        if self._tokens is None:
            raise NotKnownError(NO_TOKENS)
        return self._tokens.caller(text)
