"""Checks the bearer tokens of people and systems that sign in elsewhere, and reads from them what they may do.

A token is a JWT (RFC 7519), checked as RFC 8725 advises: one algorithm, set beforehand (3.1, 3.2); keys only from the
issuer's own address (3.8, 3.10); issuer and audience (3.8, 3.9). Claims are those of HMPPS Auth, or as set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry, extract_compact
from joserfc.jwt import JWTClaimsRegistry

from api.who.caller import Caller, NotAllowedError, NotKnownError, Role
from api.who.clock import CLOCK, Clock
from api.who.here import is_loopback
from api.who.issuer import Issuer
from roster.faults import OmuRosterError
from roster.reading.texts import THREE_LETTERS

if TYPE_CHECKING:
    from api.settings import Settings

LEEWAY_SECONDS = 30  # by so much the issuer's clock and ours may differ
MOST_NAME = 150  # characters of a caller's name; the audit holds 200
KEY_TYPES = {  # algorithms with a public key; with a shared one, whoever can check a token could also make one
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "Ed25519": "OKP",
}  # fmt: skip
REFUSED = "This token is not good here: wrong issuer, audience, time, algorithm or signature."
NO_NAME = "The token does not say who calls: user_name, sub and client_id are missing or unreadable."


class TokensUnusableError(OmuRosterError):
    """Tokens cannot be checked as the service is set up; the message says what to set."""


class Tokens:
    """The tokens of one issuer. Raises TokensUnusableError when the settings do not fit together."""

    def __init__(self, settings: Settings, clock: Clock = CLOCK) -> None:
        _refuse(settings)
        self._settings, self._clock = settings, clock
        self._algorithm = settings.jwt_algorithm
        self._issuer = Issuer(settings.jwks_url, self._algorithm, KEY_TYPES[self._algorithm], clock)
        # Headers that nobody knows are ignored (RFC 7515, section 4), unless `crit` says that they matter.
        self._registry = JWSRegistry(algorithms=[self._algorithm], strict_check_header=False)
        self._claims = JWTClaimsRegistry(
            now=lambda: int(clock.now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": settings.jwt_issuer},
            aud={"essential": True, "value": settings.jwt_audience},
            exp={"essential": True},
        )

    def caller(self, text: str) -> Caller:
        """Tell who calls with a token.

        Raises NotKnownError (not good), NotAllowedError (good, but without a role here) and CannotCheckError (the
        issuer's keys cannot be had now).
        """
        claims = self._checked(text)
        return Caller(_name(claims), self._role(claims), self._prisons(claims))

    def _checked(self, text: str) -> dict[str, Any]:
        key = self._issuer.key(self._kid(text))
        try:
            claims = jwt.decode(text, key, registry=self._registry).claims
            self._claims.validate(claims)
        except _UNREADABLE:
            raise NotKnownError(REFUSED) from None
        return claims

    def _kid(self, text: str) -> str:
        """Read which key a token claims to be signed with; a wrong algorithm is refused before any key is sought."""
        try:
            header = extract_compact(text.encode(), registry=self._registry).headers()
            self._registry.check_header(header)
            self._registry.get_alg(header["alg"])
            kid = header["kid"]
        except _UNREADABLE:
            raise NotKnownError(REFUSED) from None
        return str(kid)

    def _role(self, claims: dict[str, Any]) -> Role:
        """Give the highest of the roles that are listed."""
        claim, prefix = self._settings.jwt_roles_claim, self._settings.jwt_role_prefix
        listed = _words(claims, claim)
        found = [role for role in Role if prefix + role.name in listed]
        if not found:
            raise NotAllowedError(f"The token's claim {claim} holds no role that begins with {prefix}.")
        return max(found)

    def _prisons(self, claims: dict[str, Any]) -> frozenset[str]:
        """Give the prisons that are listed; what is no prison's code (a caseload of an office, say) is left out."""
        listed = _words(claims, self._settings.jwt_prisons_claim)
        return frozenset(each for each in listed if THREE_LETTERS.fullmatch(each))


# What the library raises for what strangers send: its own errors, and those of Python for what it did not foresee.
_UNREADABLE = (JoseError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def _words(claims: dict[str, Any], name: str) -> list[str]:
    """Read a claim that lists words; missing: none. A text is not a list, although Python could go through it."""
    listed = claims.get(name)
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise NotAllowedError(f"The token's claim {name} is not a list of words.")
    return listed


def _name(claims: dict[str, Any]) -> str:
    """Name the caller: the person, or the system when it calls for itself (then `sub` is missing or its own id)."""
    user, subject, client = (_readable(claims, each) for each in ("user_name", "sub", "client_id"))
    if user:
        return f"user:{user}"
    if client and subject in ("", client):
        return f"client:{client}"
    if subject:
        return f"user:{subject}"
    raise NotKnownError(NO_NAME)


def _readable(claims: dict[str, Any], name: str) -> str:
    """Read a name that can be written down: printable, on one line, not too long; missing: empty."""
    text = claims.get(name)
    if text is None:
        return ""
    if not isinstance(text, str) or not text.isprintable() or len(text) > MOST_NAME:
        raise NotKnownError(NO_NAME)
    return text


def tokens_of(settings: Settings, clock: Clock = CLOCK) -> Tokens | None:
    """Set up the checking of tokens; None when no issuer is set. Raises TokensUnusableError."""
    if settings.jwks_url:
        return Tokens(settings, clock)
    if settings.jwt_issuer or settings.jwt_audience:
        raise TokensUnusableError(
            "OMU_JWT_ISSUER or OMU_JWT_AUDIENCE is set, but not OMU_JWKS_URL, the address of the issuer's keys: "
            "no token could be checked."
        )
    return None


def _refuse(settings: Settings) -> None:
    """Refuse settings with which tokens would be checked badly or not at all."""
    if not settings.jwt_issuer or not settings.jwt_audience:
        raise TokensUnusableError(
            "OMU_JWKS_URL is set, so OMU_JWT_ISSUER and OMU_JWT_AUDIENCE are needed too: without them, tokens that "
            "were issued by others or for other services would be accepted."
        )
    if settings.jwt_algorithm not in KEY_TYPES:
        raise TokensUnusableError(
            f"OMU_JWT_ALGORITHM is {settings.jwt_algorithm!r}; it must be one of {', '.join(KEY_TYPES)}."
        )
    if not settings.jwt_roles_claim or not settings.jwt_prisons_claim or not settings.jwt_role_prefix:
        raise TokensUnusableError(
            "OMU_JWT_ROLES_CLAIM, OMU_JWT_ROLE_PREFIX and OMU_JWT_PRISONS_CLAIM must not be empty."
        )
    if not _safe(settings.jwks_url):
        raise TokensUnusableError(
            "OMU_JWKS_URL must begin with https:// (http:// only on this machine): whoever can change what comes "
            "from there can let anybody in."
        )


def _safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
